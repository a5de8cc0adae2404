/** Whether what is expected is what comes: rewards by tenths of what was expected of the arm that was chosen. Pure. */

import type { Judged } from './judged.ts';

interface Tenth {
  /** Of rows whose expectation lies between these. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly expected: number;
  readonly rewarded: number;
}

export interface Calibration {
  /** Those that have rows. */
  readonly tenths: readonly Tenth[];
  /** The expected calibration error: how far the two are apart, on the average over rows. */
  readonly error: number;
}

const TENTHS = 10;

export function calibration(rows: readonly Judged[]): Calibration {
  const sums = Array.from({ length: TENTHS }, () => ({ rows: 0, weight: 0, expected: 0, rewarded: 0 }));
  let total = 0;
  for (const { arms, chosen, reward, weight } of rows) {
    const expected = arms.find(({ arm }) => arm === chosen)?.reward;
    const sum = expected === undefined ? undefined : sums[Math.min(TENTHS - 1, Math.floor(expected * TENTHS))];
    if (sum === undefined || expected === undefined || weight <= 0) continue;
    sum.rows++;
    sum.weight += weight;
    sum.expected += weight * expected;
    sum.rewarded += weight * reward;
    total += weight;
  }
  let error = 0;
  const tenths = sums.flatMap((sum, at): Tenth[] => {
    if (sum.rows === 0) return [];
    error += Math.abs(sum.expected - sum.rewarded) / total;
    return [
      {
        ...{ from: at / TENTHS, to: (at + 1) / TENTHS, rows: sum.rows },
        ...{ expected: sum.expected / sum.weight, rewarded: sum.rewarded / sum.weight },
      },
    ];
  });
  return { tenths, error };
}
