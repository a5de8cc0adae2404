/**
 * Evidence that may be looked at as often as one likes: a gambler who bets, row after row, that a mean is above `m`, at odds
 * that are fair if it is not. If it is not, his money is a nonnegative supermartingale that begins at 1, so that the chance
 * that it is ever 20 is at most 1 in 20 (Ville's inequality), however often and whenever somebody looks. Waudby-Smith and
 * Ramdas, Estimating means of bounded random variables by betting (arXiv 2010.09686); for logged decisions Waudby-Smith et
 * al., Anytime-valid off-policy inference for contextual bandits (arXiv 2210.10768).
 *
 * He divides his money among a few stakes once and for all, which is a bet as well, and needs no tuning. Pure.
 */

/** What is bet on: `value` is at least `-bound`, and `bound` is known before `value` is. */
export interface Bet {
  readonly value: number;
  readonly bound: number;
  /** Over 0 to 1. The mean is of values so weighted. */
  readonly weight: number;
}

/** Shares of the largest stake that can never lose everything. */
export const STAKES = [0.02, 0.05, 0.1, 0.2, 0.4, 0.75] as const;

/** Whether the money ever reaches `goal`, when he bets that the weighted mean of `value` is above `m`, which is at most 1. */
function reaches(bets: readonly Bet[], m: number, goal: number): boolean {
  const money: number[] = STAKES.map(() => 1 / STAKES.length);
  return bets.some(({ value, bound, weight }) => {
    if (value === 0 && m === 0) return false;
    const odds = (weight * (value - m)) / (bound + Math.max(0, m));
    let sum = 0;
    for (let at = 0; at < STAKES.length; at++) {
      const left = (money[at] ?? 0) * Math.max(0, 1 + (STAKES[at] ?? 0) * odds);
      money[at] = left;
      sum += left;
    }
    return sum >= goal;
  });
}

/** Steps of halving: to a thousandth of what is between the ends. */
const HALVINGS = 12;

/**
 * Above this the mean lies, with the probability `1 - alpha` at every moment at once. `floor` where nothing above that is
 * known. Rows may come and means change: what is refuted is that the mean was at no time higher.
 */
export function lowerBound(bets: readonly Bet[], { alpha, floor }: { readonly alpha: number; readonly floor: number }) {
  const refutes = (m: number): boolean => reaches(bets, m, 1 / alpha);
  if (bets.length === 0 || !refutes(floor)) return floor;
  let [low, high] = [floor, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (refutes(middle)) low = middle;
    else high = middle;
  }
  return low;
}
