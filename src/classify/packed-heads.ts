/**
 * The artefact's format, both ways. A JSON header of the heads' names, labels and sizes, then each head's rows, one array
 * after another, little-endian where a number has several bytes:
 *
 * | array   | of                                             | each                                                 |
 * |---------|------------------------------------------------|------------------------------------------------------|
 * | gaps    | features                                       | distance from the last hash, 7 bits a byte, low first |
 * | counts  | features                                       | how many weights it has, 1 to 255                     |
 * | scales  | features                                       | 1 byte: its largest weight is `2 ** (scale / 16 - 8)` |
 * | low     | weights                                        | the label's low 8 bits                                |
 * | high    | weights, four a byte                           | its next 2 bits                                       |
 * | levels  | weights, two a byte                            | 1 to 15: 8 is zero, 15 the feature's largest weight   |
 *
 * So a weight takes 14 bits, and what is left is nearly incompressible. Pure.
 */

import { Head, type HeadRows } from './heads.ts';

const LEVELS = 7;
const MIDDLE = 8;
const MAX_LABELS = 1024;

interface HeaderEntry {
  readonly name: string;
  readonly labels: readonly string[];
  readonly features: number;
  readonly gapBytes: number;
  readonly weights: number;
}

export function packHeads(heads: readonly HeadRows[]): Uint8Array {
  const packed = heads.map(packHead);
  const header = new TextEncoder().encode(JSON.stringify(packed.map(({ entry }) => entry)));
  const length = Uint8Array.from([0, 8, 16, 24], (shift) => (header.length >>> shift) & 0xff);
  const parts = [length, header, ...packed.flatMap(({ arrays }) => arrays)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function packHead({ name, labels, hashes, starts, labelOf, weights }: HeadRows): {
  entry: HeaderEntry;
  arrays: readonly Uint8Array[];
} {
  if (labels.length > MAX_LABELS) throw new Error(`The head "${name}" has more than ${MAX_LABELS} labels.`);
  const gaps: number[] = [];
  const counts = new Uint8Array(hashes.length);
  const scales = new Uint8Array(hashes.length);
  const low = Uint8Array.from(labelOf, (label) => label & 0xff);
  const high = new Uint8Array(Math.ceil(weights.length / 4));
  const levels = new Uint8Array(Math.ceil(weights.length / 2));
  let last = 0;
  for (const [row, hash] of hashes.entries()) {
    for (let gap = hash - last; ; gap >>>= 7) {
      gaps.push(gap < 128 ? gap : (gap & 127) | 128);
      if (gap < 128) break;
    }
    last = hash;
    const [start, end] = [starts[row] ?? 0, starts[row + 1] ?? 0];
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
  const entry = { name, labels, features: hashes.length, gapBytes: gaps.length, weights: weights.length };
  return { entry, arrays: [Uint8Array.from(gaps), counts, scales, low, high, levels] };
}

const scaleOf = (scale: number): number => 2 ** (scale / 16 - 8);

/** The heads of an artefact by name. Trusts its bytes: they are the build's own. */
export function unpackHeads(bytes: Uint8Array): ReadonlyMap<string, Head> {
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const entries: HeaderEntry[] = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headerLength)));
  let at = 4 + headerLength;
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  return new Map(
    entries.map(({ name, labels, features, gapBytes, weights: count }) => {
      const hashes = unpackHashes(take(gapBytes), features);
      const [counts, scales] = [take(features), take(features)];
      const [low, high, levels] = [take(count), take(Math.ceil(count / 4)), take(Math.ceil(count / 2))];
      const starts = new Int32Array(features + 1);
      const labelOf = new Uint16Array(count);
      const weights = new Float32Array(count);
      for (let row = 0; row < features; row++) {
        const end = (starts[row] ?? 0) + (counts[row] ?? 0);
        starts[row + 1] = end;
        const unit = scaleOf(scales[row] ?? 0) / LEVELS;
        for (let place = starts[row] ?? 0; place < end; place++) {
          labelOf[place] = (low[place] ?? 0) | ((((high[place >>> 2] ?? 0) >>> (2 * (place & 3))) & 3) << 8);
          weights[place] = ((((levels[place >>> 1] ?? 0) >>> (4 * (place & 1))) & 15) - MIDDLE) * unit;
        }
      }
      return [name, new Head({ name, labels, hashes, starts, labelOf, weights })];
    }),
  );
}

function unpackHashes(gaps: Uint8Array, count: number): Int32Array {
  const hashes = new Int32Array(count);
  let last = 0;
  let at = 0;
  for (let row = 0; row < count; row++) {
    let gap = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = gaps[at++] ?? 0;
      gap |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    last += gap;
    hashes[row] = last;
  }
  return hashes;
}
