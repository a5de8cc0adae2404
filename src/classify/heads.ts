/**
 * What was learned: linear heads over hashed words and pairs of words, each turning a text into a distribution over its
 * labels (topics, domains, actions, …). The artefact is `model.bin`, written by `npm run train` from the taxonomy; its
 * format is `packed-heads.ts`. Pure.
 */

import type { Bag } from './bag.ts';
import type { HashFilter } from './hash-filter.ts';
import { Kept } from './kept.ts';
import { COUNT_BITS, type Features, MetFeatures, MOST_COUNT, type Room } from './met-features.ts';
import { visitNeighbours } from './neighbours.ts';
import type { Word } from './words.ts';

/** What pairs of words weigh beside words. */
const PAIR_WEIGHT = 0.7;

/** Shorter words have too many neighbours to be taken for one of them. */
const LEAST_MISSPELT = 4;
const MOST_MISSPELT = 16;
/** Of the known words that a misspelt one may mean, so many are believed, all alike. */
const MAX_MEANT = 3;
const MAX_REMEMBERED = 16_384;
/** Words and pairs of a text as one vector of length one: hash to weight. Counts are damped by a square root. */
export function vectorOf(bag: Bag): Map<number, number> {
  const vector = new Map<number, number>();
  const scale = scaleOf(bag);
  for (const [at, word] of bag.words.entries()) {
    if (word.weight > 0) addTo(vector, word.hash, scale * Math.sqrt(word.weight * (bag.mentions[at] ?? 0)));
  }
  for (const [at, pair] of bag.pairs.entries()) {
    addTo(vector, pair, scale * PAIR_WEIGHT * Math.sqrt(bag.pairWeights[at] ?? 0));
  }
  return vector;
}

function addTo(vector: Map<number, number>, hash: number, weight: number): void {
  vector.set(hash, (vector.get(hash) ?? 0) + weight);
}

function scaleOf({ words, mentions, pairWeights }: Bag): number {
  let squares = 0;
  for (let at = 0; at < words.length; at++) squares += (words[at]?.weight ?? 0) * (mentions[at] ?? 0);
  for (let at = 0; at < pairWeights.length; at++) squares += PAIR_WEIGHT * PAIR_WEIGHT * (pairWeights[at] ?? 0);
  return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}

/** What training makes, the weights by feature: those of `hashes[row]` lie in `starts[row]` up to `starts[row + 1]`. */
export interface HeadRows {
  readonly name: string;
  readonly labels: readonly string[];
  /** Ascending. */
  readonly hashes: Int32Array;
  readonly starts: Int32Array;
  readonly labelOf: Uint16Array;
  readonly weights: Float32Array;
}

/** The same, wherever it lies. */
export interface LearnedRows extends Features {
  readonly labels: readonly string[];
  /** As `readInto`, with `before` added to each label. */
  readonly readInto: (hash: number, room: Room, at: number, before?: number) => number;
}

export class Head {
  readonly labels: readonly string[];
  readonly rows: LearnedRows;
  /** Made at the first look: a head that is joined has none of its own. */
  #met: MetFeatures | null = null;
  readonly #meant = new Kept<readonly number[]>(MAX_REMEMBERED);
  readonly #scores: Float64Array;

  constructor(rows: LearnedRows) {
    this.labels = rows.labels;
    this.rows = rows;
    this.#scores = new Float64Array(rows.labels.length);
  }

  /** May have what the head knows. */
  get filter(): HashFilter {
    this.#met ??= new MetFeatures(this.rows);
    return this.#met.filter;
  }

  /** Whether any label was learned from the word or pair of this hash. */
  knows(hash: number): boolean {
    return this.#entryOf(hash) !== 0;
  }

  /** The probability of one label. `temperature` below 1 sharpens: a head is trained to be sure of its own texts. */
  probability(bag: Bag, label: number, temperature: number): number {
    return softmax(this.#scoresOf(bag, false), temperature)[label] ?? 0;
  }

  /**
   * The scores of a text's words and pairs, as of `vectorOf`; a word it does not know is read as one a letter away. The
   * array is the head's own, to save its making, and is overwritten at the next call.
   */
  scores(bag: Bag): Float64Array {
    return this.#scoresOf(bag, true);
  }

  #scoresOf(bag: Bag, guesses: boolean): Float64Array {
    const scores = this.#scores.fill(0);
    const { words, mentions, pairs, pairWeights } = bag;
    const scale = scaleOf(bag);
    for (let at = 0; at < words.length; at++) {
      const word = words[at];
      if (word === undefined || word.weight === 0) continue;
      const value = scale * Math.sqrt(word.weight * (mentions[at] ?? 0));
      const entry = this.#entryOf(word.hash);
      if (entry !== 0) this.#add(scores, entry, value);
      else if (guesses && !word.weak) {
        const meant = this.#meantBy(word);
        for (const other of meant) this.#add(scores, other, value / meant.length);
      }
    }
    for (let at = 0; at < pairs.length; at++) {
      const entry = this.#entryOf(pairs[at] ?? 0);
      if (entry !== 0) this.#add(scores, entry, scale * PAIR_WEIGHT * Math.sqrt(pairWeights[at] ?? 0));
    }
    return scores;
  }

  #add(scores: Float64Array, entry: number, value: number): void {
    if (this.#met === null) return;
    const { labels, weights } = this.#met.room;
    const start = 2 * (entry >>> COUNT_BITS);
    const end = start + 2 * (entry & MOST_COUNT);
    for (let at = start; at < end; at += 2) {
      const label = labels[at] ?? 0;
      scores[label] = (scores[label] ?? 0) + value * (weights[at + 1] ?? 0);
    }
  }

  #entryOf(hash: number): number {
    this.#met ??= new MetFeatures(this.rows);
    return this.#met.entryOf(hash);
  }

  /** Entries of the known words that one dropped, doubled, swapped, added or mistaken letter after the first leads to. */
  #meantBy({ id, stem }: Word): readonly number[] {
    const known = this.#meant.get(id);
    if (known !== undefined) return known;
    const found: number[] = [];
    if (stem.length >= LEAST_MISSPELT && stem.length <= MOST_MISSPELT) {
      visitNeighbours(stem, (hash) => {
        const entry = this.#entryOf(hash);
        if (entry !== 0 && !found.includes(entry)) found.push(entry);
        return found.length === MAX_MEANT;
      });
    }
    this.#meant.set(id, found);
    return found;
  }
}

/** Turns scores into probabilities, in their place. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let label = 0; label < scores.length; label++) {
    const value = Math.exp(((scores[label] ?? 0) - most) / temperature);
    scores[label] = value;
    sum += value;
  }
  for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] ?? 0) / sum;
  return scores;
}
