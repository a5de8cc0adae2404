/**
 * What words and pairs of words do not say by themselves: of which kinds the words of a text are ("buy", a thing for sale,
 * a sorrow), how it opens, and its shape, where a thing is any thing ("which <thing> should", "my <thing> won't"). Hashed
 * into the same vector as the words, so that a head reads all of them alike. Pure; one pass over the text.
 */

import { once } from '../once.ts';
import { CUE_WORDS } from './cue-words.ts';
import type { WantToken } from './want-words.ts';
import { stem } from './words.ts';

const CUE_WEIGHT = 0.3;
const SHAPE_WEIGHT = 0.15;
/** A number of years that makes somebody a minor weighs more than any word. */
const AGE_WEIGHT = 0.5;

const AMOUNT = /[$€£¥]\s?\d|\d\s?(?:[$€£元块円]|k\b|bucks|dollars?|euros?|quid|usd|pounds?)/u;
const AGE =
  /\b(?:i'?m|i am|im|aged?|only)\s*(?:\d\d?|a minor|under)\b|\b1[0-7]\s*(?:yo|y\/o|year|yrs)|\b[6-9]th grade|1[0-7]\s?[岁歳]/u;
/** `ǂ` stands where ownWords has taken a quotation out. */
const QUOTED = /ǂ|[{}();<>]{2}/u;
/** In words; the classes are open upwards. */
const LENGTHS = [4, 8, 14, 25] as const;

const hash = (text: string): number => {
  let h = 0x7f4a7c15;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 10;
};
const join = (first: number, second: number): number =>
  Math.imul(Math.imul(0x2545f491 ^ first, 0x01000193) ^ second, 0x85ebca6b) >>> 10;

/** The features of one kind of words, and the bit that marks its words. */
const KINDS = Object.keys(CUE_WORDS).map((kind, at) => ({
  bit: 1 << at,
  present: hash(`present ${kind}`),
  again: hash(`again ${kind}`),
  absent: hash(`absent ${kind}`),
  opening: hash(`opening ${kind}`),
  inCrisis: hash(`in crisis ${kind}`),
}));
const kindsByWord = once((): ReadonlyMap<string, number> => {
  const kinds = new Map<string, number>();
  for (const [at, list] of Object.values(CUE_WORDS).entries()) {
    for (const word of list.split(' ')) {
      for (const form of new Set([word, stem(word)])) kinds.set(form, (kinds.get(form) ?? 0) | (1 << at));
    }
  }
  return kinds;
});
const THING = Object.keys(CUE_WORDS).reduce(
  (bits, kind, at) => (kind === 'goods' || kind === 'brand' ? bits | (1 << at) : bits),
  0,
);

const CRISIS = Object.keys(CUE_WORDS).reduce((bits, kind, at) => (kind === 'crisis' ? bits | (1 << at) : bits), 0);

const QUESTION = hash('a question');
const DIGIT = hash('a digit');
const MONEY = hash('an amount');
const YOUNG = hash('an age');
const QUOTATION = hash('a quotation');
const OPENS = hash('opens with');
const LENGTH = hash('length');
const ANY_THING = hash('any thing');
const ANY_NUMBER = hash('any number');
const ANY_WORD = hash('any word');
const START = hash('start');
const END = hash('end');

/** The cues of a text, folded and as its tokens: hash to weight. */
export function readCues(folded: string, tokens: readonly WantToken[]): Map<number, number> {
  const vector = new Map<number, number>();
  addWords(vector, tokens, /[?？¿]/u.test(folded));
  if (/\d/u.test(folded)) {
    vector.set(DIGIT, CUE_WEIGHT);
    if (AMOUNT.test(folded)) vector.set(MONEY, CUE_WEIGHT);
    if (AGE.test(folded)) vector.set(YOUNG, AGE_WEIGHT);
  }
  if (QUOTED.test(folded)) vector.set(QUOTATION, CUE_WEIGHT);
  return vector;
}

function addWords(vector: Map<number, number>, tokens: readonly WantToken[], asks: boolean): void {
  let seen = 0;
  let seenAgain = 0;
  let opening = 0;
  let opens = OPENS;
  let beforeLast = 0;
  let last = START;
  const shape = (next: number): void => {
    vector.set(join(last, next), SHAPE_WEIGHT);
    if (beforeLast !== 0) vector.set(join(beforeLast, join(last, next)), SHAPE_WEIGHT);
    beforeLast = last;
    last = next;
  };
  const known = kindsByWord();
  for (const [at, { text, root, weak }] of tokens.entries()) {
    const kinds = known.get(text) ?? known.get(root) ?? 0;
    seenAgain |= seen & kinds;
    seen |= kinds;
    if (at < 3) opening |= kinds;
    if (at < 2) {
      opens = join(opens, hash(text));
      vector.set(opens, CUE_WEIGHT);
    }
    if ((kinds & THING) !== 0) shape(ANY_THING);
    else if (/^\d/u.test(text)) shape(ANY_NUMBER);
    else if (kinds !== 0 || weak) shape(hash(root));
    else if (last !== ANY_WORD) shape(ANY_WORD);
  }
  shape(asks ? QUESTION : END);
  if (asks) vector.set(QUESTION, CUE_WEIGHT);
  vector.set(join(LENGTH, LENGTHS.filter((words) => tokens.length >= words).length), CUE_WEIGHT);
  for (const kind of KINDS) {
    vector.set((seen & kind.bit) === 0 ? kind.absent : kind.present, CUE_WEIGHT);
    if ((seenAgain & kind.bit) !== 0) vector.set(kind.again, CUE_WEIGHT);
    if ((opening & kind.bit) !== 0) vector.set(kind.opening, CUE_WEIGHT);
    // Beside a crisis every other kind means something else: what is to be bought, for whom, how cheaply.
    if ((seen & kind.bit) !== 0 && (seen & CRISIS) !== 0) vector.set(kind.inCrisis, CUE_WEIGHT);
  }
}
