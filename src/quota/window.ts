/**
 * Rolling windows. Time is cut into buckets of a sixtieth of a limit's `per`; an amount lies in the bucket of the moment
 * it was admitted. The window at `now` is the bucket of `now` and the 60 before it, so it always reaches back at least
 * one whole `per`: no interval of that length ever admits more than `max`, and what was used comes free again between
 * `per` and `per` + a sixtieth later. Reading one is at most 61 rows, however many requests lie in it.
 *
 * A clock that stepped back leaves buckets that now lie in the future. They count: the window has a start and no end. So no
 * interval of time that really passed has more than `max` in it either, and what was used comes free as much later as the
 * clock stepped back.
 */

import { type Milliseconds, type UnixMs, unixMs } from '../unit.ts';

/** Finer buckets free capacity sooner and cost more rows. */
const BUCKETS_PER_WINDOW = 60;

/** What lies in one bucket of one limit, in the limit's own unit. */
export interface BucketRow {
  readonly bucket: number;
  /** Charged for good. */
  readonly used: number;
  /** Set aside for requests that have not been settled. */
  readonly held: number;
}

/** What a limit's window holds at a moment. */
export interface Standing {
  readonly used: number;
  readonly held: number;
  /** The moment at which the oldest bucket that counts stops counting; null when the window is empty. */
  readonly freesAt: UnixMs | null;
}

/**
 * The number of the bucket in which a moment lies. Multiplied before it is divided: a sixtieth of `per` need not be a
 * whole millisecond, and both products stay far below 2^53, where division and floor are exact.
 */
export function bucketOf(at: UnixMs, perMs: Milliseconds): number {
  return Math.floor((at * BUCKETS_PER_WINDOW) / perMs);
}

/** The oldest bucket that counts at `now`. */
export function oldestCounted(now: UnixMs, perMs: Milliseconds): number {
  return bucketOf(now, perMs) - BUCKETS_PER_WINDOW;
}

/** The first moment at which a bucket no longer counts. */
export function leavesAt(bucket: number, perMs: Milliseconds): UnixMs {
  return unixMs(Math.ceil(((bucket + BUCKETS_PER_WINDOW + 1) * perMs) / BUCKETS_PER_WINDOW));
}

/** Adds up one limit's rows, in any order; those that no longer count may be among them. */
export function standing(rows: readonly BucketRow[], now: UnixMs, perMs: Milliseconds): Standing {
  const from = oldestCounted(now, perMs);
  let used = 0;
  let held = 0;
  let oldest: number | null = null;
  for (const row of rows) {
    if (row.bucket < from || (row.used === 0 && row.held === 0)) continue;
    used += row.used;
    held += row.held;
    if (oldest === null || row.bucket < oldest) oldest = row.bucket;
  }
  return { used, held, freesAt: oldest === null ? null : leavesAt(oldest, perMs) };
}

/** The same window once `amount` more is held at `now`. */
export function withHeld(before: Standing, amount: number, now: UnixMs, perMs: Milliseconds): Standing {
  if (amount === 0) return before;
  const leaves = leavesAt(bucketOf(now, perMs), perMs);
  const freesAt = before.freesAt !== null && before.freesAt < leaves ? before.freesAt : leaves;
  return { used: before.used, held: before.held + amount, freesAt };
}
