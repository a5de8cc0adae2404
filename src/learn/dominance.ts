/**
 * Which models are not worth having beside another: beyond doubt no better for what a tenant asks, and no cheaper. It is
 * shown, and takes nobody out of a choice: a tenant may have other reasons. Pure.
 *
 * What always asking an arm would have been rewarded with is estimated on the decisions that were rated (doubly robust, in
 * reward alone). Beyond doubt: the most it may be, by its 95 % interval, is no more than the least that the other may be.
 */

import type { Arm } from '../route/believed.ts';
import type { Effort } from '../wire/ask.ts';
import { estimateOf } from './estimates.ts';
import type { Interval, Judged } from './judged.ts';
import { type Supported, supported } from './supported.ts';

export interface Priced {
  readonly arm: Arm;
  readonly effort: Effort;
  /** Of a usual answer, in USD; null where nobody knows, and nothing is said then. */
  readonly cost: number | null;
}

export interface Worth {
  readonly arm: Arm;
  /** The mean over what the tenant asks; 0 within -1 to 1 where hardly anything is known. */
  readonly reward: Interval;
  /** As many rows as it rests on, by their weights. */
  readonly effective: number;
  /** Another of the same effort; null: none is beyond doubt as good for less. */
  readonly dominatedBy: Arm | null;
  /** Why, in a sentence; null where it is not dominated. */
  readonly why: string | null;
}

/** Of each arm what it is worth, in the order of `arms`. */
export function worths(rows: readonly Judged[], arms: readonly Priced[]): readonly Worth[] {
  const known = supported(rows).map(rewardsAlone);
  const measured = arms.map((priced) => {
    // Only where it was one of those that could have answered.
    const own = known.filter((row) => row.arms.has(priced.arm));
    const { dr, effective } = estimateOf(own, () => [priced.arm]);
    return { ...priced, reward: dr, effective };
  });
  return measured.map((one) => {
    const [best] = measured.filter((other) => dominates(other, one)).sort(byWorth);
    const { arm, reward, effective } = one;
    return { arm, reward, effective, dominatedBy: best?.arm ?? null, why: best === undefined ? null : told(one, best) };
  });
}

type Measured = Priced & Pick<Worth, 'reward' | 'effective'>;

function dominates(other: Measured, one: Measured): boolean {
  if (other.arm === one.arm || other.effort !== one.effort || other.cost === null || one.cost === null) return false;
  const isSure = one.reward.high <= other.reward.low;
  return isSure && (one.cost > other.cost || (one.cost === other.cost && one.reward.high < other.reward.low));
}

/** The best first, and of equals the cheapest. */
const byWorth = (a: Measured, b: Measured): number =>
  b.reward.low - a.reward.low || (a.cost ?? 0) - (b.cost ?? 0) || (a.arm < b.arm ? -1 : 1);

function told(one: Measured, best: Measured): string {
  const most = `It satisfies at most ${percent(one.reward.high)} of what is asked, and ${best.arm} at least ${percent(best.reward.low)}`;
  const [cost, other] = [one.cost ?? 0, best.cost ?? 0];
  if (cost === other) return `${most}, for the same money.`;
  const times = other === 0 ? 'for nothing' : `for ${(cost / other).toPrecision(2)} times less`;
  return `${most}, ${times}.`;
}

/** An estimate may lie beyond what can be. */
const percent = (share: number): string => `${(100 * Math.min(1, Math.max(0, share))).toFixed(0)} %`;

/** What money and time are worth is another question. */
const rewardsAlone = (row: Supported): Supported => ({
  ...row,
  arms: new Map([...row.arms].map(([arm, one]) => [arm, { ...one, penalty: 0 }])),
});
