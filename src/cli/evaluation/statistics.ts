/** The figures of an evaluation: shares with their intervals, ranking and calibration. Pure. */

export interface Share {
  readonly value: number;
  /** Wilson's 95 % interval. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export function share(hits: number, count: number): Share {
  if (count === 0) return { value: 0, low: 0, high: 1, count };
  const z = 1.96;
  const p = hits / count;
  const centre = (p + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half = (z / (1 + (z * z) / count)) * Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count));
  return { value: p, low: centre - half, high: centre + half, count };
}

/** The probability that one of `high` is larger than one of `low`: the area under the ROC curve. */
export function areaUnderCurve(high: readonly number[], low: readonly number[]): number {
  let wins = 0;
  for (const a of high) for (const b of low) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (high.length * low.length);
}

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(rows: readonly { readonly confidence: number; readonly right: boolean }[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const inside = rows.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    const confident = inside.reduce((sum, { confidence }) => sum + confidence, 0);
    const right = inside.filter((row) => row.right).length;
    error += Math.abs(confident - right) / rows.length;
  }
  return error;
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
