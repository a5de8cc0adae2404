/** The bag of a text of which some words may be read in several ways. Pure. */

import { type Bag, pairOf, WEAK_PAIR_WEIGHT } from './bag.ts';
import type { Word } from './words.ts';

/** The words that may stand at one place of a text, each as likely. */
export type Readings = readonly Word[];

/**
 * Each place of `sequence` has its word or the words that may stand there, or null where its two sides are no neighbours.
 * Where every place has one, this is what `readBag` makes of them.
 */
export function bagOfReadings(sequence: readonly (Word | Readings | null)[]): Bag {
  const mentions = new Map<number, number>();
  const words: Word[] = [];
  const pairs = new Map<number, number>();
  const mention = (word: Word, share: number): void => {
    const before = mentions.get(word.id);
    if (before === undefined) words.push(word);
    mentions.set(word.id, (before ?? 0) + share);
  };
  const join = (previous: Word, word: Word, share: number): void => {
    const pair = pairOf(previous, word);
    const weight = word.weak && previous.weak ? WEAK_PAIR_WEIGHT : 1;
    pairs.set(pair, (pairs.get(pair) ?? 0) + share * weight);
  };
  let before: Word | Readings | null = null;
  for (const place of sequence) {
    if (place !== null && 'id' in place) {
      mention(place, 1);
      if (before !== null && place.stem !== '') {
        if ('id' in before) join(before, place, 1);
        else for (const previous of before) join(previous, place, 1 / before.length);
      }
    } else if (place !== null) {
      const lefts: Readings = before === null ? [] : 'id' in before ? [before] : before;
      for (const word of place) {
        mention(word, 1 / place.length);
        for (const left of lefts) join(left, word, 1 / (place.length * lefts.length));
      }
    }
    before = place !== null && 'id' in place && place.stem === '' ? null : place;
  }
  return {
    words,
    mentions: [...mentions.values()],
    pairs: [...pairs.keys()],
    pairWeights: [...pairs.values()],
  };
}
