/**
 * What words and pairs of words do not say by themselves: of which kinds the words of a text are ("buy", a thing for sale,
 * a sorrow), how it opens, and its shape, where a thing is any thing ("which <thing> should", "my <thing> won't"). Hashed
 * into the same vector as the words, so that a head reads all of them alike. Pure; one pass over the text.
 */

import { ANY_WORD, CUE_KINDS, hashCue } from './cue-kinds.ts';
import { FeatureVector } from './feature-vector.ts';
import type { WantToken } from './want-words.ts';

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

const join = (first: number, second: number): number =>
  Math.imul(Math.imul(0x2545f491 ^ first, 0x01000193) ^ second, 0x85ebca6b) >>> 10;

/** The features of one kind of words, and the bit that marks its words. */
const KINDS = CUE_KINDS.map((kind, at) => ({
  bit: 1 << at,
  present: hashCue(`present ${kind}`),
  again: hashCue(`again ${kind}`),
  absent: hashCue(`absent ${kind}`),
  opening: hashCue(`opening ${kind}`),
  inCrisis: hashCue(`in crisis ${kind}`),
}));
const CRISIS = 1 << CUE_KINDS.indexOf('crisis');

const QUESTION = hashCue('a question');
const DIGIT = hashCue('a digit');
const MONEY = hashCue('an amount');
const YOUNG = hashCue('an age');
const QUOTATION = hashCue('a quotation');
const OPENS = hashCue('opens with');
const LENGTH = hashCue('length');
const START = hashCue('start');
const END = hashCue('end');

/** The cues of a text, folded and as its tokens. */
export function readCues(folded: string, tokens: readonly WantToken[]): FeatureVector {
  const vector = new FeatureVector();
  addWords(vector, tokens, /[?？¿]/u.test(folded));
  if (/\d/u.test(folded)) {
    vector.set(DIGIT, CUE_WEIGHT);
    if (AMOUNT.test(folded)) vector.set(MONEY, CUE_WEIGHT);
    if (AGE.test(folded)) vector.set(YOUNG, AGE_WEIGHT);
  }
  if (QUOTED.test(folded)) vector.set(QUOTATION, CUE_WEIGHT);
  return vector;
}

function addWords(vector: FeatureVector, tokens: readonly WantToken[], asks: boolean): void {
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
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    const { kinds } = token.cue;
    seenAgain |= seen & kinds;
    seen |= kinds;
    if (at < 3) opening |= kinds;
    if (at < 2) {
      opens = join(opens, hashCue(token.text));
      vector.set(opens, CUE_WEIGHT);
    }
    if (token.cue.shape !== ANY_WORD || last !== ANY_WORD) shape(token.cue.shape);
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
