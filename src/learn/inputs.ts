/**
 * A request as the places of the two tables that beliefs are kept in: a wide one for each effort, in which every word
 * counts, and a narrow one for each arm, so that two hundred of them stay small. Pure.
 */

import type { Features } from '../classify/features.ts';
import type { Sparse } from './vector.ts';

/** A request as far as beliefs read it. */
export interface Seen {
  readonly route: string;
  readonly features: Features;
}

export interface Inputs {
  readonly effort: Sparse;
  readonly arm: Sparse;
  /** Of an arm beside which no other of its effort is known: by what a request is about nothing sets it apart from the effort. */
  readonly alone: Sparse;
}

/** How many places each kind has, in this order; four of shape follow: bias, difficulty, length, another language. */
export const EFFORT_PLACES = { text: 1024, domains: 64, routes: 32 } as const;
export const ARM_PLACES = { text: 0, domains: 16, routes: 8 } as const;

const EFFORT_DOMAINS = EFFORT_PLACES.text;
const EFFORT_ROUTES = EFFORT_DOMAINS + EFFORT_PLACES.domains;
const EFFORT_SHAPE = EFFORT_ROUTES + EFFORT_PLACES.routes;
const ARM_ROUTES = ARM_PLACES.domains;
const ARM_SHAPE = ARM_ROUTES + ARM_PLACES.routes;

/** How firmly each kind of place is held at 0, in rewards. Words and domains are many, and each says little of an effort. */
const TEXT_PRECISION = 30;
const DOMAIN_PRECISION = 400;
/** What sets models apart is above all what they are asked about. */
const ARM_DOMAIN_PRECISION = 20;
const ARM_ROUTE_PRECISION = 15;
const ROUTE_PRECISION = 40;
const EFFORT_SHAPE_PRECISIONS = [10, 20, 20, 40];
/** A model is better or worse than its effort; that it is so on the difficult alone is seldom. */
const ARM_SHAPE_PRECISIONS = [10, 200, 200, 40];

/** What lies about in the middle, so that a slope says nothing of the level. */
const USUAL_DIFFICULTY = 0.3;
const USUAL_LOG_TOKENS = 4.5;
const MOST_LOG_TOKENS = 2.5;
const LENGTH_SCALE = 0.3;

export const EFFORT_PRIOR = firmness(EFFORT_SHAPE_PRECISIONS, [
  [EFFORT_PLACES.text, TEXT_PRECISION],
  [EFFORT_PLACES.domains, DOMAIN_PRECISION],
  [EFFORT_PLACES.routes, ROUTE_PRECISION],
]);
export const ARM_PRIOR = firmness(ARM_SHAPE_PRECISIONS, [
  [ARM_PLACES.domains, ARM_DOMAIN_PRECISION],
  [ARM_PLACES.routes, ARM_ROUTE_PRECISION],
]);

function firmness(
  shape: readonly number[],
  kinds: readonly (readonly [places: number, precision: number])[],
): Float32Array {
  const named = kinds.flatMap(([places, precision]) => new Array<number>(places).fill(precision));
  return Float32Array.from([...named, ...shape]);
}

export function inputsOf({ route, features }: Seen): Inputs {
  const effort = readText(features.text);
  const arm = { places: [] as number[], amounts: [] as number[] };
  const alone = { places: [] as number[], amounts: [] as number[] };
  const add = (to: typeof arm, place: number, amount: number): void => {
    to.places.push(place);
    to.amounts.push(amount);
  };
  for (const [domain, probability] of features.domains) {
    const amount = Math.sqrt(probability);
    add(effort, EFFORT_DOMAINS + (domain % EFFORT_PLACES.domains), amount);
    add(arm, domain % ARM_PLACES.domains, amount);
  }
  const hash = hashOf(route);
  add(effort, EFFORT_ROUTES + (hash % EFFORT_PLACES.routes), 1);
  add(arm, ARM_ROUTES + (hash % ARM_PLACES.routes), 1);
  const long = Math.log(Math.max(1, features.inputTokens)) - USUAL_LOG_TOKENS;
  const shape = [
    1,
    features.difficulty - USUAL_DIFFICULTY,
    LENGTH_SCALE * Math.max(-MOST_LOG_TOKENS, Math.min(MOST_LOG_TOKENS, long)),
    features.language === 'en' || features.language === 'und' ? 0 : 1,
  ];
  for (const [at, amount] of shape.entries()) {
    if (amount === 0) continue;
    add(effort, EFFORT_SHAPE + at, amount);
    add(arm, ARM_SHAPE + at, amount);
    add(alone, ARM_SHAPE + at, amount);
  }
  return { effort, arm, alone };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXES = new Uint8Array(128);
for (let at = 0; at < BASE64.length; at++) SIXES[BASE64.charCodeAt(at)] = at;

/** What `Features.text` says of each place. */
function readText(text: string): { places: number[]; amounts: number[] } {
  const places: number[] = [];
  const amounts: number[] = [];
  const six = (at: number): number => SIXES[text.charCodeAt(at) & 127] ?? 0;
  for (let at = 0; at + 3 < text.length; at += 4) {
    const bits = (six(at) << 18) | (six(at + 1) << 12) | (six(at + 2) << 6) | six(at + 3);
    places.push(bits >>> 14);
    amounts.push(((bits & 0x3fff) - 8192) / 8191);
  }
  return { places, amounts };
}

/** FNV-1a, mixed once more: its lowest bits alone are too even. */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
