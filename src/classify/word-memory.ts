/**
 * The words an isolate has met, by their spelling. They are found by the characters of a text, so that no string is made
 * for a word met before. Pure but for that memory.
 */

import type { Word } from './words.ts';

/** Spellings remembered, about 400 bytes each; past it all are forgotten, and the common ones soon return. */
const MAX_REMEMBERED = 16_384;
/** Room for the characters of so many common words at first. */
const FIRST_LETTERS = 32_768;

const ASCII_ONLY = /^\p{ASCII}*$/u;

type Make = (spelling: string) => Omit<Word, 'id'>;

export class WordMemory {
  /** At each slot the key of its word, and the word's place + 1. */
  readonly #slots = new Int32Array(8 * MAX_REMEMBERED);
  readonly #words: Word[] = [];
  /** The characters of each word of ASCII, one word after another; of others none. */
  #letters = new Uint8Array(FIRST_LETTERS);
  /** By place, where they begin; the last is where those of the next word will. */
  readonly #starts = new Int32Array(MAX_REMEMBERED + 1);
  #nextId = 0;
  readonly #make: Make;

  /** `make` is for words of ASCII. */
  constructor(make: Make) {
    this.#make = make;
  }

  /** The word that `text` has from `start` to before `end`; `key` is the `hash` of these characters. */
  word(text: string, start: number, end: number, key: number, make: Make): Word {
    const slots = this.#slots;
    for (let slot = firstSlot(key, slots); ; slot = nextSlot(slot, slots)) {
      const word = this.#words[(slots[slot + 1] ?? 0) - 1];
      if (word === undefined) return this.#remember(text.slice(start, end), slot, key, make);
      if (slots[slot] === key && isAt(word.spelling, text, start, end)) return word;
    }
  }

  /** The same of `ascii`, which has the characters of `text`, its capitals as small letters. */
  wordOfAscii(ascii: Uint8Array, text: string, start: number, end: number, key: number): Word {
    const slots = this.#slots;
    for (let slot = firstSlot(key, slots); ; slot = nextSlot(slot, slots)) {
      const place = (slots[slot + 1] ?? 0) - 1;
      if (place < 0) return this.#remember(text.slice(start, end).toLowerCase(), slot, key, this.#make);
      if (slots[slot] !== key || !this.#isSpelled(place, ascii, start, end)) continue;
      const word = this.#words[place];
      if (word !== undefined) return word;
    }
  }

  #isSpelled(place: number, ascii: Uint8Array, start: number, end: number): boolean {
    const letters = this.#letters;
    const first = this.#starts[place] ?? 0;
    const length = end - start;
    if ((this.#starts[place + 1] ?? 0) - first !== length) return false;
    for (let at = 0; at < length; at++) if (letters[first + at] !== ascii[start + at]) return false;
    return true;
  }

  #remember(spelling: string, free: number, key: number, make: Make): Word {
    let slot = free;
    if (this.#words.length >= MAX_REMEMBERED) {
      this.#slots.fill(0);
      this.#words.length = 0;
      slot = firstSlot(key, this.#slots);
    }
    const word = { id: this.#nextId++, ...make(spelling) };
    this.#slots[slot] = key;
    this.#slots[slot + 1] = this.#words.push(word);
    this.#spell(this.#words.length - 1, spelling);
    return word;
  }

  #spell(place: number, spelling: string): void {
    const start = this.#starts[place] ?? 0;
    const isAscii = ASCII_ONLY.test(spelling);
    this.#starts[place + 1] = start + (isAscii ? spelling.length : 0);
    if (!isAscii) return;
    if (start + spelling.length > this.#letters.length) {
      const letters = this.#letters;
      this.#letters = new Uint8Array(2 * letters.length);
      this.#letters.set(letters);
    }
    for (let at = 0; at < spelling.length; at++) this.#letters[start + at] = spelling.charCodeAt(at);
  }
}

const firstSlot = (key: number, slots: Int32Array): number => (2 * key) & (slots.length - 1);
const nextSlot = (slot: number, slots: Int32Array): number => (slot + 2) & (slots.length - 1);

function isAt(spelling: string, text: string, start: number, end: number): boolean {
  if (spelling.length !== end - start) return false;
  for (let at = 0; at < spelling.length; at++) {
    if (spelling.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  }
  return true;
}
