/**
 * Whether beliefs that have effect earn less than they were let through for: then they are taken back. Two watches, each of
 * which may look after every reward:
 *
 * - Against the reference, the lower end of what was measured when they were let through. A fall may come late, after a
 *   thousand good rewards, so the watch starts anew with each of them: a Shiryaev-Roberts e-detector (Shin, Ramdas and
 *   Rinaldo, arXiv 2203.03532). Where nothing falls it cries wolf once in `REWARDS_A_FALSE_ALARM` rewards at most, on average.
 * - While they are a canary, against the conversations that the others decided at the same time: what changes for all is
 *   held against neither. A canary that is no worse is called worse with a chance of at most `ALPHA`, however long it runs.
 *
 * Pure.
 */

import type { Interval } from './judged.ts';
import { type Bet, lowerBound, STAKES } from './wealth.ts';

const REWARDS_A_FALSE_ALARM = 10_000;
const ALPHA = 0.05;
/** A reference of nearly 1 leaves a reward no room to be better. */
const LEAST_ROOM = 0.05;

export interface Live {
  /** Over 0 to 1. */
  readonly weight: number;
  /** 0 to 1. */
  readonly reward: number;
  /** The newer beliefs decided it. */
  readonly canary: boolean;
}

export interface Watch {
  /** What is expected of those who are watched; null: nothing was measured. */
  readonly reference: Interval | null;
  /** Of conversations that the canary decides, 0 to 1; 1 where it decides all. */
  readonly share: number;
}

export interface Fall {
  readonly fallen: boolean;
  /** In words, for the report. */
  readonly why: string;
  /** Canary less the others, as in `Verdict`; null where there are not both. */
  readonly difference: Interval | null;
  readonly rewards: number;
  /** The mean of those who are watched. */
  readonly live: number;
}

/** `live`: rewards since the beliefs had any effect, in order of time. */
export function hasFallen(live: readonly Live[], { reference, share }: Watch): Fall {
  const own = live.filter(({ canary }) => canary);
  const trusted = own.reduce((sum, { weight }) => sum + weight, 0);
  const mean = trusted === 0 ? 0 : own.reduce((sum, { weight, reward }) => sum + weight * reward, 0) / trusted;
  const difference = own.length === live.length || own.length === 0 ? null : differenceOf(live, share);
  const told = { difference, rewards: own.length, live: mean };
  if (difference !== null && difference.high < 0) {
    const why = `it earns ${(-difference.high).toFixed(3)} less than the others at least (95 %, at every look)`;
    return { ...told, fallen: true, why };
  }
  if (reference !== null && alarm(own, Math.max(0, reference.low))) {
    const why = `it no longer earns the ${reference.low.toFixed(3)} that it was let through for: ${mean.toFixed(3)} over ${own.length} rewards`;
    return { ...told, fallen: true, why };
  }
  return { ...told, fallen: false, why: `${mean.toFixed(3)} over ${own.length} rewards` };
}

/** Each reward begins a bet that from now on less than `reference` is earned; all are added up. */
function alarm(own: readonly Live[], reference: number): boolean {
  const room = Math.max(LEAST_ROOM, 1 - reference);
  const sums = STAKES.map(() => 0);
  return own.some(({ weight, reward }) => {
    for (const [at, stake] of STAKES.entries()) {
      const factor = 1 + ((stake * weight) / room) * (reference - reward);
      sums[at] = ((sums[at] ?? 0) + 1) * factor;
    }
    return sums.reduce((sum, one) => sum + one, 0) / sums.length >= REWARDS_A_FALSE_ALARM;
  });
}

function differenceOf(live: readonly Live[], share: number): Interval {
  const heaviest = Math.max(1 / share, 1 / (1 - share));
  let [sum, trusted] = [0.5, 1];
  const bets = live.map(({ weight, reward, canary }): Bet => {
    // Against the mean of those before, so that a good day makes no noise.
    const surprise = reward - sum / trusted;
    sum += weight * reward;
    trusted += weight;
    return { value: canary ? surprise / share : -surprise / (1 - share), bound: heaviest, weight };
  });
  const weights = bets.reduce((all, { weight }) => all + weight, 0);
  const value = bets.reduce((all, bet) => all + bet.weight * bet.value, 0) / weights;
  const options = { alpha: ALPHA, floor: -1 };
  const low = lowerBound(bets, options);
  const high = -lowerBound(
    bets.map((bet) => ({ ...bet, value: -bet.value })),
    options,
  );
  return { value, low: Math.min(value, low), high: Math.max(value, high) };
}
