import { describe, expect, it } from 'vitest';
import { Books, differs, isBetween, type Standing } from '../../bench/soak/books.ts';
import { undocumented } from '../../bench/soak/flood.ts';
import { growthOf, isGrowing, type Sample, secondHalf } from '../../bench/soak/growth.ts';
import { isBroken, judged, markdown, told } from '../../bench/soak/report.ts';
import { arrivals, zipf } from '../../bench/soak/schedule.ts';
import { type Kind, traffic } from '../../bench/soak/traffic.ts';
import { seededRandom } from '../../support/random.ts';

const MB = 1024 * 1024;

describe('the schedule', () => {
  it('is known before the first request, ascends, and keeps its rate', () => {
    const due = [...arrivals(100, 60, seededRandom(1).next)];
    expect(due).toEqual([...arrivals(100, 60, seededRandom(1).next)]);
    expect(due).toEqual(due.toSorted((a, b) => a - b));
    expect(due.at(-1)).toBeLessThan(60);
    // Poisson: within four deviations of 6,000.
    expect(Math.abs(due.length - 6000)).toBeLessThan(4 * Math.sqrt(6000));
  });

  it('draws users by Zipf: the first twice as often as the second, and none that there is not', () => {
    const { next } = seededRandom(2);
    const draw = zipf(50);
    const counts = Array<number>(50).fill(0);
    for (let at = 0; at < 50_000; at++) {
      const user = draw(next);
      counts[user] = (counts[user] ?? Number.NaN) + 1;
    }
    expect(counts.every((count) => count > 0)).toBe(true);
    const [first = 0, second = 1] = counts;
    expect(first / second).toBeGreaterThan(1.6);
    expect(first / second).toBeLessThan(2.4);
  });

  it('mixes every kind of traffic, and one client in twenty leaves', () => {
    const next = traffic(100, seededRandom(3).next);
    const kinds = new Map<Kind, number>();
    let left = 0;
    for (let at = 0; at < 4000; at++) {
      const { kind, asked } = next({ user: 'soak-1', decision: 'dec_1' });
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (asked.leavesAfter !== null) left += 1;
    }
    expect(kinds.size).toBe(8);
    expect(left / 4000).toBeGreaterThan(0.035);
    expect(left / 4000).toBeLessThan(0.065);
  });
});

/** Samples each second: a line, and noise of two megabytes on it. */
function samplesOf(bytesAt: (second: number) => number, seconds = 300): Sample[] {
  const { next } = seededRandom(4);
  return Array.from({ length: seconds }, (_, at) => ({ seconds: at, bytes: bytesAt(at) + (next() - 0.5) * 4 * MB }));
}

describe('the growth of memory', () => {
  it('is none where there is noise alone, nor where a collection frees half of it', () => {
    expect(isGrowing(growthOf(samplesOf(() => 300 * MB)))).toBe(false);
    expect(isGrowing(growthOf(samplesOf((at) => (at < 150 ? 300 : 150) * MB)))).toBe(false);
  });

  it('is told from the noise, and measured', () => {
    const growth = growthOf(samplesOf((at) => (300 + at / 10) * MB));
    expect(isGrowing(growth)).toBe(true);
    expect(growth.bytesPerSecond / MB).toBeCloseTo(0.1, 2);
    expect(growth.noise / MB).toBeLessThan(3);
  });

  it('is not that of the first half, in which caches fill', () => {
    const filling = samplesOf((at) => Math.min(300, 100 + 2 * at) * MB);
    expect(isGrowing(growthOf(filling))).toBe(true);
    expect(isGrowing(growthOf(secondHalf(filling)))).toBe(false);
  });
});

describe('the books', () => {
  const books = new Books();
  for (const ending of ['whole', 'whole', 'left', 'refused', 'broken'] as const) {
    books.add('whole', { user: 'ann' }, { ending });
  }
  books.add('foreign', { user: 'bob' }, { ending: 'whole' });
  books.add('usage', { user: 'bob' }, { ending: 'whole' });
  const booked = (user: string) => books.users.get(user) ?? { requests: 0, tokens: 0, cost: 0, left: 0 };
  const standing = (used: object): Standing => ({
    ...{ requests: 3, tokens: 1450, cost: 1000, held: 0 },
    ...{ unreported: { requests: 0, tokens: 0, cost: 0 } },
    ...used,
  });

  it('hold every answer, and of one that was left only that it was', () => {
    expect(booked('ann')).toEqual({ requests: 3, tokens: 1000, cost: 800, left: 1 });
    expect(booked('bob')).toEqual({ requests: 1, tokens: 422, cost: 244, left: 0 });
  });

  it('agree with a ledger that charges a left answer for something, and no more than it can have cost', () => {
    expect(differs(booked('ann'), standing({}))).toBeNull();
    expect(differs(booked('bob'), standing({ requests: 1, tokens: 422, cost: 244 }))).toBeNull();
  });

  it.each([
    ['a hold that is left', { held: 1 }, /still held/],
    ['a request too many', { requests: 4 }, /4 requests are charged, and 3/],
    ['tokens too few', { tokens: 1000 }, /1000 of tokens/],
    ['a cost beyond every bound', { cost: 800 + 1001 }, /1801 of cost/],
  ])('tell of %s', (_, used, said) => {
    expect(differs(booked('ann'), standing(used))).toMatch(said);
  });

  it('tell of a single micro-dollar where nobody left', () => {
    expect(differs(booked('bob'), standing({ requests: 1, tokens: 422, cost: 245 }))).toMatch(/245 of cost/);
  });
});

describe('the report', () => {
  const finding = { scenario: 'flood', lines: [told('p50', '3 ms'), judged('errors', '0 | 0', 'none', true)] };

  it('is a table, and broken by one broken bar alone', () => {
    expect(markdown([finding]).split('\n').slice(2)).toEqual([
      '| flood | p50 | 3 ms |  |  |',
      '| flood | errors | 0 \\| 0 | none | held |',
    ]);
    expect(isBroken([finding])).toBe(false);
    expect(isBroken([finding, { scenario: 'soak', lines: [judged('errors', '1', 'none', false)] }])).toBe(true);
  });

  it('knows a documented refusal under a flood by its status and code', () => {
    const refused = { ending: 'refused', status: 503, text: '{"error":{"code":"unavailable"}}', fault: null } as const;
    expect(undocumented(refused)).toBeNull();
    expect(undocumented({ ...refused, status: 500 })).toMatch(/^500/);
    expect(undocumented({ ...refused, text: 'Internal Server Error' })).toMatch(/^503 Internal/);
    expect(undocumented({ ...refused, ending: 'broken', fault: 'other side closed' })).toMatch(/other side closed/);
  });
});

it('what users have used lies between what the tenant knew before and after, in every unit', () => {
  const of = (requests: number, tokens: number, cost: number) => ({ requests, tokens, cost });
  const [least, most] = [of(10, 100, 5), of(12, 140, 5)];
  expect(isBetween(least, of(10, 100, 5), most)).toBe(true);
  expect(isBetween(least, of(12, 140, 5), most)).toBe(true);
  for (const used of [of(9, 120, 5), of(11, 141, 5), of(11, 120, 4), of(11, 120, 6)]) {
    expect(isBetween(least, used, most)).toBe(false);
  }
});
