/**
 * `npm run eval -- <folder>`: measures the embedded classifier on a folder of labelled rows and prints a table. Nothing of
 * the rows is kept or learned from. The folder holds `routing/clinc_routes.jsonl`, `clinc_dev.jsonl`,
 * `clinc_examples.jsonl`, `sgd_dev_routes.jsonl`, `sgd_dev.jsonl` and `difficulty/mmlu_dev.jsonl`, `gsm8k_dev.jsonl`.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readDifficulty } from '../classify/difficulty.ts';
import { measureDialogues, measureRequests, type RouteText } from './evaluation/routing.ts';
import { recoveredGap, type Share } from './evaluation/statistics.ts';

const routeSchema = z.object({ set: z.string().optional(), name: z.string(), description: z.string() });
const rowSchema = z.object({ text: z.string(), intent: z.string(), domain: z.string() });
const dialogueSchema = z.object({
  turns: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string(), route: z.string().nullable() })),
});
const outcomeSchema = z.object({ prompt: z.string(), weak: z.boolean(), strong: z.boolean() });

/** Rows without a route are of this domain. */
const NO_DOMAIN = 'other';

function main(folder: string | undefined): void {
  if (folder === undefined || !existsSync(join(folder, 'routing'))) {
    console.error(
      `Say where the labelled rows are: npm run eval -- <folder>${folder === undefined ? '' : `; "${folder}" has no routing/ in it`}`,
    );
    process.exitCode = 2;
    return;
  }
  const rows = <Row>(file: string, schema: z.ZodType<Row>): Row[] =>
    readFileSync(join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => schema.parse(JSON.parse(line)));
  const routes = rows('routing/clinc_routes.jsonl', routeSchema);
  const requests = rows('routing/clinc_dev.jsonl', rowSchema);
  const examples = rows('routing/clinc_examples.jsonl', rowSchema);

  const byDomain = requests.map(({ text, domain }) => ({ text, route: domain === NO_DOMAIN ? null : domain }));
  const byIntent = requests.map(({ text, intent, domain }) => ({ text, route: domain === NO_DOMAIN ? null : intent }));
  const intents = (count: number): RouteText[] =>
    routes
      .filter(({ set }) => set === 'clinc_intents')
      .map((route) => {
        const own = examples.filter(({ intent }) => intent === route.name).slice(0, count);
        return { ...route, examples: own.map(({ text }) => text) };
      });

  print('measure', 'value', '95 % interval', 'out of scope AUC', 'calibration error');
  const domains = routes.filter(({ set }) => set === 'clinc');
  printRequests('10 routes by description (random 0.10)', measureRequests(domains, byDomain));
  printRequests('150 routes by description (random 0.01)', measureRequests(intents(0), byIntent));
  printRequests('150 routes, 5 examples each', measureRequests(intents(5), byIntent));
  printRequests('150 routes, 20 examples each', measureRequests(intents(20), byIntent));

  const dialogues = rows('routing/sgd_dev.jsonl', dialogueSchema).map(({ turns }) => turns);
  const figures = measureDialogues(rows('routing/sgd_dev_routes.jsonl', routeSchema), dialogues);
  printShare('dialogues: turns', figures.turns);
  printShare('dialogues: spans', figures.spans);
  printShare('dialogues: conversations', figures.conversations);

  for (const name of ['mmlu', 'gsm8k']) {
    const outcomes = rows(`difficulty/${name}_dev.jsonl`, outcomeSchema);
    const gap = (score: (prompt: string) => number): string =>
      recoveredGap(outcomes.map(({ prompt, weak, strong }) => ({ score: score(prompt), weak, strong }))).toFixed(3);
    print(
      `difficulty, APGR on ${name} (random 0.500, length ${gap((prompt) => prompt.length)})`,
      gap((prompt) => readDifficulty(prompt, null)),
    );
  }
}

function printRequests(
  name: string,
  { accuracy, outOfScope, calibrationError }: ReturnType<typeof measureRequests>,
): void {
  print(name, ...columns(accuracy), outOfScope?.toFixed(3) ?? '', calibrationError.toFixed(3));
}

function printShare(name: string, figure: Share): void {
  print(name, ...columns(figure));
}

const columns = ({ value, low, high }: Share): string[] => [value.toFixed(3), `${low.toFixed(3)}–${high.toFixed(3)}`];

function print(name: string, ...cells: readonly string[]): void {
  console.log(`| ${[name.padEnd(58), ...cells].join(' | ')} |`);
}

main(process.argv[2]);
