/**
 * What was learned: linear heads over hashed words and pairs of words, each turning a text into a distribution over its
 * labels (topics, domains, actions, …). The artefact is `model.ts`, written by `npm run train` from the taxonomy; this
 * file is its format, both ways. Pure.
 *
 * Format: a JSON header of the heads' names, labels and sizes, then for each head, little-endian: the feature hashes in
 * ascending order (Int32), how many weights each has (Uint8), the labels of these weights (Uint16) and the weights
 * themselves (Int8, in units of the head's `scale`).
 */

import type { Features } from './features.ts';

/** What pairs of words weigh beside words. */
const PAIR_WEIGHT = 0.7;

/** Words and pairs of a text as one vector of length one: hash to weight. A damped count, as in the route index. */
export function vectorOf({ blocks: [words, pairs] }: Features): Map<number, number> {
  const vector = new Map<number, number>();
  let squares = 0;
  const take = (block: ReadonlyMap<number, number>, share: number): void => {
    for (const [hash, count] of block) {
      const weight = share * Math.sqrt(count);
      vector.set(hash, weight);
      squares += weight * weight;
    }
  };
  take(words, 1);
  take(pairs, PAIR_WEIGHT);
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (const [hash, weight] of vector) vector.set(hash, weight * scale);
  return vector;
}

/** A head as it is trained: for each feature its label weights, most of them zero. */
export interface TrainedHead {
  readonly name: string;
  readonly labels: readonly string[];
  readonly hashes: Int32Array;
  /** For each feature, in the order of `hashes`: pairs of label and weight. */
  readonly rows: readonly (readonly (readonly [label: number, weight: number])[])[];
}

interface HeaderEntry {
  readonly name: string;
  readonly labels: readonly string[];
  readonly features: number;
  readonly weights: number;
  readonly scale: number;
}

export class Head {
  readonly labels: readonly string[];
  readonly #hashes: Int32Array;
  readonly #starts: Int32Array;
  readonly #labelOf: Uint16Array;
  readonly #weights: Int8Array;
  readonly #scale: number;

  constructor(entry: HeaderEntry, hashes: Int32Array, counts: Uint8Array, labelOf: Uint16Array, weights: Int8Array) {
    this.labels = entry.labels;
    this.#scale = entry.scale;
    this.#hashes = hashes;
    this.#labelOf = labelOf;
    this.#weights = weights;
    this.#starts = new Int32Array(counts.length + 1);
    for (const [place, count] of counts.entries()) this.#starts[place + 1] = (this.#starts[place] ?? 0) + count;
  }

  /** Probabilities in the order of `labels`. `temperature` below 1 sharpens: a head is trained to be sure of its own texts. */
  read(vector: ReadonlyMap<number, number>, temperature: number): Float64Array {
    const scores = new Float64Array(this.labels.length);
    for (const [hash, value] of vector) {
      const place = this.#find(hash);
      if (place < 0) continue;
      const end = this.#starts[place + 1] ?? 0;
      for (let at = this.#starts[place] ?? 0; at < end; at++) {
        const label = this.#labelOf[at] ?? 0;
        scores[label] = (scores[label] ?? 0) + value * (this.#weights[at] ?? 0) * this.#scale;
      }
    }
    return softmax(scores, temperature);
  }

  #find(hash: number): number {
    let low = 0;
    let high = this.#hashes.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#hashes[middle] ?? 0;
      if (found === hash) return middle;
      if (found < hash) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

function softmax(scores: Float64Array, temperature: number): Float64Array {
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

/** The artefact's bytes. A feature keeps at most 255 weights; those that round to nothing are left out. */
export function packHeads(heads: readonly TrainedHead[]): Uint8Array {
  const packed = heads.map(({ name, labels, hashes, rows }) => {
    const largest = rows.flat().reduce((most, [, weight]) => Math.max(most, Math.abs(weight)), 0);
    const scale = largest / 127;
    const rounded = rows.map((row) =>
      row.map(([label, weight]) => [label, Math.round(weight / scale)] as const).filter(([, weight]) => weight !== 0),
    );
    const weights = rounded.flat();
    const entry: HeaderEntry = { name, labels, features: hashes.length, weights: weights.length, scale };
    const arrays = [
      Int32Array.from(hashes),
      Uint8Array.from(rounded, (row) => row.length),
      Uint16Array.from(weights, ([label]) => label),
      Int8Array.from(weights, ([, weight]) => weight),
    ];
    return { entry, arrays };
  });
  const header = new TextEncoder().encode(JSON.stringify(packed.map(({ entry }) => entry)));
  const parts = [Uint32Array.of(header.length), header, ...packed.flatMap(({ arrays }) => arrays)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    // Every machine this runs on is little-endian, as the format is.
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** The heads of an artefact by name. Trusts its bytes: they are the build's own. */
export function unpackHeads(bytes: Uint8Array): ReadonlyMap<string, Head> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(0, true);
  const entries: HeaderEntry[] = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headerLength)));
  let at = 4 + headerLength;
  const take = (length: number): Uint8Array => {
    // Copied, so that wider arrays over it are aligned.
    const part = bytes.slice(at, at + length);
    at += length;
    return part;
  };
  return new Map(
    entries.map((entry) => {
      const hashes = new Int32Array(take(4 * entry.features).buffer);
      const counts = take(entry.features);
      const labelOf = new Uint16Array(take(2 * entry.weights).buffer);
      const weights = new Int8Array(take(entry.weights).buffer);
      return [entry.name, new Head(entry, hashes, counts, labelOf, weights)];
    }),
  );
}
