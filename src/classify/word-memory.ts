/**
 * The words an isolate has met, by their spelling. They are found by the characters of a text, so that no string is made
 * for a word met before. Pure but for that memory.
 */

import type { Word } from './words.ts';

/**
 * Spellings met of late, about 400 bytes each. Past it those become the older ones, of which as many are remembered until
 * then, and what is met again is young again: so the words of the text that is being read, and common ones, are never forgotten.
 */
const MOST_YOUNG = 8192;
/** Room for the characters of so many common words at first. */
const FIRST_LETTERS = 32_768;

const ASCII_ONLY = /^\p{ASCII}*$/u;

type Make = (spelling: string) => Omit<Word, 'id'>;

export class WordMemory {
  #young = new Generation();
  #old = new Generation();
  #nextId = 0;
  readonly #make: Make;

  /** `make` is for words of ASCII. */
  constructor(make: Make) {
    this.#make = make;
  }

  /** The word that `text` has from `start` to before `end`; `key` is the `hash` of these characters. */
  word(text: string, start: number, end: number, key: number, make: Make): Word {
    const young = this.#young.find(text, start, end, key);
    if (young !== undefined) return young;
    const old = this.#old.find(text, start, end, key);
    return this.#remember(old ?? this.#made(copyOf(text, start, end), make), key);
  }

  /** The same of a text of ASCII, its capitals as small letters. */
  wordOfAscii(ascii: Uint8Array, start: number, end: number, key: number): Word {
    const young = this.#young.findAscii(ascii, start, end, key);
    if (young !== undefined) return young;
    const old = this.#old.findAscii(ascii, start, end, key);
    return this.#remember(old ?? this.#made(String.fromCharCode(...ascii.subarray(start, end)), this.#make), key);
  }

  #made(spelling: string, make: Make): Word {
    return { id: this.#nextId++, ...make(spelling) };
  }

  #remember(word: Word, key: number): Word {
    if (this.#young.size >= MOST_YOUNG) {
      [this.#young, this.#old] = [this.#old, this.#young];
      this.#young.clear();
    }
    this.#young.add(word, key);
    return word;
  }
}

/** A part of a text that is long is a view of it, and would keep all of it in memory for as long as the word is remembered. */
function copyOf(text: string, start: number, end: number): string {
  const codes: number[] = [];
  for (let at = start; at < end; at++) codes.push(text.charCodeAt(at));
  return String.fromCharCode(...codes);
}

class Generation {
  /** At each slot the key of its word, and the word's place + 1. */
  readonly #slots = new Int32Array(8 * MOST_YOUNG);
  readonly #words: Word[] = [];
  /** The characters of each word of ASCII, one word after another; of others none. */
  #letters = new Uint8Array(FIRST_LETTERS);
  /** By place, where they begin; the last is where those of the next word will. */
  readonly #starts = new Int32Array(MOST_YOUNG + 1);

  get size(): number {
    return this.#words.length;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#words.length = 0;
  }

  find(text: string, start: number, end: number, key: number): Word | undefined {
    const slots = this.#slots;
    for (let slot = firstSlot(key, slots); ; slot = nextSlot(slot, slots)) {
      const place = (slots[slot + 1] ?? 0) - 1;
      if (place < 0) return undefined;
      const word = this.#words[place];
      if (word !== undefined && slots[slot] === key && isAt(word.spelling, text, start, end)) return word;
    }
  }

  findAscii(ascii: Uint8Array, start: number, end: number, key: number): Word | undefined {
    const slots = this.#slots;
    for (let slot = firstSlot(key, slots); ; slot = nextSlot(slot, slots)) {
      const place = (slots[slot + 1] ?? 0) - 1;
      if (place < 0) return undefined;
      if (slots[slot] === key && this.#isSpelled(place, ascii, start, end)) return this.#words[place];
    }
  }

  add(word: Word, key: number): void {
    const slots = this.#slots;
    let slot = firstSlot(key, slots);
    while (slots[slot + 1] !== 0) slot = nextSlot(slot, slots);
    slots[slot] = key;
    slots[slot + 1] = this.#words.push(word);
    this.#spell(this.#words.length - 1, word.spelling);
  }

  #isSpelled(place: number, ascii: Uint8Array, start: number, end: number): boolean {
    const letters = this.#letters;
    const first = this.#starts[place] ?? 0;
    const length = end - start;
    if ((this.#starts[place + 1] ?? 0) - first !== length) return false;
    for (let at = 0; at < length; at++) if (letters[first + at] !== ascii[start + at]) return false;
    return true;
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
