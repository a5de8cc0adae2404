/**
 * What a decision was worth, of all that is known of it: the rules by which feedback becomes reward. Pure.
 *
 * The highest of these that is known stands, and what is below it does not count beside it. Each counts as much as the
 * tenant says (`learning.reward`); a kind that counts nothing is not known.
 *
 * | known                                    | value                  | counts as     |
 * |------------------------------------------|------------------------|---------------|
 * | `correct`                                | 1 or 0                 | `correct`     |
 * | `rating`                                 | -1 to 1 as 0 to 1      | `rating`      |
 * | `switchedTo` a model or an effort        | 0                      | `switched`    |
 * | `regenerated`                            | 0.25                   | `regenerated` |
 * | `abandoned`                              | 0.25                   | `abandoned`   |
 * | `regenerated: false`, `abandoned: false` | 0.75: nothing was amiss | as the kind   |
 * | the answer does not fit, or was refused  | 0                      | `weak`        |
 * | asked again of another                   | 0.25                   | `weak`        |
 *
 * A switch from A to B is also a pair, B better than A, unless what stands above it says that the answer was good; so is
 * what was asked again of another arm, where nothing stands above it. A switch to another route says that the classifier
 * was wrong, and nothing of the model that answered: what is below it does not count then either.
 */

import type { Curriculum, Lesson } from '../quota/lesson.ts';
import type { Arm } from '../route/believed.ts';
import type { RewardWeights } from '../tenant/policy.ts';

/** `weight` is above 0 and at most 1. */
export type Outcome =
  /** How well an arm satisfied, 0 to 1. */
  | { readonly kind: 'value'; readonly arm: Arm; readonly value: number; readonly weight: number }
  /** Of two arms, for the same request. */
  | { readonly kind: 'pair'; readonly better: Arm; readonly worse: Arm; readonly weight: number }
  /** The request was of another route than it was taken for. */
  | { readonly kind: 'route'; readonly from: string; readonly to: string; readonly weight: number };

const COMPLAINT = 0.25;
const NO_COMPLAINT = 0.75;
/** From here on an answer is taken to have been good. */
const GOOD = 0.5;

/** Undefined: not known; null: known, and it says nothing of the model. */
type Rule = (lesson: Lesson) => number | null | undefined;

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Of each kind, what it says an answer was worth: the highest first. */
const RULES: readonly (readonly [keyof RewardWeights, Rule])[] = [
  ['correct', ({ feedback: { correct } }) => (correct === undefined ? undefined : Number(correct))],
  ['rating', ({ feedback: { rating } }) => (rating === undefined ? undefined : within((rating + 1) / 2, 0, 1))],
  ['switched', ({ feedback, switched }) => (feedback.switchedTo === undefined ? undefined : worthAfter(switched))],
  ['regenerated', ({ feedback }) => (feedback.regenerated === true ? COMPLAINT : undefined)],
  ['abandoned', ({ feedback }) => (feedback.abandoned === true ? COMPLAINT : undefined)],
  ['regenerated', ({ feedback }) => (feedback.regenerated === false ? NO_COMPLAINT : undefined)],
  ['abandoned', ({ feedback }) => (feedback.abandoned === false ? NO_COMPLAINT : undefined)],
  ['weak', ({ observed: { invalid, refused } }) => (invalid === true || refused === true ? 0 : undefined)],
  ['weak', ({ observed: { askedAgain } }) => (askedAgain === undefined ? undefined : COMPLAINT)],
];

/** Also where nobody knows which model it would have been. */
const worthAfter = (switched: Lesson['switched']): number | null =>
  switched !== undefined && 'route' in switched ? null : 0;

export function outcomesOf(lesson: Lesson, { learning }: Pick<Curriculum, 'learning'>): readonly Outcome[] {
  const weights = learning.reward;
  const stands = RULES.flatMap(([kind, rule]) => {
    const value = weights[kind] > 0 ? rule(lesson) : undefined;
    return value === undefined ? [] : [{ kind, value }];
  })[0];
  const { arm, switched } = lesson;
  const outcomes: Outcome[] = [];
  if (stands !== undefined && stands.value !== null) {
    outcomes.push({ kind: 'value', arm, value: stands.value, weight: within(weights[stands.kind], 0, 1) });
  }
  if (switched !== undefined && weights.switched > 0) {
    const weight = within(weights.switched, 0, 1);
    if ('route' in switched) {
      if (switched.route !== lesson.route)
        outcomes.push({ kind: 'route', from: lesson.route, to: switched.route, weight });
    } else if (switched.arm !== arm && (stands?.value ?? 0) < GOOD) {
      outcomes.push({ kind: 'pair', better: switched.arm, worse: arm, weight });
    }
    return outcomes;
  }
  const { askedAgain } = lesson.observed;
  if (askedAgain !== undefined && askedAgain !== arm && stands?.kind === 'weak') {
    outcomes.push({ kind: 'pair', better: askedAgain, worse: arm, weight: within(weights.weak, 0, 1) });
  }
  return outcomes;
}
