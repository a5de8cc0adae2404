/** What the log says of the beliefs that stand: for the step that follows, and for the report. Pure. */

import { estimates } from './estimates.ts';
import { type Fall, hasFallen, type Live } from './fall.ts';
import { judge, type Verdict } from './gate.ts';
import type { Interval, Judged } from './judged.ts';
import type { Judgement } from './judgement.ts';
import type { Standing } from './standing.ts';

/** So many live rewards tell what is to be expected of beliefs that only explicit choices spoke for. */
const FIRST_REWARDS = 50;

/** The rows of the trial that runs: judged against what is in force, since it is. */
export const trialRows = (log: readonly Judgement[], { inForce, since }: Standing): readonly Judged[] =>
  log.filter(({ against, row }) => against === inForce && row.at >= since).map(({ row }) => row);

export const verdictOf = (log: readonly Judgement[], standing: Standing): Verdict =>
  judge(trialRows(log, standing), { inForce: standing.inForce });

/** Of the canary against what is in force meanwhile; null where there is none. */
export function canaryFall(log: readonly Judgement[], { inForce, canary }: Standing): Fall | null {
  if (canary === null) return null;
  const { version, since, reference, share } = canary;
  const live = log
    .filter(({ by, row }) => row.at >= since && (by === version || by === inForce))
    .map(({ by, row }) => liveOf(row, by === version));
  return hasFallen(live, { reference, share });
}

/** Of what is in force against what was expected of it when it was let through. */
export function fallInForce(log: readonly Judgement[], { inForce, effectAt, reference }: Standing): Fall {
  const live = log.filter(({ by, row }) => by === inForce && row.at >= effectAt).map(({ row }) => liveOf(row, true));
  if (reference !== null) return hasFallen(live, { reference, share: 1 });
  // Nothing was measured of live traffic before: the first rewards are the measure of those that follow.
  const [first, since] = [live.slice(0, FIRST_REWARDS), live.slice(FIRST_REWARDS)];
  return hasFallen(since, { reference: first.length < FIRST_REWARDS ? null : meanOf(first), share: 1 });
}

/** Weighted, within two standard errors. */
function meanOf(live: readonly Live[]): Interval | null {
  const trusted = live.reduce((sum, { weight }) => sum + weight, 0);
  if (trusted === 0) return null;
  const value = live.reduce((sum, { weight, reward }) => sum + weight * reward, 0) / trusted;
  const half =
    (2 * Math.sqrt(live.reduce((sum, { weight, reward }) => sum + (weight * (reward - value)) ** 2, 0))) / trusted;
  return { value, low: value - half, high: value + half };
}

const liveOf = ({ weight, reward }: Judged, canary: boolean): Live => ({ weight, reward, canary });

/**
 * What the candidate is expected to earn of live traffic, in reward alone: explicit choices are other requests, and no
 * canary ever decides them. Null where too little is known to say.
 */
export function expectedOfCandidate(log: readonly Judgement[], standing: Standing): Interval | null {
  const drawn = trialRows(
    log.filter(({ by }) => by !== null),
    standing,
  );
  const { dr } = estimates(drawn.map(withoutPenalties)).candidate;
  return dr.low > -1 ? dr : null;
}

const withoutPenalties = (row: Judged): Judged => ({ ...row, arms: row.arms.map((arm) => ({ ...arm, penalty: 0 })) });
