/**
 * `npm run simulate`: runs the world with and without hostile users, prints what came of it, and writes the plot and the
 * table of README's "How it learns" beside this folder. The seed is fixed: the same sources give the same bytes.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Row, regretOf, regretWith, windows } from './measures.ts';
import { plotted } from './plot.ts';
import { pupil } from './pupil.ts';
import { type Run, runWorld } from './run.ts';
import { told } from './told.ts';

const SEED = 1;
const SIZE = { seed: SEED, requests: 40_000, usersPerGroup: 20 };
const HOSTILE = 0.1;
const WINDOW = 500;
const FOLDER = join(import.meta.dirname, '..');

const runs: readonly (readonly [name: string, run: Run])[] = [
  ['with 10 % hostile users', await runWorld({ ...SIZE, hostile: HOSTILE }, pupil())],
  ['without', await runWorld({ ...SIZE, hostile: 0 }, pupil())],
];

const [[, attacked], [, peaceful]] = runs as readonly [(typeof runs)[number], (typeof runs)[number]];
await writeFile(join(FOLDER, 'world.svg'), plot(attacked.rows, peaceful.rows));
const table = tableOf(runs);
await writeFile(join(FOLDER, 'world.md'), table);
console.log(table);

function plot(rows: readonly Row[], peaceful: readonly Row[]): string {
  const line = (measure: (row: Row) => number, of = rows) => windows(of, WINDOW, measure);
  // Each once, where it decided first: a canary and what is in force take turns.
  const versions = new Set(rows.map(({ version }) => version).filter((version) => version > 0));
  return plotted({
    title: 'Ten groups of users, each with another best model',
    unit: 'regret a request',
    step: WINDOW,
    lines: [
      { name: 'learned', colour: '#0969da', values: line(regretOf) },
      { name: 'without hostile users', colour: '#1a7f37', values: line(regretOf, peaceful), dashed: true },
      { name: 'always instant', colour: '#bc4c00', values: line(regretWith('atlas@instant')) },
      { name: 'always thinking', colour: '#8250df', values: line(regretWith('atlas@thinking')) },
    ],
    events: [
      { at: rows.findIndex(({ phase }) => phase === 'drifted'), name: 'drift' },
      { at: rows.findIndex(({ phase }) => phase === 'joined'), name: 'two new models' },
    ],
    ticks: [...versions].map((each) => rows.findIndex(({ version }) => version === each)),
  });
}

function tableOf(of: typeof runs): string {
  const figures = of.map(([, run]) => told(run));
  const names = figures[0]?.map(([figure]) => figure) ?? [];
  const printed = (at: number, name: string) => figures[at]?.find(([figure]) => figure === name)?.[1] ?? '';
  return [
    `| | ${of.map(([name]) => name).join(' | ')} |`,
    `|---|${of.map(() => '---:|').join('')}`,
    ...names.map((name) => `| ${name} | ${of.map((_, at) => printed(at, name)).join(' | ')} |`),
    '',
  ].join('\n');
}
