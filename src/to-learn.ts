/**
 * What can be learned of a request whose answer has ended. It runs behind the answer, and a fault of it costs nothing but
 * the lesson: it is logged, and the request is settled without one.
 */

import type { Ended, Serving } from './conclude.ts';
import { curriculumText } from './curriculum.ts';
import { fingerprint } from './learn/fingerprint.ts';
import { observed } from './learn/observed.ts';
import type { Observed, ToLearn } from './quota/lesson.ts';
import { armOf } from './route/believed.ts';
import type { Decision } from './route/decision.ts';
import type { Ask } from './wire/ask.ts';
import type { Prompt } from './wire/prompt.ts';

/** A longer request is not read once more to see whether its answer fits. */
const MAX_READ_BYTES = 512 * 1024;

/** Nothing where the tenant does not learn, and of a request that asks nobody anything. `decision` is as it was answered. */
export async function learnableOf(
  { way }: Pick<Serving, 'way'>,
  ended: Ended,
  decision: Decision,
): Promise<{ readonly learnable?: ToLearn; readonly curriculum?: string }> {
  const { ask, policy, proposal, startedAt, features, admitRequest } = way;
  if (!policy.learning.enabled || ask.wire === 'embeddings') return {};
  try {
    const { firstContentAt } = ended;
    const learnable: ToLearn = {
      arm: armOf(decision.model, decision.effort),
      features,
      fingerprint: await fingerprint(ask.turns, admitRequest.origin),
      firstContentMs: firstContentAt === null ? null : firstContentAt - startedAt,
      failed: ended.ending === 'failed' || ended.ending === 'broken',
      observed: observedOf(ask, ended),
      askedAt: startedAt,
      explicit: !proposal.automatic || ask.model.kind === 'route',
    };
    return { learnable, curriculum: curriculumText(policy) };
  } catch (error) {
    console.error(JSON.stringify({ event: 'not_learnable', decision: decision.id, message: String(error) }));
    return {};
  }
}

/** Of an answer that somebody else went on with, nobody has written the whole. */
function observedOf(ask: Ask, { ending, meter, earlier }: Ended): Observed {
  if (ending !== 'complete' || earlier.length > 0) return {};
  return observed(meter, ask.needs.some((need) => need === 'json' || need === 'tools') ? keptTo(ask) : null);
}

function keptTo(ask: Ask): Pick<Prompt, 'tools' | 'format'> | null {
  if (ask.inputBytes > MAX_READ_BYTES) return null;
  try {
    return ask.prompt();
  } catch {
    // A provider of its own wire alone understands it.
    return null;
  }
}
