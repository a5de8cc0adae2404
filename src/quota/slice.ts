/**
 * Lending, the borrower's side: what an account may spend of a pool without asking (`lending.ts` says why that is sound).
 * It spends no more than it was granted, whatever happens to messages, and only it lowers that: first for itself, durably,
 * and then by telling. Pure.
 */

import { milliseconds, type UnixMs, unixMs } from '../unit.ts';
import type { Answer, Report } from './lending.ts';

/** A slice of one pool, in the pool's unit. */
export interface Slice {
  readonly life: UnixMs;
  /** What may be spent; `held` is part of it. */
  readonly granted: number;
  /** Set aside for requests that have not been settled. */
  readonly held: number;
  /** In this life of the account. */
  readonly spent: number;
  /** When the last of it was. */
  readonly spentAt: UnixMs;
  /** When a request last held some of it. */
  readonly usedAt: UnixMs;
  /** What of `spent` the lender has heard of. */
  readonly heard: number;
  /** What a request spends on average, of late; null before the first. */
  readonly mean: number | null;
  /** What the latest request had to hold: its worst case, many times what it spends. */
  readonly hold: number;
  /** Not to be asked for before then: the pool had nothing to lend. */
  readonly dryUntil: UnixMs;
  /** When the last report was written, of which it is not known that it was heard; null: it was answered. */
  readonly unheardSince: UnixMs | null;
  /** By the last answer, nothing need be given back. */
  readonly plenty: boolean;
  /** By the last answer, when the pool has more again. */
  readonly freesAt: UnixMs | null;
}

export const newSlice = (life: UnixMs): Slice => ({
  ...{ life, granted: 0, held: 0, spent: 0, spentAt: life, usedAt: life, heard: 0, mean: null, hold: 0 },
  ...{ dryUntil: unixMs(0), unheardSince: null, plenty: false, freesAt: null },
});

/** An account asks once for so many requests: 1,000 requests are then some 10 calls. */
const REQUESTS_AHEAD = 100;
/** It asks before it must, when it could go on for so many. */
const REQUESTS_LEFT = 10;
/** How much the latest request counts in the mean. */
const NEWEST = 0.1;
/** What was held of so lately is still in use. */
const IN_USE_MS = milliseconds(60_000);
/** Who was told that nothing is left asks again after this, so that the end of a budget makes no crowd. */
const DRY_MS = milliseconds(5000);

export const roomOf = ({ granted, held }: Slice): number => granted - held;

/** Whether asking is in vain for now. Never for longer than that, should the clock have stepped back. */
export const isDry = ({ dryUntil }: Slice, now: UnixMs): boolean => now < dryUntil && dryUntil - now <= DRY_MS;

/** What to ask for so that `amount` can be held; null when it can, or when asking is in vain for now. */
export function lacking(slice: Slice, amount: number, now: UnixMs): Pick<Report, 'need' | 'ahead'> | null {
  const need = amount - roomOf(slice);
  if (need <= 0 || isDry(slice, now)) return null;
  // Before anything is known, the worst case once more lasts for long.
  return { need, ahead: slice.mean === null ? amount : slice.mean * REQUESTS_AHEAD };
}

/** What to ask for though nobody waits; null while there is enough, and where it is scarce: nobody then takes ahead. */
export function lackingSoon(slice: Slice, now: UnixMs): Pick<Report, 'need' | 'ahead'> | null {
  if (slice.mean === null || !slice.plenty || isDry(slice, now)) return null;
  if (roomOf(slice) >= slice.hold + slice.mean * REQUESTS_LEFT) return null;
  return { need: 0, ahead: slice.mean * REQUESTS_AHEAD };
}

/**
 * What to ask for since the lender is asked of another pool anyway; null where it lasts for long as it is. A request that
 * several limits govern would else make a call for each of them.
 */
export function lackingAnyway(slice: Slice, now: UnixMs): Pick<Report, 'need' | 'ahead'> | null {
  const { mean, plenty, usedAt, hold } = slice;
  if (mean === null || !plenty || isDry(slice, now) || now - usedAt > IN_USE_MS) return null;
  if (roomOf(slice) >= hold + (mean * REQUESTS_AHEAD * 3) / 4) return null;
  return { need: 0, ahead: mean * REQUESTS_AHEAD };
}

export function opened(slice: Slice, amount: number, now: UnixMs): Slice {
  return { ...slice, held: slice.held + amount, hold: amount, usedAt: now };
}

/** `used` in place of the `amount` that was held; null: the request was released and spent nothing. */
export function settled(slice: Slice, amount: number, used: number | null, now: UnixMs): Slice {
  const { granted, held, spent } = slice;
  if (used === null) return { ...slice, held: held - amount };
  const mean = slice.mean === null ? used : slice.mean + NEWEST * (used - slice.mean);
  // A provider may count more than was held; what it took was spent all the same, and is no longer there to be.
  return {
    ...slice,
    granted: Math.max(0, granted - used),
    held: held - amount,
    spent: spent + used,
    spentAt: now,
    mean,
  };
}

/** How long what is scarce may lie idle. */
const IDLE_MS = milliseconds(5000);
/** After so long a report is taken for lost. */
const LOST_MS = milliseconds(60_000);

/**
 * When the lender is to be told of it though nobody lacks anything; null: it need not be. What lies idle is given back, since
 * others lack it. A report that was not answered is made again: the lender may have granted what nobody here knows of, or
 * not know what was given back, and would count it as lent for ever.
 */
export function dueAt(slice: Slice): UnixMs | null {
  const { plenty, usedAt, unheardSince } = slice;
  const idle = plenty || roomOf(slice) <= 0 ? null : usedAt + IDLE_MS;
  const lost = unheardSince === null ? null : unheardSince + LOST_MS;
  if (idle === null || lost === null) return idle === null && lost === null ? null : unixMs(idle ?? lost ?? 0);
  return unixMs(Math.min(idle, lost));
}

/** Whether the lender holds something against an account that is about to end. */
export const isOwed = (slice: Slice): boolean =>
  roomOf(slice) > 0 || slice.spent !== slice.heard || slice.unheardSince !== null;

/** It is being told of. To be written down first. */
export const told = (slice: Slice, now: UnixMs): Slice => ({ ...slice, unheardSince: now });

/** Without what lies idle, but for what a request that waits is going to hold. To be written down before the lender is told. */
export function lowered(slice: Slice, awaited = 0): Slice {
  return { ...slice, granted: Math.min(slice.granted, Math.max(0, slice.held + awaited)) };
}

export function reportOf(
  slice: Slice,
  seq: number,
  { need, ahead }: Pick<Report, 'need' | 'ahead'>,
  now: UnixMs,
): Report {
  const { life, granted, spent, spentAt, heard } = slice;
  const sinceSpentMs = milliseconds(Math.max(0, now - spentAt));
  return { ...{ life, seq, granted, spent, sinceSpentMs, heard }, need: Math.ceil(need), ahead: Math.ceil(ahead) };
}

/**
 * The lender knows a later life of this account, whose clock has stepped back between the two: it begins once more, after
 * that. Of a life that was never heard of nothing can have been granted.
 */
export const reborn = (known: UnixMs): Slice => newSlice(unixMs(known + 1));

/** `report` was the last that was sent, and `answer` is to it: what was spent since stays spent. */
export function answered(slice: Slice, report: Report, answer: Answer, now: UnixMs): Slice {
  const more = Math.max(0, answer.granted - report.granted);
  const isDry = report.need > 0 && more < report.need;
  return {
    ...slice,
    granted: slice.granted + more,
    heard: Math.max(slice.heard, report.spent),
    dryUntil: isDry ? unixMs(now + DRY_MS) : slice.dryUntil,
    unheardSince: null,
    plenty: answer.plenty,
    freesAt: answer.freesAt,
  };
}
