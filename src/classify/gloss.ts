/**
 * A text of another language with the words that say what is wanted put into English (gloss-words.ts), so that what was
 * learned of English, in which most was written, holds for it too. Pure; one pass over the text.
 */

import { once } from '../once.ts';
import type { Language } from './language.ts';
import { listed } from './lists.ts';
import { fold } from './words.ts';

const WORD = /\p{L}+/gu;

interface Glossary {
  readonly english: ReadonlyMap<string, string>;
  /** Null for a language with spaces, where each known word is replaced. Where words end is not known in the others, so the English of all that is found is hung on behind. */
  readonly pieces: RegExp | null;
}

/** Made when a text of the language first comes. */
const glossaries = once(
  () =>
    new Map(
      Object.entries(listed('glosses')).map(([language, entries]) => [
        language,
        once(() => glossaryOf(language, entries)),
      ]),
    ),
);

function glossaryOf(language: Language, entries: string): Glossary {
  const english = new Map<string, string>();
  for (const entry of entries.split(' ')) {
    const [meaning = '', words = ''] = entry.split(':');
    for (const word of fold(words).split(',')) if (!english.has(word)) english.set(word, meaning.replaceAll('_', ' '));
  }
  if (language !== 'ja' && language !== 'zh') return { english, pieces: null };
  const longestFirst = [...english.keys()].sort((a, b) => b.length - a.length);
  return { english, pieces: new RegExp(longestFirst.join('|'), 'gu') };
}

/** Folded; a text of a language without glosses is only folded. */
export function gloss(text: string, language: Language): string {
  const folded = fold(text);
  const glossary = glossaries().get(language)?.();
  if (glossary === undefined) return folded;
  const { english, pieces } = glossary;
  if (pieces === null) return folded.replace(WORD, (word) => english.get(word) ?? word);
  const found = folded.match(pieces) ?? [];
  return [folded, ...found.map((piece) => english.get(piece) ?? '')].join(' ');
}
