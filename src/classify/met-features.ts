/**
 * What an isolate has met of all that was learned: the weights of a feature are read when a text first has it, and lie side
 * by side from then on. Most of what was learned no isolate ever meets, and its first request has to wait for none of it.
 */

import { HashFilter } from './hash-filter.ts';

/** Where weights are written: the labels at even places, each with its weight in the place behind it, so that both come from memory at once. */
export interface Room {
  readonly labels: Int32Array;
  readonly weights: Float32Array;
}

/** Two views of the same bytes. */
export function roomFor(weights: number): Room {
  const labels = new Int32Array(2 * weights);
  return { labels, weights: new Float32Array(labels.buffer) };
}

export interface Features {
  /** How many there are at most, and how many weights of all of them together. */
  readonly features: number;
  readonly weights: number;
  /** Of all of them; one may be there twice. */
  readonly hashes: () => Int32Array;
  /** Writes labels and weights of a feature as the `at`th of the room and those behind it. Where the next would go: `at` for one that is none. */
  readonly readInto: (hash: number, room: Room, at: number) => number;
}

/** A feature has at most 255 weights. */
export const COUNT_BITS = 8;
export const MOST_COUNT = (1 << COUNT_BITS) - 1;
/** A search takes longer than a look at the filter; after so many they have taken as long as it takes to make one, and every later text has mostly pairs of words that nobody knows. */
const SEARCHES_WITHOUT_FILTER = 8000;

export class MetFeatures {
  readonly room: Room;
  readonly #features: Features;
  /** Open addressing: at each slot a hash, and its entry behind it; 0 for none. */
  readonly #slots: Int32Array;
  #written = 0;
  #filter: HashFilter | null = null;
  #searches = 0;

  constructor(features: Features) {
    this.#features = features;
    this.room = roomFor(features.weights);
    let size = 16;
    while (size < 2 * features.features) size *= 2;
    this.#slots = new Int32Array(2 * size);
  }

  /** May have every hash that is known. */
  get filter(): HashFilter {
    this.#filter ??= this.#filterOfAll();
    return this.#filter;
  }

  #filterOfAll(): HashFilter {
    return new HashFilter(this.#features.hashes());
  }

  /** Where the weights of a hash begin in the room and, in the low bits, how many they are; 0 for one that is not known. */
  entryOf(hash: number): number {
    if (this.#filter !== null && !this.#filter.mayHave(hash)) return 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (Math.imul(hash, 0x9e3779b1) >>> 7) & mask & ~1; ; slot = (slot + 2) & mask) {
      const entry = slots[slot + 1] ?? 0;
      if (entry === 0) return this.#meet(hash, slot);
      if (slots[slot] === hash) return entry;
    }
  }

  /** `slot` is free. */
  #meet(hash: number, slot: number): number {
    if (this.#filter === null && ++this.#searches === SEARCHES_WITHOUT_FILTER) this.#filter = this.#filterOfAll();
    const start = this.#written;
    this.#written = this.#features.readInto(hash, this.room, start);
    if (this.#written === start) return 0;
    const entry = (start << COUNT_BITS) | (this.#written - start);
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = entry;
    return entry;
  }
}
