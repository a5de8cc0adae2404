/**
 * With which characters a match of a pattern can begin, read off its source. At most places of a text no pattern of some
 * dozen can match, and the first characters there tell so in a fraction of the time that the patterns take to fail. What
 * it cannot follow (a wide class, a look to the sides) it takes to let everything through: it may send a pattern to a
 * place where it fails, and keeps it from none where it matches. Pure.
 */

import { Places } from '../places.ts';

/** So many characters tell most words apart, and few enough prefixes have them. */
const MOST_CHARACTERS = 5;
/** Ranges of a class that are wider stand for every character. */
const WIDEST_RANGE = 36;

const ROOT = 0;

const BACKSLASH = 0x5c;
const BAR = 0x7c;
const OPENS = 0x28;
const CLOSES = 0x29;
const CLASS_OPENS = 0x5b;
const CLASS_CLOSES = 0x5d;

export interface PackedOpenings {
  /** Of every node but the root, in their order: the node before it and its character. */
  readonly keys: readonly number[];
  /** The bits of the nodes that have any. */
  readonly bits: readonly (readonly [node: number, bits: number])[];
}

/** A tree of characters. A pattern's bit stands at the nodes behind which it may go on with anything. */
export class Openings {
  /** The node behind another one by a character is one more than the place of both. */
  readonly #places = new Places(4096);
  readonly #bits: number[] = [0];
  readonly #depths: number[] = [0];

  /** As it was packed; nothing can be added to it. */
  static unpacked({ keys, bits }: PackedOpenings): Openings {
    const openings = new Openings();
    for (const key of keys) openings.#places.take(key);
    for (const [node, own] of bits) openings.#bits[node] = own;
    return openings;
  }

  packed(): PackedOpenings {
    return {
      keys: Array.from({ length: this.#places.size }, (_, place) => this.#places.keyAt(place)),
      bits: [...this.#bits.entries()].filter(([, own]) => own !== 0),
    };
  }

  /** `bit` is the pattern's own, a power of two. Case counts. */
  add({ source, flags }: RegExp, bit: number): void {
    if (/[im]/.test(flags)) throw new Error(`No openings can be read of a pattern with the flags "${flags}".`);
    const left = new SourceReader(source, this, bit).read();
    this.accept(left, bit);
  }

  /** The bits of the patterns of which a match may begin at `start`. */
  at(text: string, start: number): number {
    let bits = this.#bits[ROOT] ?? 0;
    let node = ROOT;
    const end = Math.min(start + MOST_CHARACTERS, text.length);
    for (let at = start; at < end; at++) {
      node = this.#places.find((node << 16) | text.charCodeAt(at)) + 1;
      if (node === ROOT) break;
      bits |= this.#bits[node] ?? 0;
    }
    return bits;
  }

  accept(nodes: readonly number[], bit: number): void {
    for (const node of nodes) this.#bits[node] = (this.#bits[node] ?? 0) | bit;
  }

  /** The nodes behind `nodes` by each of `codes`; those that are deep enough are accepted and not gone on from. */
  step(nodes: readonly number[], codes: readonly number[], bit: number): readonly number[] {
    const next: number[] = [];
    for (let from = 0; from < nodes.length; from++) {
      const node = nodes[from] ?? ROOT;
      const depth = (this.#depths[node] ?? 0) + 1;
      for (let which = 0; which < codes.length; which++) {
        const child = this.#places.take((node << 16) | (codes[which] ?? 0)) + 1;
        if (child === this.#depths.length) {
          this.#depths.push(depth);
          this.#bits.push(0);
        }
        if (depth === MOST_CHARACTERS) this.#bits[child] = (this.#bits[child] ?? 0) | bit;
        else next.push(child);
      }
    }
    return next;
  }
}

const TIMES = /(?:[?*+]|\{(\d+)(,?)(\d*)\})\??/y;
const ONCE = { least: 1, most: 1 };

/** Walks the tree along a pattern's source. From no node it only finds where a part of the source ends. */
class SourceReader {
  readonly #source: string;
  readonly #openings: Openings;
  readonly #bit: number;
  #at = 0;

  constructor(source: string, openings: Openings, bit: number) {
    this.#source = source;
    this.#openings = openings;
    this.#bit = bit;
  }

  /** The nodes at which a whole match may end. */
  read(): readonly number[] {
    const nodes = this.#alternatives([ROOT]);
    if (this.#at < this.#source.length) throw new Error(`No openings can be read of "${this.#source}".`);
    return nodes;
  }

  #alternatives(from: readonly number[]): readonly number[] {
    let nodes = this.#sequence(from);
    while (this.#take('|')) nodes = union(nodes, this.#sequence(from));
    return nodes;
  }

  #sequence(from: readonly number[]): readonly number[] {
    let nodes = from;
    for (; this.#at < this.#source.length; nodes = this.#term(nodes)) {
      if (nodes.length === 0) this.#skip();
      const code = this.#source.charCodeAt(this.#at);
      if (code === BAR || code === CLOSES) break;
    }
    return nodes;
  }

  /** To the end of the sequence: most of a pattern lies behind its first few characters. */
  #skip(): void {
    let depth = 0;
    for (let inClass = false; this.#at < this.#source.length; this.#at++) {
      const code = this.#source.charCodeAt(this.#at);
      if (code === BACKSLASH) this.#at++;
      else if (inClass) inClass = code !== CLASS_CLOSES;
      else if (code === CLASS_OPENS) inClass = true;
      else if (code === OPENS) depth++;
      else if (depth === 0 && (code === BAR || code === CLOSES)) return;
      else if (code === CLOSES) depth--;
    }
  }

  #term(from: readonly number[]): readonly number[] {
    const start = this.#at;
    let last = this.#atom(from);
    const { least, most } = this.#times();
    const end = this.#at;
    let nodes = least === 0 ? union(from, last) : last;
    for (let times = 2; times <= Math.min(most, MOST_CHARACTERS) && last.length > 0; times++) {
      this.#at = start;
      last = this.#atom(last);
      nodes = times <= least ? last : union(nodes, last);
    }
    this.#at = end;
    return nodes;
  }

  #times(): { readonly least: number; readonly most: number } {
    TIMES.lastIndex = this.#at;
    const found = TIMES.exec(this.#source);
    if (found === null) return ONCE;
    this.#at += found[0].length;
    const sign = found[0].charAt(0);
    if (sign !== '{') return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    const least = Number(found[1]);
    return { least, most: found[2] === '' ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]) };
  }

  #atom(from: readonly number[]): readonly number[] {
    const character = this.#source.charAt(this.#at++);
    if (character === '(') return this.#group(from);
    if (character === '[') return this.#class(from);
    if (character === '\\') return this.#escaped(from);
    if (character === '.') return this.#anything(from);
    if (character === '^' || character === '$') return from;
    return this.#openings.step(from, [character.charCodeAt(0)], this.#bit);
  }

  #group(from: readonly number[]): readonly number[] {
    const looks = this.#take('?=') || this.#take('?!') || this.#take('?<=') || this.#take('?<!');
    if (!looks && !this.#take('?:')) throw new Error(`No openings can be read of a group in "${this.#source}".`);
    const nodes = this.#alternatives(looks ? [] : from);
    this.#at++;
    return looks ? from : nodes;
  }

  #class(from: readonly number[]): readonly number[] {
    const end = this.#source.indexOf(']', this.#at);
    const inside = this.#source.slice(this.#at, end);
    this.#at = end + 1;
    if (inside.startsWith('^') || inside.includes('\\')) return this.#anything(from);
    const codes: number[] = [];
    for (let at = 0; at < inside.length; at++) {
      const first = inside.charCodeAt(at);
      const isRange = inside.charAt(at + 1) === '-' && at + 2 < inside.length;
      const last = isRange ? inside.charCodeAt(at + 2) : first;
      if (last - first > WIDEST_RANGE) return this.#anything(from);
      for (let code = first; code <= last; code++) codes.push(code);
      if (isRange) at += 2;
    }
    return this.#openings.step(from, codes, this.#bit);
  }

  #escaped(from: readonly number[]): readonly number[] {
    const character = this.#source.charAt(this.#at++);
    if (character === 'b') return from;
    if (character === 'p') this.#at = this.#source.indexOf('}', this.#at) + 1;
    if (/[a-z0-9]/i.test(character)) return this.#anything(from);
    return this.#openings.step(from, [character.charCodeAt(0)], this.#bit);
  }

  /** What follows may be any character: it is not gone on from. */
  #anything(from: readonly number[]): readonly number[] {
    this.#openings.accept(from, this.#bit);
    return [];
  }

  #take(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }
}

function union(one: readonly number[], other: readonly number[]): readonly number[] {
  if (one.length === 0) return other;
  return other.length === 0 ? one : [...new Set([...one, ...other])];
}
