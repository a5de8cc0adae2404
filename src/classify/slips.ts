/**
 * Slips of the finger in the words that wishes of effort are made of: "thikn hard abuot this" is read as it was meant. A
 * word is taken for another one only where it is no known word and one slip away from it: a letter dropped, added,
 * mistaken or swapped with its neighbour, never the first. Pure but for a memory of bounded size.
 */

import { askedWords } from './asked-words.ts';
import { characterKind, DIGIT, isSpacedScript, LETTER } from './character-kinds.ts';
import { learned } from './learned.ts';
import { Spellings } from './spellings.ts';
import { hashWord, stem } from './words.ts';

/** Shorter words have too many neighbours; of those with four letters only swapped and doubled ones are believed. */
const LEAST = 4;
const LEAST_TOLD_APART = 5;
const MOST = 14;
const MOST_LOOKED_AT = 15;

const A = 0x61;
const Z = 0x7a;
const APOSTROPHE = 0x27;
const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;

const WORD = /(?<![\p{L}\p{N}_'-])[a-z]{4,15}(?!['\p{L}\p{N}_-])/gu;

/** Words by themselves and by what is left of each without one of its letters after the first. Made at the first need. */
let byForm: ReadonlyMap<string, readonly string[]> | null = null;

function wordsByForm(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const word of askedWords().keys()) {
    if (word.length < LEAST || word.length > MOST || !/^[a-z]+$/.test(word)) continue;
    for (const form of formsOf(word)) {
      const alike = found.get(form);
      if (alike === undefined) found.set(form, [word]);
      else alike.push(word);
    }
  }
  return found;
}

/** Null where the word is meant as it is written. */
const slips = new Spellings((word): string | null => {
  const meant = askedWords().has(word) ? word : meantBy(word);
  return meant === word ? null : meant;
});

/** `text` as `fold` leaves it. */
export function withoutSlips(text: string): string {
  if (!isSpacedScript(text)) return text.replace(WORD, (word) => slips.at(word, 0, word.length) ?? word);
  let kept = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const start = at;
    let plain = true;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= A && code <= Z) continue;
      if (!joins(code)) break;
      plain = false;
    }
    if (!plain || at - start < LEAST || at - start > MOST_LOOKED_AT) continue;
    const meant = slips.at(text, start, at);
    if (meant === null) continue;
    kept += text.slice(from, start) + meant;
    from = at;
  }
  return from === 0 ? text : kept + text.slice(from);
}

/** What stands beside a word for it to be another one. */
function joins(code: number): boolean {
  if (code === APOSTROPHE || code === HYPHEN || code === UNDERSCORE) return true;
  const kind = characterKind(code);
  return kind === LETTER || kind === DIGIT;
}

function meantBy(word: string): string {
  byForm ??= wordsByForm();
  const known = byForm;
  const meant = new Set(formsOf(word).flatMap((form) => known.get(form) ?? []));
  const near = [...meant].filter((other) => isOneSlip(word, other));
  const swapped = near.find((other) => isSwap(word, other));
  // Letters in the wrong order are the commonest slip, common enough to be met in texts that words are known from.
  if (swapped !== undefined && (word.length >= LEAST_TOLD_APART || !isKnown(word))) return swapped;
  const likely = near.find((other) => other.length >= LEAST_TOLD_APART || isDoubled(word, other));
  return likely === undefined || isKnown(word) ? word : likely;
}

const isKnown = (word: string): boolean => learned('topics').knows(hashWord(stem(word)));

function formsOf(word: string): string[] {
  const forms = [word];
  for (let at = 1; at < word.length; at++) forms.push(word.slice(0, at) + word.slice(at + 1));
  return forms;
}

/** "fastt", but not "faust". */
const isDoubled = (word: string, other: string): boolean =>
  word.length > other.length && word.replace(/(.)\1/, '$1') === other;

const isSwap = (word: string, other: string): boolean =>
  word.length === other.length && [...word].sort().join('') === [...other].sort().join('');

/** Two words with a common form: they are one slip apart but for some that swap letters far from each other. */
function isOneSlip(word: string, other: string): boolean {
  let start = 0;
  while (start < word.length && word[start] === other[start]) start++;
  let end = 0;
  const shorter = Math.min(word.length, other.length) - start;
  while (end < shorter && word[word.length - 1 - end] === other[other.length - 1 - end]) end++;
  const [left, right] = [word.length - start - end, other.length - start - end];
  return Math.max(left, right) <= 1 || (left === 2 && right === 2 && isSwap(word, other));
}
