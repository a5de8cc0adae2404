/** What is tried, over arms at random: seeds make a failing case come back. */

import { describe, expect, it } from 'vitest';
import { armOf } from '../../src/route/believed.ts';
import { drawn, propensities, type Triable } from '../../src/route/explore.ts';
import type { Explore } from '../../src/tenant/policy.ts';
import { limit } from '../quota/request.ts';
import { seededRandom } from '../support/random.ts';

const CASES = 2000;

const exploring = (parts: Partial<Explore> = {}): Explore => ({
  ...{ share: 0.1, bound: 0.1, probes: 0, limit: limit('explore') },
  ...parts,
});
const arm = (model: string, value: number, evidence = 100): Triable => ({
  arm: armOf(model, 'instant'),
  value,
  evidence,
});

describe('over arms at random', () => {
  const random = seededRandom(17);
  const cases = Array.from({ length: CASES }, () => {
    const arms = Array.from({ length: random.whole(1, 6) }, (_, n) =>
      arm(`m${n}`, random.next() - 0.3, random.whole(0, 40)),
    );
    const explore = exploring({
      share: random.next() / 2,
      bound: random.pick([0, 0.05, 0.1, 0.5, 1]),
      probes: random.pick([0, 20]),
    });
    const best = random.pick([arms[0] ?? arm('none', 0), ...arms]);
    return { arms, explore, best, likely: propensities(best, arms, explore) };
  });

  it('propensities add up to one, and none is below nothing', () => {
    for (const { likely } of cases) {
      expect(likely.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...likely)).toBeGreaterThanOrEqual(0);
    }
  });

  it('the best is taken in all but a share of requests', () => {
    for (const { arms, best, likely, explore } of cases) {
      expect(likely[arms.indexOf(best)]).toBeGreaterThanOrEqual(1 - explore.share);
    }
  });

  it('nothing is tried that is expected to be worse by more than the bound, and all together no worse than the share of it', () => {
    for (const { arms, best, likely, explore } of cases) {
      let loss = 0;
      for (const [at, { value }] of arms.entries()) {
        if ((likely[at] ?? 0) > 0) expect(best.value - value).toBeLessThanOrEqual(explore.bound);
        loss += (likely[at] ?? 0) * (best.value - value);
      }
      expect(loss).toBeLessThanOrEqual(explore.share * explore.bound + 1e-12);
    }
  });

  it('what is little known goes first, and a worse arm is never tried more often than a better one beside it', () => {
    for (const { arms, best, likely, explore } of cases) {
      const tried = arms
        .map((each, at) => ({ ...each, isBest: each === best, propensity: likely[at] ?? 0 }))
        .filter(({ isBest, propensity }) => !isBest && propensity > 0)
        .sort((one, other) => other.value - one.value);
      if (tried.some(({ evidence }) => evidence < explore.probes)) {
        expect(tried.every(({ evidence }) => evidence < explore.probes)).toBe(true);
      }
      for (const [at, { propensity }] of tried.entries()) {
        expect(propensity).toBeLessThanOrEqual((tried[at - 1]?.propensity ?? 1) + 1e-12);
      }
    }
  });
});

it('an arm at the bound is tried half as often as one that is as good as the best', () => {
  const arms = [arm('best', 0.75), arm('equal', 0.75), arm('worse', 0.5)];
  const [best = arm('none', 0)] = arms;
  expect(propensities(best, arms, exploring({ share: 0.3, bound: 0.25 })).map((each) => each.toFixed(4))).toEqual([
    ...['0.8500', '0.1000', '0.0500'],
  ]);
});

it('is drawn as often as it is said to be', () => {
  const random = seededRandom(3);
  const likely = [0.85, 0, 0.1, 0.05];
  const times = [0, 0, 0, 0];
  for (let n = 0; n < 20_000; n++) {
    const at = drawn(likely, random.next());
    times[at] = (times[at] ?? 0) + 1;
  }
  for (const [at, propensity] of likely.entries()) expect((times[at] ?? 0) / 20_000).toBeCloseTo(propensity, 2);
  expect(drawn([0.3, 0.7 - 1e-17, 0], 1)).toBe(1);
});
