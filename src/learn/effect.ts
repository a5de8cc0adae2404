/**
 * WHEN BELIEFS GAIN EFFECT, AND WHEN THEY LOSE IT. Pure: what stands and what was seen in, the one step that follows out.
 *
 *     shadow --evidence--> canary --its live rewards, or two quiet minutes--> in force
 *                            |                                                   |
 *                            +--live rewards speak against it--> withdrawn <-----+--> what was in force before
 *
 * Where the canary's share is 0 evidence puts beliefs in force at once. After beliefs were withdrawn nothing is tried for
 * `PAUSE_MS`, and what was judged until then no longer counts. While an admin's rollback rests, nothing is tried either; a
 * fall still leads back.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { Fall } from './fall.ts';
import type { Verdict } from './gate.ts';
import type { Interval } from './judged.ts';
import type { Standing } from './standing.ts';

/** With so many rewards of its own a canary that is surely not worse than the others by `CANARY_LOSS` is let through. */
const CANARY_REWARDS = 20;
const CANARY_LOSS = 0.05;
/** One that is not so sure is let through after this, unless what there is speaks against it. */
export const CANARY_MS = 2 * 60 * 1000;
/** After something was withdrawn. */
const PAUSE_MS = 60 * 60 * 1000;
/** After an admin's rollback. */
export const REST_MS = 24 * 60 * 60 * 1000;

export interface Seen {
  readonly now: UnixMs;
  /** Of the newest beliefs against those in force, off-policy. */
  readonly evidence: Pick<Verdict, 'verdict' | 'why'>;
  /** The canary against what is in force meanwhile; null where there is none. */
  readonly canary: Fall | null;
  /** What is in force against what was promised of it. */
  readonly inForce: Fall;
  /** Of conversations, for a canary. */
  readonly share: number;
}

export type Step =
  | { readonly kind: 'stay' }
  | { readonly kind: 'try' | 'promote' | 'withdraw'; readonly version: number; readonly why: string }
  /** `version` falls, and what was in force before takes its place. */
  | { readonly kind: 'fall back'; readonly version: number; readonly to: number; readonly why: string };

export function nextStep(standing: Standing, { now, evidence, canary, inForce, share }: Seen): Step {
  if (standing.inForce > 0 && inForce.fallen) {
    return { kind: 'fall back', version: standing.inForce, to: standing.before, why: inForce.why };
  }
  if (standing.canary !== null && canary !== null) {
    const { version, since } = standing.canary;
    if (canary.fallen) return { kind: 'withdraw', version, why: canary.why };
    const { rewards, difference, why } = canary;
    if (rewards >= CANARY_REWARDS && difference !== null && difference.low > -CANARY_LOSS) {
      return { kind: 'promote', version, why: `as a canary it is not worse than the others: ${why}` };
    }
    const isQuiet = difference === null || difference.value > -CANARY_LOSS;
    if (now >= since + CANARY_MS && isQuiet && evidence.verdict === 'effect') {
      const quiet = `nothing spoke against it in ${CANARY_MS / 60_000} minutes as a canary (${why})`;
      return { kind: 'promote', version, why: `${evidence.why}; ${quiet}` };
    }
    return { kind: 'stay' };
  }
  const isPaused = standing.pausedUntil !== null && now < standing.pausedUntil;
  const isNew = standing.newest > 0 && standing.newest !== standing.inForce;
  if (isPaused || !isNew || evidence.verdict !== 'effect') return { kind: 'stay' };
  return { kind: share === 0 ? 'promote' : 'try', version: standing.newest, why: evidence.why };
}

/** What a step needs to be taken. */
export interface Means {
  readonly now: UnixMs;
  readonly share: number;
  /** What is expected of what gains effect. */
  readonly reference: Interval | null;
  /** The number of what is put back: it is a version of its own, but for 0, the prior. */
  readonly again: number;
}

export function stepped(standing: Standing, step: Step, { now, share, reference, again }: Means): Standing {
  if (step.kind === 'stay') return standing;
  const changed = { ...standing, canary: null, why: step.why, revision: standing.revision + 1 };
  const paused = { pausedUntil: unixMs(now + PAUSE_MS), since: now };
  const { inForce, canary } = standing;
  switch (step.kind) {
    case 'try':
      return { ...changed, canary: { version: step.version, share, since: now, reference } };
    case 'promote': {
      const promised = canary?.version === step.version ? canary.reference : reference;
      return {
        ...changed,
        ...{ before: inForce, inForce: step.version, since: now, effectAt: now, reference: promised },
      };
    }
    case 'withdraw':
      return { ...changed, ...paused };
    case 'fall back':
      return {
        ...{ ...changed, ...paused, inForce: again, before: 0, effectAt: now, reference: null },
        top: Math.max(standing.top, again),
      };
  }
}
