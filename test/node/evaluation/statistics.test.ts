import { describe, expect, it } from 'vitest';
import { seededChance } from '../../../src/cli/evaluation/chance.ts';
import {
  areaUnderCurve,
  bootstrap,
  calibrationError,
  macroF1,
  quantile,
  rankCorrelation,
  recoveredGap,
  shareOf,
} from '../../../src/cli/evaluation/statistics.ts';

const hits = (right: number, wrong: number) => [...Array(right).fill(true), ...Array(wrong).fill(false)];
const scored = (high: readonly number[], low: readonly number[]) => [
  ...high.map((score) => ({ score, positive: true })),
  ...low.map((score) => ({ score, positive: false })),
];

describe("a share with Wilson's interval", () => {
  it('is the published one for 8 of 10', () => {
    const { value, low, high, count } = shareOf(hits(8, 2));
    expect({ value, count }).toEqual({ value: 0.8, count: 10 });
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  it('stays within 0 and 1, and knows nothing of no rows', () => {
    expect(shareOf(hits(0, 5))).toMatchObject({ value: 0, low: 0 });
    expect(shareOf(hits(5, 0))).toMatchObject({ value: 1, high: 1 });
    expect(shareOf([])).toEqual({ value: 0, low: 0, high: 1, count: 0 });
  });
});

describe('the area under the curve', () => {
  it.each([
    // Of the pairs (3,2) (3,1) (1,2) (1,1): two wins, one loss, one tie.
    ['pairs won, a tie as half', [3, 1], [2, 1], 2.5 / 4],
    ['all above', [5, 6], [1, 2, 3], 1],
    ['all below', [1], [2, 3], 0],
    ['all alike', [1, 1], [1, 1, 1], 0.5],
  ])('counts %s', (_, high, low, area) => {
    expect(areaUnderCurve(scored(high, low))).toBeCloseTo(area, 12);
  });

  it('is none without rows of both kinds', () => {
    expect(areaUnderCurve(scored([1, 2], []))).toBeNaN();
  });
});

it('the correlation of ranks is 1 for any rising relation, and shares the ranks of ties', () => {
  expect(
    rankCorrelation([
      [1, 10],
      [2, 100],
      [9, 1000],
    ]),
  ).toBeCloseTo(1, 12);
  expect(
    rankCorrelation([
      [1, 3],
      [2, 2],
      [3, 1],
    ]),
  ).toBeCloseTo(-1, 12);
  // Ranks 1, 2, 3 against 1.5, 1.5, 3: 1.5 / sqrt(2 · 1.5).
  expect(
    rankCorrelation([
      [1, 0],
      [2, 0],
      [3, 1],
    ]),
  ).toBeCloseTo(1.5 / Math.sqrt(3), 12);
});

it('macro F1 is the mean over every class that is meant or said', () => {
  const rows = [
    { truth: 'a', said: 'a' },
    { truth: 'a', said: 'b' },
    { truth: 'b', said: 'b' },
    { truth: 'b', said: 'c' },
  ];
  // a: 2·1/(1+2); b: 2·1/(2+2); c: 0.
  expect(macroF1(rows)).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 12);
});

it('the calibration error weighs what each bin claims against what is right', () => {
  const rows = [
    { confidence: 0.9, right: true },
    { confidence: 0.94, right: false },
    { confidence: 0.25, right: false },
    { confidence: 1, right: true },
  ];
  // The bin from 0.9 holds 0.9, 0.94 and 1 and two rights; that from 0.2 holds 0.25 and none.
  expect(calibrationError(rows)).toBeCloseTo((Math.abs(2.84 - 2) + 0.25) / 4, 12);
});

it('a quantile is a value that was measured', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(quantile([4, 1, 3, 2], 0.99)).toBe(4);
  expect(quantile([4, 1, 3, 2], 0)).toBe(1);
  expect(quantile([], 0.5)).toBeNaN();
});

describe('the recovered gap', () => {
  const row = (score: number, weak: boolean, strong: boolean) => ({ score, weak, strong });

  it('is all but half a call when the one that gains is called first', () => {
    expect(recoveredGap([row(3, false, true), row(2, true, true), row(1, true, true), row(0, true, true)])).toBe(
      3.5 / 4,
    );
  });

  it('is half a call when it is called last', () => {
    expect(recoveredGap([row(0, false, true), row(2, true, true), row(1, true, true), row(3, true, true)])).toBe(
      0.5 / 4,
    );
  });
});

describe('the bootstrap', () => {
  const mean = (rows: readonly number[]) => rows.reduce((sum, row) => sum + row, 0) / rows.length;
  const rows = Array.from({ length: 400 }, (_, at) => at % 2);

  it('gives the same interval each time, about as wide as that of a share', () => {
    const once = bootstrap(rows, mean);
    expect(bootstrap(rows, mean)).toEqual(once);
    expect(once.value).toBe(0.5);
    expect(once.low).toBeGreaterThan(0.43);
    expect(once.low).toBeLessThan(0.47);
    expect(once.high).toBeGreaterThan(0.53);
    expect(once.high).toBeLessThan(0.57);
  });

  it('leaves out samples that have no such figure', () => {
    const { low, high } = bootstrap(scored([2], [1]), areaUnderCurve);
    expect([low, high]).toEqual([1, 1]);
  });
});

it('seeded chance is even, and another seed gives other numbers', () => {
  const chance = seededChance(3);
  const drawn = Array.from({ length: 4000 }, chance);
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = drawn.filter((value) => Math.floor(value * 10) === tenth).length;
    expect(inside).toBeGreaterThan(320);
    expect(inside).toBeLessThan(480);
  }
  expect(seededChance(4)()).not.toBe(seededChance(3)());
});
