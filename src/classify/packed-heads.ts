/**
 * The artefact's format, both ways. A JSON header of the heads' names, labels and sizes, then each head's rows, one array
 * after another, little-endian where a number has several bytes. Every array begins at a multiple of 4 bytes.
 *
 * | array   | of                                             | each                                                 |
 * |---------|------------------------------------------------|------------------------------------------------------|
 * | firsts  | hashes by their high bits, and one more        | 2 bytes: the row of the first, or of whatever follows |
 * | lows    | features                                       | 2 bytes: the low bits of its hash                     |
 * | blocks  | features, 64 together                          | 4 bytes: how many weights the rows before have        |
 * | counts  | features                                       | how many weights it has, 1 to 255                     |
 * | scales  | features                                       | 1 byte: its largest weight is `2 ** (scale / 16 - 8)` |
 * | low     | weights                                        | the label's low 8 bits                                |
 * | high    | weights, four a byte                           | its next 2 bits                                       |
 * | levels  | weights, two a byte                            | 1 to 15: 8 is zero, 15 the feature's largest weight   |
 *
 * So a weight takes 14 bits, and what is left is nearly incompressible. Nothing needs to be unpacked to be found: an
 * isolate reads the rows of the words that it meets, which are few, and of the others not a byte. Pure.
 */

import { Head, type HeadRows, type LearnedRows } from './heads.ts';
import type { Room } from './met-features.ts';

const LEVELS = 7;
const MIDDLE = 8;
const MAX_LABELS = 1024;
const MAX_FEATURES = 0xffff;
/** Of a hash, which tell in which bucket it is looked for. */
const LOW_BITS = 16;
const LOW_MASK = (1 << LOW_BITS) - 1;
/** Features of a block, as a power of two. */
const BLOCK_BITS = 6;
const ALIGNMENT = 4;

interface HeaderEntry {
  readonly name: string;
  readonly labels: readonly string[];
  readonly features: number;
  readonly buckets: number;
  readonly weights: number;
}

export function packHeads(heads: readonly HeadRows[]): Uint8Array {
  const packed = heads.map(packHead);
  const header = new TextEncoder().encode(JSON.stringify(packed.map(({ entry }) => entry)));
  const parts = [Uint32Array.of(header.length), header, ...packed.flatMap(({ arrays }) => arrays)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + aligned(part.byteLength), 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  return bytes;
}

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function packHead({ name, labels, hashes, starts, labelOf, weights }: HeadRows): {
  entry: HeaderEntry;
  arrays: readonly (Uint8Array | Uint16Array | Uint32Array)[];
} {
  if (labels.length > MAX_LABELS) throw new Error(`The head "${name}" has more than ${MAX_LABELS} labels.`);
  if (hashes.length > MAX_FEATURES) throw new Error(`The head "${name}" has more than ${MAX_FEATURES} features.`);
  const buckets = ((hashes.at(-1) ?? 0) >>> LOW_BITS) + 1;
  const firsts = new Uint16Array(buckets + 1).fill(hashes.length);
  const blocks = new Uint32Array(Math.ceil(hashes.length / (1 << BLOCK_BITS)));
  const counts = new Uint8Array(hashes.length);
  const scales = new Uint8Array(hashes.length);
  const low = Uint8Array.from(labelOf, (label) => label & 0xff);
  const high = new Uint8Array(Math.ceil(weights.length / 4));
  const levels = new Uint8Array(Math.ceil(weights.length / 2));
  let bucket = -1;
  for (const [row, hash] of hashes.entries()) {
    while (bucket < hash >>> LOW_BITS) firsts[++bucket] = row;
    const [start, end] = [starts[row] ?? 0, starts[row + 1] ?? 0];
    if (row % (1 << BLOCK_BITS) === 0) blocks[row >>> BLOCK_BITS] = start;
    counts[row] = end - start;
    const own = weights.subarray(start, end);
    const largest = own.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    const scale = Math.min(255, Math.max(0, Math.ceil(16 * (Math.log2(largest) + 8))));
    scales[row] = scale;
    for (let at = start; at < end; at++) {
      const level = MIDDLE + Math.round(((weights[at] ?? 0) / scaleOf(scale)) * LEVELS);
      levels[at >>> 1] = (levels[at >>> 1] ?? 0) | (level << (4 * (at & 1)));
      high[at >>> 2] = (high[at >>> 2] ?? 0) | (((labelOf[at] ?? 0) >>> 8) << (2 * (at & 3)));
    }
  }
  const entry = { name, labels, features: hashes.length, buckets, weights: weights.length };
  return { entry, arrays: [firsts, Uint16Array.from(hashes), blocks, counts, scales, low, high, levels] };
}

const scaleOf = (scale: number): number => 2 ** (scale / 16 - 8);

/** The heads of an artefact by name. Trusts its bytes: they are the build's own. They begin at a multiple of 4 of their buffer. */
export function unpackHeads(bytes: Uint8Array): ReadonlyMap<string, Head> {
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const entries: HeaderEntry[] = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headerLength)));
  let at = 4 + aligned(headerLength);
  const take = (length: number): Uint8Array => {
    const taken = bytes.subarray(at, at + length);
    at += aligned(length);
    return taken;
  };
  return new Map(entries.map((entry) => [entry.name, new Head(new PackedRows(entry, take))]));
}

/** Views of the artefact's bytes. */
class PackedRows implements LearnedRows {
  readonly labels: readonly string[];
  readonly features: number;
  readonly weights: number;
  readonly #firsts: Uint16Array;
  readonly #lows: Uint16Array;
  readonly #blocks: Uint32Array;
  readonly #counts: Uint8Array;
  readonly #scales: Uint8Array;
  readonly #low: Uint8Array;
  readonly #high: Uint8Array;
  readonly #levels: Uint8Array;

  constructor({ labels, features, buckets, weights }: HeaderEntry, take: (length: number) => Uint8Array) {
    const pairs = (count: number): Uint16Array => {
      const { buffer, byteOffset } = take(2 * count);
      return new Uint16Array(buffer, byteOffset, count);
    };
    this.labels = labels;
    this.features = features;
    this.weights = weights;
    this.#firsts = pairs(buckets + 1);
    this.#lows = pairs(features);
    const { buffer, byteOffset, byteLength } = take(4 * Math.ceil(features / (1 << BLOCK_BITS)));
    this.#blocks = new Uint32Array(buffer, byteOffset, byteLength / 4);
    this.#counts = take(features);
    this.#scales = take(features);
    this.#low = take(weights);
    this.#high = take(Math.ceil(weights / 4));
    this.#levels = take(Math.ceil(weights / 2));
  }

  hashes(): Int32Array {
    const all = Int32Array.from(this.#lows);
    for (let bucket = 0; bucket + 1 < this.#firsts.length; bucket++) {
      const end = this.#firsts[bucket + 1] ?? 0;
      for (let row = this.#firsts[bucket] ?? 0; row < end; row++) all[row] = (all[row] ?? 0) | (bucket << LOW_BITS);
    }
    return all;
  }

  /** -1 where nothing was learned of the hash. */
  #rowOf(hash: number): number {
    const bucket = hash >>> LOW_BITS;
    if (bucket + 1 >= this.#firsts.length) return -1;
    const wanted = hash & LOW_MASK;
    const lows = this.#lows;
    let from = this.#firsts[bucket] ?? 0;
    let to = this.#firsts[bucket + 1] ?? 0;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const there = lows[middle] ?? 0;
      if (there === wanted) return middle;
      if (there < wanted) from = middle + 1;
      else to = middle;
    }
    return -1;
  }

  readInto(hash: number, { labels, weights }: Room, at: number, before = 0): number {
    const row = this.#rowOf(hash);
    if (row < 0) return at;
    const counts = this.#counts;
    let place = this.#blocks[row >>> BLOCK_BITS] ?? 0;
    for (let other = (row >>> BLOCK_BITS) << BLOCK_BITS; other < row; other++) place += counts[other] ?? 0;
    const end = place + (counts[row] ?? 0);
    const unit = scaleOf(this.#scales[row] ?? 0) / LEVELS;
    let to = 2 * at;
    for (; place < end; place++) {
      const high = ((this.#high[place >>> 2] ?? 0) >>> (2 * (place & 3))) & 3;
      labels[to] = before + ((this.#low[place] ?? 0) | (high << 8));
      weights[to + 1] = ((((this.#levels[place >>> 1] ?? 0) >>> (4 * (place & 1))) & 15) - MIDDLE) * unit;
      to += 2;
    }
    return to / 2;
  }
}
