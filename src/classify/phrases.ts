/**
 * What a description says, one thing at a time. A whole description is nearly always taken for its own route, since the
 * route was made of it; the things that it lists show which of them another route claims as well. Part of lint.
 */

import { fold, isFunctionWord } from './words.ts';

const BETWEEN = /\s*[,;:.!?()\n、，；：。！？（）]+\s*|\s+(?:and|or|und|oder|et|ou|y|e|o)\s+/u;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?/gu;

/** The parts of a description between its commas and conjunctions, in order. Never none, and none of them empty. */
export const partsOf = (description: string): readonly string[] => description.split(BETWEEN).filter(Boolean);

/** `l'utilisateur` is one word and an article. */
const ELISION = /(?<!\p{L})(?:[cdjlmnst]|qu)'(?=\p{L})/gu;

/** Words as the classifier compares them. */
export const wordsOf = (text: string): readonly string[] => fold(text).replace(ELISION, '').match(WORD) ?? [];

/** The parts that name something, where there are several; else the description whole. */
export function phrasesOf(description: string): readonly string[] {
  const naming = partsOf(description).filter((part) => wordsOf(part).some((word) => !isFunctionWord(word)));
  return naming.length > 1 ? naming : [description];
}
