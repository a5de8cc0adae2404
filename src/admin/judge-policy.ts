/**
 * What is to be said of a valid policy before anybody meets it: whether its own tests hold, what lint finds, what this
 * version of Signalbox makes of it. With the classifier and the router that requests meet, for the admin API and for
 * `npm run policy` alike. The rooms know nothing of each other, so they are joined here, as in `approach.ts`.
 */

import type { Classification, Classifier } from '../classify/contract.ts';
import { compileRoutes } from '../classify/embedded.ts';
import { actionWords, domainWords } from '../classify/lexicon.ts';
import { type LintReport, lintRoutes } from '../classify/lint.ts';
import type { Pause } from '../classify/paced.ts';
import { type ChosenEffort, type RouteTestResult, runRouteTests } from '../classify/route-tests.ts';
import { readSignals } from '../classify/signals.ts';
import { Refusal } from '../error.ts';
import { rowOf } from '../provider/table.ts';
import { propose } from '../route/propose.ts';
import type { Policy } from '../tenant/policy.ts';
import type { Problem } from '../tenant/problem.ts';
import { kindWarnings, termWarnings } from '../tenant/warnings.ts';
import type { Turn } from '../wire/ask.ts';
import { readChat } from '../wire/chat/read.ts';

export interface Judge {
  /** What of a valid policy this version of the service does not do. Secrets depend on the deployment, and are not looked at. */
  readonly warnings: () => readonly Problem[];
  /** Of the phrases and examples of all routes, `mostTexts` are tried at most. */
  readonly lint: (mostTexts: number) => Promise<LintReport>;
  /** With the embedded classifier alone: it is the same for everybody, and asks nobody. */
  readonly test: () => Promise<RouteTestResult[]>;
}

/** The routes are compiled once, for whatever is asked first: of 500 routes that takes a second, and does not pause. */
export function judgePolicy(policy: Policy, pause: Pause): Judge {
  const routes = [...policy.routes.values()];
  let compiled: Classifier | null = null;
  const compileAll = (): Classifier => {
    compiled ??= compileRoutes(routes);
    return compiled;
  };
  return {
    warnings: () => [
      ...kindWarnings(policy, (kind) => rowOf(kind) !== undefined),
      ...termWarnings(policy, { domains: [...domainWords().keys()], actions: [...actionWords().keys()] }),
    ],
    lint: (mostTexts) =>
      lintRoutes({
        routes,
        defaultRoute: policy.default,
        compile: (some) => (some === routes ? compileAll() : compileRoutes(some)),
        mostTexts,
        pause,
      }),
    test: () =>
      runRouteTests({
        policy,
        classifiers: [compileAll()],
        chooseEffort: (turns, classification) => chooseEffort(policy, turns, classification),
        pause,
      }),
  };
}

const MAX_SAID = 80;

/** A failed test as a problem of the document: what was said, expected and got, and how to mend it; null for one that passed. */
export function problemOf({ path, said, message }: RouteTestResult): Problem | null {
  const shortened = said.length <= MAX_SAID ? said : `${said.slice(0, MAX_SAID - 1)}…`;
  return message === null ? null : { path, message: `${JSON.stringify(shortened)}: ${message}` };
}

/** A test of a policy asks which route is taken, not who is reachable, nor what has been learned. */
const ANY_MODEL = { unusable: () => null, lacks: () => [], consulted: null };

const NO_HEADERS = { user: null, session: null, effort: null };

/** The effort proposed for a request of these turns with `model: auto`, by a key that may use every model. */
export function chooseEffort(policy: Policy, turns: readonly Turn[], classification: Classification): ChosenEffort {
  const messages = turns.map(({ role, text }) => ({ role, content: text }));
  const bytes = new TextEncoder().encode(JSON.stringify(messages)).byteLength;
  const ask = readChat({ json: { messages }, bytes }, NO_HEADERS);
  const question = { ask, classification, signals: readSignals(ask), policy, entitled: null, ...ANY_MODEL };
  try {
    const { rungs, reason, why } = propose({ id: 'dec_test', ...question });
    const detail = why.find(({ rule }) => rule === reason)?.detail;
    return { effort: rungs[0].effort, why: detail === undefined ? reason : `${reason}: ${detail}` };
  } catch (error) {
    if (error instanceof Refusal) return { effort: null, why: error.message };
    throw error;
  }
}
