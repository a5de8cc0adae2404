/**
 * Beliefs made anew from the log: what each version would be, had it been taught what the log has now. Pure.
 *
 * The weights are those with which the lessons were first learned, and a correction counts from the beginning. How fast and
 * how reliable the arms are is no user's, and is taken over as it was.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import { type Beliefs, decay, EMPTY, UNKNOWN } from './beliefs.ts';
import type { Logged } from './lesson-log.ts';
import { teach } from './taught.ts';

/** Beliefs and when they were last decayed; null: they are of no lesson yet. */
export interface Dated {
  readonly beliefs: Beliefs;
  readonly at: UnixMs | null;
}

export const NOTHING_LEARNED: Dated = { beliefs: EMPTY(), at: null };

/** One more lesson, in the order in which they were learned. */
export function learnedAgain({ beliefs, at }: Dated, { lesson, taught, taughtAt }: Logged): Dated {
  if (taught === null || taughtAt === null) return { beliefs, at };
  return { beliefs: teach(decayed({ beliefs, at }, taughtAt), lesson, null, taught), at: taughtAt };
}

export const decayed = ({ beliefs, at }: Dated, now: UnixMs): Beliefs =>
  at === null || now <= at ? beliefs : decay(beliefs, now - at);

/** One for each of `moments`, in their order, which is that of time. */
export function rebuilt(base: Dated, lessons: Iterable<Logged>, moments: readonly UnixMs[]): readonly Beliefs[] {
  const made: Beliefs[] = [];
  let dated = base;
  const finish = (until: number): void => {
    for (let moment = moments[made.length]; moment !== undefined && moment < until; moment = moments[made.length]) {
      made.push(decayed(dated, moment));
    }
  };
  for (const logged of lessons) {
    finish(logged.taughtAt ?? unixMs(0));
    dated = learnedAgain(dated, logged);
  }
  finish(Number.POSITIVE_INFINITY);
  return made;
}

/** `beliefs` with the answers that `seen` knows of. */
export function withAnswersOf(seen: Beliefs, beliefs: Beliefs): Beliefs {
  const arms = new Map(beliefs.arms);
  for (const [arm, { latencyMs, timed, failed, asked }] of seen.arms) {
    if (timed > 0 || asked > 0) arms.set(arm, { ...(arms.get(arm) ?? UNKNOWN), latencyMs, timed, failed, asked });
  }
  return { ...beliefs, arms };
}
