/**
 * What is learned from a request, without a word of it: hashes that many words share, and what the classifier made of
 * them. Small enough to be kept beside each decision until somebody rates it. Pure.
 */

import type { Signals } from './contract.ts';

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

/** Used again by each request: nothing here waits. */
const table = new Float64Array(TEXT_PLACES);
const taken = new Uint16Array(TEXT_PLACES);
const codes = new Uint8Array(4 * MOST_TEXT);

/** `subject` and `domains` are those of the latest turn's `Want`. */
export function featuresOf(
  { difficulty, inputTokens, language, needs }: Signals,
  subject: ReadonlyMap<number, number>,
  domains: Float64Array,
): Features {
  return {
    ...{ text: textOf(subject), domains: likeliest(domains) },
    ...{ difficulty, inputTokens, language, needs },
  };
}

/** Half of the words count against their place, so that those that share one cancel each other rather than add up. */
function textOf(subject: ReadonlyMap<number, number>): string {
  let count = 0;
  subject.forEach((weight, key) => {
    const mixed = Math.imul(key, 0x9e3779b1);
    const place = mixed >>> 22;
    if (table[place] === 0) taken[count++] = place;
    table[place] = (table[place] ?? 0) + ((mixed & 0x1000) === 0 ? weight : -weight);
  });
  // A place that came back to nothing and was taken again stands here twice, and is written once.
  const places = taken.subarray(0, count);
  places.sort((a, b) => Math.abs(table[b] ?? 0) - Math.abs(table[a] ?? 0) || a - b);
  let at = 0;
  for (const place of places) {
    const amount = Math.round((table[place] ?? 0) * MOST_AMOUNT);
    table[place] = 0;
    if (amount === 0 || at === codes.length) continue;
    const bits = (place << 14) | (NOTHING + Math.max(-MOST_AMOUNT, Math.min(MOST_AMOUNT, amount)));
    codes[at++] = CODES[bits >>> 18] ?? 0;
    codes[at++] = CODES[(bits >>> 12) & 63] ?? 0;
    codes[at++] = CODES[(bits >>> 6) & 63] ?? 0;
    codes[at++] = CODES[bits & 63] ?? 0;
  }
  return String.fromCharCode(...codes.subarray(0, at));
}

function likeliest(domains: Float64Array): Features['domains'] {
  const found: [number, number][] = [];
  domains.forEach((probability, domain) => {
    if (probability < LEAST_DOMAIN) return;
    found.push([domain, Math.round(probability * 1000) / 1000]);
  });
  return found.sort(([, a], [, b]) => b - a).slice(0, MOST_DOMAINS);
}
