/**
 * A text as a bag: its different words and pairs of neighbouring words, each with how much of it there is. All that the
 * embedded classifier learns and compares is read off bags. Pure.
 */

import { Places } from './places.ts';
import { Sums } from './sums.ts';
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
export const WEAK_PAIR_WEIGHT = 0.5;
const PAIR_SEED = 0x3c6ef372;

export const pairOf = (first: Word, second: Word): number =>
  Math.imul(Math.imul(PAIR_SEED ^ first.hash, 0x01000193) ^ second.hash, 0x85ebca6b) >>> 2;

/** Of the bag that is being read. */
const wordPlaces = new Places(512);
const pairPlaces = new Places(512);

/** A text's words in their order, and null where those on its two sides are no neighbours. */
export type Sequence = readonly (Word | null)[];

/** Reads all of `text`: the caller bounds its length. */
export function readSequence(text: string): Sequence {
  const sequence: (Word | null)[] = [];
  readWords(text, (word) => {
    sequence.push(word);
  });
  return sequence;
}

export const readBag = (text: string): Bag => bagOf(readSequence(text));

export function bagOf(sequence: Sequence): Bag {
  const words: Word[] = [];
  const places = new Sums(wordPlaces);
  const pairs = new Sums(pairPlaces);
  let previous: Word | null = null;
  for (let at = 0; at < sequence.length; at++) {
    const word = sequence[at] ?? null;
    if (word === null || word.stem === '') previous = null;
    if (word === null) continue;
    if (places.add(word.id, 1)) words.push(word);
    if (word.stem === '') continue;
    if (previous !== null) pairs.add(pairOf(previous, word), word.weak && previous.weak ? WEAK_PAIR_WEIGHT : 1);
    previous = word;
  }
  return { words, mentions: places.sums, pairs: pairs.keys, pairWeights: pairs.sums };
}
