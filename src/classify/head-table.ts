/**
 * Several heads as one table: a feature that all of them know is looked up once, and what is known of it lies side by
 * side from when it is first met. Pure but for that.
 */

import type { FeatureVector } from './feature-vector.ts';
import { type Head, softmax } from './heads.ts';
import { COUNT_BITS, MetFeatures, MOST_COUNT, type Room } from './met-features.ts';

/** Of the part of a vector that is being added. */
const found = new Int32Array(1024);

export class HeadTable {
  readonly labels: readonly string[];
  readonly #heads: readonly Head[];
  readonly #met: MetFeatures;

  constructor(heads: readonly Head[]) {
    this.#heads = heads;
    this.labels = heads.flatMap(({ labels }) => labels);
    if (this.labels.length > MOST_COUNT) throw new Error(`A table has at most ${MOST_COUNT} labels.`);
    this.#met = new MetFeatures({
      features: heads.reduce((sum, { rows }) => sum + rows.features, 0),
      weights: heads.reduce((sum, { rows }) => sum + rows.weights, 0),
      hashes: () => Int32Array.from(heads.flatMap(({ rows }) => [...rows.hashes()])),
      readInto: (hash, room, at) => this.#readInto(hash, room, at),
    });
  }

  /** A text as these heads read it: nothing of it yet. */
  reading(): HeadReading {
    return new HeadReading(this, this.#heads);
  }

  /** Adds to `scores` what the features of `vector` from `first` on say for each label. */
  addTo(scores: Float64Array, { keys, weights: values }: FeatureVector, first: number): void {
    for (let start = first; start < keys.length; start += found.length) {
      this.#addPart(scores, keys, values, start, Math.min(found.length, keys.length - start));
    }
  }

  #addPart(
    scores: Float64Array,
    keys: readonly number[],
    values: readonly number[],
    first: number,
    count: number,
  ): void {
    const { labels, weights } = this.#met.room;
    // The entries first, none of which waits for another one: the table is larger than what a processor keeps near.
    for (let at = 0; at < count; at++) found[at] = this.#met.entryOf(keys[first + at] ?? 0);
    for (let which = 0; which < count; which++) {
      const entry = found[which] ?? 0;
      const value = values[first + which] ?? 0;
      const start = 2 * (entry >>> COUNT_BITS);
      const end = start + 2 * (entry & MOST_COUNT);
      for (let at = start; at < end; at += 2) {
        const label = labels[at] ?? 0;
        scores[label] = (scores[label] ?? 0) + value * (weights[at + 1] ?? 0);
      }
    }
  }

  #readInto(hash: number, room: Room, at: number): number {
    let next = at;
    let before = 0;
    for (const { labels, rows } of this.#heads) {
      next = rows.readInto(hash, room, next, before);
      before += labels.length;
    }
    return next;
  }
}

export class HeadReading {
  readonly #table: HeadTable;
  readonly #heads: readonly Head[];
  readonly #scores: Float64Array;

  constructor(table: HeadTable, heads: readonly Head[]) {
    this.#table = table;
    this.#heads = heads;
    this.#scores = new Float64Array(table.labels.length);
  }

  /** `first` is the place of the first feature that has not been read. */
  add(vector: FeatureVector, first = 0): this {
    this.#table.addTo(this.#scores, vector, first);
    return this;
  }

  /** What one of the heads makes of all that was added: probabilities in the order of its labels. */
  of(head: Head): Float64Array {
    return softmax(this.scoresOf(head), 1);
  }

  /** What its softmax is taken of. */
  scoresOf(head: Head): Float64Array {
    let start = 0;
    for (const other of this.#heads) {
      if (other === head) return this.#scores.slice(start, start + head.labels.length);
      start += other.labels.length;
    }
    throw new Error('The head is none of the table.');
  }
}
