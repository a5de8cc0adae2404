/**
 * `npm run train`: learns the embedded classifier's heads from the taxonomy and writes `src/classify/model.ts`. The same
 * texts give the same bytes on every machine; a test retrains and compares. `--check` writes nothing and exits 1 when
 * the file on disk is another.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readFeatures } from '../classify/features.ts';
import { packHeads, type TrainedHead, vectorOf } from '../classify/heads.ts';
import { trainSoftmax } from './training/softmax.ts';
import { type LabelledSet, readActions, readDomains, readLabels, readTopics } from './training/taxonomy.ts';

const CLASSIFY = join(import.meta.dirname, '../classify');

interface Recipe {
  readonly name: string;
  readonly set: LabelledSet;
  readonly epochs: number;
  readonly minRows: number;
  /** Weights kept for each feature, the largest first: the rest is mostly noise of the training. */
  readonly keep: number;
}

/** The text of `model.ts`. */
export async function trainedModel(): Promise<string> {
  const taxonomy = join(CLASSIFY, 'taxonomy');
  const recipes: Recipe[] = [
    { name: 'topics', set: await readTopics(taxonomy), epochs: 15, minRows: 2, keep: 24 },
    { name: 'domains', set: await readDomains(taxonomy), epochs: 8, minRows: 3, keep: 5 },
    {
      name: 'followup',
      set: await readLabels(join(CLASSIFY, 'labels/followups.yaml')),
      epochs: 12,
      minRows: 1,
      keep: 2,
    },
    { name: 'actions', set: await readActions(taxonomy), epochs: 12, minRows: 2, keep: 5 },
  ];
  const bytes = packHeads(recipes.map(trainHead));
  console.log(`${bytes.length} bytes, ${gzipSync(bytes).length} gzip`);
  return [
    '/** What the embedded classifier has learned: see heads.ts for the format. Written by `npm run train`; do not edit. */',
    '',
    `export const MODEL = '${Buffer.from(bytes).toString('base64')}';`,
    '',
  ].join('\n');
}

function trainHead({ name, set: { labels, rows }, epochs, minRows, keep }: Recipe): TrainedHead {
  const { hashes, weights } = trainSoftmax(rows, labels.length, {
    epochs,
    minRows,
    learningRate: 1,
    featuresOf: (text) => vectorOf(readFeatures(text)),
  });
  console.log(`${name}: ${labels.length} labels, ${rows.length} texts, ${hashes.length} features`);
  const kept = Array.from(hashes, (_, place) =>
    Array.from(
      weights.subarray(place * labels.length, (place + 1) * labels.length),
      (weight, label) => [label, weight] as const,
    )
      .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || a - b)
      .slice(0, keep)
      .sort(([a], [b]) => a - b),
  );
  return { name, labels, hashes, rows: kept };
}

if (import.meta.main) {
  const file = join(CLASSIFY, 'model.ts');
  const model = await trainedModel();
  if (!process.argv.includes('--check')) await writeFile(file, model);
  else if ((await readFile(file, 'utf8')) !== model) {
    console.error('src/classify/model.ts is not what the taxonomy gives: run npm run train.');
    process.exit(1);
  }
}
