/** The figures of an evaluation: shares, ranking, agreement and calibration, with 95 % intervals. Pure. */

import { seededChance } from './chance.ts';

export interface Estimate {
  readonly value: number;
  /** The 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** How many rows it was measured on. */
  readonly count: number;
}

/** `hits` of `count`, with Wilson's interval. Of no rows nothing is known: 0 to 1. */
function share(hits: number, count: number): Estimate {
  if (count === 0) return { value: 0, low: 0, high: 1, count };
  const z = 1.96;
  const p = hits / count;
  const centre = (p + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half = (z / (1 + (z * z) / count)) * Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), count };
}

export const shareOf = (list: readonly boolean[]): Estimate => share(list.filter(Boolean).length, list.length);

const ROUNDS = 200;
const SEED = 1;

/**
 * A statistic with the interval that resampling its rows gives. `statisticOf` may answer NaN for a sample that has no such
 * figure (no row of one class); such samples are left out.
 */
export function bootstrap<Row>(rows: readonly Row[], statisticOf: (rows: readonly Row[]) => number): Estimate {
  const chance = seededChance(SEED);
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const drawn: Row[] = [];
    for (let count = 0; count < rows.length; count++) {
      const row = rows[Math.floor(chance() * rows.length)];
      if (row !== undefined) drawn.push(row);
    }
    const value = statisticOf(drawn);
    if (!Number.isNaN(value)) values.push(value);
  }
  return {
    value: statisticOf(rows),
    low: quantile(values, 0.025),
    high: quantile(values, 0.975),
    count: rows.length,
  };
}

/** The smallest value that at least `share` of the values do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** The probability that a positive row scores higher than a negative one: the area under the ROC curve. Ties count half. */
export function areaUnderCurve(rows: readonly Scored[]): number {
  const ranks = ranksOf(rows.map(({ score }) => score));
  let positives = 0;
  let rankSum = 0;
  for (const [at, { positive }] of rows.entries()) {
    if (!positive) continue;
    positives++;
    rankSum += ranks[at] ?? 0;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (rows.length - positives));
}

/** Places from 1 in ascending order; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, at) => [value, at] as const).sort(([a], [b]) => a - b);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && order[to]?.[0] === order[from]?.[0]) to++;
    for (const [, at] of order.slice(from, to)) ranks[at] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's correlation: that of the ranks. NaN where one side is constant. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const left = ranksOf(pairs.map(([a]) => a));
  const right = ranksOf(pairs.map(([, b]) => b));
  const mean = (pairs.length + 1) / 2;
  let both = 0;
  let lefts = 0;
  let rights = 0;
  for (const [at, a] of left.entries()) {
    const b = right[at] ?? 0;
    both += (a - mean) * (b - mean);
    lefts += (a - mean) ** 2;
    rights += (b - mean) ** 2;
  }
  return both / Math.sqrt(lefts * rights);
}

export interface Labelled {
  readonly truth: string;
  readonly said: string;
}

/** The mean of every class's F1. A class that neither side names is none. */
export function macroF1(rows: readonly Labelled[]): number {
  const classes = new Set(rows.flatMap(({ truth, said }) => [truth, said]));
  let sum = 0;
  for (const one of classes) {
    const hits = rows.filter(({ truth, said }) => truth === one && said === one).length;
    const named = rows.filter(({ said }) => said === one).length + rows.filter(({ truth }) => truth === one).length;
    sum += (2 * hits) / named;
  }
  return sum / classes.size;
}

export interface Sure {
  readonly confidence: number;
  readonly right: boolean;
}

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(rows: readonly Sure[]): number {
  const confident = new Array<number>(10).fill(0);
  const right = new Array<number>(10).fill(0);
  for (const row of rows) {
    const bin = Math.min(9, Math.floor(row.confidence * 10));
    confident[bin] = (confident[bin] ?? 0) + row.confidence;
    if (row.right) right[bin] = (right[bin] ?? 0) + 1;
  }
  return confident.reduce((error, sum, bin) => error + Math.abs(sum - (right[bin] ?? 0)) / rows.length, 0);
}

export interface Outcome {
  /** The higher, the sooner the strong model is called. */
  readonly score: number;
  readonly weak: boolean;
  readonly strong: boolean;
}

/**
 * RouteLLM's APGR (arXiv 2406.18665): the area under "share of the gap between weak and strong recovered" over "share of
 * calls to the strong". 0.5 is chance. Ties are called in order of their rows.
 */
export function recoveredGap(outcomes: readonly Outcome[]): number {
  const gap = outcomes.reduce((sum, { weak, strong }) => sum + Number(strong) - Number(weak), 0);
  const ranked = outcomes.toSorted((a, b) => b.score - a.score);
  let recovered = 0;
  let area = 0;
  for (const { weak, strong } of ranked) {
    const gained = Number(strong) - Number(weak);
    area += (recovered + gained / 2) / gap;
    recovered += gained;
  }
  return area / outcomes.length;
}
