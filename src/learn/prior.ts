/**
 * What is expected of an effort before anybody has rated anything: the shipped prior. Everybody does worse the more
 * difficult a request is, and the more so the less it thinks; so thinking gains the more, and the ranking of requests by
 * what they gain is the ranking by difficulty. The numbers are round guesses, trained on nothing; beliefs correct them.
 * Pure.
 */

import type { Effort } from '../wire/ask.ts';

/** How likely an easy request is satisfied, and how much less likely a request of difficulty 1 is. */
const PRIOR: Readonly<Record<Effort, readonly [easy: number, slope: number]>> = {
  thinking: [0.85, 0.05],
  instant: [0.78, 0.45],
  mini: [0.7, 0.6],
};

/** 0 to 1; `difficulty` from 0 to 1. */
export function priorOf(effort: Effort, difficulty: number): number {
  const [easy, slope] = PRIOR[effort];
  return easy - slope * difficulty;
}
