/** Difficulty on requests that people graded, and how often an easy one is made to think. */

import * as z from 'zod';
import { readDifficulty } from '../../classify/difficulty.ts';
import { thinks } from './effort.ts';
import { type Figure, figure, type Group } from './figure.ts';
import { readRows } from './rows.ts';
import { areaUnderCurve, bootstrap, rankCorrelation, shareOf } from './statistics.ts';

const GRADES = ['easy', 'medium', 'hard'] as const;

const rowSchema = z.object({ text: z.string(), difficulty: z.enum(GRADES) });
export type GradedRow = z.infer<typeof rowSchema>;

export const readGradedRows = (folder: string): GradedRow[] => readRows(folder, 'difficulty.jsonl', rowSchema);

/** Whoever wrote the second set had not seen the first. */
export function difficultyGroup(folder: string, rows: readonly GradedRow[]): Group {
  const second = difficultyFigures(readRows(folder, 'difficulty-2.jsonl', rowSchema));
  const named = second.map((each) => ({ ...each, measure: `second set: ${each.measure}` }));
  return { title: 'Difficulty, own rows', figures: [...difficultyFigures(rows), ...named] };
}

export function difficultyFigures(rows: readonly GradedRow[]): Figure[] {
  const pairs = (scoreOf: (text: string) => number) =>
    rows.map(({ text, difficulty }) => [scoreOf(text), GRADES.indexOf(difficulty)] as const);
  const extremes = (scoreOf: (text: string) => number) =>
    rows
      .filter(({ difficulty }) => difficulty !== 'medium')
      .map(({ text, difficulty }) => ({ score: scoreOf(text), positive: difficulty === 'hard' }));
  const own = (text: string): number => readDifficulty(text, null);
  const length = (text: string): number => text.length;
  return [
    figure('rank correlation with the grade', bootstrap(pairs(own), rankCorrelation), {
      random: 0,
      length: rankCorrelation(pairs(length)),
    }),
    figure('AUC, hard against easy', bootstrap(extremes(own), areaUnderCurve), {
      random: 0.5,
      length: areaUnderCurve(extremes(length)),
    }),
    ...GRADES.map((grade) =>
      figure(
        `${grade} requests that are made to think`,
        shareOf(rows.filter(({ difficulty }) => difficulty === grade).map(({ text }) => thinks(text))),
      ),
    ),
  ];
}
