/**
 * Which language a text is in: by its script where that settles it, else by its function words. Reads a bounded piece of
 * the text; a text too short or too mixed to tell is `und`. Pure.
 */

import { once } from '../once.ts';
import { FUNCTION_WORDS, type SpokenLanguage } from './function-words.ts';
import { isPlain, plainReader } from './plain-votes.ts';

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

const LETTER = /\p{L}/u;
const LATIN_ONLY = /^[\0-\u036f\u2000-\u2bff]*$/;

/** Another script's letters settle it when they are at least this share of all letters, or a twentieth for kana. */
const SCRIPT_SHARE = 0.3;
const KANA_SHARE = 0.05;

/** The languages of Latin script, which words tell apart. */
const SPOKEN: readonly SpokenLanguage[] = ['en', 'es', 'de', 'fr', 'pt', 'it', 'nl'];
const ENGLISH = SPOKEN.indexOf('en');
const FRENCH = SPOKEN.indexOf('fr');

/** Words that settle what function words leave open; of one with `*` any ending. */
const TELLING_WORDS: readonly (readonly [language: SpokenLanguage, words: string])[] = [
  ['es', 'hola gracias cual cuál ayuda escribe explica'],
  ['de', 'hallo danke schreib* erklar* erklär*'],
  ['fr', 'bonjour merci salut ecris écris ecrit écrit explique expliquer expliquez'],
  ['pt', 'ola olá obrigado obrigada escreva explique ajuda'],
  ['en', 'hello hi hey thanks please write explain'],
];

/** Letters and openings that these languages do not share. */
const TELLING_LETTERS: readonly (readonly [mark: RegExp, language: SpokenLanguage, weight: number])[] = [
  [/[¿¡ñ]/giu, 'es', 2],
  [/ß/gu, 'de', 2],
  [/[äöü]/giu, 'de', 1],
  [/[ãõ]|ção|ções/giu, 'pt', 2],
  [/[œæ]|[êèûîë]|\b[cdjlmnst]['’](?=\p{L})|\bqu['’]/giu, 'fr', 1],
];
const MOST_TELLING = 3;

const telling = once((): readonly (readonly [mark: RegExp, language: number, weight: number])[] => [
  ...TELLING_LETTERS.map(([mark, language, weight]) => [mark, SPOKEN.indexOf(language), weight] as const),
  ...TELLING_WORDS.map(([language, words]) => [anyOf(words.split(' ')), SPOKEN.indexOf(language), 1] as const),
]);

function anyOf(words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${words.join('|').replaceAll('*', '\\w*')})\\b`, 'giu');
}

interface Vote {
  readonly languages: number[];
  readonly tells: number[];
}

const votes = once((): ReadonlyMap<string, Vote> => {
  const byWord = new Map<string, Vote>();
  const voteOf = (word: string): Vote => {
    const vote = byWord.get(word) ?? { languages: [], tells: [] };
    byWord.set(word, vote);
    return vote;
  };
  for (const [language, name] of SPOKEN.entries()) {
    for (const word of new Set(FUNCTION_WORDS[name].split(' '))) voteOf(word).languages.push(language);
  }
  for (const [name, words] of TELLING_WORDS) {
    for (const word of words.split(' ')) voteOf(word).tells.push(SPOKEN.indexOf(name));
  }
  return byWord;
});

const readPlain = once(() => plainReader(votes(), SPOKEN.length));

export function readLanguage(text: string): Language {
  const piece = text.slice(0, MAX_CHARACTERS);
  if (LATIN_ONLY.test(piece)) return LETTER.test(piece) ? byWords(piece.toLowerCase()) : 'und';
  const letters = count(piece, /\p{L}/gu);
  if (letters === 0) return 'und';
  for (const [script, language] of BY_SCRIPT) {
    const share = count(piece, script) / letters;
    if (share >= (language === 'ja' || language === 'uk' ? KANA_SHARE : SCRIPT_SHARE)) return language;
  }
  return byWords(piece.toLowerCase());
}

function byWords(text: string): Language {
  const scores = isPlain(text) ? ofPlain(text) : ofAny(text);
  // English is what most short texts with a word of English and of others in them turn out to be.
  if ((scores[ENGLISH] ?? 0) > 0) scores[ENGLISH] = (scores[ENGLISH] ?? 0) + 0.2;
  let [most, best] = [0, -1];
  for (let language = 0; language < SPOKEN.length; language++) {
    const score = scores[language] ?? 0;
    if (score === most) best = -1;
    if (score <= most) continue;
    most = score;
    best = language;
  }
  return SPOKEN[best] ?? 'und';
}

function ofAny(text: string): Float64Array {
  const scores = new Float64Array(SPOKEN.length);
  const byWord = votes();
  for (const word of text.match(/[\p{L}\p{M}]+(?:['’]\p{L}+)?/gu) ?? []) {
    const languages = byWord.get(word.includes('’') ? word.replace('’', "'") : word)?.languages ?? [];
    // A word of one language settles more than one that three share.
    for (const language of languages) scores[language] = (scores[language] ?? 0) + 1 / languages.length;
  }
  for (const [mark, language, weight] of telling()) {
    scores[language] = (scores[language] ?? 0) + weight * Math.min(MOST_TELLING, count(text, mark));
  }
  return scores;
}

/** The same of a plain text, whose only letters that tell are those of elisions. */
function ofPlain(text: string): Float64Array {
  const { shares, tellings, elisions } = readPlain()(text);
  shares[FRENCH] = (shares[FRENCH] ?? 0) + Math.min(MOST_TELLING, elisions);
  for (let language = 0; language < SPOKEN.length; language++) {
    shares[language] = (shares[language] ?? 0) + Math.min(MOST_TELLING, tellings[language] ?? 0);
  }
  return shares;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
