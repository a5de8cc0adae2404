import { describe, expect, it } from 'vitest';
import { type BucketRow, bucketOf, leavesAt, oldestCounted, standing, withHeld } from '../../src/quota/window.ts';
import { type Milliseconds, milliseconds, type UnixMs, unixMs } from '../../src/unit.ts';
import { type Random, seededRandom } from '../support/random.ts';

const HOUR = milliseconds(3_600_000);
const START = unixMs(1_900_000_000_000);
const later = (at: UnixMs, ms: number): UnixMs => unixMs(at + ms);

interface Admitted {
  readonly at: UnixMs;
  readonly amount: number;
}

/** What an account does with a window, without the SQL: one row a bucket, and nothing admitted beyond max. */
class Books {
  readonly admitted: Admitted[] = [];
  readonly #rows = new Map<number, BucketRow>();
  readonly #perMs: Milliseconds;

  constructor(perMs: Milliseconds) {
    this.#perMs = perMs;
  }

  standing(now: UnixMs) {
    return standing([...this.#rows.values()], now, this.#perMs);
  }

  use(at: UnixMs, amount: number): void {
    const bucket = bucketOf(at, this.#perMs);
    const used = (this.#rows.get(bucket)?.used ?? 0) + amount;
    this.#rows.set(bucket, { bucket, used, held: 0 });
    this.admitted.push({ at, amount });
  }

  offer(at: UnixMs, amount: number, max: number): boolean {
    if (this.standing(at).used + amount > max) return false;
    this.use(at, amount);
    return true;
  }
}

/** The most that any closed interval of a length holds. It begins, without loss, at an admission. */
function fullestInterval(admitted: readonly Admitted[], length: number): number {
  let fullest = 0;
  let sum = 0;
  let end = 0;
  for (const [index, first] of admitted.entries()) {
    if (index > 0) sum -= admitted[index - 1]?.amount ?? 0;
    for (let next = admitted[end]; next !== undefined && next.at <= first.at + length; next = admitted[++end]) {
      sum += next.amount;
    }
    fullest = Math.max(fullest, sum);
  }
  return fullest;
}

/** Bursts and pauses, from nothing to twice the window. */
function pause(random: Random, perMs: number): number {
  return random.pick([
    () => 0,
    () => random.whole(0, 3),
    () => random.whole(0, Math.ceil(perMs / 60) + 1),
    () => random.whole(0, Math.ceil(perMs / 3)),
    () => (random.chance(0.1) ? random.whole(0, 2 * perMs) : perMs / 60),
  ])();
}

describe('a rolling window', () => {
  it('admits no more than max in any interval of its length, under 60 random schedules', () => {
    const random = seededRandom(20_261_101);
    for (let schedule = 0; schedule < 60; schedule++) {
      const perMs = milliseconds(random.pick([1000, 7000, 60_000, 18_000_000, 86_400_000, 2_592_000_000]));
      const max = random.whole(1, 40);
      const books = new Books(perMs);
      let now = later(START, random.whole(0, perMs));
      for (let step = 0; step < 400; step++) {
        now = unixMs(Math.floor(now + pause(random, perMs)));
        books.offer(now, random.whole(1, 4), max);
      }
      expect(books.admitted.length).toBeGreaterThan(0);
      expect(fullestInterval(books.admitted, perMs), `schedule ${schedule}`).toBeLessThanOrEqual(max);
    }
  });

  it('frees what was used no sooner than per and no later than a sixtieth after it', () => {
    const random = seededRandom(7);
    for (let trial = 0; trial < 2000; trial++) {
      const perMs = milliseconds(random.whole(1, 100_000) * 1000);
      const at = later(START, random.whole(0, perMs));
      const books = new Books(perMs);
      books.use(at, 1);
      expect(books.standing(later(at, perMs)).used).toBe(1);
      expect(books.standing(later(at, perMs + Math.ceil(perMs / 60))).used).toBe(0);
    }
  });

  it('says to the millisecond when the oldest amount comes free', () => {
    const random = seededRandom(11);
    for (let trial = 0; trial < 2000; trial++) {
      const perMs = milliseconds(random.whole(1, 100_000) * 1000);
      const at = later(START, random.whole(0, perMs));
      const books = new Books(perMs);
      books.use(at, 3);
      books.use(later(at, random.whole(Math.ceil(perMs / 60), perMs / 2)), 5);
      const { freesAt, used } = books.standing(later(at, Math.floor(perMs / 2)));
      expect(used).toBe(8);
      expect(freesAt).toBe(leavesAt(bucketOf(at, perMs), perMs));
      if (freesAt === null) return;
      expect(books.standing(later(freesAt, -1)).used).toBe(8);
      expect(books.standing(freesAt).used).toBe(5);
    }
  });

  it('counts a bucket that lies in the future, since the clock may have stepped back', () => {
    const books = new Books(HOUR);
    books.use(START, 4);
    const stepped = later(START, -10 * 60_000);
    expect(books.standing(stepped)).toEqual({ used: 4, held: 0, freesAt: leavesAt(bucketOf(START, HOUR), HOUR) });
    expect(books.offer(stepped, 1, 4)).toBe(false);
  });

  it('is empty, and frees at no time, when nothing but zeros lies in it', () => {
    const bucket = bucketOf(START, HOUR);
    const empty = { used: 0, held: 0, freesAt: null };
    expect(standing([], START, HOUR)).toEqual(empty);
    expect(standing([{ bucket, used: 0, held: 0 }], START, HOUR)).toEqual(empty);
    expect(standing([{ bucket: oldestCounted(START, HOUR) - 1, used: 9, held: 9 }], START, HOUR)).toEqual(empty);
  });

  it('adds what is held to what is used, and keeps them apart', () => {
    const bucket = bucketOf(START, HOUR);
    const rows: BucketRow[] = [
      { bucket: bucket - 60, used: 1, held: 2 },
      { bucket, used: 4, held: 8 },
    ];
    expect(standing(rows, START, HOUR)).toEqual({ used: 5, held: 10, freesAt: leavesAt(bucket - 60, HOUR) });
  });

  it('foretells what a hold makes of it', () => {
    const empty = standing([], START, HOUR);
    const bucket = bucketOf(START, HOUR);
    expect(withHeld(empty, 0, START, HOUR)).toEqual(empty);
    expect(withHeld(empty, 7, START, HOUR)).toEqual(standing([{ bucket, used: 0, held: 7 }], START, HOUR));
    const older: BucketRow = { bucket: bucket - 5, used: 3, held: 1 };
    const both = standing([older, { bucket, used: 0, held: 7 }], START, HOUR);
    expect(withHeld(standing([older], START, HOUR), 7, START, HOUR)).toEqual(both);
  });
});
