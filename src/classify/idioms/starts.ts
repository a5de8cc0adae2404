/**
 * Where in a text the idioms of Latin letters can begin. The whole of it is looked through once for all of them; most
 * words begin none. Pure.
 */

import type { Idiom, Patterns } from './idiom.ts';
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

/** Made at the first need. */
let openings: Openings | null = null;
const bitOf = new Map<RegExp, number>();
/** Of all patterns of an idiom together. */
const bitsOf = new Map<Idiom, number>();

function latinOpenings(): Openings {
  const made = new Openings();
  for (const idiom of LATIN_IDIOMS) {
    const { think, quick, brood } = idiom.patterns();
    const first = bitOf.size;
    for (const pattern of brood === null ? [think, quick] : [think, quick, brood]) {
      const bit = 1 << bitOf.size;
      bitOf.set(pattern, bit);
      made.add(pattern, bit);
    }
    bitsOf.set(idiom, (1 << bitOf.size) - (1 << first));
  }
  return made;
}

const BEGINS = 1;
const GOES_ON = 2;
/** Letters are few once folded. Apostrophes and hyphens join what follows them to the word, and begin none. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z0-9ß]/.test(character)) return BEGINS | GOES_ON;
  return "'-".includes(character) ? GOES_ON : 0;
});

export function startsIn(text: string): Starts {
  openings ??= latinOpenings();
  const places: number[] = [];
  const bits: number[] = [];
  let all = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 256 ? (KINDS[code] ?? 0) : 0;
    if ((kind & BEGINS) !== 0 && (before & GOES_ON) === 0) {
      const found = openings.at(text, at);
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
  return (bits === undefined || (all & bits) !== 0) && idiom.trigger.test(text);
}

/** Where `pattern` of an idiom matches and what it matches, one behind the other. */
export function matchesOf(
  text: string,
  pattern: Patterns['think'],
  starts: Starts,
): readonly { index: number; 0: string }[] {
  if (!pattern.sticky) return [...text.matchAll(pattern)];
  const bit = bitOf.get(pattern) ?? 0;
  if ((starts.all & bit) === 0) return NONE;
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
