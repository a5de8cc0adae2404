/**
 * What one turn says by its own words (`thread.ts` follows the conversation from turn to turn): the routes it speaks for,
 * how far it leans on what came before, and, when asked, for which reasons. Pure.
 */

import { learned } from './learned.ts';
import type { Matcher, Passage } from './matcher.ts';
import type { HeardTurn } from './thread.ts';

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
    // A turn that comes again is asked for the reasons of the same route again.
    let told: { readonly route: number; readonly reasons: readonly string[] } | null = null;
    return {
      role,
      // Only a user turn may be the first, which is read alone.
      ...readings(best, nothing, role === 'user'),
      leans: role === 'user' ? leansOf(passage) : 0,
      asks: QUESTION.test(text),
      because: (route) => {
        if (told?.route !== route) told = { route, reasons: reasons(text, route) };
        return told.reasons;
      },
    };
  };
}

/**
 * A softmax over the routes' logits and that of "nothing", as it is, and with the routes brought nearer to each other.
 * `reading` of a turn that is never read alone is not worked out.
 */
function readings(logits: Float64Array, nothing: number, alone: boolean): Pick<HeardTurn, 'reading' | 'evidence'> {
  let best = Number.NEGATIVE_INFINITY;
  for (let route = 0; route < logits.length; route++) best = Math.max(best, logits[route] ?? 0);
  const sharp = new Float64Array(logits.length);
  const soft = alone ? new Float64Array(logits.length) : sharp;
  let [total, softTotal] = [0, 0];
  for (let route = 0; route < logits.length; route++) {
    const behind = (logits[route] ?? 0) - best;
    const weight = Math.exp(behind);
    total += weight;
    sharp[route] = weight;
    const softened = Math.exp(SOFTENED * behind);
    softTotal += softened;
    soft[route] = softened;
  }
  const top = Math.max(best, nothing);
  const ofNothing = Math.exp(nothing - top);
  const matched = logits.length === 0 ? 0 : total * Math.exp(best - top);
  const share = matched / (matched + ofNothing);
  const probability = ofNothing / (matched + ofNothing);
  scale(soft, share / softTotal);
  if (alone) scale(sharp, share / total);
  return {
    reading: { routes: sharp, nothing: probability },
    evidence: { routes: soft, nothing: probability },
  };
}

function scale(values: Float64Array, times: number): void {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) * times;
}

function leansOf({ bag }: Passage): number {
  const head = learned('followup');
  const probability = head.probability(bag, head.labels.indexOf('followup'), 1);
  return Math.log(probability / (1 - probability)) - TRAINED_ODDS;
}
