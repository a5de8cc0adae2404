/**
 * A small world, run with three seeds: whatever the beliefs, nothing is tried beyond what the policy allows, and what users
 * say, hostile ones among them, never makes the router worse than the rules it began with. `npm run simulate` runs the large
 * one.
 */

import { describe, expect, it } from 'vitest';
import { mean, regretOf, regretWith, shareExplored, worstTried } from './world/measures.ts';
import { EXPLORE } from './world/policy.ts';
import { pupil } from './world/pupil.ts';
import { runWorld } from './world/run.ts';

const SIZE = { requests: 3000, usersPerGroup: 10, hostile: 0.1 };

describe.each([1, 2, 3])('a world of ten groups, seed %i', (seed) => {
  const running = runWorld({ ...SIZE, seed }, pupil());

  it('tries no more than its share, within its money, and nothing that is believed to be worse than the bound', async () => {
    const { rows, dearestWindow } = await running;
    const noise = 3 * Math.sqrt((EXPLORE.share * (1 - EXPLORE.share)) / rows.length);
    expect(shareExplored(rows)).toBeGreaterThan(0);
    expect(shareExplored(rows)).toBeLessThan(EXPLORE.share + noise);
    expect(dearestWindow).toBeLessThanOrEqual(EXPLORE.max);
    expect(worstTried(rows)).toBeLessThanOrEqual(EXPLORE.bound + 1e-9);
  });

  it('loses no more than the rules alone, and what is tried', async () => {
    const { rows } = await running;
    const lost = mean(rows, regretOf) - mean(rows, regretWith('atlas@instant'));
    expect(lost).toBeLessThan(EXPLORE.share * EXPLORE.bound);
  });
});
