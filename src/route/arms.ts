/**
 * What each arm is worth for one request: expected reward, as far as the model does not fail, less what money and time are
 * worth to the tenant (`learning.objective`). Pure.
 *
 * What nobody knows counts as the most that is known of the others: a model without a price, or one that nobody has waited
 * for yet, must not win by that.
 */

import type { Features } from '../classify/features.ts';
import type { Learning } from '../tenant/policy.ts';
import type { NonEmpty } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import { type Arm, armOf, type Believed, type Expectation } from './believed.ts';
import type { Candidate, ConsideredArm, Rung } from './decision.ts';
import { expectedPrice, type Size } from './expected-price.ts';

const MICRO_DOLLARS_PER_DOLLAR = 1_000_000;
const MS_PER_SECOND = 1000;

/**
 * A later model of a list takes the place of an earlier one where it is worth so much more, of so many rewards: the order is
 * the tenant's own. How unsure both are does not count beside it. Most of that is of the effort, word by word, and the same
 * for both: to demand that their difference be sure by all of it let no second model ever lead. Whether what was learned is
 * better is for the evidence to say before it has any effect.
 */
const CLEAR = { lead: 0.02, evidence: 5 };

export interface Weighed extends Omit<ConsideredArm, 'propensity'> {
  readonly model: string;
  readonly effort: Effort;
  readonly deviation: number;
  readonly evidence: number;
}

interface Known extends Expectation {
  readonly arm: Arm;
  readonly model: string;
  readonly effort: Effort;
  readonly cost: number | null;
}

/** What is to be answered, and what answers are worth. */
export interface Weighing {
  readonly route: string;
  readonly features: Features;
  readonly size: Size;
  readonly objective: Learning['objective'];
}

/** One list for each rung, in the order of its candidates. */
export function weighArms(
  believed: Believed,
  rungs: readonly Rung[],
  { route, features, size, objective }: Weighing,
): readonly NonEmpty<Weighed>[] {
  const known = rungs.map(({ effort, candidates: [first, ...rest] }): NonEmpty<Known> => {
    const know = ({ model, price }: Candidate): Known => {
      const arm = armOf(model, effort);
      const cost = price === null ? null : expectedPrice(price, effort, size) / MICRO_DOLLARS_PER_DOLLAR;
      return { arm, model, effort, cost, ...believed.expect(arm, route, features) };
    };
    return [know(first), ...rest.map(know)];
  });
  const all = known.flat();
  const mostCost = Math.max(...all.map(({ cost }) => cost ?? 0));
  const mostMs = Math.max(...all.map(({ latencyMs }) => latencyMs ?? 0));
  const weigh = ({ failure, ...arm }: Known): Weighed => {
    const money = objective.cost * (arm.cost ?? mostCost);
    const time = (objective.latency * (arm.latencyMs ?? mostMs)) / MS_PER_SECOND;
    return { ...arm, value: arm.reward * (1 - failure) - money - time };
  };
  return known.map(([first, ...rest]) => [weigh(first), ...rest.map(weigh)]);
}

/** Who is to answer at an effort: the first of its list, unless a later one is clearly better. */
export function leaderOf([first, ...later]: NonEmpty<Weighed>): Weighed {
  return later.reduce((leader, other) => (isClearlyBetter(other, leader) ? other : leader), first);
}

/** What was hardly rated is only believed to be better. */
const isClearlyBetter = (other: Weighed, leader: Weighed): boolean =>
  other.evidence >= CLEAR.evidence && other.value - leader.value > CLEAR.lead;
