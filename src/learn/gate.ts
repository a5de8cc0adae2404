/**
 * EVIDENCE BEFORE EFFECT: whether new beliefs may decide anything. Each row is a bet on the difference between what the
 * candidate's pick and what the pick in force earn, doubly robust, less what money and time are worth; beliefs take effect
 * when the lower bound of that difference says so. The bound holds at every moment at once (`wealth.ts`), so that it may be
 * looked at with every batch, and the chance that beliefs which are no better than those in force are EVER let through is at
 * most `ALPHA` for each candidate's trial, however long it lasts.
 *
 * - Against the shipped prior (version 0) a candidate must be better: the bound is above 0.
 * - A later version is the same learner with more rows: it must be better by the estimate, and surely not worse by `MARGIN`.
 *
 * The weights are not clipped, since a clipped weight makes an estimate kinder to the side whose rows are rare. Instead the
 * expectation is moved, for each row by what earlier rows were like, just so far that no row can cost more than the bet
 * allows for: the estimate stays unbiased whatever the expectation is. A row on whose pick nothing could be known (nobody
 * would have chosen it) is left out, and counted. Pure.
 */

import type { Arm } from '../route/believed.ts';
import type { Interval, Judged } from './judged.ts';
import { type Supported, supported } from './supported.ts';
import { type Bet, lowerBound } from './wealth.ts';

/** One-sided. */
const ALPHA = 0.05;
/** Of reward: what a later version may lose. */
const MARGIN = 0.01;
export const MIN_ROWS = 50;
/** Of rows on which the two differ and something was seen of it, counted by their weights (Kish). */
const MIN_EFFECTIVE = 20;
/**
 * What a row may cost at most, in rewards. The more is allowed for, the less may be staked on each row; the less, the noisier
 * rows of rare picks are.
 */
const MAX_ALLOWED = 8;
/** What was chosen more seldom than one in so many says too little of itself. */
const RAREST = 30;
/** Of penalties, before any was seen. */
const LEAST_PENALTY = 0.1;
/** The difference is looked for above this. */
const FLOOR = -1;

export interface Verdict {
  readonly verdict: 'wait' | 'effect';
  /** In words, for the report. */
  readonly why: string;
  /** Candidate less in force. `low` and `high` are one-sided 95 % bounds each, at every moment at once. */
  readonly difference: Interval;
  /** Rows that say something of both sides, and those that cannot since nobody would have chosen the pick. */
  readonly rows: number;
  readonly unsupported: number;
  /** Of `rows`, those on which both take the same. */
  readonly same: number;
  readonly effective: number;
  /** Of `rows`, by how it is known: drawn, by the share of explicit choices, or every arm rated. */
  readonly basis: Readonly<Record<Supported['by'], number>>;
}

export interface GateOptions {
  /** The version in force. 0: the shipped prior and the rules of old. */
  readonly inForce: number;
}

/** `rows`: all of the candidate's trial, that is since what is in force took effect. */
export function judge(rows: readonly Judged[], { inForce }: GateOptions): Verdict {
  const all = supported(rows);
  const known = all.filter((row) => {
    const { candidate, inForce: other } = row.picks;
    const areRated = row.rewards.has(candidate) && row.rewards.has(other);
    return candidate === other || areRated || (isKnown(row, candidate) && isKnown(row, other));
  });
  const bets = differences(known);
  const against = differences(known.map(swapped));
  const weights = bets.reduce((sum, { weight }) => sum + weight, 0);
  const value = weights === 0 ? 0 : bets.reduce((sum, bet) => sum + bet.weight * bet.value, 0) / weights;
  const low = Math.min(value, lowerBound(bets, { alpha: ALPHA, floor: FLOOR }));
  const high = Math.max(value, -lowerBound(against, { alpha: ALPHA, floor: FLOOR }));
  const found = {
    difference: { value, low, high },
    rows: known.length,
    unsupported: all.length - known.length,
    same: known.filter(({ picks }) => picks.candidate === picks.inForce).length,
    effective: Math.min(effectiveRows(known), effectiveRows(known.map(swapped))),
    basis: {
      draw: known.filter(({ by }) => by === 'draw').length,
      share: known.filter(({ by }) => by === 'share').length,
      'all rated': known.filter(({ by }) => by === 'all rated').length,
    },
  };
  const least = inForce === 0 ? 0 : -MARGIN;
  const isBetter = low > least && value > 0;
  if (found.rows < MIN_ROWS) return { ...found, verdict: 'wait', why: `${found.rows} of ${MIN_ROWS} rewards` };
  if (found.effective < MIN_EFFECTIVE) {
    const why = `what differs rests on ${found.effective.toFixed(0)} of ${MIN_EFFECTIVE} effective rewards`;
    return { ...found, verdict: 'wait', why };
  }
  const bound = `the difference is above ${low.toFixed(3)} (95 %, at every look), by estimate ${value.toFixed(3)}`;
  const needed = least === 0 ? 'above 0 is needed' : `above ${least} and an estimate above 0 are needed`;
  return isBetter
    ? { ...found, verdict: 'effect', why: bound }
    : { ...found, verdict: 'wait', why: `${bound}: ${needed}` };
}

/**
 * Whether enough could be known of an arm. One that was hardly ever chosen would bring a weight that is not allowed for: its
 * expectation would be moved to nearly nothing and put right once in hundreds of rows, so that the estimate lies far off in
 * most samples, unbiased as it is.
 */
function isKnown({ arms }: Supported, arm: Arm): boolean {
  return (arms.get(arm)?.propensity ?? 0) >= 1 / RAREST;
}

const swapped = (row: Supported): Supported => ({
  ...row,
  picks: { ...row.picks, inForce: row.picks.candidate, candidate: row.picks.inForce },
});

/** Candidate less in force, row by row, each at least `-bound`. */
function differences(rows: readonly Supported[]): readonly Bet[] {
  let allowed = 1;
  let penalties = LEAST_PENALTY;
  return rows.map((row) => {
    const { picks, arms, weight } = row;
    const bound = allowed + 1 + penalties;
    const [candidate, inForce] = [arms.get(picks.candidate), arms.get(picks.inForce)];
    if (picks.candidate === picks.inForce || candidate === undefined || inForce === undefined) {
      return { value: 0, bound, weight };
    }
    const spared = inForce.penalty - candidate.penalty;
    const [up, down] = [row.rewards.get(candidate.arm), row.rewards.get(inForce.arm)];
    let earned: number;
    if (up !== undefined && down !== undefined) earned = up - down;
    else {
      // A reward of 0 for the one, or of 1 for the other, must not cost more than `allowed`.
      const most = Math.min(candidate.reward, allowed * candidate.propensity);
      const least = Math.max(inForce.reward, 1 - allowed * inForce.propensity);
      earned = robust(row, candidate, most) - robust(row, inForce, least);
      const heaviest = Math.max(1 / candidate.propensity, 1 / inForce.propensity);
      allowed = Math.min(MAX_ALLOWED, Math.max(allowed, heaviest));
    }
    penalties = Math.max(penalties, Math.abs(spared));
    return { value: earned + spared, bound, weight };
  });
}

function robust(row: Supported, { arm, propensity }: { arm: Arm; propensity: number }, expected: number): number {
  return row.chosen === arm ? expected + (row.reward - expected) / propensity : expected;
}

/** Of the candidate's side. */
function effectiveRows(rows: readonly Supported[]): number {
  let [sum, squares] = [0, 0];
  for (const { picks, arms, rewards, chosen, weight } of rows) {
    if (picks.candidate === picks.inForce) continue;
    const both = rewards.has(picks.candidate) && rewards.has(picks.inForce);
    if (!both && chosen !== picks.candidate) continue;
    const own = both ? weight : weight / (arms.get(chosen)?.propensity ?? 1);
    sum += own;
    squares += own * own;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
