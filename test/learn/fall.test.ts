import { describe, expect, it } from 'vitest';
import { calibration } from '../../src/learn/calibration.ts';
import { hasFallen, type Live } from '../../src/learn/fall.ts';
import { seededRandom } from '../support/random.ts';
import { loggedWorld } from './logged-world.ts';

const MEASURED = { reference: { value: 0.7, low: 0.68, high: 0.72 }, share: 1 };

function live(count: number, chance: () => number, rewardOf: (canary: boolean) => number, share = 1): Live[] {
  return Array.from({ length: count }, () => {
    const canary = chance() < share;
    return { weight: 1, canary, reward: Number(chance() < rewardOf(canary)) };
  });
}

describe('beliefs that have effect', () => {
  it('are left alone while they earn what they were let through for', () => {
    const chance = seededRandom(5).next;
    let fallen = 0;
    for (let world = 0; world < 20; world++)
      fallen += Number(
        hasFallen(
          live(1000, chance, () => 0.7),
          MEASURED,
        ).fallen,
      );
    // One in 10,000 rewards at most: of 20,000 rewards two, in the worst case.
    expect(fallen).toBeLessThanOrEqual(2);
  });

  it('are taken back soon after they fall, also after a thousand good rewards', () => {
    const chance = seededRandom(6).next;
    for (let world = 0; world < 10; world++) {
      const good = live(1000, chance, () => 0.72);
      expect(hasFallen(good, MEASURED).fallen).toBe(false);
      expect(hasFallen([...good, ...live(300, chance, () => 0.5)], MEASURED)).toMatchObject({ fallen: true });
    }
  });

  it('are held against the others who decide at the same time', () => {
    const chance = seededRandom(7).next;
    const beside = { reference: null, share: 0.2 };
    const worse = hasFallen(
      live(2000, chance, (canary) => (canary ? 0.5 : 0.7), 0.2),
      beside,
    );
    expect(worse).toMatchObject({ fallen: true });
    expect(worse.difference?.value).toBeCloseTo(-0.2, 1);
    // A bad day for all: nobody is worse than anybody.
    const all = [...live(1000, chance, () => 0.8, 0.2), ...live(1000, chance, () => 0.3, 0.2)];
    expect(hasFallen(all, beside).fallen).toBe(false);
    expect(hasFallen([], beside)).toMatchObject({ fallen: false, difference: null });
  });
});

describe('calibration', () => {
  it('tells what came of each tenth of what was expected, and how far that is apart', () => {
    const rows = loggedWorld(
      { rows: 4000, gain: 0, logged: { by: 'draw', share: 0.5 }, error: 0 },
      seededRandom(1).next,
    ).map(({ row }) => row);
    const { error, tenths } = calibration(rows);
    expect(error).toBeLessThan(0.03);
    expect(tenths.length).toBeGreaterThan(4);
    for (const { from, to, expected } of tenths) expect(expected >= from && expected <= to).toBe(true);
    const sure = rows.map((row) => ({ ...row, arms: row.arms.map((one) => ({ ...one, reward: 1 })) }));
    expect(calibration(sure)).toMatchObject({ tenths: [{ from: 0.9, to: 1, expected: 1, rows: 4000 }] });
    expect(calibration(sure).error).toBeGreaterThan(0.4);
  });
});
