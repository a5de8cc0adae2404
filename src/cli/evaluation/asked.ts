/** What the words ask of the effort: think, quick or nothing. */

import * as z from 'zod';
import { readAsked } from '../../classify/asked.ts';
import { ownWords } from '../../classify/own-words.ts';
import { type Figure, figure, type Group } from './figure.ts';
import { mostFrequent } from './judge.ts';
import { readRows } from './rows.ts';
import { bootstrap, type Labelled, macroF1, shareOf } from './statistics.ts';

const ASKED = ['think', 'quick', 'none'] as const;

const rowSchema = z.object({ text: z.string(), asked: z.enum(ASKED) });
export type AskedRow = z.infer<typeof rowSchema>;

export const readAskedRows = (folder: string): AskedRow[] => readRows(folder, 'asked.jsonl', rowSchema);

export function askedGroup(folder: string): Group {
  return {
    title: 'Asked effort, own rows',
    figures: [
      ...askedFigures('first set', readAskedRows(folder)),
      ...askedFigures('second set', readRows(folder, 'asked-2.jsonl', rowSchema)),
    ],
  };
}

export const askedOf = (text: string): string => readAsked(ownWords(text));

export function askedFigures(name: string, rows: readonly AskedRow[]): Figure[] {
  const labelled = rows.map(({ text, asked }): Labelled => ({ truth: asked, said: askedOf(text) }));
  const frequent = mostFrequent(rows.map(({ asked }) => asked));
  const right = (list: readonly Labelled[]) => shareOf(list.map(({ truth, said }) => truth === said));
  const constant = labelled.map(({ truth }) => ({ truth, said: frequent }));
  return [
    figure(`${name}: accuracy`, right(labelled), { random: 1 / ASKED.length, frequent: right(constant).value }),
    figure(`${name}: macro F1`, bootstrap(labelled, macroF1), { frequent: macroF1(constant) }),
    ...ASKED.map((asked) =>
      figure(`${name}: right where ${asked} is meant`, right(labelled.filter(({ truth }) => truth === asked))),
    ),
  ];
}
