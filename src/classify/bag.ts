/**
 * A text as a bag: its different words and pairs of neighbouring words, each with how much of it there is. All that the
 * embedded classifier learns and compares is read off bags. Pure.
 */

import { readWords, type Word } from './words.ts';

export interface Bag {
  /** In the order of their first mention. */
  readonly words: readonly Word[];
  /** How often each was mentioned. */
  readonly mentions: readonly number[];
  /** Hashes of pairs of neighbours, and how often each was met; one of two weak words counts half. */
  readonly pairs: readonly number[];
  readonly pairWeights: readonly number[];
}

/** What a pair of weak words weighs: "how much" says something, "of the" nothing. */
const WEAK_PAIR_WEIGHT = 0.5;
const MOST_SLOTS = 2048;
const PAIR_SEED = 0x3c6ef372;

const pairOf = (first: Word, second: Word): number =>
  Math.imul(Math.imul(PAIR_SEED ^ first.hash, 0x01000193) ^ second.hash, 0x85ebca6b) >>> 2;

/** Reads all of `text`: the caller bounds its length. */
export function readBag(text: string): Bag {
  const words: Word[] = [];
  const size = slotsFor(text.length);
  const places = new Sums(size);
  const pairs = new Sums(size);
  let previous: Word | null = null;
  readWords(text, (word) => {
    if (word === null || word.stem === '') previous = null;
    if (word === null) return;
    if (places.add(word.id, 1)) words.push(word);
    if (word.stem === '') return;
    if (previous !== null) pairs.add(pairOf(previous, word), word.weak && previous.weak ? WEAK_PAIR_WEIGHT : 1);
    previous = word;
  });
  return { words, mentions: places.sums, pairs: pairs.keys, pairWeights: pairs.sums };
}

/** Enough for most texts of so many characters, so that few grow: a power of two. */
function slotsFor(characters: number): number {
  let slots = 32;
  while (slots < MOST_SLOTS && 2 * slots < characters) slots *= 2;
  return slots;
}

/** Sums by key, in the order in which the keys came. Open addressing: no boxing, no hashing of what is a hash already. */
class Sums {
  readonly keys: number[] = [];
  readonly sums: number[] = [];
  #slots: Int32Array;

  constructor(slots: number) {
    this.#slots = new Int32Array(slots);
  }

  /** True when the key is new. */
  add(key: number, amount: number): boolean {
    const slot = this.#slotOf(key);
    const place = (this.#slots[slot] ?? 0) - 1;
    if (place >= 0) {
      this.sums[place] = (this.sums[place] ?? 0) + amount;
      return false;
    }
    this.#slots[slot] = this.keys.push(key);
    this.sums.push(amount);
    if (2 * this.keys.length > this.#slots.length) this.#grow();
    return true;
  }

  /** Where the key is, or would be. */
  #slotOf(key: number): number {
    const mask = this.#slots.length - 1;
    let slot = Math.imul(key, 0x9e3779b1) & mask;
    for (;;) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0 || this.keys[place] === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (const [place, key] of this.keys.entries()) this.#slots[this.#slotOf(key)] = place + 1;
  }
}
