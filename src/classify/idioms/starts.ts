/**
 * Where in a text the idioms of Latin letters can begin. The whole of it is looked through once for all of them; most
 * words begin none. Pure.
 */

import { once } from '../../once.ts';
import { listed } from '../lists.ts';
import type { Idiom } from './idiom.ts';
import { LATIN_IDIOMS } from './languages.ts';
import { Openings } from './openings.ts';

/** Places in a text at which a word begins, ascending, and the bits of the patterns that may match there. */
export interface Starts {
  readonly places: readonly number[];
  readonly bits: readonly number[];
  /** Of all places together. */
  readonly all: number;
}

const NONE: readonly never[] = [];

type Asks = 'think' | 'quick' | 'brood';

/** The bits of the patterns that an idiom has, in the order of the packed openings. */
const bitsOf = new Map<Idiom, Readonly<Record<Asks, number>>>();
for (const [at, idiom] of LATIN_IDIOMS.entries()) {
  bitsOf.set(idiom, { think: 1 << (3 * at), quick: 1 << (3 * at + 1), brood: 1 << (3 * at + 2) });
}

const openings = once(() => Openings.unpacked(listed('latinOpenings')));

const BEGINS = 1;
const GOES_ON = 2;
/** Letters are few once folded. Apostrophes and hyphens join what follows them to the word, and begin none. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z0-9ß]/.test(character)) return BEGINS | GOES_ON;
  return "'-".includes(character) ? GOES_ON : 0;
});

export function startsIn(text: string): Starts {
  const known = openings();
  const places: number[] = [];
  const bits: number[] = [];
  let all = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 256 ? (KINDS[code] ?? 0) : 0;
    if ((kind & BEGINS) !== 0 && (before & GOES_ON) === 0) {
      const found = known.at(text, at);
      if (found !== 0) {
        places.push(at);
        bits.push(found);
        all |= found;
      }
    }
    before = kind;
  }
  return { places, bits, all };
}

/** Whether any pattern of the idiom may match; of one of scripts without spaces its trigger says so alone. */
export function mayBeIn(text: string, idiom: Idiom, { all }: Starts): boolean {
  const bits = bitsOf.get(idiom);
  return (bits === undefined || (all & (bits.think | bits.quick | bits.brood)) !== 0) && idiom.trigger.test(text);
}

/** Where a pattern of the idiom matches and what it matches, one behind the other. */
export function matchesOf(
  text: string,
  idiom: Idiom,
  asks: Asks,
  starts: Starts,
): readonly { index: number; 0: string }[] {
  const bit = bitsOf.get(idiom)?.[asks];
  if (bit !== undefined && (starts.all & bit) === 0) return NONE;
  const pattern = idiom.patterns()[asks];
  if (pattern === null) return NONE;
  if (bit === undefined) return [...text.matchAll(pattern)];
  const found: { index: number; 0: string }[] = [];
  let from = 0;
  for (let at = 0; at < starts.places.length; at++) {
    const index = starts.places[at] ?? 0;
    if (((starts.bits[at] ?? 0) & bit) === 0 || index < from) continue;
    pattern.lastIndex = index;
    const match = pattern.exec(text);
    if (match === null) continue;
    found.push(match);
    from = pattern.lastIndex;
  }
  return found;
}
