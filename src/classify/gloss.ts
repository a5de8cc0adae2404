/**
 * A text of another language with the words that say what is wanted put into English (gloss-words.ts), so that what was
 * learned of English, in which most was written, holds for it too. Pure; one pass over the text.
 */

import { GLOSSES } from './gloss-words.ts';
import type { Language } from './language.ts';
import { fold } from './words.ts';

const WORD = /\p{L}+/gu;

/** Languages with spaces: each known word is replaced. */
const BY_WORD = new Map<Language, ReadonlyMap<string, string>>();
/** Languages without: where words end is not known, so the English of all that is found is hung on behind. */
const BY_PIECE = new Map<Language, { readonly pattern: RegExp; readonly english: ReadonlyMap<string, string> }>();

for (const [language, entries] of Object.entries(GLOSSES)) {
  const english = new Map<string, string>();
  for (const entry of entries.split(' ')) {
    const [meaning = '', words = ''] = entry.split(':');
    for (const word of fold(words).split(',')) if (!english.has(word)) english.set(word, meaning.replaceAll('_', ' '));
  }
  if (language !== 'ja' && language !== 'zh') BY_WORD.set(language, english);
  else {
    const longestFirst = [...english.keys()].sort((a, b) => b.length - a.length);
    BY_PIECE.set(language, { pattern: new RegExp(longestFirst.join('|'), 'gu'), english });
  }
}

/** Folded; a text of a language without glosses is only folded. */
export function gloss(text: string, language: Language): string {
  const folded = fold(text);
  const words = BY_WORD.get(language);
  if (words !== undefined) return folded.replace(WORD, (word) => words.get(word) ?? word);
  const pieces = BY_PIECE.get(language);
  if (pieces === undefined) return folded;
  const found = folded.match(pieces.pattern) ?? [];
  return [folded, ...found.map((piece) => pieces.english.get(piece) ?? '')].join(' ');
}
