/**
 * What is tried, so that something can be learned of it: inverse gap weighting within a share of requests. Pure.
 *
 * With the probability `share` an arm is drawn among the best and those that are expected to be worse by no more than
 * `bound`. The k arms are drawn each with 1 / (k · (1 + gap / bound)), and the best with what is left: the worse an arm is
 * expected to be, the seldomer it is tried, at the bound half as often as beside it. So a request is expected to lose no
 * more than `bound` by a trial, and all together no more than `share` times that, on the scale of the objective.
 *
 * Of beliefs that are not in force yet it must be seen whether they are better: most of the share goes to the arm that the
 * newest would take, where the bound allows it. Spread over five arms, a tenth of the requests says so little of any that the
 * evidence for beliefs which earn a quarter more did not suffice within 16,000 requests (`test/learn/world`).
 *
 * Arms of which less than `probes` is known go first: while there are any, nothing else is tried.
 *
 * Thompson sampling would find the best arm about as fast, but how likely it was to take an arm can only be estimated. What
 * is judged by what was logged (`learn/evidence.ts`) divides by that likelihood, so it must be exact, and here it is.
 */

import type { Explore } from '../tenant/policy.ts';
import type { Arm } from './believed.ts';

export interface Triable {
  readonly arm: Arm;
  readonly value: number;
  /** Of how many rewards it is known. */
  readonly evidence: number;
}

/** Of the share, what goes to the pick of beliefs that are not in force, where it may be tried. */
const TO_CANDIDATE = 0.8;

/** How likely each arm is to be taken, in the order given; `best` is one of them. They add up to one. */
export function propensities(
  best: Triable,
  arms: readonly Triable[],
  explore: Explore,
  /** What the newest beliefs would take. */
  candidate: Arm = best.arm,
): readonly number[] {
  const { share, bound, probes } = explore;
  const gap = ({ value }: Triable): number => Math.max(0, best.value - value);
  const others = arms.filter((arm) => arm !== best && gap(arm) <= bound);
  const unknown = others.filter(({ evidence }) => evidence < probes);
  const tried = new Set(unknown.length > 0 ? unknown : others);
  const weight = (arm: Triable): number => 1 / ((tried.size + 1) * (1 + (bound === 0 ? 0 : gap(arm) / bound)));
  const isJudged = others.some(({ arm }) => arm === candidate);
  const rest = isJudged ? share * (1 - TO_CANDIDATE) : share;
  const each = arms.map(
    (arm) => (tried.has(arm) ? rest * weight(arm) : 0) + (isJudged && arm.arm === candidate ? share * TO_CANDIDATE : 0),
  );
  const left = 1 - each.reduce((sum, propensity) => sum + propensity, 0);
  return arms.map((arm, at) => (arm === best ? left : (each[at] ?? 0)));
}

/** The place of the arm that `random`, from 0 to 1, falls to. */
export function drawn(likely: readonly number[], random: number): number {
  let sum = 0;
  for (const [at, propensity] of likely.entries()) {
    sum += propensity;
    if (random < sum) return at;
  }
  // What the sum lacks of one by rounding.
  return Math.max(
    0,
    likely.findLastIndex((propensity) => propensity > 0),
  );
}
