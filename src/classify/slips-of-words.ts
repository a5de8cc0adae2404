/**
 * The words that one slip of the finger makes of a word, or that it was made of, at any letter: as the hashes of their
 * stems, worked out from that of the letters before the slip. Some four hundred strings would be made and stemmed
 * otherwise for each word that nobody knows. Pure.
 */

import type { HashFilter } from './hash-filter.ts';
import { hashOf, WORD_SEED } from './words.ts';

/** A word's letters and one more. */
const MOST_LETTERS = 32;

const A = 0x61;
const Z = 0x7a;
const [D, E, G, I, N, S, U, Y] = [0x64, 0x65, 0x67, 0x69, 0x6e, 0x73, 0x75, 0x79];
const VOWEL = flagsOf('aeiouy');
/** They stay double without the ending ("falling", "passed"). */
const STAYS_DOUBLE = flagsOf('aeioulsz');
/** Letters that an ending which `stem` takes off ends in. */
const ENDS = flagsOf('sgde');

function flagsOf(letters: string): Uint8Array {
  const flags = new Uint8Array(128);
  for (const name of letters) flags[name.charCodeAt(0)] = 1;
  return flags;
}

const before = new Int32Array(MOST_LETTERS);
const own = new Uint8Array(MOST_LETTERS);
const slipped = new Uint8Array(MOST_LETTERS);

/** The letters are the first `length` of `letters`, until the next word is visited; the hash is that of the stem. */
type Visit = (hash: number, letters: Uint8Array, length: number) => void;

/**
 * Calls `visit` with each other word whose `hashWord(stem(other))` one of the filters may have, and with all of fewer than
 * `leastLetters`: the commonest slips first, which are letters swapped, dropped, added and mistaken. `word` is at most 30
 * letters from a to z.
 */
export function visitSlips(
  word: string,
  filters: readonly Pick<HashFilter, 'mayHave'>[],
  leastLetters: number,
  visit: Visit,
): void {
  const { length } = word;
  const other = slipped;
  before[0] = WORD_SEED;
  for (let place = 0; place < length; place++) {
    const code = word.charCodeAt(place);
    own[place] = code;
    other[place] = code;
    before[place + 1] = hashOf(before[place] ?? 0, code);
  }
  const meet = (letters: number, from: number): void => {
    const hash = stemHash(other, letters, from);
    let may = letters < leastLetters;
    for (let which = 0; which < filters.length && !may; which++) may = filters[which]?.mayHave(hash) ?? false;
    if (may) visit(hash, other, letters);
  };
  for (let place = 0; place + 1 < length; place++) {
    other[place] = own[place + 1] ?? 0;
    other[place + 1] = own[place] ?? 0;
    meet(length, place);
    other[place] = own[place] ?? 0;
    other[place + 1] = own[place + 1] ?? 0;
  }
  for (let place = 1; place < length; place++) other[place - 1] = own[place] ?? 0;
  for (let place = 0; place < length; place++) {
    meet(length - 1, place);
    other[place] = own[place] ?? 0;
  }
  for (let added = A; added <= Z; added++) {
    for (let place = 0; place < length; place++) other[place + 1] = own[place] ?? 0;
    for (let place = 0; place <= length; place++) {
      other[place] = added;
      meet(length + 1, place);
      other[place] = own[place] ?? 0;
    }
  }
  for (let mistaken = A; mistaken <= Z; mistaken++) {
    for (let place = 0; place < length; place++) {
      other[place] = mistaken;
      meet(length, place);
      other[place] = own[place] ?? 0;
    }
  }
}

/** Of the word whose letters before `from` are those that the states `before` were worked out of. */
function stemHash(letters: Uint8Array, length: number, from: number): number {
  const kept = ENDS[letters[length - 1] ?? 0] === 0 ? length : stemLength(letters, length);
  const end = kept < 0 ? length - 3 : kept;
  let state = before[from < end ? from : end] ?? 0;
  for (let place = from; place < end; place++) state = hashOf(state, letters[place] ?? 0);
  return (kept < 0 ? hashOf(state, Y) : state) >>> 2;
}

/** How many letters of the word its `stem` keeps; below 0 where it has all but three and a y behind them. */
function stemLength(letters: Uint8Array, length: number): number {
  let end = length;
  if (end > 3 && letters[end - 1] === S) {
    const second = letters[end - 2];
    if (end > 4 && second === E && letters[end - 3] === I) return -1;
    if (second !== S && second !== U && second !== I) end--;
  }
  const last = letters[end - 1];
  if (end > 5 && last === G && letters[end - 2] === N && letters[end - 3] === I) end = bareLength(letters, end, 3);
  else if (end > 4 && last === D && letters[end - 2] === E) end = bareLength(letters, end, 2);
  return end > 4 && letters[end - 1] === E ? end - 1 : end;
}

function bareLength(letters: Uint8Array, length: number, ending: number): number {
  const end = length - ending;
  let place = 0;
  while (place < end && VOWEL[letters[place] ?? 0] === 0) place++;
  if (place === end) return length;
  const last = letters[end - 1] ?? 0;
  return last === letters[end - 2] && STAYS_DOUBLE[last] === 0 ? end - 1 : end;
}
