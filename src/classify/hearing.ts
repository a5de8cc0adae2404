/**
 * What one turn says by its own words (`thread.ts` follows the conversation from turn to turn): the routes it speaks for,
 * how far it leans on what came before, and, when asked, for which reasons. Pure.
 */

import { learned } from './learned.ts';
import type { Matcher, Passage } from './matcher.ts';
import type { HeardTurn, Reading } from './thread.ts';

export interface Heard extends HeardTurn {
  readonly because: (route: number) => readonly string[];
}

/** The share of follow-ups among the turns that the head was trained on, as log odds: the conversation has its own. */
const TRAINED_ODDS = Math.log(0.34);

/** How sharply one turn of several speaks. */
const SOFTENED = 0.65;

const QUESTION = /[?？]\s*$/;

/** `texts` are the passages of one turn: the best that any of them says of each route counts. The last is the widest. */
export type HearTurn = (role: HeardTurn['role'], texts: readonly string[]) => Heard;

export function hearer({ read, logits, nothing, because }: Matcher, routes: number): HearTurn {
  const best = new Float64Array(routes);
  /**
   * The turn read last, which is the one whose reasons are asked for. Of others the words are read again: to keep them
   * would take ten times the memory of all else that is remembered of a turn.
   */
  let last: { readonly text: string; readonly passage: Passage } | null = null;
  const reasons = (text: string, route: number): readonly string[] =>
    because(last?.text === text ? last.passage : read(text), route);
  return (role, texts) => {
    best.fill(Number.NEGATIVE_INFINITY);
    last = null;
    for (const text of texts) {
      last = { text, passage: read(text) };
      const found = logits(last.passage);
      for (let route = 0; route < routes; route++) best[route] = Math.max(best[route] ?? 0, found[route] ?? 0);
    }
    if (last === null) throw new Error('A turn has no passage.');
    const { text, passage } = last;
    const evidence = reading(best, nothing, SOFTENED);
    return {
      role,
      // Only a user turn may stand at the beginning, where it is read alone.
      reading: role === 'user' ? reading(best, nothing, 1) : evidence,
      evidence,
      leans: role === 'user' ? leansOf(passage) : 0,
      asks: QUESTION.test(text),
      because: (route) => reasons(text, route),
    };
  };
}

/** A softmax over the routes' logits and that of "nothing"; `sharpness` below 1 brings the routes nearer to each other. */
function reading(logits: Float64Array, nothing: number, sharpness: number): Reading {
  let best = Number.NEGATIVE_INFINITY;
  for (let route = 0; route < logits.length; route++) best = Math.max(best, logits[route] ?? 0);
  const top = Math.max(best, nothing);
  let matched = 0;
  for (let route = 0; route < logits.length; route++) matched += Math.exp((logits[route] ?? 0) - top);
  const ofNothing = Math.exp(nothing - top);
  const routes = new Float64Array(logits.length);
  let total = 0;
  for (let route = 0; route < logits.length; route++) {
    const weight = Math.exp(sharpness * ((logits[route] ?? 0) - best));
    routes[route] = weight;
    total += weight;
  }
  const share = total === 0 ? 0 : matched / (matched + ofNothing) / total;
  for (let route = 0; route < routes.length; route++) routes[route] = (routes[route] ?? 0) * share;
  return { routes, nothing: ofNothing / (matched + ofNothing) };
}

function leansOf({ bag }: Passage): number {
  const head = learned('followup');
  const probability = head.probability(bag, head.labels.indexOf('followup'), 1);
  return Math.log(probability / (1 - probability)) - TRAINED_ODDS;
}
