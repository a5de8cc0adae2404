/**
 * The account's books: SQL rows in, the values of the pure files out, and back. It decides nothing and knows no clock;
 * every method is synchronous and runs inside its caller's transaction. The tables are described in `schema.ts`.
 *
 * WHAT EACH WRITE GUARANTEES. A transaction happens whole or not at all, and its answer leaves only once it is on disk.
 *
 * | transaction      | writes                            | lost before it: nothing happened, and | lost after it, and the answer with it   |
 * |------------------|-----------------------------------|---------------------------------------|-----------------------------------------|
 * | admit            | `hold`, with all that is set      | nobody was told that he may go on: no | asked again, it answers the same and    |
 * |                  | aside of every limit; `share`     | provider is called                    | holds once; else it is withdrawn, or    |
 * |                  |                                   |                                       | the alarm charges it                    |
 * | settle: charge   | `hold` deleted; `bucket` and      | it is still held: the call is tried   | tried again, it finds no hold           |
 * |                  | `slice` charged; `session`,       | again, else the alarm charges it      | (`already`) and changes nothing         |
 * |                  | `issued`, `decision`              |                                       |                                         |
 * | settle: release, | `hold` and `share` deleted;       | it is still held, until the alarm     | as above                                |
 * | withdraw         | `decision` for a release          | charges it in full                    |                                         |
 * | alarm            | expired `hold`s deleted, and      | the platform rings again, and again   | whoever settles later finds no hold     |
 * |                  | charged in full                   | in the object's next life             |                                         |
 *
 * Whoever deletes the row of a hold settles it: of the end of an answer, a body that is cancelled, `request.signal` and the
 * alarm of the lease the first does, and the others find nothing. A late or repeated call to admit finds in `Over` and
 * among the last 50 decisions that its request is over; only one that comes in another life of the object, 50 settlements
 * later, would hold again, and be charged in full by its alarm.
 *
 * THE FAST PATH. What is held of each limit is kept in memory alone (`held.ts`), far from a limit and near one. It cannot
 * break `used + held <= max`, as it is no more than the sum of rows that are written before anybody is told of them: a new
 * life of the object reads the same sum. So admission costs the row of the hold, whatever the number of limits.
 * That row is never written behind. Were the answer sent before it, an object and an isolate that die together (one
 * machine, one `kill -9`) would leave the same rows whether the request had reached its provider or had never come, and
 * no rule could be right in both cases: a charge is lost, or one is made up. A durable reserve for what memory may hold
 * keeps the limit and does not change that. Nor is there much to gain. A request that is settled before its hold would have
 * been written saves two rows and owes one, that tells which numbers of an earlier life were settled; whatever lasts
 * longer, as most answers do, saves none. What is left is the wait for one commit, milliseconds before an answer that
 * takes hundreds.
 */

import type { DecisionId } from '../route/decision.ts';
import type { Limit } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import type { Balance, Hold } from './admit.ts';
import type { Admission } from './contract.ts';
import { Held, type HeldAmount } from './held.ts';
import type { Before } from './kept.ts';
import type { Pool } from './lending.ts';
import { Lessons } from './lessons.ts';
import { limitKey } from './limit-key.ts';
import { type HeldSession, Memory } from './memory.ts';
import type { Filled } from './pace.ts';
import type { HeldOrigin } from './reporting.ts';
import { settled } from './slice.ts';
import { Slices } from './slices.ts';
import { Unreported } from './unreported.ts';
import { bucketOf, leavesAt, oldestCounted, standing } from './window.ts';

/** `thinkingShare` looks at a request and the 99 automatic ones before it. */
const SHARE_BEFORE = 99;
/** After so long without an automatic request the share begins anew, so that an account long idle can be deleted. */
const SHARE_MS = 30 * 24 * 60 * 60 * 1000;
/** When all of it leaves: that of the newest, which is found without reading the others. */
const SHARE_UNTIL = '(SELECT until FROM share ORDER BY seq DESC LIMIT 1)';

type Admitted = Extract<Admission, { kind: 'admitted' }>;

interface OpenHold {
  readonly decision: DecisionId;
  readonly origin: HeldOrigin;
  readonly holds: readonly Hold[];
  /** Of the limits that are shared. */
  readonly pools: ReadonlyMap<Limit, Pool>;
  readonly admission: Admitted;
  /** Null when the request binds no conversation. */
  readonly session: HeldSession | null;
  readonly automatic: boolean;
  readonly until: UnixMs;
}

export interface TakenHold {
  readonly decision: DecisionId;
  /** Null for a hold from before that was kept. */
  readonly origin: HeldOrigin | null;
  readonly amounts: readonly HeldAmount[];
  readonly admission: Admitted;
  readonly session: HeldSession | null;
  /** What was said of it before it was settled; null: nothing. */
  readonly said: Before | null;
}

type HoldRow = {
  decision: DecisionId;
  amounts: string;
  admission: string;
  session: string | null;
  origin: string | null;
  said: string | null;
};

/** A HoldRow. */
const TAKEN = 'decision, amounts, admission, session, origin, said';

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #held: Held;
  readonly memory: Memory;
  readonly lessons: Lessons;
  readonly slices: Slices;
  readonly unreported: Unreported;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#held = new Held(sql);
    this.memory = new Memory(sql);
    this.lessons = new Lessons(sql, this.memory);
    this.slices = new Slices(sql, this.#held);
    this.unreported = new Unreported(sql, this.memory);
  }

  /** A transaction was rolled back: what memory has of it is not so. */
  reread(): void {
    this.#held.reread();
    this.memory.reread();
    this.lessons.reread();
  }

  balances(limits: readonly Limit[], now: UnixMs): readonly (Balance & Filled)[] {
    return limits.map((limit) => {
      const key = limitKey(limit);
      const charged = this.#sql.exec<{ bucket: number; used: number; held: number }>(
        'SELECT bucket, used, 0 AS held FROM bucket WHERE limit_key = ? AND bucket >= ?',
        key,
        oldestCounted(now, limit.perMs),
      );
      const rows = [...charged, ...this.#held.rows(key)];
      return { limit, rows, standing: standing(rows, now, limit.perMs) };
    });
  }

  /**
   * How many of the last 99 automatic requests thought. One that is in flight and does not think is left out: should it
   * be released, an older one moves up into its place, and that may be one that thought.
   */
  thinkingBefore(now: UnixMs): number {
    const counted = this.#sql.exec<{ thinking: number }>(
      `SELECT COALESCE(SUM(thinking), 0) AS thinking FROM (
         SELECT thinking FROM share
         WHERE ${SHARE_UNTIL} > ?
           AND (thinking = 1 OR decision NOT IN (SELECT decision FROM hold))
         ORDER BY seq DESC LIMIT ?)`,
      now,
      SHARE_BEFORE,
    );
    return counted.one().thinking;
  }

  /** Whether a request is on its way that has not been settled. */
  hasHolds(): boolean {
    return this.#sql.exec('SELECT 1 FROM hold LIMIT 1').toArray().length > 0;
  }

  countHolds(): number {
    return this.#sql.exec<{ count: number }>('SELECT COUNT(*) AS count FROM hold').one().count;
  }

  /** The answer that a request was given which has not been settled. */
  admission(decision: DecisionId): Admitted | null {
    const [row] = this.#sql
      .exec<{ admission: string }>('SELECT admission FROM hold WHERE decision = ?', decision)
      .toArray();
    return row === undefined ? null : JSON.parse(row.admission);
  }

  /** Writes an admitted request down: its hold with what it sets aside, and its place among the automatic requests. */
  open({ decision, origin, holds, pools, admission, session, automatic, until }: OpenHold, now: UnixMs): void {
    const amounts = holds.map(({ limit, amount }): HeldAmount => {
      const { of } = limit;
      const pool = pools.get(limit);
      if (pool !== undefined) {
        this.slices.open(pool, amount, now);
        return { key: pool.key, of, bucket: null, until: null, amount };
      }
      const bucket = bucketOf(now, limit.perMs);
      return { key: limitKey(limit), of, bucket, until: leavesAt(bucket, limit.perMs), amount };
    });
    this.#held.add(amounts);
    this.#sql.exec(
      'INSERT INTO hold (decision, amounts, admission, session, origin, until) VALUES (?, ?, ?, ?, ?, ?)',
      decision,
      JSON.stringify(amounts),
      JSON.stringify(admission),
      session === null ? null : JSON.stringify(session),
      JSON.stringify(origin),
      until,
    );
    if (!automatic) return;
    this.#sql.exec(
      'INSERT OR REPLACE INTO share (decision, thinking, until) VALUES (?, ?, ?)',
      decision,
      admission.rung.effort === 'thinking' ? 1 : 0,
      now + SHARE_MS,
    );
  }

  /** Takes a hold off the books, for its one settlement; null when it was taken before. */
  take(decision: DecisionId): TakenHold | null {
    const [row] = this.#sql.exec<HoldRow>(`DELETE FROM hold WHERE decision = ? RETURNING ${TAKEN}`, decision).toArray();
    return row === undefined ? null : this.#taken(row);
  }

  /** Takes every hold whose time has passed. */
  takeExpired(now: UnixMs): readonly TakenHold[] {
    const rows = this.#sql.exec<HoldRow>(`DELETE FROM hold WHERE until <= ? RETURNING ${TAKEN}`, now);
    return rows.toArray().map((row) => this.#taken(row));
  }

  /** JSON is parsed unchecked here and above: nobody but this class writes these columns. */
  #taken({ decision, amounts, admission, session, origin, said }: HoldRow): TakenHold {
    const taken: TakenHold = {
      decision,
      amounts: JSON.parse(amounts),
      admission: JSON.parse(admission),
      session: session === null ? null : JSON.parse(session),
      origin: origin === null ? null : JSON.parse(origin),
      said: said === null ? null : JSON.parse(said),
    };
    this.#held.remove(taken.amounts);
    return taken;
  }

  /**
   * Charges what `used` says in place of what a taken hold set aside, in the bucket of the admission; null: it was
   * released.
   */
  close({ amounts }: TakenHold, used: ((held: HeldAmount) => number) | null, now: UnixMs): void {
    for (const held of amounts) {
      const charged = used?.(held) ?? null;
      if (held.bucket === null) {
        const owned = this.slices.find(held.key);
        if (owned === null) continue;
        this.slices.put(owned.pool, settled(owned.slice, held.amount, charged, now));
        continue;
      }
      // Of a window that is over there may be no `until`: its bucket was deleted before holds came to tell of it.
      if (charged === null || charged === 0 || held.until === null) continue;
      this.#sql.exec(
        `INSERT INTO bucket (limit_key, bucket, used, until) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET used = used + excluded.used`,
        held.key,
        held.bucket,
        charged,
        held.until,
      );
    }
  }

  /** Takes a released request out of the share: it was never answered. */
  forget(decision: DecisionId): void {
    this.#sql.exec('DELETE FROM share WHERE decision = ?', decision);
  }

  /** Deletes what no longer counts. A share's entry with 99 settled ones after it can never be looked at again. */
  sweep(now: UnixMs): void {
    for (const table of ['bucket', 'session', 'decision', 'issued']) {
      this.#sql.exec(`DELETE FROM ${table} WHERE until <= ?`, now);
    }
    // Together: a hundred requests may take a user longer than any of them is kept for by itself.
    this.#sql.exec(`DELETE FROM share WHERE ${SHARE_UNTIL} <= ?`, now);
    this.#sql.exec(
      `DELETE FROM share WHERE seq < (
         SELECT seq FROM share WHERE decision NOT IN (SELECT decision FROM hold) ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      SHARE_BEFORE - 1,
    );
  }

  /** When the next hold expires, and when the next other row may be deleted; null for none. */
  nextUntil(): { readonly hold: UnixMs | null; readonly other: UnixMs | null } {
    const { hold, other } = this.#sql
      .exec<{ hold: number | null; other: number | null }>(
        `SELECT (SELECT MIN(until) FROM hold) AS hold, (SELECT MIN(until) FROM (
           SELECT until FROM bucket UNION ALL SELECT ${SHARE_UNTIL}
           UNION ALL SELECT until FROM session UNION ALL SELECT until FROM decision
           UNION ALL SELECT until FROM issued)) AS other`,
      )
      .one();
    return { hold: hold === null ? null : unixMs(hold), other: other === null ? null : unixMs(other) };
  }
}
