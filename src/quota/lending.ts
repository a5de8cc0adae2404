/**
 * Lending, the lender's side. A limit that many accounts share, a tenant's budget or a key's own limit, is a POOL. Were
 * every request to ask where it is counted, that place would be as busy as the whole tenant; so it lends to accounts
 * (`slice.ts`), and hears of what they spent when they next ask. Pure.
 *
 *   spent within the window + lent and not known to be spent <= max, always
 *
 * holds because only the lender raises what an account has been granted, only while the sum leaves room, and what is lent
 * counts as of now for as long as it is out, whenever it was lent. What an account has spent counts as lent until it tells
 * of it, and then as spent when the last of it was: for every interval of the window's length all that was spent in it is
 * counted at its end, as spent or as lent.
 *
 * Messages tell what stands and not what changed, and are numbered by the account (`seq`): one that comes twice, late or
 * not at all changes nothing but how long something is counted as lent.
 */

import type { Milliseconds, UnixMs } from '../unit.ts';

/** A limit that is shared. The key says what is counted: one limit's `max` may change, and it goes on counting. */
export interface Pool {
  /** Whose it is. */
  readonly tenant: string;
  readonly key: string;
  /** In the limit's own unit: requests, tokens, micro-dollars. */
  readonly max: number;
  readonly perMs: Milliseconds;
}

/** What an account says of one pool, in the pool's unit. */
export interface Report {
  /** When the account's books were begun: those of an account that deleted itself begin anew, with nothing spent. */
  readonly life: UnixMs;
  /** Grows with every report of a life. */
  readonly seq: number;
  /** What it may still spend, as far as it knows; its holds are part of it. Never more than it was granted. */
  readonly granted: number;
  /** What it has spent in this life. Never falls. */
  readonly spent: number;
  /**
   * How long ago the last of that was spent, from when it counts for the length of the window. Not when: the clocks of the
   * two need not agree, and one that has stepped back makes it only less long ago.
   */
  readonly sinceSpentMs: Milliseconds;
  /** What of `spent` it knows the lender to have heard of. */
  readonly heard: number;
  /** What a request that waits lacks; 0 when none does. */
  readonly need: number;
  /** What it would like beyond that, to be spared the next call. */
  readonly ahead: number;
}

/** What the lender knows of an account. */
export interface Borrower {
  readonly life: UnixMs;
  readonly seq: number;
  readonly granted: number;
  readonly spent: number;
}

/** What a pool stands at: `spent` within its window, `lent` to all who have some of it, `borrowers` in number. */
export interface PoolStanding {
  readonly max: number;
  readonly spent: number;
  readonly lent: number;
  readonly borrowers: number;
  readonly freesAt: UnixMs | null;
}

export interface Answer {
  /** The life of the account that the lender knows: of one that seems to have begun earlier it hears nothing. */
  readonly life: UnixMs;
  /** The report that is answered; of another an account takes no notice. */
  readonly seq: number;
  /** What the account may spend, as of its report. */
  readonly granted: number;
  /** There is so much left that nobody need give back what lies idle. */
  readonly plenty: boolean;
  /** When some of what was spent leaves the window; null when nothing lies in it. */
  readonly freesAt: UnixMs | null;
}

/** While this share of a pool is neither spent nor lent, whoever has borrowed may keep it. */
const PLENTY = 0.25;
/** And with as much as all have borrowed, while it is this share: below it slices become single requests. */
const PLENTY_FOR_ALL = 0.02;
/** An account is lent at most this share of an even part of what is left, beyond what it needs at once. */
const EVEN_PART = 0.25;

/** What a report changes; null for one that was heard before, or that another has overtaken. */
export function hear(
  report: Report,
  known: Borrower | null,
): { readonly borrower: Borrower; readonly spent: number; readonly lent: number } | null {
  const { life, seq, granted, spent } = report;
  if (known !== null && (life < known.life || (life === known.life && seq <= known.seq))) return null;
  return {
    borrower: { life, seq, granted, spent },
    // A lender that does not know this life believes it as to what it was told of already.
    spent: Math.max(0, spent - (known?.life === life ? known.spent : report.heard)),
    // What it was granted and does not know of, since the answer was lost, is no longer lent.
    lent: granted - (known?.granted ?? 0),
  };
}

export const leftOf = ({ max, spent, lent }: Pick<PoolStanding, 'max' | 'spent' | 'lent'>): number =>
  max - spent - lent;

/**
 * What is left as well as lent is there for whoever lacks something, whatever lies idle elsewhere: the last quarter of a
 * large budget is enough for long. Were all to give back and borrow again what they use once a minute, the lender would be
 * nearly as busy as if it were asked for each request.
 */
export function isPlenty(pool: PoolStanding): boolean {
  const left = leftOf(pool);
  return left >= pool.max * PLENTY || (left >= pool.lent && left >= pool.max * PLENTY_FOR_ALL);
}

/**
 * What more to lend: what the account needs, and beyond that at most a part of its even share, so that slices become
 * single requests as the end comes near. Less than the need when there is less: a smaller answer may do. Whole.
 */
export function lend({ need, ahead }: Pick<Report, 'need' | 'ahead'>, pool: Omit<PoolStanding, 'freesAt'>): number {
  const left = leftOf(pool);
  if (left <= 0 || need + ahead <= 0) return 0;
  const share = (left / Math.max(1, pool.borrowers)) * EVEN_PART;
  return Math.floor(Math.min(left, Math.max(need, Math.min(need + ahead, share))));
}
