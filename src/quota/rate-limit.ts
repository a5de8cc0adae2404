/**
 * What a client is told of its limits, in the fields of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` (the
 * quota `q`, its unit `qu`, its window `w` in seconds) and `RateLimit` (`r` remaining, `t` seconds until some of it is
 * free again), both for the one limit that is nearest to exhaustion.
 */

import type { UnixMs } from '../unit.ts';
import type { LimitState } from './contract.ts';

/** Structured fields hold integers of up to 15 digits (RFC 9651, section 3.3.1). */
const LARGEST_INTEGER = 999_999_999_999_999;

/** `requests` is the draft's own default and is left out. */
const QUOTA_UNIT: Readonly<Record<LimitState['of'], string>> = {
  requests: '',
  tokens: ';qu="tokens"',
  cost: ';qu="micro-dollars"',
};

/** Both headers by name, or none when there is no limit to speak of. Ids match `[a-z0-9_-]+` and need no escaping. */
export function rateLimitHeaders(limits: readonly LimitState[], now: UnixMs): Readonly<Record<string, string>> {
  const limit = nearestToExhaustion(limits);
  if (limit === null) return {};
  const { id, of, max, perMs, freesAt } = limit;
  const until = freesAt === null ? '' : `;t=${secondsUntil(freesAt, now)}`;
  return {
    'ratelimit-policy': `"${id}";q=${integer(max)}${QUOTA_UNIT[of]};w=${integer(Math.ceil(perMs / 1000))}`,
    ratelimit: `"${id}";r=${integer(left(limit))}${until}`,
  };
}

/**
 * Whole seconds, at least one, after which asking again may help. A limit in which nothing lies, and which is reached
 * all the same, is one whose `max` is too small for the request: its window is then the honest thing to say.
 */
export function retryAfterSeconds({ freesAt, perMs }: LimitState, now: UnixMs): number {
  return freesAt === null ? Math.ceil(perMs / 1000) : Math.max(1, secondsUntil(freesAt, now));
}

function nearestToExhaustion(limits: readonly LimitState[]): LimitState | null {
  let nearest: LimitState | null = null;
  for (const limit of limits) if (nearest === null || leftShare(limit) < leftShare(nearest)) nearest = limit;
  return nearest;
}

function leftShare(limit: LimitState): number {
  return limit.max === 0 ? 0 : left(limit) / limit.max;
}

function left({ max, used, held }: LimitState): number {
  return Math.max(0, max - used - held);
}

function secondsUntil(at: UnixMs, now: UnixMs): number {
  return Math.max(0, Math.ceil((at - now) / 1000));
}

function integer(value: number): number {
  return Math.min(value, LARGEST_INTEGER);
}
