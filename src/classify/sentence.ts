/**
 * One sentence of a text whose difficulty is judged: what is kept of it, and how it grows word by word while it is read.
 * Runs of many words that no function word binds are left out: nobody says them. Pure.
 */

import type { Mark, Meaning } from './difficulty-words.ts';

export interface Segment {
  readonly words: readonly string[];
  /** What each word means for difficulty. */
  readonly marks: readonly Mark[];
  /** For each word whether a clause begins with it. */
  readonly opens: readonly boolean[];
  /** The part's Chinese and Japanese characters. */
  readonly unspaced: string;
  readonly question: boolean;
  /** It ends in a colon, and behind that something is asked. */
  readonly introduces: boolean;
  readonly numbers: number;
  readonly formulas: number;
  readonly clauses: number;
}

/** So many words in a row without a function word are no sentence. */
const SOUP_WORDS = 6;
/** Tasks that are asked for one at a time. */
const HEAVY_TASK = 0.4;
const MANY_TASKS = 3;
const BACKSLASH = 0x5c;

/** As it is being read. */
export class Sentence {
  readonly #words: string[] = [];
  readonly #marks: Mark[] = [];
  readonly #opens: boolean[] = [];
  #unspaced = '';
  #numbers = 0;
  #formulas = 0;
  #clauses = 0;
  #opening = true;
  #question = false;
  /** Where the running stretch of words without a function word began. */
  #stretch = 0;
  /** How many words the stretch had that opened the sentence. */
  #firstStretch = -1;
  /** Words left out as soup. */
  #dropped = 0;

  get length(): number {
    return this.#words.length;
  }

  get empty(): boolean {
    return this.#words.length === 0 && this.#unspaced === '' && this.#formulas === 0;
  }

  /** Whether it says enough to be judged: more than "A", "1" or "ok". */
  get says(): boolean {
    return this.#unspaced.length > 1 || this.#words.length > 1 || (this.#words[0]?.length ?? 0) > 3;
  }

  word({ word, mark }: Meaning, number: boolean): void {
    if (number) this.#numbers++;
    const bound = mark.binds && !number;
    if (bound) this.#endStretch();
    this.#words.push(word);
    this.#marks.push(mark);
    this.#opens.push(this.#opening);
    this.#opening = false;
    if (bound) this.#stretch = this.#words.length;
  }

  /** Takes the last words back. */
  forget(count: number): void {
    for (const list of [this.#words, this.#marks, this.#opens]) list.length = Math.max(0, list.length - count);
    this.#stretch = Math.min(this.#stretch, this.#words.length);
  }

  run(characters: string): void {
    this.#unspaced += characters;
    this.#opening = false;
  }

  comma(): void {
    this.#clauses++;
    this.#opening = true;
  }

  asked(): void {
    this.#question = true;
    this.#opening = true;
  }

  /** A sign of a formula counts beside a short name ("x^3 <"), not in a tag or an arrow of prose. */
  formula(code: number): void {
    const before = this.#words.at(-1);
    if (code >= 128 || code === BACKSLASH || (before !== undefined && before.length <= 2)) this.#formulas++;
  }

  finish(how: 'ends' | 'asks' | 'introduces'): Segment {
    this.#endStretch();
    // A run that opens a sentence may be a search query, of one task; one that something spoken follows is not.
    const tasks = this.#marks.filter(({ task }) => task >= HEAVY_TASK).length;
    const alone = this.#words.length === this.#firstStretch && this.#unspaced === '' && tasks < MANY_TASKS;
    if (this.#firstStretch >= SOUP_WORDS && !alone) {
      this.#dropped += this.#firstStretch;
      this.#words.splice(0, this.#firstStretch);
      this.#marks.splice(0, this.#firstStretch);
      this.#opens.splice(0, this.#firstStretch);
      if (this.#opens.length > 0) this.#opens[0] = true;
    }
    return {
      words: this.#words,
      marks: this.#marks,
      opens: this.#opens,
      // A few characters in a soup are of the soup.
      unspaced: this.#unspaced.length >= this.#dropped ? this.#unspaced : '',
      question: how === 'asks' || this.#question,
      introduces: how === 'introduces',
      numbers: this.#numbers,
      formulas: this.#formulas,
      clauses: this.#clauses,
    };
  }

  #endStretch(): void {
    const length = this.#words.length - this.#stretch;
    if (this.#stretch === 0) {
      if (this.#firstStretch === -1) this.#firstStretch = length;
    } else if (length >= SOUP_WORDS) {
      this.#dropped += length;
      this.#words.length = this.#stretch;
      this.#marks.length = this.#stretch;
      this.#opens.length = this.#stretch;
    }
  }
}
