/** Difficulty as a score for calling the strong model: the share of the gap between weak and strong that it recovers. */

import * as z from 'zod';
import { readDifficulty } from '../../classify/difficulty.ts';
import { type Figure, figure, type Group } from './figure.ts';
import { readRows } from './rows.ts';
import { bootstrap, type Outcome, recoveredGap } from './statistics.ts';

const SETS = ['mmlu', 'gsm8k'] as const;
const fileOf = (set: string): string => `difficulty/${set}_dev.jsonl`;
export const RECOVERED_FILES = SETS.map(fileOf);

const rowSchema = z.object({ prompt: z.string(), weak: z.boolean(), strong: z.boolean() });
type Row = z.infer<typeof rowSchema>;

export function recoveredGroup(folder: string): Group {
  return {
    title: 'Difficulty before any learning: APGR',
    figures: SETS.map((set) => recoveredFigure(`APGR, ${set}`, readRows(folder, fileOf(set), rowSchema))),
  };
}

export function recoveredFigure(name: string, rows: readonly Row[]): Figure {
  const scored = (scoreOf: (prompt: string) => number): Outcome[] =>
    rows.map(({ prompt, weak, strong }) => ({ score: scoreOf(prompt), weak, strong }));
  return figure(
    name,
    bootstrap(
      scored((prompt) => readDifficulty(prompt, null)),
      recoveredGap,
    ),
    {
      random: 0.5,
      length: recoveredGap(scored((prompt) => prompt.length)),
    },
  );
}
