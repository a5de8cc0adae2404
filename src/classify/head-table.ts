/**
 * Several heads as one table: a feature that all of them know is looked up once, and what is known of it lies side by
 * side. Pure.
 */

import type { FeatureVector } from './feature-vector.ts';
import { type Head, type HeadRows, softmax } from './heads.ts';

const NO_MORE = Number.POSITIVE_INFINITY;
/** A table has at most 127 labels, so that 7 bits tell how many weights a feature has. */
const COUNT_BITS = 7;
const MOST_COUNT = (1 << COUNT_BITS) - 1;

/** Of the vector that is being added. */
const found = new Int32Array(1024);

export class HeadTable {
  readonly labels: readonly string[];
  readonly #heads: readonly Head[];
  /** Open addressing. Of each feature its hash + 1, then where its weights begin and, in the low bits, how many it has. */
  readonly #slots: Int32Array;
  /** Each weight behind its label, so that both come from memory at once: two views of the same bytes. */
  readonly #labels: Int32Array;
  readonly #weights: Float32Array;

  constructor(heads: readonly Head[]) {
    this.#heads = heads;
    this.labels = heads.flatMap(({ labels }) => labels);
    if (this.labels.length > MOST_COUNT) throw new Error(`A table has at most ${MOST_COUNT} labels.`);
    const known = heads.map(({ rows }) => rows);
    const total = known.reduce((sum, { weights }) => sum + weights.length, 0);
    let size = 16;
    while (size < 2 * known.reduce((sum, { hashes }) => sum + hashes.length, 0)) size *= 2;
    this.#slots = new Int32Array(2 * size);
    this.#labels = new Int32Array(2 * total);
    this.#weights = new Float32Array(this.#labels.buffer);
    this.#fill(known);
  }

  /** A text as these heads read it: nothing of it yet. */
  reading(): HeadReading {
    return new HeadReading(this, this.#heads);
  }

  /** All have their hashes in ascending order, so that one walk through each is enough. */
  #fill(known: readonly HeadRows[]): void {
    const next = new Int32Array(known.length);
    let to = 0;
    for (;;) {
      let hash = NO_MORE;
      for (let which = 0; which < known.length; which++) {
        hash = Math.min(hash, known[which]?.hashes[next[which] ?? 0] ?? NO_MORE);
      }
      if (hash === NO_MORE) return;
      const start = to;
      let before = 0;
      for (let which = 0; which < known.length; which++) {
        const rows = known[which];
        const row = next[which] ?? 0;
        if (rows === undefined) continue;
        if (rows.hashes[row] === hash) {
          next[which] = row + 1;
          for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++) {
            this.#labels[2 * to] = before + (rows.labelOf[at] ?? 0);
            this.#weights[2 * to++ + 1] = rows.weights[at] ?? 0;
          }
        }
        before += rows.labels.length;
      }
      const slot = this.#slotOf(hash);
      this.#slots[slot] = hash + 1;
      this.#slots[slot + 1] = (start << COUNT_BITS) | (to - start);
    }
  }

  /** Adds to `scores` what the features of `vector` from `first` on say for each label. */
  addTo(scores: Float64Array, { keys, weights: values }: FeatureVector, first: number): void {
    const [slots, labels, weights] = [this.#slots, this.#labels, this.#weights];
    const count = keys.length - first;
    const entries = count <= found.length ? found : new Int32Array(count);
    // The entries first, none of which waits for another one: the table is larger than what a processor keeps near.
    for (let at = 0; at < count; at++) entries[at] = slots[this.#slotOf(keys[first + at] ?? 0) + 1] ?? 0;
    for (let which = 0; which < count; which++) {
      const entry = entries[which] ?? 0;
      const value = values[first + which] ?? 0;
      const start = 2 * (entry >>> COUNT_BITS);
      const end = start + 2 * (entry & MOST_COUNT);
      for (let at = start; at < end; at += 2) {
        const label = labels[at] ?? 0;
        scores[label] = (scores[label] ?? 0) + value * (weights[at + 1] ?? 0);
      }
    }
  }

  /** Where the feature of this hash is, or would be. */
  #slotOf(hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (Math.imul(hash, 0x9e3779b1) >>> 7) & mask & ~1; ; slot = (slot + 2) & mask) {
      const there = slots[slot] ?? 0;
      if (there === 0 || there === hash + 1) return slot;
    }
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
