/** Trains one head of the model: a softmax over features of texts, and of its weights the ones worth their bytes. */

import { readBag } from '../../classify/bag.ts';
import { type HeadRows, vectorOf } from '../../classify/heads.ts';
import { pruned } from './pruned.ts';
import { trainSoftmax } from './softmax.ts';
import type { LabelledSet } from './taxonomy.ts';

export interface Recipe {
  readonly name: string;
  readonly set: LabelledSet;
  readonly epochs: number;
  readonly minRows: number;
  /** Weights kept of the whole head: the rest is mostly noise of the training. */
  readonly weights: number;
  /** Words and pairs when not given. */
  readonly featuresOf?: (text: string) => ReadonlyMap<number, number>;
}

const wordsAndPairs = (text: string): ReadonlyMap<number, number> => vectorOf(readBag(text));

export function trainHead({ name, set, epochs, minRows, weights, featuresOf = wordsAndPairs }: Recipe): HeadRows {
  const { labels, rows } = set;
  const trained = trainSoftmax(rows, labels.length, { epochs, minRows, learningRate: 1, featuresOf });
  const head = pruned(name, labels, trained, weights);
  const kept = `${head.hashes.length} of ${trained.hashes.length} features, ${head.weights.length} weights`;
  console.log(`${name}: ${labels.length} labels, ${rows.length} texts, ${kept}`);
  return head;
}
