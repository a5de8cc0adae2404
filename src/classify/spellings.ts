/**
 * What is known of words by their spelling, worked out once for each and remembered by the isolate. Found by the characters
 * of a text, so that no string is made for a word met before. Pure but for that memory, which is bounded.
 */

/** Past it all are forgotten, and the common ones soon return. */
const MOST_REMEMBERED = 8192;
/** Nobody's word is longer: what is known of it is worked out anew, and must not fill the memory. */
const MOST_CHARACTERS = 40;
const SEED = 0x2c1b3c6d;

export class Spellings<Value> {
  readonly #make: (spelling: string) => Value;
  /** Place + 1 at the slot of its spelling; open addressing. */
  readonly #slots = new Uint16Array(4 * MOST_REMEMBERED);
  readonly #spellings: string[] = [];
  readonly #values: Value[] = [];

  constructor(make: (spelling: string) => Value) {
    this.#make = make;
  }

  /** Of the word that `text` has from `start` to before `end`. */
  at(text: string, start: number, end: number): Value {
    if (end - start > MOST_CHARACTERS) return this.#make(text.slice(start, end));
    let key = SEED;
    for (let at = start; at < end; at++) key = Math.imul(key ^ text.charCodeAt(at), 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (key ^ (key >>> 15)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0) break;
      if (isAt(this.#spellings[place] ?? '', text, start, end)) return this.#values[place] as Value;
    }
    if (this.#spellings.length === MOST_REMEMBERED) {
      this.#slots.fill(0);
      this.#spellings.length = 0;
      this.#values.length = 0;
      slot = (key ^ (key >>> 15)) & mask;
    }
    const spelling = text.slice(start, end);
    const value = this.#make(spelling);
    this.#values.push(value);
    this.#slots[slot] = this.#spellings.push(spelling);
    return value;
  }
}

function isAt(spelling: string, text: string, start: number, end: number): boolean {
  if (spelling.length !== end - start) return false;
  for (let at = 0; at < spelling.length; at++) {
    if (spelling.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  }
  return true;
}
