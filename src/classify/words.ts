/**
 * A text as its words. What a word is worth and which pieces it has is worked out once for each spelling and remembered
 * by the isolate: most words of a request have been met before. Scripts without spaces (Chinese, Japanese, Thai) are read
 * as overlapping pieces of one, two and three characters. Pure but for that memory; the work grows with the length of the
 * text and no faster.
 */

import { once } from '../once.ts';
import { ENGLISH_NAMES, FILLER_WORDS, FUNCTION_WORDS } from './function-words.ts';
import { WordMemory } from './word-memory.ts';

export interface Word {
  /** The same as long as the isolate remembers the spelling, and never given twice. */
  readonly id: number;
  /** A non-negative 30-bit integer: a small integer to the engine, never boxed. */
  readonly hash: number;
  /** What one mention counts as a word; 0 for what only has pieces. */
  readonly weight: number;
  /** A function or filler word, or characters that bind: it is no reason for anything. */
  readonly weak: boolean;
  /** Folded, as it stood in the text. */
  readonly spelling: string;
  /** What forms of the word have in common; empty for scripts without spaces. */
  readonly stem: string;
  /** Hashes of its runs of letters, which misspelt words and compounds share. */
  readonly pieces: Int32Array;
}

/** What a function or filler word weighs beside a word of content, before damping by a square root. */
const WEAK_WEIGHT = 0.15;
/** What one Chinese or Japanese character weighs beside a pair of them, which is a word more often. */
const SINGLE_CHARACTER_WEIGHT = 0.5;
/** Longer words (base64, URLs run together) are cut for their pieces: their tail says nothing. */
const MAX_WORD_FOR_PIECES = 24;
/** Nobody's word is longer; what is cut off here says nothing, and must not fill the memory. */
const MAX_WORD_CHARACTERS = 64;

export const WORD_SEED = 0x811c9dc5;
const PIECE_SEED = 0x1b873593;
const KEY_SEED = 0x2c1b3c6d;

const TOKEN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}ー]+|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}ー]]+(?:['’]\p{L}+)?[+#]*/gv;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}ー]/v;
/** Characters that bind rather than name: a pair that holds one is as weak as a function word. */
const BINDING =
  /[\p{sc=Hiragana}的了是我你您他她它们這这那个個一吗嗎呢吧啊请請在和与與有不也都就帮幫给給要想會会能可以怎么麼什为為把被让讓]/v;
const ASCII_ONLY = /^\p{ASCII}*$/u;

const weakWords = once((): ReadonlySet<string> => {
  const weak = new Set([...Object.values(FUNCTION_WORDS), FILLER_WORDS].flatMap((list) => fold(list).split(' ')));
  for (const word of ENGLISH_NAMES.split(' ')) weak.delete(word);
  return weak;
});

/** `word` as `fold` leaves it. */
export const isFunctionWord = (word: string): boolean => weakWords().has(word);

/** Lower case, compatibility forms unified, accents of Latin letters dropped (kana keep their marks). */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII_ONLY.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('’', "'");
}

/** A light English stemmer: plurals, -ing, -ed and a final e. What it misses, the pieces catch. */
export function stem(word: string): string {
  let rest = word;
  if (rest.length > 4 && rest.endsWith('ies')) rest = `${rest.slice(0, -3)}y`;
  else if (rest.length > 3 && rest.endsWith('s') && !/[sui]s$/.test(rest)) rest = rest.slice(0, -1);
  if (rest.length > 5 && rest.endsWith('ing')) rest = bare(rest, 3);
  else if (rest.length > 4 && rest.endsWith('ed')) rest = bare(rest, 2);
  return rest.length > 4 && rest.endsWith('e') ? rest.slice(0, -1) : rest;
}

/** The word without its ending, and without the letter that the ending doubled, unless no vowel is left (`string`). */
function bare(word: string, ending: number): string {
  const rest = word.slice(0, -ending);
  if (!/[aeiouy]/.test(rest)) return word;
  return /([^aeioulsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

export const hashWord = (root: string): number => hash(root, WORD_SEED);

const hash = (text: string, seed: number): number => hashFrom(seed, text, 0);

/** The hash of what `state` stands for with the characters of `text` from `start` on behind it. */
export function hashFrom(state: number, text: string, start: number): number {
  let h = state;
  for (let at = start; at < text.length; at++) h = hashOf(h, text.charCodeAt(at));
  return h >>> 2;
}

/** The next state: FNV-1a, which goes from character to character. A word's first is `WORD_SEED`. */
export const hashOf = (state: number, code: number): number => Math.imul(state ^ code, 0x01000193);

const memory = new WordMemory(spaced);

/**
 * Hands out every word of `text` in order, and null where words on its two sides are no neighbours. Reads all of the
 * text: the caller bounds its length. `take` reads no other text.
 */
export function readWords(text: string, take: (word: Word | null) => void): void {
  if (readAscii(text, take)) return;
  const folded = fold(text);
  if (readAscii(folded, take)) return;
  for (const [token] of folded.matchAll(TOKEN)) {
    if (!UNSPACED.test(token)) take(wordOf(token));
    else {
      readUnspaced(token, take);
      take(null);
    }
  }
}

const ENCODER = new TextEncoder();
/** The characters of the text that is being read, where it is of ASCII alone; a longer one has its own room. */
const characters = new Uint8Array(8192);

const LETTER = 1;
const DIGIT = 2;
const SIGN = 3;
const APOSTROPHE = 4;
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return LETTER;
  if (/\d/.test(character)) return DIGIT;
  if (character === "'") return APOSTROPHE;
  return /[+#]/.test(character) ? SIGN : 0;
});
const SMALL = Uint8Array.from({ length: 256 }, (_, code) =>
  code < 128 ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : code,
);

/** What TOKEN finds in a text of ASCII alone, in a fraction of the time. False where the text is none. */
function readAscii(text: string, take: (word: Word) => void): boolean {
  const { length } = text;
  const ascii = length <= characters.length ? characters : new Uint8Array(length);
  const { read, written } = ENCODER.encodeInto(text, ascii);
  if (read < length || written > length) return false;
  let at = 0;
  while (at < length) {
    const start = at;
    let key = KEY_SEED;
    // A letter after an apostrophe belongs to the word, once; signs may end it.
    let state = LETTER;
    while (at < length) {
      const code = ascii[at] ?? 0;
      const kind = KINDS[code] ?? 0;
      if (kind === APOSTROPHE) {
        if (state !== LETTER || at === start || at + 1 === length || KINDS[ascii[at + 1] ?? 0] !== LETTER) break;
        state = APOSTROPHE;
      } else if (kind === SIGN) {
        if (at === start) break;
        state = SIGN;
      } else if (kind === 0 || state === SIGN || (kind === DIGIT && state === APOSTROPHE)) break;
      const small = SMALL[code] ?? 0;
      ascii[at] = small;
      key = hashOf(key, small);
      at++;
    }
    if (at === start) at++;
    else if (at - start > MAX_WORD_CHARACTERS) take(wordOf(text.slice(start, at).toLowerCase()));
    else take(memory.wordOfAscii(ascii, start, at, key >>> 2));
  }
  return true;
}

function wordOf(token: string): Word {
  const spelling = token.length > MAX_WORD_CHARACTERS ? token.slice(0, MAX_WORD_CHARACTERS) : token;
  return memory.word(spelling, 0, spelling.length, hash(spelling, KEY_SEED), spaced);
}

function spaced(spelling: string): Omit<Word, 'id'> {
  const root = stem(spelling.endsWith("'s") ? spelling.slice(0, -2) : spelling);
  const weak = weakWords().has(spelling);
  return {
    hash: hash(root, WORD_SEED),
    weight: weak ? WEAK_WEIGHT : 1,
    weak,
    spelling,
    stem: root,
    pieces: weak ? NO_PIECES : piecesOf(root),
  };
}

const NO_PIECES = new Int32Array();

/** Every run of 3 to 5 letters of the word, its two ends marked. */
function piecesOf(root: string): Int32Array {
  const padded = `_${root.slice(0, MAX_WORD_FOR_PIECES)}_`;
  const found: number[] = [];
  for (let start = 0; start + 3 <= padded.length; start++) {
    let h = PIECE_SEED;
    const end = Math.min(start + 5, padded.length);
    for (let at = start; at < end; at++) {
      h = hashOf(h, padded.charCodeAt(at));
      if (at >= start + 2) found.push(h >>> 2);
    }
  }
  return new Int32Array(found);
}

/** A run without spaces: each character and pair of neighbours as a word, each three neighbours as a piece. */
function readUnspaced(run: string, take: (word: Word) => void): void {
  for (let at = 0; at < run.length; at++) {
    let key = KEY_SEED;
    for (let end = at + 1; end <= at + 3 && end <= run.length; end++) {
      key = hashOf(key, run.charCodeAt(end - 1));
      const word = memory.word(run, at, end, key >>> 2, unspaced);
      if (word.weight > 0 || word.pieces.length > 0) take(word);
    }
  }
}

function unspaced(part: string): Omit<Word, 'id'> {
  const binds = BINDING.test(part);
  const weight = part.length === 1 ? (binds ? 0 : SINGLE_CHARACTER_WEIGHT) : binds ? WEAK_WEIGHT : 1;
  const isPiece = part.length === 3;
  return {
    hash: hash(part, WORD_SEED),
    weight: isPiece ? 0 : weight,
    weak: binds || part.length !== 2,
    spelling: part,
    stem: '',
    pieces: isPiece ? Int32Array.of(hash(part, PIECE_SEED)) : NO_PIECES,
  };
}
