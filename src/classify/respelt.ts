/**
 * Misspelt words read as the words that were meant, before anything else reads the text: so the pairs they stand in, their
 * pieces and what examples taught of them are found as well. A word that neither the taxonomy nor the tenant's routes
 * know is taken for the known words that one slip leads to, at any letter; which of them, its neighbours in the text say.
 * A known word is never changed. Pure but for the memory of what spellings may mean.
 */

import { once } from '../once.ts';
import { type Bag, bagOf, pairOf, type Sequence } from './bag.ts';
import { bagOfReadings, type Readings } from './bag-of-readings.ts';
import { HashFilter } from './hash-filter.ts';
import type { Head } from './heads.ts';
import { Kept } from './kept.ts';
import { visitSlips } from './slips-of-words.ts';
import { isFunctionWord, readWords, type Word } from './words.ts';

interface Known {
  /** Whether the word or the pair of neighbours of this hash is known. */
  readonly has: (hash: number) => boolean;
  /** What is known, one of them may have. */
  readonly filters: () => readonly HashFilter[];
}

/** Words and pairs of the tenant's routes. */
interface Own {
  readonly hashes: ReadonlySet<number>;
  readonly filter: HashFilter;
}

/** What comes back is the bag of the sequence where no word was misspelt. */
export type Respell = (sequence: Sequence) => Bag;

const LEAST_MISSPELT = 2;
const MOST_MISSPELT = 16;
/** Shorter words have so many neighbours that one must be known beside what stands next to it. */
const LEAST_ALONE = 5;
/** What has two letters and is no function word is an abbreviation: anything could be meant by it. */
const LEAST_WORD = 3;
/** Of words that are meant as likely as each other so many are believed, all alike. */
const MAX_MEANT = 3;
const LATIN = /^[a-z]+$/;
/** Spellings, with the words that each may mean. */
const MAX_REMEMBERED = 16_384;
/** Words looked up in one text that were not met before, some 0.1 ms each: a page of gibberish must not cost more. */
const MAX_LOOKED_UP = 24;
const NONE: readonly Word[] = [];

/** `head` knows the taxonomy's words; `own` gives the bags of all that the tenant's routes say, once it is needed. */
export function indexSpellings(head: Head, own: () => readonly Bag[]): Respell {
  const known = knownTo(head, own);
  const meanings = new Kept<readonly Word[]>(MAX_REMEMBERED);
  /** Whether any word may mean another. */
  const lookUp = (sequence: Sequence): boolean => {
    let [found, lookedUp] = [false, 0];
    for (let at = 0; at < sequence.length; at++) {
      const word = sequence[at] ?? null;
      if (word === null || word.weak) continue;
      let meant = meanings.get(word.id);
      if (meant === undefined) {
        const misspelt = isMisspelt(word, known);
        if (misspelt && ++lookedUp > MAX_LOOKED_UP) continue;
        meant = misspelt ? meantBy(word.spelling, known) : NONE;
        meanings.set(word.id, meant);
      }
      if (meant.length > 0) found = true;
    }
    return found;
  };
  return (sequence) => {
    if (!lookUp(sequence)) return bagOf(sequence);
    const places: (Word | Readings | null)[] = sequence.slice();
    for (let at = 0; at < places.length; at++) {
      const word = places[at] ?? null;
      const meant = word !== null && 'id' in word && !word.weak ? (meanings.get(word.id) ?? NONE) : NONE;
      if (word === null || !('id' in word) || meant.length === 0) continue;
      const { likeliest, beside } = besideNeighbours(meant, oneOf(places[at - 1]), oneOf(places[at + 1]), known);
      if (beside > 0 || word.spelling.length >= LEAST_ALONE) places[at] = likeliest;
    }
    return bagOfReadings(places);
  };
}

/** What the routes know is gathered at the first word that the taxonomy does not know. */
function knownTo(head: Head, own: () => readonly Bag[]): Known {
  const others = once((): Own => {
    const hashes = new Set<number>();
    for (const { words, pairs } of own()) {
      for (const { hash } of words) hashes.add(hash);
      for (const pair of pairs) hashes.add(pair);
    }
    return { hashes, filter: new HashFilter(Int32Array.from(hashes)) };
  });
  const filters = once(() => [head.filter, others().filter]);
  const has = (hash: number): boolean => {
    if (head.knows(hash)) return true;
    const { hashes, filter } = others();
    return filter.mayHave(hash) && hashes.has(hash);
  };
  return { has, filters };
}

function isMisspelt({ hash, weak, spelling }: Word, known: Known): boolean {
  const { length } = spelling;
  return !weak && length >= LEAST_MISSPELT && length <= MOST_MISSPELT && LATIN.test(spelling) && !known.has(hash);
}

function meantBy(spelling: string, known: Known): readonly Word[] {
  const found = new Map<number, Word>();
  visitSlips(spelling, known.filters(), LEAST_WORD, (hash, letters, length) => {
    if (length >= LEAST_WORD && !known.has(hash)) return;
    if (found.has(hash)) return;
    const other = String.fromCharCode(...letters.subarray(0, length));
    if (length < LEAST_WORD && !isFunctionWord(other)) return;
    readWords(other, (word) => {
      if (word !== null) found.set(word.hash, word);
    });
  });
  return [...found.values()];
}

const oneOf = (place: Word | Readings | null | undefined): Word | undefined =>
  place === null || place === undefined ? undefined : 'id' in place ? place : place[0];

/** Those of the words that make the most known pairs with what stands before and after, and how many. */
function besideNeighbours(
  meant: readonly Word[],
  before: Word | undefined,
  after: Word | undefined,
  known: Known,
): { readonly likeliest: readonly Word[]; readonly beside: number } {
  const pairs = meant.map(
    (word) =>
      Number(before !== undefined && known.has(pairOf(before, word))) +
      Number(after !== undefined && known.has(pairOf(word, after))),
  );
  const beside = Math.max(...pairs);
  return { likeliest: meant.filter((_, at) => pairs[at] === beside).slice(0, MAX_MEANT), beside };
}
