import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/unit.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { type Faults, NO_FAULTS } from './lending-world.ts';
import { SharedWorld } from './shared-world.ts';

const HOUR = milliseconds(3_600_000);
const MONTH = milliseconds(30 * 24 * HOUR);
const FAULTS: Faults = { ...NO_FAULTS, lost: 0.02, doubled: 0.02, late: 0.01, lenderDies: 0.01, accountDies: 0.002 };

/** The worst case of an answer in micro-dollars, which counts in a budget; a request, and the same money once more. */
const HOLDS = [16_000, 1, 16_000] as const;

function run(world: SharedWorld, random: Random, accounts: number, requests: number, everyMs: number): void {
  let asked = 0;
  const arrive = () => {
    if (asked++ >= requests) return;
    const cost = Math.min(HOLDS[0], Math.round(200 * (1 - random.next()) ** -0.5));
    // Few accounts make most requests.
    const who = Math.floor(accounts * random.next() ** 3);
    world.request(who, HOLDS, [cost, 1, cost], random.whole(500, 20_000));
    if (asked % 500 === 0) expectWithin(world);
    world.agenda.after(random.whole(0, 2 * everyMs), arrive);
  };
  world.agenda.after(0, arrive);
  world.agenda.run();
}

function expectWithin(world: SharedWorld): void {
  for (const book of world.books) {
    const { spent, lent, max } = world.standing(book);
    expect(spent + lent).toBeLessThanOrEqual(max);
  }
}

/** The most that was spent in any interval of this length. */
function mostWithin(spendings: readonly { readonly at: number; readonly amount: number }[], perMs: number): number {
  const sorted = spendings.toSorted((a, b) => a.at - b.at);
  let [first, sum, most] = [0, 0, 0];
  for (const { at, amount } of sorted) {
    sum += amount;
    for (let oldest = sorted[first]; oldest !== undefined && oldest.at <= at - perMs; oldest = sorted[++first]) {
      sum -= oldest.amount;
    }
    most = Math.max(most, sum);
  }
  return most;
}

describe('three limits that each request has in common with others', () => {
  it('take 20 calls for 1,000 requests at most, while there is plenty of all', () => {
    const random = seededRandom(5);
    const world = new SharedWorld({ accounts: 300, maxima: [2e9, 2e6, 2e9], perMs: MONTH, random, faults: NO_FAULTS });
    run(world, random, 300, 60_000, 500);
    expect(world.refused).toBe(0);
    // With the first calls of each of the 300 accounts.
    expect(world.calls / 60).toBeLessThanOrEqual(20);
  });

  it('are used up to the last percent of whichever ends first', () => {
    const random = seededRandom(6);
    const world = new SharedWorld({ accounts: 300, maxima: [4e7, 2e5, 8e6], perMs: MONTH, random, faults: NO_FAULTS });
    run(world, random, 300, 30_000, 500);
    expect(world.refused).toBeGreaterThan(1000);
    const [, , scarce] = world.books.map((book) => world.standing(book));
    expect(1 - (scarce?.spent ?? 0) / 8e6).toBeLessThanOrEqual(0.01);
    for (const { spendings, max } of world.books) expect(mostWithin(spendings, MONTH)).toBeLessThanOrEqual(max);
  });

  for (const seed of [1, 2]) {
    it(`are never passed in any interval, whatever is lost, doubled, late or dies (seed ${seed})`, () => {
      const random = seededRandom(seed);
      const maxima = [5e6, 12_000, 4e6];
      const world = new SharedWorld({ accounts: 300, maxima, perMs: HOUR, random, faults: FAULTS });
      run(world, random, 300, 30_000, 200);
      const most = world.books.map(({ spendings }) => mostWithin(spendings, HOUR));
      for (const [pool, max] of maxima.entries()) expect(most[pool]).toBeLessThanOrEqual(max);
      // And are not kept by holding everything back.
      expect(most[2]).toBeGreaterThan(0.85 * 4e6);
      expect(world.admitted).toBeGreaterThan(5000);
    });
  }
});
