/**
 * A classifier that asks a model, made fit for the cascade: a question asked before is answered from memory, a model that
 * is down is not asked (`src/breaker.ts`), and the cascade's deadline ends the wait, whatever the model does. Every
 * failure rejects, and the cascade puts it on record (fail open, DESIGN invariant 3).
 */

import { Breaker } from '../breaker.ts';
import { hex } from '../hex.ts';
import type { ClassifierName } from '../tenant/policy.ts';
import { milliseconds, type UnixMs } from '../unit.ts';
import type { Turn } from '../wire/ask.ts';
import type { Classifier, Verdict } from './contract.ts';
import { Recent } from './recent.ts';
import { recentMessages } from './recent-messages.ts';

export interface ModelClassifier {
  readonly name: ClassifierName;
  /**
   * Tenant, kind and endpoint or model. The tenant is in it because what makes a model fail may be the tenant's own: a
   * wrong key, a deadline too short. It must not cost another tenant anything.
   */
  readonly identity: string;
  /** Changes when the policy's document does: what was answered under another one is not used. */
  readonly revision: string;
  /** Rejects when it must. `signal` aborts at the deadline. */
  readonly ask: (turns: readonly Turn[], signal: AbortSignal) => Promise<Verdict>;
}

/** A model that serves behind the same name may be replaced; its answers are believed for so long. */
const REMEMBERED_MS = milliseconds(600_000);
/** Of all remembered verdicts together, counted in routes: some 100 bytes each. */
const REMEMBERED_ROUTES = 20_000;
/** Estimated tokens of the latest messages that tell one question from another: more than any model is shown. */
const QUESTION_TOKENS = 8192;

const breaker = new Breaker(Math.random, milliseconds(60_000));
const verdicts = new Recent<Verdict>({ weight: REMEMBERED_ROUTES, ageMs: REMEMBERED_MS });

export function guarded(model: ModelClassifier, clock: () => UnixMs): Classifier {
  return {
    name: model.name,
    classify: async (turns, signal) => {
      const question = await questionKey(model, turns);
      const remembered = verdicts.get(question, clock());
      if (remembered !== undefined) return remembered;
      const attempt = breaker.admit(model.identity, clock());
      if (typeof attempt === 'string') throw new Error(attempt);
      try {
        const verdict = await untilAborted(model.ask(turns, signal), signal);
        breaker.succeeded(attempt, clock());
        verdicts.put(question, verdict, verdict.routes.length, clock());
        return verdict;
      } catch (error) {
        breaker.failed(attempt, clock());
        throw error;
      }
    },
  };
}

/** Throws when there is nothing to ask about: that is no fault of the model, and the breaker does not hear of it. */
async function questionKey({ identity, revision }: ModelClassifier, turns: readonly Turn[]): Promise<string> {
  const messages = recentMessages(turns, QUESTION_TOKENS);
  if (messages.length === 0) {
    throw new Error('Neither user nor assistant has said anything that it could be asked about.');
  }
  const normal = messages.map(({ role, content }) => [role, normalise(content)]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(normal)));
  return JSON.stringify([identity, revision, hex(new Uint8Array(digest))]);
}

/** Case and spacing change no route. */
const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** What `answer` resolves to, or a rejection as soon as the signal aborts. A later rejection of `answer` is handled. */
function untilAborted<Value>(answer: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
