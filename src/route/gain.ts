/**
 * What thinking is worth to a request, before anything has been learned: the gain that is expected of it over an instant
 * answer, on the scale of rewards (1 is the whole way from a bad answer to a good one). Only its order matters while nothing
 * is scarce; a plan that paces itself weighs it against money (`quota/pace.ts`). Pure.
 */

import type { Reason } from './decision.ts';

/** At this difficulty and above, an automatic request thinks. Default fast, escalate rarely. */
export const THINKING_DIFFICULTY = 0.6;

/** Of a request that is just difficult enough: most requests that think are near the threshold. */
const LEAST_GAIN = 0.1;
/** The tenant has all of a route think, whatever the words are: it holds that to be worth much on the average. */
const ROUTE_GAIN = 0.5;
/** Nobody knows better than who asks, and asks for thought in words. */
const ASKED_GAIN = 1;

/** By the rule that settled the effort and the difficulty, 0 to 1: nothing below the threshold, then as much as it is above. */
export function gainOfThinking(by: Reason, isRouteOwn: boolean, difficulty: number): number {
  if (by === 'asked_think') return ASKED_GAIN;
  if (by === 'asked_quick') return 0;
  const above = (difficulty - THINKING_DIFFICULTY) / (1 - THINKING_DIFFICULTY);
  const own = above < 0 ? 0 : LEAST_GAIN + (1 - LEAST_GAIN) * above;
  return Math.round(1000 * Math.max(own, isRouteOwn ? ROUTE_GAIN : 0)) / 1000;
}
