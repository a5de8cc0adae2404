/** The signals on the project's own held-aside rows: what is wished of goods and services, needed, and spoken of. */

import * as z from 'zod';
import { type Figure, figure, type Group } from './figure.ts';
import { readRows } from './rows.ts';
import { measureCommerce, measureNeeds, measureSubject } from './signals.ts';

const INTENTS = ['transactional', 'commercial', 'informational', 'sensitive', 'none'] as const;
const commerceSchema = z.object({ text: z.string(), intent: z.enum(INTENTS), vertical: z.string() });
const needsSchema = z.object({ text: z.string(), needs: z.array(z.string()) });
const subjectSchema = z.object({ text: z.string(), domain: z.string(), action: z.string() });

/** The second set was written by somebody who had not seen the first, nor what is learned from. */
const SETS = { 'first set': '', 'second set': '-2' } as const;

export const SIGNAL_FILES = ['commerce', 'needs', 'domains'].flatMap((name) =>
  Object.values(SETS).map((suffix) => `${name}${suffix}.jsonl`),
);

export function signalsGroup(folder: string): Group {
  const figures = Object.entries(SETS).flatMap(([name, suffix]) => signalFigures(folder, name, suffix));
  return { title: 'Signals, own rows', figures };
}

function signalFigures(folder: string, name: string, suffix: string): Figure[] {
  const commerceRows = readRows(folder, `commerce${suffix}.jsonl`, commerceSchema);
  const needsRows = readRows(folder, `needs${suffix}.jsonl`, needsSchema);
  const commerce = measureCommerce(commerceRows);
  const needs = measureNeeds(needsRows);
  const subject = measureSubject(readRows(folder, `domains${suffix}.jsonl`, subjectSchema));
  const alone = (measure: string, value: number, rows: number): Figure => ({
    ...{ measure: `${name}: ${measure}`, value, rows, interval: null, unit: null, baselines: {} },
  });
  return [
    alone('commerce, macro F1', commerce.macroF1, commerceRows.length),
    figure(`${name}: offers where none is due`, commerce.falseOffers, {}),
    figure(`${name}: commerce, right vertical of an offer`, commerce.verticals, {}),
    alone('commerce, calibration error', commerce.calibrationError, commerceRows.length),
    alone('needs, macro F1', needs.macroF1, needsRows.length),
    figure(`${name}: needs, all of them right`, needs.exact, {}),
    figure(`${name}: domain`, subject.domain, { random: 1 / 36 }),
    figure(`${name}: action`, subject.action, { random: 1 / 18 }),
  ];
}
