/** The bag of a text of which some words may be read in several ways. Pure. */

import { type Bag, pairOf, WEAK_PAIR_WEIGHT } from './bag.ts';
import { Places } from './places.ts';
import { Sums } from './sums.ts';
import type { Word } from './words.ts';

/** The words that may stand at one place of a text, each as likely. */
export type Readings = readonly Word[];

/** Of the bag that is being made. */
const wordPlaces = new Places(512);
const pairPlaces = new Places(512);

/**
 * Each place of `sequence` has its word or the words that may stand there, or null where its two sides are no neighbours.
 * Where every place has one, this is what `readBag` makes of them.
 */
export function bagOfReadings(sequence: readonly (Word | Readings | null)[]): Bag {
  const words: Word[] = [];
  const mentions = new Sums(wordPlaces);
  const pairs = new Sums(pairPlaces);
  const mention = (word: Word, share: number): void => {
    if (mentions.add(word.id, share)) words.push(word);
  };
  const join = (previous: Word, word: Word, share: number): void => {
    pairs.add(pairOf(previous, word), share * (word.weak && previous.weak ? WEAK_PAIR_WEIGHT : 1));
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
  return { words, mentions: mentions.sums, pairs: pairs.keys, pairWeights: pairs.sums };
}
