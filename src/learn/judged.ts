/**
 * What beliefs are judged by: a decision that was made, what it earned, and what each side would have taken instead. The
 * picks are those of beliefs that had not learned from this row. Pure, plain data.
 */

import type { Arm } from '../route/believed.ts';
import type { UnixMs } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';

export interface JudgedArm {
  readonly arm: Arm;
  readonly effort: Effort;
  /** What is expected of it, 0 to 1: the model that doubly robust estimates correct by what happened. */
  readonly reward: number;
  /** What its money and its time are worth: lambda x USD + mu x seconds. */
  readonly penalty: number;
  /** How likely it was to be chosen; 0: it could not be. Null where nobody drew: an explicit choice. */
  readonly propensity: number | null;
}

export interface Judged {
  readonly at: UnixMs;
  /** The same for every row of the same request: the user with the fingerprint of the features. */
  readonly request: string;
  /** Explicit choices are alike within one: the route and the efforts in question. */
  readonly stratum: string;
  readonly chosen: Arm;
  /** What it earned, 0 to 1. */
  readonly reward: number;
  /** Of who rated it, over 0 to 1. */
  readonly weight: number;
  /** All that could have answered, the chosen one among them. */
  readonly arms: readonly JudgedArm[];
  /** Chance took another than the best, and it was tried, or was not since what may be spent on that was spent. */
  readonly trial?: 'paid' | 'unpaid';
  /** When it was decided, or nearly: `at` is when it was judged. */
  readonly decidedAt?: UnixMs;
  readonly picks: {
    readonly inForce: Arm;
    readonly candidate: Arm;
    /** Whom the rules would have asked at that effort; absent: the first of `arms` that has it. */
    readonly instant?: Arm;
    readonly thinking?: Arm;
  };
}

/** A value and where it lies, as whoever made it says how surely. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
