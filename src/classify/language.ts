/**
 * Which language a text is in: by its script where that settles it, else by its function words. Reads a bounded piece of
 * the text; a text too short or too mixed to tell is `und`. Pure.
 */

import { once } from '../once.ts';
import { FUNCTION_WORDS, type SpokenLanguage } from './function-words.ts';

/** ISO 639-1, or `und` (ISO 639-2) when it cannot be told. */
export type Language = string;

const MAX_CHARACTERS = 1000;

/** Scripts that one language uses above all others. Kana decide for Japanese before Han decides for Chinese. */
const BY_SCRIPT: readonly (readonly [script: RegExp, language: Language])[] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/gv, 'ja'],
  [/\p{sc=Han}/gv, 'zh'],
  [/\p{sc=Hangul}/gv, 'ko'],
  [/[іїєґ]/giv, 'uk'],
  [/\p{sc=Cyrillic}/gv, 'ru'],
  [/\p{sc=Arabic}/gv, 'ar'],
  [/\p{sc=Hebrew}/gv, 'he'],
  [/\p{sc=Greek}/gv, 'el'],
  [/\p{sc=Devanagari}/gv, 'hi'],
  [/\p{sc=Thai}/gv, 'th'],
];

const LATIN_ONLY = /^[\0-\u036f\u2000-\u2bff]*$/;

/** Another script's letters settle it when they are at least this share of all letters, or a twentieth for kana. */
const SCRIPT_SHARE = 0.3;
const KANA_SHARE = 0.05;

/** Letters and openings that Latin-script languages do not share, which settle what few words leave open. */
const TELLING: readonly (readonly [mark: RegExp, language: SpokenLanguage, weight: number])[] = [
  [/[¿¡ñ]/giu, 'es', 2],
  [/ß/gu, 'de', 2],
  [/[äöü]/giu, 'de', 1],
  [/[ãõ]|ção|ções/giu, 'pt', 2],
  [/[œæ]|[êèûîë]|\b[cdjlmnst]['’](?=\p{L})|\bqu['’]/giu, 'fr', 1],
  [/\b(?:hola|gracias|cu[aá]l|ayuda|escribe|explica)\b/giu, 'es', 1],
  [/\b(?:hallo|danke|schreib\w*|erkl[aä]r\w*)\b/giu, 'de', 1],
  [/\b(?:bonjour|merci|salut|[eé]cri[st]|explique[rz]?)\b/giu, 'fr', 1],
  [/\b(?:ol[aá]|obrigad[oa]|escreva|explique|ajuda)\b/giu, 'pt', 1],
  [/\b(?:hello|hi|hey|thanks|please|write|explain)\b/giu, 'en', 1],
];

const SPOKEN: readonly SpokenLanguage[] = ['en', 'es', 'de', 'fr', 'pt', 'it', 'nl'];
const languagesByWord = once(() => {
  const languages = new Map<string, SpokenLanguage[]>();
  for (const language of SPOKEN) {
    for (const word of new Set(FUNCTION_WORDS[language].split(' '))) {
      languages.set(word, [...(languages.get(word) ?? []), language]);
    }
  }
  return languages;
});

export function readLanguage(text: string): Language {
  const piece = text.slice(0, MAX_CHARACTERS);
  const letters = count(piece, /\p{L}/gu);
  if (letters === 0) return 'und';
  for (const [script, language] of LATIN_ONLY.test(piece) ? [] : BY_SCRIPT) {
    const share = count(piece, script) / letters;
    if (share >= (language === 'ja' || language === 'uk' ? KANA_SHARE : SCRIPT_SHARE)) return language;
  }
  return byWords(piece.toLowerCase());
}

function byWords(text: string): Language {
  const scores = new Map<SpokenLanguage, number>();
  const add = (language: SpokenLanguage, weight: number): void => {
    scores.set(language, (scores.get(language) ?? 0) + weight);
  };
  const byWord = languagesByWord();
  for (const word of text.match(/[\p{L}\p{M}]+(?:['’]\p{L}+)?/gu) ?? []) {
    const languages = byWord.get(word.includes('’') ? word.replace('’', "'") : word);
    if (languages === undefined) continue;
    // A word of one language settles more than one that three share.
    for (const language of languages) add(language, 1 / languages.length);
  }
  for (const [mark, language, weight] of TELLING) add(language, weight * Math.min(3, count(text, mark)));
  // English is what most short texts with a word of English and of others in them turn out to be.
  if ((scores.get('en') ?? 0) > 0) add('en', 0.2);
  const [first, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] === 0 || first[1] === second?.[1]) return 'und';
  return first[0];
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
