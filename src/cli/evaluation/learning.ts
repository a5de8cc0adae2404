/**
 * `npm run eval -- <folder> learning`: what a router learns from ratings, on prompts whose answers by a weak and a strong
 * model were marked: APGR on prompts that were not rated, before and after, and what hostile raters can do to it.
 */

import { type Figure, figure, type Group } from './figure.ts';
import { type RatedRow, readRatedRows, shuffled } from './learning-rows.ts';
import { STRONG, type User, WEAK, World } from './learning-world.ts';
import { poisonFigures } from './poisoning.ts';
import { bootstrap, type Estimate, type Outcome, recoveredGap } from './statistics.ts';

const SPLITS = [0, 1, 2, 3, 4];
const CURVE = [0, 100, 300, 1000, 1500, 3000];
const KEY: User = 'key:measures';

export function learningGroup(folder: string): Group {
  const mmlu = readRatedRows(folder, 'mmlu');
  const gsm8k = readRatedRows(folder, 'gsm8k');
  return {
    title: 'Learning from ratings: APGR on prompts that were not rated',
    figures: [
      ...baselineFigures('mmlu', mmlu),
      learnedFigure('mmlu, after 1,500 prompts, both answers rated', mmlu, 1500, teachBoth),
      learnedFigure('mmlu, after 1,500 prompts, one answer rated', mmlu, 1500, teachOne),
      ...baselineFigures('gsm8k', gsm8k),
      learnedFigure('gsm8k, after 200 prompts, both answers rated', gsm8k, 200, teachBoth),
      ...curveFigures(mmlu),
      ...poisonFigures(mmlu),
    ],
  };
}

function baselineFigures(set: string, rows: readonly RatedRow[]): Figure[] {
  const oracle = rows.map(({ weak, strong }) => ({ weak, strong, score: Number(strong) - Number(weak) }));
  return [
    figure(`${set}, before learning: by difficulty`, bootstrap(new World().ranked(rows), recoveredGap), {
      random: 0.5,
      length: byLength(rows),
    }),
    figure(`${set}, oracle`, bootstrap(oracle, recoveredGap)),
  ];
}

type Teach = (world: World, row: RatedRow, at: number) => void;

const teachBoth: Teach = (world, row) => world.teach(row, KEY);

const teachOne: Teach = (world, row, at) => {
  if (at % 2 === 0) world.rate(row, { user: KEY, arm: STRONG, value: Number(row.strong), weight: 1 });
  else world.rate(row, { user: KEY, arm: WEAK, value: Number(row.weak), weight: 1 });
};

/** The mean of five splits. */
function learnedFigure(measure: string, rows: readonly RatedRow[], count: number, teach: Teach): Figure {
  const rests: Outcome[][] = [];
  const lengths: number[] = [];
  for (const seed of SPLITS) {
    const order = shuffled(rows, seed);
    const world = new World();
    for (const [at, row] of order.slice(0, count).entries()) teach(world, row, at);
    const rest = order.slice(count);
    rests.push(world.ranked(rest));
    lengths.push(byLength(rest));
  }
  return figure(measure, meanOf(rests), { random: 0.5, length: mean(lengths) });
}

/** Each point on the same rows, those that are never rated, so that the points can be compared. */
function curveFigures(rows: readonly RatedRow[]): Figure[] {
  const most = Math.max(...CURVE);
  const points = CURVE.map((): Outcome[][] => []);
  for (const seed of SPLITS) {
    const order = shuffled(rows, seed);
    const rest = order.slice(most);
    const world = new World();
    for (let at = 0; at <= most; at++) {
      const point = CURVE.indexOf(at);
      if (point >= 0) points[point]?.push(world.ranked(rest));
      const row = order[at];
      if (row !== undefined && at < most) world.teach(row, KEY);
    }
  }
  return CURVE.map((count, point) =>
    figure(`mmlu, curve on the same rest: ${count} prompts`, meanOf(points[point] ?? [])),
  );
}

/** The mean over splits, each resampled by itself. `count` is the rows of one split. */
function meanOf(rests: readonly (readonly Outcome[])[]): Estimate {
  const each = rests.map((rest) => bootstrap(rest, recoveredGap));
  const of = (value: (estimate: Estimate) => number): number => mean(each.map(value));
  return {
    value: of(({ value }) => value),
    low: of(({ low }) => low),
    high: of(({ high }) => high),
    count: each[0]?.count ?? 0,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const byLength = (rows: readonly RatedRow[]): number =>
  recoveredGap(rows.map(({ weak, strong, characters }) => ({ weak, strong, score: characters })));
