/**
 * The measure of learning as its issue words it, through the HTTP API: prompts are sent to both models by name, both answers
 * are rated with the correctness that was recorded, and the prompts that were not are then ranked by `signals.gain`.
 */

import * as z from 'zod';
import { seededChance } from '../chance.ts';
import { type Figure, figure, type Group } from '../figure.ts';
import { readRows } from '../rows.ts';
import { bootstrap, type Outcome, quantile, recoveredGap } from '../statistics.ts';
import { beside } from './beside.ts';
import type { OwnService } from './own-service.ts';
import { untilLearned } from './published.ts';
import { type Side, type TaughtTenant, teachTenant } from './taught-tenant.ts';

const rowSchema = z.object({ prompt: z.string(), weak: z.boolean(), strong: z.boolean() });
export type Recorded = z.infer<typeof rowSchema>;

const SIDES = ['weak', 'strong'] as const;

export const readRecorded = (folder: string, set: 'mmlu' | 'gsm8k'): Recorded[] =>
  readRows(folder, `difficulty/${set}_dev.jsonl`, rowSchema);

/** The rows in an order that the seed alone decides. */
export function shuffled<Row>(rows: readonly Row[], seed: number): Row[] {
  const chance = seededChance(seed);
  const list = [...rows];
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1));
    const [one, two] = [list[at], list[other]];
    if (one !== undefined && two !== undefined) [list[at], list[other]] = [two, one];
  }
  return list;
}

/** Both models answer and are rated, or those that `sidesOf` says. */
export async function teach(
  tenant: TaughtTenant,
  rows: readonly Recorded[],
  sidesOf: (at: number) => readonly Side[] = () => SIDES,
): Promise<void> {
  await beside(rows, async (row, at) => {
    for (const side of sidesOf(at)) await tenant.rate(row.prompt, side, row[side]);
  });
}

export const ranked = (tenant: TaughtTenant, rows: readonly Recorded[]): Promise<Outcome[]> =>
  beside(rows, async ({ prompt, weak, strong }) => ({ score: (await tenant.gain(prompt)).gain, weak, strong }));

/** What is to be measured on the same rows without any router. */
function baselines(rows: readonly Recorded[]) {
  const by = (scoreOf: (row: Recorded) => number) =>
    recoveredGap(rows.map((row) => ({ score: scoreOf(row), weak: row.weak, strong: row.strong })));
  return {
    random: 0.5,
    length: by(({ prompt }) => prompt.length),
    oracle: by(({ weak, strong }) => Number(strong) - Number(weak)),
  };
}

const MMLU_FED = 1500;
const GSM8K_FED = 200;
const GSM8K_SPLITS = 5;
const SEED = 1;

/** A tenant that was taught, what it was taught, and what it was not. */
export interface Taught {
  readonly tenant: TaughtTenant;
  readonly fed: readonly Recorded[];
  readonly rest: readonly Recorded[];
}

/** The table, and the tenant that both models' answers were rated of, for whoever measures on. Throws UnreadableRows. */
export async function learningOverHttp(
  folder: string,
  service: OwnService,
): Promise<{ readonly group: Group; readonly taught: Taught }> {
  const mmlu = shuffled(readRecorded(folder, 'mmlu'), SEED);
  const [fed, rest] = [mmlu.slice(0, MMLU_FED), mmlu.slice(MMLU_FED)];
  const gsm8k = readRecorded(folder, 'gsm8k');
  const splits = Array.from({ length: GSM8K_SPLITS }, (_, at) => shuffled(gsm8k, SEED + at));

  const untaught = await teachTenant(service, 'untaught');
  const both = await teachTenant(service, 'both');
  const one = await teachTenant(service, 'one');
  const sums = await Promise.all(splits.map((_, at) => teachTenant(service, `sums-${at}`)));

  const chance = seededChance(SEED);
  const sides = fed.map((): Side => (chance() < 0.5 ? 'weak' : 'strong'));
  // Each tenant has objects of its own, and none keeps another waiting.
  await Promise.all([
    teach(both, fed),
    teach(one, fed, (at) => sides.slice(at, at + 1)),
    ...sums.map((tenant, at) => teach(tenant, splits[at]?.slice(0, GSM8K_FED) ?? [])),
  ]);
  await untilLearned([both, one, ...sums]);

  const measured = async (name: string, tenant: TaughtTenant, rows: readonly Recorded[]): Promise<Figure> =>
    figure(name, bootstrap(await ranked(tenant, rows), recoveredGap), baselines(rows));
  const bySplit = await Promise.all(
    splits.map(async (split, at) => ({
      rows: split.slice(GSM8K_FED),
      outcomes: await ranked(sums[at] ?? untaught, split.slice(GSM8K_FED)),
    })),
  );
  const group: Group = {
    title: 'Learning, through HTTP: APGR',
    figures: [
      await measured('mmlu, before learning', untaught, mmlu),
      await measured('mmlu, before learning, the same rest', untaught, rest),
      await measured(`mmlu, after ${MMLU_FED} prompts, both rated`, both, rest),
      await measured(`mmlu, after ${MMLU_FED} prompts, one rated`, one, rest),
      await measured('gsm8k, before learning', untaught, gsm8k),
      meanFigure(`gsm8k, after ${GSM8K_FED} prompts, ${GSM8K_SPLITS} splits`, bySplit),
    ],
  };
  return { group, taught: { tenant: both, fed, rest } };
}

interface Split {
  readonly rows: readonly Recorded[];
  readonly outcomes: readonly Outcome[];
}

const ROUNDS = 200;

/** The mean over splits, and its interval where the rows of each are drawn again. */
function meanFigure(name: string, splits: readonly Split[]): Figure {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const chance = seededChance(SEED);
  const drawn = (outcomes: readonly Outcome[]) =>
    outcomes.flatMap(() => outcomes[Math.floor(chance() * outcomes.length)] ?? []);
  const rounds = Array.from({ length: ROUNDS }, () =>
    mean(splits.map(({ outcomes }) => recoveredGap(drawn(outcomes)))),
  );
  const bases = splits.map(({ rows }) => baselines(rows));
  return figure(
    name,
    {
      value: mean(splits.map(({ outcomes }) => recoveredGap(outcomes))),
      low: quantile(rounds, 0.025),
      high: quantile(rounds, 0.975),
      count: splits.reduce((sum, { rows }) => sum + rows.length, 0),
    },
    {
      random: 0.5,
      length: mean(bases.map(({ length }) => length)),
      oracle: mean(bases.map(({ oracle }) => oracle)),
    },
  );
}
