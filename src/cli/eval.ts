/**
 * `npm run eval`: measures the router on the project's own held-aside rows, and `npm run eval -- <folder>` on public rows
 * as well, and prints a table for each group of measures; `npm run eval -- <folder> learning` prints that of learning alone. Nothing of the rows is kept or learned from. The exit code is 2
 * when the folder, or a file in it, is missing or cannot be read.
 */

import { join, resolve } from 'node:path';
import { inTable } from './evaluation/figure.ts';
import { readFollowRows } from './evaluation/follow-ups.ts';
import { ownGroups, publicGroups } from './evaluation/groups.ts';
import { learningGroup } from './evaluation/learning.ts';
import { UnreadableRows } from './evaluation/rows.ts';
import { timingGroup } from './evaluation/timing.ts';

const HELD_ASIDE = join(import.meta.dirname, '../../test/held-aside');

const HOW_TO_MEASURE_MORE = `Only the project's own rows were measured. To measure public rows too: npm run eval -- <folder>, which holds
routing/clinc_routes.jsonl, clinc_dev.jsonl, clinc_examples.jsonl, sgd_dev_routes.jsonl, sgd_dev.jsonl
and difficulty/mmlu_dev.jsonl, gsm8k_dev.jsonl.
`;

/** Hands each part of the report to `print` as soon as it is measured. Throws UnreadableRows. */
export async function evaluate(folder: string | null, print: (text: string) => void): Promise<void> {
  if (folder !== null) {
    for (const group of publicGroups(folder)) print(inTable(group));
    print(inTable(learningGroup(folder)));
  }
  for (const group of ownGroups(HELD_ASIDE)) print(inTable(group));
  print(inTable(await timingGroup(readFollowRows(HELD_ASIDE))));
  if (folder === null) print(HOW_TO_MEASURE_MORE);
}

if (import.meta.main) {
  const named = process.argv[2];
  // npm runs a script in the project's folder, and hands over the one that it was called in.
  const from = process.env['npm_lifecycle_event'] === 'eval' ? process.env['INIT_CWD'] : undefined;
  try {
    const folder = named === undefined ? null : resolve(from ?? process.cwd(), named);
    if (folder !== null && process.argv[3] === 'learning') console.log(inTable(learningGroup(folder)));
    else await evaluate(folder, console.log);
  } catch (error) {
    if (!(error instanceof UnreadableRows)) throw error;
    console.error(`${error.message}\n\n${HOW_TO_MEASURE_MORE.replace(/^.*?\. /, '')}`);
    process.exitCode = 2;
  }
}
