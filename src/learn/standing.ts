/** Where a tenant's beliefs stand: which decide, which are tried, and what is left to be done. One row of the learner. */

import type { Curriculum } from '../quota/lesson.ts';
import type { Learning } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
import type { Interval } from './judged.ts';
import { NO_RATERS, type Raters } from './raters.ts';

/** What decides a share of the conversations, 0 to 1. */
interface Tried {
  readonly version: number;
  readonly share: number;
  readonly since: UnixMs;
  readonly reference: Interval | null;
}

export interface Standing {
  /** As of the last lessons; null: nobody has taught anything. */
  readonly curriculum: Curriculum | null;
  /** The last version that was given: the next is one more, and none is given twice. */
  readonly top: number;
  /** 0: the shipped prior, and the rules of old. */
  readonly inForce: number;
  /** What was in force before: where a fall leads back to. */
  readonly before: number;
  readonly canary: Tried | null;
  readonly newest: number;
  /** Since when rows count as evidence for the next: what is in force took effect, or something tried was found wanting. */
  readonly since: UnixMs;
  /** Since when what is in force is, and what was expected of it then; null: nothing was measured. */
  readonly effectAt: UnixMs;
  readonly reference: Interval | null;
  /** Nothing gains effect by itself before then. */
  readonly pausedUntil: UnixMs | null;
  /** Why it is as it is, in a sentence. */
  readonly why: string;
  /** Rises with each change that KV is to show. */
  readonly revision: number;
  /** The last that KV is known to have. */
  readonly written: number;
  readonly writtenAt: UnixMs | null;
  /** Until when the head has been decayed. */
  readonly decayedAt: UnixMs | null;
  /** The base, likewise. */
  readonly baseAt: UnixMs | null;
  /** Of all who rate, together. */
  readonly raters: Raters;
  /** Lessons that were learned in all, and those of them that are no longer in the log. */
  readonly lessons: number;
  readonly merged: number;
}

export const FIRST_STANDING = (now: UnixMs): Standing => ({
  ...{ curriculum: null, top: 0, inForce: 0, before: 0, canary: null, newest: 0, since: now },
  ...{ effectAt: now, reference: null, pausedUntil: null },
  ...{ why: 'Nothing has been learned yet.' },
  ...{ revision: 0, written: 0, writtenAt: null, decayedAt: null, baseAt: null, lessons: 0, merged: 0 },
  raters: NO_RATERS,
});

/** Accounts and isolates hear of a policy at times of their own, and who could tell nothing for long tells what held then. */
export const isEarlier = (told: Curriculum, known: Curriculum | null): boolean =>
  (told.policyVersion ?? 0) > 0 && (told.policyVersion ?? 0) < (known?.policyVersion ?? 0);

/** What was learned by the one counts as well by the other. */
export const isSameObjective = (a: Learning, b: Learning): boolean =>
  JSON.stringify([a.objective, a.reward]) === JSON.stringify([b.objective, b.reward]);
