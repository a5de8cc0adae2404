/**
 * Rows as estimators need them: how likely each choice was, also where nobody drew, and what is known of each arm.
 *
 * - A draw tells its own propensities.
 * - As far as what chance takes can be paid for: while the budget for that is spent the best is taken whatever chance says, and
 *   a log that says otherwise has nothing of the others that would put right what is expected of them (`payable`).
 * - An explicit choice has none. Its is estimated: the share of the arm among the explicit choices of the same stratum that
 *   came before; of one that hardly anybody chose it is 0, since it may be that nobody can (an effort that no name stands
 *   for): held to be chosen now and then, it would count as what is expected of it, and never be put right. That holds as
 *   far as people do not choose by what only they know of the request; so such rows are counted apart, and said.
 * - Of a request that was answered by several arms, each rated, the rewards themselves are known: no propensity is needed.
 *   It stands where the last of its rows was, with the picks of the first, which no beliefs had learned from.
 *
 * Pure.
 */

import type { Arm } from '../route/believed.ts';
import type { Judged, JudgedArm } from './judged.ts';

interface SupportedArm extends JudgedArm {
  readonly propensity: number;
}

export interface Supported extends Omit<Judged, 'arms'> {
  readonly arms: ReadonlyMap<Arm, SupportedArm>;
  /** Of every arm that was rated. */
  readonly rewards: ReadonlyMap<Arm, number>;
  readonly by: 'draw' | 'share' | 'all rated';
}

/** In order of time. Rows whose chosen arm is not among the arms tell nothing, and are left out. */
export function supported(rows: readonly Judged[]): readonly Supported[] {
  const shares = new Map<string, Map<Arm, number>>();
  const groups = new Map<string, Judged[]>();
  for (const row of payable(rows.toSorted((a, b) => a.at - b.at))) {
    if (row.weight <= 0 || row.arms.every(({ arm }) => arm !== row.chosen)) continue;
    const group = groups.get(row.request);
    // Set anew, so that it stands where its last row was.
    groups.delete(row.request);
    groups.set(row.request, [...(group ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [joined(first, group, shares)];
  });
}

/**
 * Without the rows of times in which nothing could be tried. Whether it could is known only of those rows of which chance took
 * another: so what lies between two of them counts, with the later of the two, where both were paid for. Which rows are left
 * out then depends on none of their own draws. What follows the last counts as that did.
 */
function payable(rows: readonly Judged[]): readonly Judged[] {
  const left = new Set<Judged>();
  let [since, wasPaid]: [Judged[], boolean] = [[], true];
  for (const row of rows.toSorted((a, b) => (a.decidedAt ?? a.at) - (b.decidedAt ?? b.at))) {
    if (mayBeTried(row)) since.push(row);
    if (row.trial === undefined) continue;
    const isPaid = row.trial === 'paid';
    if (!wasPaid || !isPaid) for (const each of [...since, row]) left.add(each);
    [since, wasPaid] = [[], isPaid];
  }
  if (!wasPaid) for (const each of since) left.add(each);
  return left.size === 0 ? rows : rows.filter((row) => !left.has(row));
}

/** Chance might have taken another than was taken. */
const mayBeTried = ({ arms, chosen }: Judged): boolean =>
  arms.some(({ arm, propensity }) => arm !== chosen && propensity !== null && propensity > 0);

function joined(first: Judged, group: readonly Judged[], shares: Map<string, Map<Arm, number>>): Supported {
  const rewards = new Map<Arm, number>();
  for (const { chosen } of group) {
    const same = group.filter((row) => row.chosen === chosen);
    const weights = same.reduce((sum, { weight }) => sum + weight, 0);
    rewards.set(chosen, same.reduce((sum, { weight, reward }) => sum + weight * reward, 0) / weights);
  }
  const explicit = first.arms.some(({ propensity }) => propensity === null);
  const seen = shares.get(first.stratum) ?? new Map<Arm, number>();
  const total = first.arms.reduce((sum, { arm }) => sum + (seen.get(arm) ?? 0), 0);
  const arms = new Map(
    first.arms.map((one) => [
      one.arm,
      { ...one, propensity: one.propensity ?? shareOf(seen.get(one.arm) ?? 0, total) },
    ]),
  );
  if (explicit) {
    for (const { chosen } of group) seen.set(chosen, (seen.get(chosen) ?? 0) + 1);
    shares.set(first.stratum, seen);
  }
  const weight = Math.min(1, ...group.map((row) => row.weight));
  const reward = rewards.get(first.chosen) ?? first.reward;
  return { ...first, arms, rewards, weight, reward, by: rewards.size > 1 ? 'all rated' : explicit ? 'share' : 'draw' };
}

/** An arm that was chosen more seldom cannot be told from one that cannot be. */
const LEAST_SEEN = 5;

const shareOf = (seen: number, total: number): number => (seen < LEAST_SEEN ? 0 : seen / total);
