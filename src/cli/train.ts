/**
 * `npm run train`: learns the embedded classifier's heads from the taxonomy and writes `src/classify/model.bin`. The same
 * texts give the same bytes on every machine; a test retrains and compares. `--check` writes nothing and exits 1 when
 * the file on disk is another.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packHeads } from '../classify/packed-heads.ts';
import { hashWord } from '../classify/words.ts';
import { trainSignalHeads } from './training/signal-heads.ts';
import { type LabelledSet, readLabels, readTopics } from './training/taxonomy.ts';
import { type Recipe, trainHead } from './training/train-head.ts';

const CLASSIFY = join(import.meta.dirname, '../classify');

/** The bytes of `model.bin`, as heads.ts and packed-heads.ts have them. */
export async function trainedModel(): Promise<Uint8Array> {
  const taxonomy = join(CLASSIFY, 'taxonomy');
  const topics = await readTopics(taxonomy);
  const recipes: Recipe[] = [
    { name: 'topics', set: topics, epochs: 15, minRows: 2, weights: 222_000 },
    { name: 'followup', set: await readFollowups(topics), epochs: 8, minRows: 2, weights: 12_000 },
  ];
  const bytes = packHeads([...recipes.map(trainHead), ...(await trainSignalHeads(CLASSIFY))]);
  console.log(`${bytes.length} bytes, ${gzipSync(bytes).length} gzip`);
  return bytes;
}

const WORDS_OF_A_REQUEST = 3;
/** Of the requests, one in so many: by their hashes, so that each stays in or out whatever is written beside it. */
const ONE_IN = 12;

/** Labelled turns, and some of the taxonomy's requests, which stand for themselves. */
async function readFollowups(topics: LabelledSet): Promise<LabelledSet> {
  const { labels, rows } = await readLabels(join(CLASSIFY, 'labels/followups.yaml'));
  const label = labels.indexOf('standalone');
  const requests = topics.rows.filter(({ text }) => text.split(' ').length >= WORDS_OF_A_REQUEST);
  const standalone = requests.filter(({ text }) => hashWord(text) % ONE_IN === 0).map(({ text }) => ({ text, label }));
  return { labels, rows: [...rows, ...standalone] };
}

if (import.meta.main) {
  const file = join(CLASSIFY, 'model.bin');
  const model = await trainedModel();
  if (!process.argv.includes('--check')) await writeFile(file, model);
  else if (!(await readFile(file)).equals(model)) {
    console.error('src/classify/model.bin is not what the taxonomy gives: run npm run train.');
    process.exit(1);
  }
}
