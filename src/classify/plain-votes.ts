/**
 * The votes of a text of plain letters for each language of Latin script: what `language.ts` counts with expressions, in
 * one walk over the characters and without a string for any word. Nearly every English text is plain. Pure.
 */

import { hashOf, WORD_SEED } from './words.ts';

/** What a word says of the languages, by their places. */
export interface Vote {
  /** Whose function word it is. */
  readonly languages: readonly number[];
  /** Whose telling word it is. */
  readonly tells: readonly number[];
}

/** Letters, digits and signs of ASCII, and the dashes, quotation marks and dots that writing programs put in for them. */
const PLAIN = /^[\0-\x7f\u2010-\u2027]*$/;
export const isPlain = (text: string): boolean => PLAIN.test(text);

const LETTER = 1;
/** What a letter beside it makes one word with to a `\b`. */
const JOINED = 2;
const APOSTROPHE = 3;
const CURLED_APOSTROPHE = 0x2019;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LETTER;
  return /[\d_]/.test(character) ? JOINED : character === "'" ? APOSTROPHE : 0;
});

const kindOf = (code: number): number =>
  code < 128 ? (KINDS[code] ?? 0) : code === CURLED_APOSTROPHE ? APOSTROPHE : 0;

export interface PlainVotes {
  /** By language, how much its function words say: one that three languages share says a third for each. */
  readonly shares: Float64Array;
  /** By language, how many telling words there are. */
  readonly tellings: Int32Array;
  /** Articles, pronouns and the like that have lost their vowel to the next word ("l'", "qu'"), as the French do. */
  elisions: number;
}

/** `words` are spelled in lower case, with straight apostrophes; those that end in `*` tell whatever follows them. */
export function plainReader(words: ReadonlyMap<string, Vote>, languages: number): (text: string) => PlainVotes {
  const known = new WordTable([...words].filter(([word]) => /^[a-z']+$/.test(word)));
  const beginnings = [...words].flatMap(([word, { tells }]) =>
    /^[a-z]+\*$/.test(word) ? [{ beginning: word.slice(0, -1), tells }] : [],
  );
  const begins = new Uint8Array(128);
  for (const { beginning } of beginnings) begins[beginning.charCodeAt(0)] = 1;
  const votes = { shares: new Float64Array(languages), tellings: new Int32Array(languages), elisions: 0 };
  const { shares, tellings } = votes;
  const count = (tells: readonly number[]): void => {
    for (const language of tells) tellings[language] = (tellings[language] ?? 0) + 1;
  };
  /** What the letters from `start` to before `end` tell, whatever word they are of. */
  const tell = (text: string, start: number, end: number, vote: Vote | null): void => {
    if (start > 0 && kindOf(text.charCodeAt(start - 1)) === JOINED) return;
    const next = end < text.length ? kindOf(text.charCodeAt(end)) : 0;
    if (vote !== null && next !== JOINED) count(vote.tells);
    if (begins[text.charCodeAt(start)] === 1) {
      for (const { beginning, tells } of beginnings) if (text.startsWith(beginning, start)) count(tells);
    }
    if (next === APOSTROPHE && isElided(text, start, end)) votes.elisions++;
  };

  /** The answer is overwritten at the next call. `text` is plain, in lower case. */
  return (text) => {
    shares.fill(0);
    tellings.fill(0);
    votes.elisions = 0;
    const { length } = text;
    let at = 0;
    while (at < length) {
      let code = text.charCodeAt(at);
      if (kindOf(code) !== LETTER) {
        at++;
        continue;
      }
      const start = at;
      let hash = WORD_SEED;
      do {
        hash = hashOf(hash, code);
        code = ++at < length ? text.charCodeAt(at) : 0;
      } while (kindOf(code) === LETTER);
      let vote = known.find(text, start, at, hash);
      tell(text, start, at, vote);
      if (kindOf(code) === APOSTROPHE && at + 1 < length && kindOf(text.charCodeAt(at + 1)) === LETTER) {
        const after = ++at;
        let own = WORD_SEED;
        hash = hashOf(hash, STRAIGHT_APOSTROPHE);
        for (; at < length && kindOf(text.charCodeAt(at)) === LETTER; at++) {
          own = hashOf(own, text.charCodeAt(at));
          hash = hashOf(hash, text.charCodeAt(at));
        }
        tell(text, after, at, known.find(text, after, at, own));
        vote = known.find(text, start, at, hash);
      }
      if (vote === null) continue;
      const { languages: whose } = vote;
      for (let which = 0; which < whose.length; which++) {
        const language = whose[which] ?? 0;
        shares[language] = (shares[language] ?? 0) + 1 / whose.length;
      }
    }
    return votes;
  };
}

const STRAIGHT_APOSTROPHE = 0x27;
const ELIDED = new Set(Array.from('cdjlmnst', (letter) => letter.charCodeAt(0)));

/** The letters stand before an apostrophe. */
function isElided(text: string, start: number, end: number): boolean {
  if (end - start === 2) return text.startsWith('qu', start);
  if (end - start !== 1 || !ELIDED.has(text.charCodeAt(start))) return false;
  return end + 1 < text.length && kindOf(text.charCodeAt(end + 1)) === LETTER;
}

/** Words found by the characters of a text. Open addressing by the state of `hashOf` behind their last letter. */
class WordTable {
  readonly #words: readonly string[];
  readonly #votes: readonly Vote[];
  readonly #hashes: Int32Array;
  /** Place + 1. */
  readonly #slots: Int32Array;

  constructor(words: readonly (readonly [word: string, vote: Vote])[]) {
    this.#words = words.map(([word]) => word);
    this.#votes = words.map(([, vote]) => vote);
    this.#hashes = Int32Array.from(this.#words, stateBehind);
    let size = 16;
    while (size < 4 * words.length) size *= 2;
    this.#slots = new Int32Array(size);
    for (const [place, hash] of this.#hashes.entries()) {
      let slot = slotOf(hash) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = place + 1;
    }
  }

  /** The vote of the word that `text` has from `start` to before `end`; null where it has none. */
  find(text: string, start: number, end: number, hash: number): Vote | null {
    const mask = this.#slots.length - 1;
    for (let slot = slotOf(hash) & mask; ; slot = (slot + 1) & mask) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0) return null;
      if (this.#hashes[place] === hash && isAt(this.#words[place] ?? '', text, start, end)) {
        return this.#votes[place] ?? null;
      }
    }
  }
}

const slotOf = (hash: number): number => hash ^ (hash >>> 15);

function stateBehind(word: string): number {
  let state = WORD_SEED;
  for (let at = 0; at < word.length; at++) state = hashOf(state, word.charCodeAt(at));
  return state;
}

/** Whether the word stands there; any apostrophe is as good as a straight one. */
function isAt(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let at = 0; at < word.length; at++) {
    const code = text.charCodeAt(start + at);
    if (word.charCodeAt(at) !== (code === CURLED_APOSTROPHE ? STRAIGHT_APOSTROPHE : code)) return false;
  }
  return true;
}
