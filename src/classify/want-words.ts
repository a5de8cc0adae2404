/**
 * The words of a text as one sparse vector for the heads that tell what somebody wants: words by their stems, pairs of
 * neighbours, and the first letters of longer words, which their endings and most typing errors leave alone. Scripts
 * without spaces are read as overlapping pieces of one to three characters. Pure; one pass over the text.
 */

import { characterKind, isSpacedScript, LETTER, OTHER } from './character-kinds.ts';
import { type CueWord, cueWordOf } from './cue-kinds.ts';
import { FeatureVector } from './feature-vector.ts';
import { Spellings } from './spellings.ts';
import { isFunctionWord, stem } from './words.ts';

const BEGINNING_LETTERS = 5;
const BEGINNING_WEIGHT = 0.6;
const PAIR_WEIGHT = 0.7;
/** What a function word weighs beside a word of content, and a pair of two such words beside another pair. */
const WEAK_WEIGHT = 0.15;
const WEAK_PAIR_WEIGHT = 0.5;
const SINGLE_CHARACTER_WEIGHT = 0.5;
const THREE_CHARACTERS_WEIGHT = 0.3;

const APOSTROPHE = 0x27;
const PLUS = 0x2b;
const SHARP = 0x23;

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
  /** Features of the word and of how it begins, which is -1 where that says nothing. */
  readonly word: number;
  readonly beginning: number;
  readonly cue: CueWord;
}

function unspacedToken(text: string): WantToken {
  return { text, root: text, weak: false, unspaced: true, word: 0, beginning: -1, cue: cueWordOf(text, text, false) };
}

function spacedToken(text: string): WantToken {
  const root = stem(text.endsWith("'s") ? text.slice(0, -2) : text);
  const weak = isFunctionWord(text);
  const says = !weak && root.length >= BEGINNING_LETTERS;
  return {
    ...{ text, root, weak, unspaced: false, word: hash(root, WORD_SEED) },
    beginning: says ? hash(root.slice(0, BEGINNING_LETTERS), BEGINNING_SEED) : -1,
    cue: cueWordOf(text, root, weak),
  };
}

const spaced = new Spellings(spacedToken);

/** `folded` as `fold` leaves it. Reads all of it: the caller bounds its length. */
export function readTokens(folded: string): readonly WantToken[] {
  if (isSpacedScript(folded)) return readSpaced(folded);
  return (folded.match(TOKEN) ?? []).map((text) => (UNSPACED.test(text) ? unspacedToken(text) : spacedToken(text)));
}

/** What TOKEN finds in a text of spaced scripts alone, in a fraction of the time. */
function readSpaced(text: string): readonly WantToken[] {
  const tokens: WantToken[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    while (at < text.length && characterKind(text.charCodeAt(at)) !== OTHER) at++;
    if (at === start) {
      at++;
      continue;
    }
    if (at < text.length && text.charCodeAt(at) === APOSTROPHE) {
      let end = at + 1;
      while (end < text.length && characterKind(text.charCodeAt(end)) === LETTER) end++;
      if (end > at + 1) at = end;
    }
    while (at < text.length && (text.charCodeAt(at) === PLUS || text.charCodeAt(at) === SHARP)) at++;
    tokens.push(spaced.at(text, start, at));
  }
  return tokens;
}

/** Of Euclidean length one; empty for no tokens. */
export function wordVector(tokens: readonly WantToken[]): FeatureVector {
  const vector = new FeatureVector();
  let last = 0;
  let lastWeak = true;
  for (const { text, weak, unspaced, word, beginning } of tokens) {
    if (unspaced) {
      addRun(text, vector);
      last = 0;
      continue;
    }
    vector.add(word, weak ? WEAK_WEIGHT : 1);
    if (beginning >= 0) vector.add(beginning, BEGINNING_WEIGHT);
    if (last !== 0) vector.add(pairOf(last, word), PAIR_WEIGHT * (weak && lastWeak ? WEAK_PAIR_WEIGHT : 1));
    last = word;
    lastWeak = weak;
  }
  vector.normalise();
  return vector;
}

function addRun(run: string, vector: FeatureVector): void {
  for (let at = 0; at < run.length; at++) {
    const one = run.slice(at, at + 1);
    if (!BINDING.test(one)) vector.add(hash(one, WORD_SEED), SINGLE_CHARACTER_WEIGHT);
    if (at + 2 > run.length) continue;
    const two = run.slice(at, at + 2);
    vector.add(hash(two, WORD_SEED), BINDING.test(two) ? WEAK_WEIGHT : 1);
    if (at + 3 <= run.length) vector.add(hash(run.slice(at, at + 3), PAIR_SEED), THREE_CHARACTERS_WEIGHT);
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
