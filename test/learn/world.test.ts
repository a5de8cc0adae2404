/**
 * A world of ten groups, a tenth of the users hostile, run with seeds that nothing was tuned on: nothing is tried beyond what
 * the policy allows, beliefs gain effect, and what is lost against the best fixed choice of each group falls well below what
 * the rules lose, over a drift half way and two newcomers at three quarters. `npm run simulate` runs the large one.
 */

import { describe, expect, it } from 'vitest';
import { mean, regretOf, regretWith, shareExplored, worstTried } from './world/measures.ts';
import { EXPLORE } from './world/policy.ts';
import { pupil } from './world/pupil.ts';
import { runWorld } from './world/run.ts';

const SIZE = { requests: 20_000, usersPerGroup: 20, hostile: 0.1 };
const PATIENCE_MS = 180_000;

describe.each([2, 3])('a world of ten groups, seed %i', (seed) => {
  it('tries within its share, money and bound, and learns whom to ask', { timeout: PATIENCE_MS }, async () => {
    const { rows, dearestWindow } = await runWorld({ ...SIZE, seed }, pupil());
    const noise = 3 * Math.sqrt((EXPLORE.share * (1 - EXPLORE.share)) / rows.length);
    expect(shareExplored(rows)).toBeGreaterThan(0);
    expect(shareExplored(rows)).toBeLessThan(EXPLORE.share + noise);
    expect(dearestWindow).toBeLessThanOrEqual(EXPLORE.max);
    expect(worstTried(rows)).toBeLessThanOrEqual(EXPLORE.bound + 1e-9);

    const before = rows.slice(0, rows.length / 4);
    const last = rows.slice(-rows.length / 4);
    expect(mean(before, regretOf)).toBeLessThan(
      mean(before, regretWith('atlas@instant')) + EXPLORE.share * EXPLORE.bound,
    );
    expect(mean(last, regretOf)).toBeLessThan(mean(last, regretWith('atlas@instant')) - 0.12);
    expect(mean(last, regretOf)).toBeLessThan(mean(last, regretWith('atlas@thinking')) - 0.12);
  });
});
