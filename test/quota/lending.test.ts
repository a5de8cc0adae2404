import { describe, expect, it } from 'vitest';
import { isPlenty, lend } from '../../src/quota/lending.ts';
import { milliseconds } from '../../src/unit.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { type Faults, NO_FAULTS, World } from './lending-world.ts';

const HOUR = milliseconds(3_600_000);
const DAY = milliseconds(24 * HOUR);

const FAULTS: Faults = {
  lost: 0.02,
  doubled: 0.02,
  late: 0.01,
  lenderDies: 0.01,
  accountDies: 0.002,
  accountEnds: 0.2,
  clockBack: 0,
};

/** Few accounts make most requests, as everywhere: the power of a Pareto distribution. */
function crowd(accounts: number, random: Random): () => number {
  let sum = 0;
  const upTo = Array.from({ length: accounts }, () => {
    sum += (1 - random.next()) ** -0.8;
    return sum;
  });
  return () => {
    const drawn = random.next() * sum;
    const at = upTo.findIndex((each) => drawn < each);
    return at < 0 ? 0 : at;
  };
}

interface Run {
  readonly requests: number;
  readonly everyMs: number;
  /** Held for every request; what it spends is far less, and now and then much. */
  readonly hold: number;
  /** After each five hundredth request. */
  readonly look?: (world: World, asked: number) => void;
}

function run(world: World, random: Random, { requests, everyMs, hold, look = () => undefined }: Run): void {
  const who = crowd(world.accounts.length, random);
  let asked = 0;
  const arrive = () => {
    if (asked++ >= requests) return;
    const cost = Math.min(hold, Math.round(200 * (1 - random.next()) ** -0.5));
    world.request(who(), hold, cost, random.whole(500, 20_000));
    if (asked % 500 === 0) look(world, asked);
    world.agenda.after(random.whole(0, 2 * everyMs), arrive);
  };
  world.agenda.after(0, arrive);
  world.agenda.run();
}

/** The most that was spent in any interval of this length. */
function mostWithin(spendings: World['spendings'], perMs: number): number {
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

function expectWithin(world: World): void {
  const { spent, lent, max } = world.pool;
  expect(spent + lent).toBeLessThanOrEqual(max);
  expect(world.unknownToTheLender()).toEqual([]);
  expect(world.lostCount()).toBe(0);
}

describe('a budget that thousands of accounts share', () => {
  it('takes the lender 20 calls for 1,000 requests at most, while there is plenty', () => {
    const random = seededRandom(5);
    const world = new World({ accounts: 3000, max: 2e9, perMs: milliseconds(30 * DAY), random, faults: NO_FAULTS });
    const calls = { first: 0, all: 0 };
    run(world, random, {
      ...{ requests: 250_000, everyMs: 500, hold: 16_000 },
      look: ({ pool, calls: soFar }, asked) => {
        expect(isPlenty(pool)).toBe(true);
        if (asked === 50_000) calls.first = soFar;
      },
    });
    expectWithin(world);
    expect(world.refused).toBe(0);
    // With the first call of each of the 3,000 accounts, and once all have begun.
    expect(world.calls / 250).toBeLessThanOrEqual(25);
    expect((world.calls - calls.first) / 200).toBeLessThanOrEqual(20);
  });

  it('is used up to the last percent', () => {
    const random = seededRandom(6);
    const world = new World({ accounts: 2000, max: 3e7, perMs: milliseconds(30 * DAY), random, faults: NO_FAULTS });
    run(world, random, { requests: 100_000, everyMs: 500, hold: 16_000, look: expectWithin });
    expect(world.refused).toBeGreaterThan(1000);
    expect(1 - world.pool.spent / world.pool.max).toBeLessThanOrEqual(0.01);
    expect(mostWithin(world.spendings, 30 * DAY)).toBe(world.pool.spent);
  });

  /** Half of what is asked for in an hour. */
  const MAX = 4e6;
  for (const seed of [1, 2, 3, 4]) {
    it(`is never passed in any interval, whatever is lost, doubled, late or dies (seed ${seed})`, () => {
      const random = seededRandom(seed);
      // And in every second world the clocks step back, each for itself.
      const faults = { ...FAULTS, clockBack: seed % 2 === 0 ? 0.002 : 0 };
      const world = new World({ accounts: 1000, max: MAX, perMs: HOUR, random, faults });
      run(world, random, { requests: 60_000, everyMs: 200, hold: 4000, look: expectWithin });
      const most = mostWithin(world.spendings, HOUR);
      expect(most).toBeLessThanOrEqual(MAX);
      // And is not kept by holding everything back.
      expect(most).toBeGreaterThan(0.9 * MAX);
      expect(world.admitted).toBeGreaterThan(9000);
    });
  }
});

it.each([
  ['a quarter of it is left', { spent: 300, lent: 450 }, true],
  ['less is left, and less than is lent', { spent: 301, lent: 450 }, false],
  ['less is left, and as much as is lent', { spent: 800, lent: 100 }, true],
  ['hardly anything is left', { spent: 981, lent: 0 }, false],
  ['more is lent than is left', { spent: 800, lent: 101 }, false],
])('of a pool there is plenty, or not, where %s', (_, stands, plenty) => {
  expect(isPlenty({ max: 1000, borrowers: 2, freesAt: null, ...stands })).toBe(plenty);
});

describe('what is lent', () => {
  const pool = { max: 1000, spent: 0, lent: 0, borrowers: 10 };

  it('is what is needed and what is wished for, while that is less than a part of the even share', () => {
    expect(lend({ need: 3, ahead: 5 }, pool)).toBe(8);
    expect(lend({ need: 3, ahead: 5000 }, pool)).toBe(25);
  });

  it('is what is needed where an even share is less, and what is left where that is less', () => {
    expect(lend({ need: 60, ahead: 5000 }, pool)).toBe(60);
    expect(lend({ need: 60, ahead: 5000 }, { ...pool, lent: 700, spent: 260 })).toBe(40);
  });

  it('is nothing where nothing is left, also of a pool whose maximum was lowered', () => {
    expect(lend({ need: 1, ahead: 1 }, { ...pool, lent: 1000 })).toBe(0);
    expect(lend({ need: 1, ahead: 1 }, { ...pool, spent: 1200 })).toBe(0);
  });
});
