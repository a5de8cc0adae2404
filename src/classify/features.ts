/**
 * Text to features in four blocks: words, pairs of neighbouring words, pieces of 3 to 5 letters, and topics of the
 * taxonomy that a word speaks for. The pieces carry what words alone miss: endings, compounds, typing errors. Scripts
 * without spaces (Chinese, Japanese, Thai) are read as overlapping pieces of two and three characters. Pure; the work
 * grows with the length of the text and no faster.
 */

import { ENGLISH_NAMES, FILLER_WORDS, FUNCTION_WORDS } from './function-words.ts';
import { DOMAIN_WORDS } from './lexicon.ts';

/** Feature hash to weight. A hash is a non-negative 30-bit integer: a small integer to the engine, never boxed. */
type Block = Map<number, number>;

export interface Features {
  /** Words, pairs, pieces, topics, in this order. Hashes of different blocks differ by their seed. */
  readonly blocks: readonly [words: Block, pairs: Block, pieces: Block, topics: Block];
  /** How a word feature was spelled in the text. */
  readonly spellings: ReadonlyMap<number, string>;
}

export const BLOCK_COUNT = 4;

/** What a function or filler word weighs beside a word of content, before the index damps it by a square root. */
const WEAK_WEIGHT = 0.15;
/** What a pair of two such words weighs: "how much" says something, "of the" nothing. */
const WEAK_PAIR_WEIGHT = 0.5;
/** What one Chinese or Japanese character weighs beside a pair of them, which is a word more often. */
const SINGLE_CHARACTER_WEIGHT = 0.5;
/** Longer words (base64, URLs run together) are cut for their pieces: their tail says nothing. */
const MAX_WORD_FOR_PIECES = 24;

const WORD_SEED = 0x811c9dc5;
const PAIR_SEED = 0x3c6ef372;
const PIECE_SEED = 0x1b873593;
const TOPIC_SEED = 0x52dce729;

const TOKEN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}ー]+|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}ー]]+(?:['’]\p{L}+)?[+#]*/gv;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}ー]/v;
/** Characters that bind rather than name: a pair that holds one is as weak as a function word. */
const BINDING =
  /[\p{sc=Hiragana}的了是我你您他她它们這这那个個一吗嗎呢吧啊请請在和与與有不也都就帮幫给給要想会會能可以怎么麼什为為把被让讓]/v;

const WEAK_WORDS = new Set([...Object.values(FUNCTION_WORDS), FILLER_WORDS].flatMap((list) => fold(list).split(' ')));
for (const word of ENGLISH_NAMES.split(' ')) WEAK_WORDS.delete(word);

/** `word` as `fold` leaves it. */
export const isFunctionWord = (word: string): boolean => WEAK_WORDS.has(word);

/** Lower case, compatibility forms unified, accents of Latin letters dropped (kana keep their marks). */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^\p{ASCII}*$/u.test(lower)) return lower;
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

function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 2;
}

const TOPICS_BY_WORD = new Map<string, number[]>();
for (const [domain, words] of DOMAIN_WORDS) {
  for (const word of words.split(' ')) {
    const key = stem(word);
    TOPICS_BY_WORD.set(key, [...(TOPICS_BY_WORD.get(key) ?? []), hash(domain, TOPIC_SEED)]);
  }
}

const add = (block: Block, key: number, weight: number): void => {
  block.set(key, (block.get(key) ?? 0) + weight);
};

/** Reads all of `text`: the caller bounds its length. */
export function readFeatures(text: string): Features {
  const blocks = [new Map(), new Map(), new Map(), new Map()] as const satisfies Features['blocks'];
  const spellings = new Map<number, string>();
  const [words, pairs, pieces, topics]: Features['blocks'] = blocks;
  const seen = new Map<string, Word>();
  let previous: Word | null = null;

  for (const [token] of fold(text).matchAll(TOKEN)) {
    if (UNSPACED.test(token)) {
      readUnspaced(token, words, pieces, spellings);
      previous = null;
      continue;
    }
    const word: Word = seen.get(token) ?? wordOf(token);
    if (word.count === 0) seen.set(token, word);
    word.count++;
    if (previous !== null) add(pairs, pairOf(previous, word), word.weak && previous.weak ? WEAK_PAIR_WEIGHT : 1);
    previous = word;
  }
  for (const [token, word] of seen) {
    add(words, word.hash, word.weak ? WEAK_WEIGHT * word.count : word.count);
    if (word.weak) continue;
    spellings.set(word.hash, token);
    for (const topic of TOPICS_BY_WORD.get(word.stem) ?? []) add(topics, topic, word.count);
    readPieces(word, pieces);
  }
  return { blocks, spellings };
}

interface Word {
  readonly stem: string;
  readonly hash: number;
  readonly weak: boolean;
  count: number;
}

function wordOf(token: string): Word {
  const root = stem(token.endsWith("'s") ? token.slice(0, -2) : token);
  return { stem: root, hash: hash(root, WORD_SEED), weak: WEAK_WORDS.has(token), count: 0 };
}

const pairOf = (first: Word, second: Word): number =>
  Math.imul(Math.imul(PAIR_SEED ^ first.hash, 0x01000193) ^ second.hash, 0x85ebca6b) >>> 2;

/** Every run of 3 to 5 letters of the word, its two ends marked. */
function readPieces({ stem: root, count }: Word, pieces: Block): void {
  const padded = `_${root.slice(0, MAX_WORD_FOR_PIECES)}_`;
  for (let start = 0; start + 3 <= padded.length; start++) {
    let h = PIECE_SEED;
    const end = Math.min(start + 5, padded.length);
    for (let at = start; at < end; at++) {
      h = Math.imul(h ^ padded.charCodeAt(at), 0x01000193);
      if (at >= start + 2) add(pieces, h >>> 2, count);
    }
  }
}

/** A run without spaces: each character and pair of neighbours as a word, each three neighbours as a piece. */
function readUnspaced(run: string, words: Block, pieces: Block, spellings: Map<number, string>): void {
  for (let i = 0; i < run.length; i++) {
    const one = run.slice(i, i + 1);
    if (!BINDING.test(one)) add(words, hash(one, WORD_SEED), SINGLE_CHARACTER_WEIGHT);
    if (i + 2 > run.length) continue;
    const two = run.slice(i, i + 2);
    const weak = BINDING.test(two);
    const key = hash(two, WORD_SEED);
    add(words, key, weak ? WEAK_WEIGHT : 1);
    if (!weak) spellings.set(key, two);
    if (i + 3 <= run.length) add(pieces, hash(run.slice(i, i + 3), PIECE_SEED), 1);
  }
}
