/**
 * Requests in flight and what they have set aside, kept in memory beside their rows: a hold is then one row of the books, and
 * not a row for each limit besides, and nothing that asks of one asks the rows. The rows of `request` that have no number are
 * the truth. They are read when they are first asked for: in a new life of the object, and after a transaction that did not
 * happen.
 */

import type { DecisionId } from '../route/decision.ts';
import type { Limit } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import type { Admission } from './contract.ts';
import type { Before } from './kept.ts';
import type { HeldSession } from './memory.ts';
import type { HeldOrigin } from './reporting.ts';
import type { BucketRow } from './window.ts';

/** What a request set aside of one limit: in a bucket of its window, or of a slice where there is none. */
export interface HeldAmount {
  /** Of the limit, or of the pool. */
  readonly key: string;
  readonly of: Limit['of'];
  readonly bucket: number | null;
  /** When that bucket no longer counts. */
  readonly until: UnixMs | null;
  readonly amount: number;
}

export type Admitted = Extract<Admission, { kind: 'admitted' }>;

export interface TakenHold {
  readonly decision: DecisionId;
  /** Null for a hold from before that was kept. */
  readonly origin: HeldOrigin | null;
  readonly amounts: readonly HeldAmount[];
  readonly admission: Admitted;
  /** Null when the request binds no conversation. */
  readonly session: HeldSession | null;
  /** What was said of it before it was settled; null: nothing. */
  readonly said: Before | null;
  /** The number of its row. */
  readonly place: number;
  readonly admittedAt: UnixMs;
  /** Its number among the automatic requests; null where it is none. */
  readonly turn: number | null;
}

export type OpenHold = TakenHold & { readonly until: UnixMs };

export type HoldRow = {
  place: number;
  decision: DecisionId;
  until: number;
  admitted: number;
  turn: number | null;
  amounts: string;
  admission: string;
  session: string | null;
  origin: string | null;
  said: string | null;
};

export const HOLD_COLUMNS = 'place, decision, until, admitted, turn, amounts, admission, session, origin, said';

type Sums = Map<string, Map<number | null, number>>;

interface Known {
  readonly holds: Map<DecisionId, OpenHold>;
  /** By limit or pool, then by bucket. */
  readonly sums: Sums;
}

export class Held {
  readonly #sql: SqlStorage;
  /** Null where the rows must be asked. */
  #memory: Known | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Of a pool. */
  of(pool: string): number {
    return this.#known().sums.get(pool)?.get(null) ?? 0;
  }

  /** Of a limit, by bucket. */
  rows(limitKey: string): readonly BucketRow[] {
    const byBucket = this.#known().sums.get(limitKey) ?? [];
    return [...byBucket].flatMap(([bucket, held]) => (bucket === null ? [] : [{ bucket, used: 0, held }]));
  }

  /** How many requests are on their way. */
  count(): number {
    return this.#known().holds.size;
  }

  find(decision: DecisionId): OpenHold | undefined {
    return this.#known().holds.get(decision);
  }

  /** What was said of it is said later, of the row. */
  open(hold: OpenHold): void {
    const { holds, sums } = this.#known();
    const { place, decision, until, admittedAt, turn, amounts, admission, session, origin } = hold;
    this.#sql.exec(
      `INSERT OR REPLACE INTO request (place, decision, until, admitted, turn, amounts, admission, session, origin)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[place, decision, until, admittedAt, turn, JSON.stringify(amounts), JSON.stringify(admission)],
      ...[session === null ? null : JSON.stringify(session), JSON.stringify(origin)],
    );
    holds.set(decision, hold);
    move(sums, amounts, 1);
  }

  /** Of a request that is on its way. */
  say(hold: OpenHold, said: Before): void {
    const { place, decision } = hold;
    this.#sql.exec(
      'UPDATE request SET said = ? WHERE place = ? AND decision = ?',
      ...[JSON.stringify(said), place, decision],
    );
    this.#known().holds.set(hold.decision, { ...hold, said });
  }

  /** Those that are on their way, in no order. */
  all(): Iterable<OpenHold> {
    return this.#known().holds.values();
  }

  /** Takes a hold out of what is held, for whoever writes its row; null when it was taken before. */
  take(decision: DecisionId): TakenHold | null {
    const { holds, sums } = this.#known();
    const hold = holds.get(decision);
    if (hold === undefined) return null;
    holds.delete(decision);
    move(sums, hold.amounts, -1);
    return hold;
  }

  /** Takes every hold whose time has passed. */
  takeExpired(now: UnixMs): readonly TakenHold[] {
    const expired = [...this.all()].filter(({ until }) => until <= now);
    return expired.flatMap(({ decision }) => this.take(decision) ?? []);
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#memory = null;
  }

  #known(): Known {
    if (this.#memory !== null) return this.#memory;
    const known: Known = { holds: new Map(), sums: new Map() };
    for (const row of this.#sql.exec<HoldRow>(`SELECT ${HOLD_COLUMNS} FROM request WHERE settled IS NULL`)) {
      const hold = readHold(row);
      known.holds.set(hold.decision, hold);
      move(known.sums, hold.amounts, 1);
    }
    this.#memory = known;
    return known;
  }
}

/** JSON is parsed unchecked: nobody but this class writes these columns, and `forgetUser`. */
export const readHold = (row: HoldRow): OpenHold => ({
  ...{ place: row.place, decision: row.decision, turn: row.turn },
  ...{ until: unixMs(row.until), admittedAt: unixMs(row.admitted) },
  amounts: JSON.parse(row.amounts),
  admission: JSON.parse(row.admission),
  session: row.session === null ? null : JSON.parse(row.session),
  origin: row.origin === null ? null : JSON.parse(row.origin),
  said: row.said === null ? null : JSON.parse(row.said),
});

/** What comes to nothing is forgotten, so that the sums are no more than what is in flight. */
function move(sums: Sums, amounts: readonly HeldAmount[], sign: 1 | -1): void {
  for (const { key, bucket, amount } of amounts) {
    const byBucket = sums.get(key) ?? new Map<number | null, number>();
    const sum = (byBucket.get(bucket) ?? 0) + sign * amount;
    if (sum === 0) byBucket.delete(bucket);
    else byBucket.set(bucket, sum);
    if (byBucket.size === 0) sums.delete(key);
    else sums.set(key, byBucket);
  }
}
