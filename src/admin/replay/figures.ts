/**
 * What cost, latency and quality would have been. What is assumed, since nobody called the other model:
 *
 *  - Cost: the tokens that were counted, at the new prices. Where the effort changes, the output is that much longer or
 *    shorter as usual answers are (`EXPECTED_OUTPUT`); where the model changes, as much is cached as was. Where no tokens are
 *    known, the prompt's estimate and a usual answer are taken, before and after.
 *  - Latency: the mean, until the first content, of what the same log says of the other model at that effort, else what was
 *    expected of it.
 *  - Quality: doubly robust, over decisions that were rated (`learn/estimates.ts`). What nobody could have tried is left out.
 */

import { estimateOf } from '../../learn/estimates.ts';
import type { Judged } from '../../learn/judged.ts';
import { type Supported, supported } from '../../learn/supported.ts';
import type { Usage } from '../../quota/contract.ts';
import { costOf } from '../../quota/price.ts';
import { type Arm, armOf } from '../../route/believed.ts';
import { EXPECTED_OUTPUT } from '../../route/expected-price.ts';
import type { Policy } from '../../tenant/policy.ts';
import { tokens } from '../../unit.ts';
import type { Again, Taken } from './decide-again.ts';
import type { Pair } from './figure.ts';

const MICRO_DOLLARS_PER_DOLLAR = 1_000_000;

export interface Prices {
  /** By which unrecorded costs are reckoned; null: by those of the new one. */
  readonly inForce: Policy | null;
  readonly policy: Policy;
}

/** In USD; of decisions whose cost can be told, before and after. */
export function costs(all: readonly Again[], { inForce, policy }: Prices): readonly Pair[] {
  return all.flatMap(({ logged, was, now }) => {
    if (now === null) return [];
    const { decision, usage, cost, shares, user } = logged;
    const pair = (before: number, after: number): Pair[] => [
      { user, weight: 1, before: before / MICRO_DOLLARS_PER_DOLLAR, after: after / MICRO_DOLLARS_PER_DOLLAR },
    ];
    if (usage === null && cost !== null) return pair(cost, cost);
    const isSame = was.model === now.model && was.effort === now.effort;
    const counted = usage ?? usual(decision.signals.inputTokens, was);
    const before = cost ?? priced(inForce ?? policy, was.model, counted);
    const after =
      isSame && shares.length > 0
        ? shares.reduce<number | null>((sum, share) => plus(sum, priced(policy, share.model, share.usage)), 0)
        : priced(policy, now.model, isSame ? counted : scaled(counted, was, now));
    return before === null || after === null ? [] : pair(before, after);
  });
}

const plus = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

function priced(policy: Policy, model: string, usage: Usage): number | null {
  const price = policy.models.get(model)?.price ?? null;
  return price === null ? null : costOf(usage, price);
}

function usual(inputTokens: number, { effort }: Taken): Usage {
  const output = tokens(EXPECTED_OUTPUT[effort]);
  return { input: tokens(Math.round(inputTokens)), cachedInput: tokens(0), output, estimated: true };
}

function scaled(usage: Usage, was: Taken, now: Taken): Usage {
  const ratio = EXPECTED_OUTPUT[now.effort] / EXPECTED_OUTPUT[was.effort];
  const { reasoning } = usage;
  return {
    ...usage,
    output: tokens(Math.round(usage.output * ratio)),
    ...(reasoning === undefined ? {} : { reasoning: tokens(Math.round(reasoning * ratio)) }),
  };
}

/** In milliseconds until the first content. */
export function latencies(all: readonly Again[]): readonly Pair[] {
  const seen = new Means();
  const expected = new Means();
  for (const { logged, was } of all) {
    const { firstContentMs, decision } = logged;
    if (firstContentMs !== null) seen.add(armOf(was.model, was.effort), firstContentMs);
    for (const { arm, latencyMs } of decision.choice?.arms ?? []) if (latencyMs !== null) expected.add(arm, latencyMs);
  }
  const usualOf = ({ model, effort }: Taken) => seen.of(armOf(model, effort)) ?? expected.of(armOf(model, effort));
  return all.flatMap(({ logged: { firstContentMs, user }, was, now }) => {
    if (now === null) return [];
    const before = firstContentMs ?? usualOf(was);
    const isSame = was.model === now.model && was.effort === now.effort;
    const after = isSame ? before : usualOf(now);
    return before === undefined || after === undefined ? [] : [{ user, weight: 1, before, after }];
  });
}

class Means {
  readonly #sums = new Map<Arm, { sum: number; count: number }>();

  add(arm: Arm, value: number): void {
    const { sum, count } = this.#sums.get(arm) ?? { sum: 0, count: 0 };
    this.#sums.set(arm, { sum: sum + value, count: count + 1 });
  }

  of(arm: Arm): number | undefined {
    const own = this.#sums.get(arm);
    return own === undefined ? undefined : own.sum / own.count;
  }
}

/** In reward, 0 to 1, without what money and time are worth. */
export function qualities(all: readonly Again[]): readonly Pair[] {
  return all.flatMap((again) => {
    const { now, logged } = again;
    if (now === null || logged.row === null) return [];
    const [row] = supported([judgedAgain(again, now, logged.row)]);
    if (row === undefined) return [];
    const [before, after] = [earned(row, row.picks.inForce), earned(row, row.picks.candidate)];
    return before === null || after === null ? [] : [{ user: logged.user, weight: row.weight, before, after }];
  });
}

function earned(row: Supported, pick: Arm): number | null {
  const { dr, support } = estimateOf([row], () => [pick]);
  return support === 0 ? null : dr.value;
}

/** What was certain is given as certain: a choice of the caller's own, and what a session or a limit settled. */
function judgedAgain(again: Again, now: Taken, row: Judged): Judged {
  const { choice } = again.logged.decision;
  const best = choice?.arms[0]?.arm;
  const isDrawn =
    choice !== undefined && choice.propensity !== null && choice.arms.some(({ arm }) => arm === row.chosen);
  const inForce = isDrawn && best !== undefined ? best : row.chosen;
  const drawn = new Map(choice?.arms.map(({ arm, propensity }) => [arm, propensity]));
  const arms = row.arms.map((one) => ({
    ...{ ...one, penalty: 0 },
    propensity: isDrawn ? (drawn.get(one.arm) ?? 0) : Number(one.arm === row.chosen),
  }));
  const candidate = again.same ? inForce : armOf(now.model, now.effort);
  return { ...row, arms, picks: { inForce, candidate } };
}
