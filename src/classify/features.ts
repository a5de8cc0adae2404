/**
 * What is learned from a request, without a word of it: hashes that many words share, and what the classifier made of
 * them. Small enough to be kept beside each decision until somebody rates it. Pure.
 */

import type { Signals } from './contract.ts';
import type { FeatureVector } from './feature-vector.ts';

export interface Features {
  /**
   * Words and pairs of the latest ask as places in a table of `TEXT_PLACES`, each with how much of it there is: four
   * characters of base64 each, the strongest first, at most 128 of them. Empty where nothing was said. No word can be read
   * back from it: of a million words and pairs a thousand share each place.
   *
   * The 24 bits of each, highest first: 10 of the place; 14 of the amount, whose 8192 is nothing and whose 16383 is 1.
   */
  readonly text: string;
  /** The likeliest domains by their place in the classifier's list, with their probabilities; at most 4. */
  readonly domains: readonly (readonly [number, number])[];
  /** 0 to 1, as in `Signals`. */
  readonly difficulty: number;
  /** Tokens of the prompt. */
  readonly inputTokens: number;
  /** As in `Signals`. */
  readonly language: string;
  readonly needs: readonly string[];
}

const TEXT_PLACES = 1024;
const MOST_TEXT = 128;
const NOTHING = 8192;
const MOST_AMOUNT = 8191;
const MOST_DOMAINS = 4;
/** A domain that is less likely than by chance says nothing. */
const LEAST_DOMAIN = 0.03;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = Uint8Array.from(BASE64, (character) => character.charCodeAt(0));
const ASCII = new TextDecoder();

/** Used again by each request: nothing here waits. */
const table = new Float64Array(TEXT_PLACES);
const taken = new Uint16Array(TEXT_PLACES);
/** Of the places taken, without their signs. Those above the most that is written are sorted as one, before the exact sort. */
const amounts = new Uint16Array(TEXT_PLACES);
const AMOUNT_BITS = 7;
const MOST_SORTED = 2 ** (2 * AMOUNT_BITS) - 1;
const sorting = new Uint16Array(TEXT_PLACES);
const starts = new Uint16Array(2 ** AMOUNT_BITS);
const codes = new Uint8Array(4 * MOST_TEXT);

/** The part that the latest ask makes by itself: `subject` and `domains` are those of its `Want`. */
export type SpokenFeatures = Pick<Features, 'text' | 'domains'>;

export function spokenFeatures(subject: FeatureVector, domains: Float64Array): SpokenFeatures {
  return { text: textOf(subject), domains: likeliest(domains) };
}

export function featuresOf({ difficulty, inputTokens, language, needs }: Signals, spoken: SpokenFeatures): Features {
  return { ...spoken, difficulty, inputTokens, language, needs };
}

/** Half of the words count against their place, so that those that share one cancel each other rather than add up. */
function textOf({ keys, weights }: FeatureVector): string {
  for (let at = 0; at < keys.length; at++) {
    const weight = weights[at] ?? 0;
    const mixed = Math.imul(keys[at] ?? 0, 0x9e3779b1);
    const place = mixed >>> 22;
    table[place] = (table[place] ?? 0) + ((mixed & 0x1000) === 0 ? weight : -weight);
  }
  const places = strongestFirst();
  let at = 0;
  for (let rank = 0; rank < places.length; rank++) {
    const place = places[rank] ?? 0;
    const amount = Math.round((table[place] ?? 0) * MOST_AMOUNT);
    table[place] = 0;
    if (amount === 0 || at === codes.length) continue;
    const bits = (place << 14) | (NOTHING + Math.max(-MOST_AMOUNT, Math.min(MOST_AMOUNT, amount)));
    codes[at++] = CODES[bits >>> 18] ?? 0;
    codes[at++] = CODES[(bits >>> 12) & 63] ?? 0;
    codes[at++] = CODES[(bits >>> 6) & 63] ?? 0;
    codes[at++] = CODES[bits & 63] ?? 0;
  }
  return ASCII.decode(codes.subarray(0, at));
}

/**
 * The places taken, by what they weigh and then by themselves. A sort by their amounts, in two rounds of seven bits, leaves
 * little to an exact one, which a comparison each time it looks at two places would make the dearest part of all this.
 */
function strongestFirst(): Uint16Array {
  let count = 0;
  for (let place = 0; place < TEXT_PLACES; place++) {
    const weight = table[place] ?? 0;
    if (weight === 0) continue;
    taken[count++] = place;
    amounts[place] = Math.min(MOST_SORTED, Math.round(Math.abs(weight) * MOST_AMOUNT));
  }
  const places = taken.subarray(0, count);
  const other = sorting.subarray(0, places.length);
  byAmount(places, other, 0);
  byAmount(other, places, AMOUNT_BITS);
  for (let at = 1; at < places.length; at++) {
    const place = places[at] ?? 0;
    const weight = Math.abs(table[place] ?? 0);
    let to = at;
    for (; to > 0; to--) {
      const before = places[to - 1] ?? 0;
      const heavier = Math.abs(table[before] ?? 0) - weight;
      if (heavier > 0 || (heavier === 0 && before <= place)) break;
      places[to] = before;
    }
    places[to] = place;
  }
  return places;
}

/** Puts `from` into `to` by some bits of the amounts, the highest first; of equal ones the order stays. */
function byAmount(from: Uint16Array, to: Uint16Array, shift: number): void {
  starts.fill(0);
  for (let at = 0; at < from.length; at++) {
    const digit = digitOf(from[at] ?? 0, shift);
    starts[digit] = (starts[digit] ?? 0) + 1;
  }
  let sum = 0;
  for (let digit = starts.length - 1; digit >= 0; digit--) {
    const size = starts[digit] ?? 0;
    starts[digit] = sum;
    sum += size;
  }
  for (let at = 0; at < from.length; at++) {
    const place = from[at] ?? 0;
    const digit = digitOf(place, shift);
    const slot = starts[digit] ?? 0;
    to[slot] = place;
    starts[digit] = slot + 1;
  }
}

const digitOf = (place: number, shift: number): number => ((amounts[place] ?? 0) >>> shift) & (starts.length - 1);

function likeliest(domains: Float64Array): Features['domains'] {
  const found: [number, number][] = [];
  domains.forEach((probability, domain) => {
    if (probability < LEAST_DOMAIN) return;
    found.push([domain, Math.round(probability * 1000) / 1000]);
  });
  return found.sort(([, a], [, b]) => b - a).slice(0, MOST_DOMAINS);
}
