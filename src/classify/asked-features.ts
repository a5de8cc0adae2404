/**
 * What a sentence looks like to the head that hears wishes of effort: its words of effort, their neighbours and kinds, and
 * what a negation turns, with every subject put in one's place ("take your time with <subject>"). So a wish is known
 * whatever it is about. Pure; words come folded.
 */

import { once } from '../once.ts';
import { ASKED_KINDS, askedWords } from './asked-words.ts';
import { characterKind, DIGIT, isSpacedScript, LETTER, MARK } from './character-kinds.ts';
import { FeatureVector } from './feature-vector.ts';
import { Spellings } from './spellings.ts';

const WEIGHT = 0.25;
/** Two words with another one between them. */
const APART_WEIGHT = 0.175;
/** How far a negation reaches, in words of its clause. */
const NEGATION_REACH = 6;
/** A word so often in one sentence is no wish, nor are so many words that none binds. */
const STUTTERS = 3;
const SOUP_WORDS = 5;
/** A sentence's length in words and marks, open upwards. */
const LENGTHS = [4, 7, 12] as const;

const TOKEN = /\p{N}+|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?|[,:—–()]|\?\s*$/gu;
const QUESTION_MARK = 0x3f;
const PAUSE = /^[,:—–()]$/;

const mix = (seed: number, value: number): number =>
  Math.imul(Math.imul(seed ^ value, 0x85ebca6b) ^ (value >>> 13), 0x01000193);
const hash = (text: string): number => {
  let h = 0x2f0b4a27;
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return h;
};

interface Token {
  /** Of the word itself. */
  readonly word: number;
  /** Of its kind; of the word where it has none. */
  readonly kind: number;
  readonly isKind: boolean;
  readonly negates: boolean;
  readonly pauses: boolean;
  /** A word that goes with anything. */
  readonly binds: boolean;
}

const tokenOf = (name: string, isWord: boolean): Token => {
  const kind = isWord ? (askedWords().get(name) ?? -1) : -1;
  const word = hash(name);
  const isKind = kind >= 0;
  return {
    word,
    isKind,
    kind: isKind ? hash(`<${kind}>`) : word,
    negates: ASKED_KINDS[kind] === 'negation',
    pauses: name === ',',
    binds: isWord && (kind < 0 || ASKED_KINDS[kind] === 'negation'),
  };
};

const tokensByWord = once(() => new Map(Array.from(askedWords().keys(), (word) => [word, tokenOf(word, true)])));
const START = tokenOf('^', false);
const END = tokenOf('$', false);
const ASKS = tokenOf('?', false);
const SUBJECT = tokenOf('<subject>', false);
const NUMBER = tokenOf('<number>', false);
const PAUSES = tokenOf(',', false);

const LENGTH = hash('length');
const WORD = hash('word');
const PAIR = hash('pair');
const APART = hash('apart');
const KIND = hash('kind');
const KIND_PAIR = hash('kinds');
const KIND_THREE = hash('three kinds');
const KIND_APART = hash('kinds apart');
const TURNED = hash('turned');
const TURNED_WORD = hash('turned word');
const TURNED_PAIR = hash('turned pair');

/** Null where no word of the sentence is of a kind, or nobody says it: it wishes nothing. */
export function askedFeatures(sentence: string): FeatureVector | null {
  const tokens = tokensOf(sentence);
  if (!tokens.some(({ isKind }) => isKind) || isSoup(tokens)) return null;
  const vector = new FeatureVector();
  const add = (seed: number, a: number, weight = WEIGHT): void => vector.set(mix(seed, a) >>> 2, weight);
  add(LENGTH, LENGTHS.filter((most) => tokens.length > most).length);
  let reach = 0;
  for (let at = 0; at < tokens.length; at++) {
    const one = tokens[at] ?? END;
    const two = tokens[at + 1];
    const three = tokens[at + 2];
    add(WORD, one.word);
    if (one.isKind) add(KIND, one.kind);
    if (two !== undefined) {
      add(mix(PAIR, one.word), two.word);
      if (one.isKind || two.isKind) add(mix(KIND_PAIR, one.kind), two.kind);
    }
    if (two !== undefined && three !== undefined) {
      add(mix(APART, one.word), three.word, APART_WEIGHT);
      if (one.isKind || three.isKind) add(mix(KIND_APART, one.kind), three.kind);
      if (one.isKind || two.isKind || three.isKind) add(mix(mix(KIND_THREE, one.kind), two.kind), three.kind);
    }
    if (one.pauses) reach = 0;
    else if (one.negates) reach = NEGATION_REACH;
    else if (reach > 0) {
      reach--;
      if (!one.isKind) continue;
      add(TURNED, one.kind);
      add(TURNED_WORD, one.word);
      if (two !== undefined) add(mix(TURNED_PAIR, one.kind), two.kind);
    }
  }
  return vector;
}

/** A word over and over, or many words of effort that no other word binds. */
function isSoup(tokens: readonly Token[]): boolean {
  const kinds = tokens.filter(({ isKind }) => isKind);
  if (kinds.some(({ word }) => kinds.filter((other) => other.word === word).length >= STUTTERS)) return true;
  return tokens.length - 2 >= SOUP_WORDS && !tokens.some(({ binds }) => binds);
}

/** Between a start and an end. Subjects side by side are one, and so are pauses. */
function tokensOf(sentence: string): Token[] {
  const tokens = [START];
  let last = START;
  let end = END;
  const take = (token: Token): void => {
    if (token === ASKS) end = ASKS;
    else if (token !== last || token === NUMBER) {
      tokens.push(token);
      last = token;
    }
  };
  if (isSpacedScript(sentence)) readSpaced(sentence, take);
  else for (const [spelled] of sentence.matchAll(TOKEN)) take(tokenSpelled(spelled));
  tokens.push(end);
  return tokens;
}

/** What TOKEN finds in a text of spaced scripts alone, in a fraction of the time. */
function readSpaced(text: string, take: (token: Token) => void): void {
  for (let at = 0; at < text.length; ) {
    const start = at++;
    const code = text.charCodeAt(start);
    const kind = characterKind(code);
    if (kind === DIGIT) {
      while (at < text.length && characterKind(text.charCodeAt(at)) === DIGIT) at++;
    } else if (kind === LETTER) {
      while (at < text.length && joins(characterKind(text.charCodeAt(at)))) at++;
      let end = at + 1;
      if (end >= text.length || !isApostrophe(text.charCodeAt(at))) end = at;
      else while (end < text.length && characterKind(text.charCodeAt(end)) === LETTER) end++;
      if (end > at + 1) at = end;
    } else if (code !== QUESTION_MARK) {
      if (PAUSE.test(text.charAt(start))) take(PAUSES);
      continue;
    } else if (text.slice(at).trim() !== '') continue;
    take(spelled.at(text, start, at));
  }
}

const joins = (kind: number): boolean => kind === LETTER || kind === MARK;
const isApostrophe = (code: number): boolean => code === 0x27 || code === 0x2019;

const tokenSpelled = (word: string): Token => tokensByWord().get(word) ?? nameless(word);
const spelled = new Spellings(tokenSpelled);

function nameless(word: string): Token {
  if (word.startsWith('?')) return ASKS;
  if (PAUSE.test(word)) return PAUSES;
  return /^\p{N}/u.test(word) ? NUMBER : SUBJECT;
}
