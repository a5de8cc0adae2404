/**
 * The words of a text as one sparse vector for the heads that tell what somebody wants: words by their stems, pairs of
 * neighbours, and the first letters of longer words, which their endings and most typing errors leave alone. Scripts
 * without spaces are read as overlapping pieces of one to three characters. Pure; one pass over the text.
 */

import { isFunctionWord, stem } from './words.ts';

const BEGINNING_LETTERS = 5;
const BEGINNING_WEIGHT = 0.6;
const PAIR_WEIGHT = 0.7;
/** What a function word weighs beside a word of content, and a pair of two such words beside another pair. */
const WEAK_WEIGHT = 0.15;
const WEAK_PAIR_WEIGHT = 0.5;
const SINGLE_CHARACTER_WEIGHT = 0.5;
const THREE_CHARACTERS_WEIGHT = 0.3;

const WORD_SEED = 0x6a09e667;
const PAIR_SEED = 0x3b67ae85;
const BEGINNING_SEED = 0x510e527f;

const TOKEN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]+|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]]+(?:'\p{L}+)?[+#]*/gv;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]/v;
/** Characters that bind rather than name. */
const BINDING = /[\p{sc=Hiragana}的了是我你您他她它们這这那个個一吗嗎呢吧啊在和与與有不也都就会會能可以为為把被让讓]/v;

/** A token of a text: its stem, and whether it is a function word; of an unspaced script, a run of characters. */
export interface WantToken {
  readonly text: string;
  readonly root: string;
  readonly weak: boolean;
  readonly unspaced: boolean;
}

/** `folded` as `fold` leaves it. Reads all of it: the caller bounds its length. */
export function readTokens(folded: string): readonly WantToken[] {
  const tokens: WantToken[] = [];
  for (const text of folded.match(TOKEN) ?? []) {
    if (UNSPACED.test(text)) tokens.push({ text, root: text, weak: false, unspaced: true });
    else {
      const root = stem(text.endsWith("'s") ? text.slice(0, -2) : text);
      tokens.push({ text, root, weak: isFunctionWord(text), unspaced: false });
    }
  }
  return tokens;
}

/** Hash to weight, of Euclidean length one; empty for no tokens. */
export function wordVector(tokens: readonly WantToken[]): Map<number, number> {
  const vector = new Map<number, number>();
  const add = (key: number, weight: number): void => {
    vector.set(key, (vector.get(key) ?? 0) + weight);
  };
  let last = 0;
  let lastWeak = true;
  for (const { text, root, weak, unspaced } of tokens) {
    if (unspaced) {
      addRun(text, add);
      last = 0;
      continue;
    }
    const word = hash(root, WORD_SEED);
    add(word, weak ? WEAK_WEIGHT : 1);
    if (!weak && root.length >= BEGINNING_LETTERS) {
      add(hash(root.slice(0, BEGINNING_LETTERS), BEGINNING_SEED), BEGINNING_WEIGHT);
    }
    if (last !== 0) add(pairOf(last, word), PAIR_WEIGHT * (weak && lastWeak ? WEAK_PAIR_WEIGHT : 1));
    last = word;
    lastWeak = weak;
  }
  let squares = 0;
  for (const weight of vector.values()) squares += weight * weight;
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (const [key, weight] of vector) vector.set(key, weight * scale);
  return vector;
}

function addRun(run: string, add: (key: number, weight: number) => void): void {
  for (let at = 0; at < run.length; at++) {
    const one = run.slice(at, at + 1);
    if (!BINDING.test(one)) add(hash(one, WORD_SEED), SINGLE_CHARACTER_WEIGHT);
    if (at + 2 > run.length) continue;
    const two = run.slice(at, at + 2);
    add(hash(two, WORD_SEED), BINDING.test(two) ? WEAK_WEIGHT : 1);
    if (at + 3 <= run.length) add(hash(run.slice(at, at + 3), PAIR_SEED), THREE_CHARACTERS_WEIGHT);
  }
}

/** FNV-1a over UTF-16 code units, 22 bits: enough to keep words apart, and few enough to pack well. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return h >>> 10;
}

const pairOf = (first: number, second: number): number =>
  Math.imul(Math.imul(PAIR_SEED ^ first, 0x01000193) ^ second, 0x85ebca6b) >>> 10;
