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
 * life of the object reads the same sum. So admission costs the row of the hold, whatever the number of limits. What else
 * the rows say is kept in memory beside them: this object alone writes them, and reads each once in its life, and once more
 * after a transaction that did not happen or rows that went (`reread`).
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
import { type Charge, Charged } from './charged.ts';
import { type Admitted, Held, type HeldAmount, type OpenHold, type TakenHold } from './held.ts';
import type { Pool } from './lending.ts';
import { Lessons } from './lessons.ts';
import { limitKey } from './limit-key.ts';
import { Memory } from './memory.ts';
import type { Filled } from './pace.ts';
import { SHARE_UNTIL, Share } from './share.ts';
import { settled } from './slice.ts';
import { Slices } from './slices.ts';
import { Unreported } from './unreported.ts';
import { bucketOf, leavesAt, standing } from './window.ts';

export interface Opening extends Pick<OpenHold, 'decision' | 'origin' | 'admission' | 'session' | 'until'> {
  readonly holds: readonly Hold[];
  /** Of the limits that are shared. */
  readonly pools: ReadonlyMap<Limit, Pool>;
  readonly automatic: boolean;
}

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #held: Held;
  readonly #charged: Charged;
  readonly #share: Share;
  readonly memory: Memory;
  readonly lessons: Lessons;
  readonly slices: Slices;
  readonly unreported: Unreported;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#held = new Held(sql);
    this.#charged = new Charged(sql);
    this.#share = new Share(sql, this.#held);
    this.memory = new Memory(sql);
    this.lessons = new Lessons(sql, this.memory, this.#held);
    this.slices = new Slices(sql, this.#held);
    this.unreported = new Unreported(sql, this.memory);
  }

  /** A transaction was rolled back, or rows went: what memory has of them is not so. */
  reread(): void {
    for (const each of [this.#held, this.#charged, this.#share]) each.reread();
    for (const each of [this.memory, this.lessons, this.slices, this.unreported]) each.reread();
  }

  balances(limits: readonly Limit[], now: UnixMs): readonly (Balance & Filled)[] {
    return limits.map((limit) => {
      const key = limitKey(limit);
      const rows = [...this.#charged.rows(key), ...this.#held.rows(key)];
      return { limit, rows, standing: standing(rows, now, limit.perMs) };
    });
  }

  /** How many of the last 99 automatic requests thought (`share.ts`). */
  thinkingBefore(now: UnixMs): number {
    return this.#share.thinking(now);
  }

  /** How many requests are on their way that have not been settled. */
  countHolds(): number {
    return this.#held.count();
  }

  /** The answer that a request was given which has not been settled. */
  admission(decision: DecisionId): Admitted | null {
    return this.#held.find(decision)?.admission ?? null;
  }

  /** Writes an admitted request down: its hold with what it sets aside, and its place among the automatic requests. */
  open({ holds, pools, automatic, ...hold }: Opening, now: UnixMs): void {
    const { decision, admission } = hold;
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
    this.#held.open({ ...hold, amounts, said: null });
    if (automatic) this.#share.add(decision, admission.rung.effort === 'thinking', now);
  }

  /** Takes a hold off the books, for its one settlement; null when it was taken before. */
  take(decision: DecisionId): TakenHold | null {
    return this.#held.take(decision);
  }

  /** Takes every hold whose time has passed. */
  takeExpired(now: UnixMs): readonly TakenHold[] {
    return this.#held.takeExpired(now);
  }

  /**
   * Charges what `used` says in place of what a taken hold set aside, in the bucket of the admission; null: it was
   * released.
   */
  close({ amounts }: TakenHold, used: ((held: HeldAmount) => number) | null, now: UnixMs): void {
    const charges: Charge[] = [];
    for (const held of amounts) {
      const charged = used?.(held) ?? null;
      const { key, bucket, until } = held;
      if (bucket === null) {
        const owned = this.slices.find(key);
        if (owned === null) continue;
        this.slices.put(owned.pool, settled(owned.slice, held.amount, charged, now));
        continue;
      }
      // Of a window that is over there may be no `until`: its bucket was deleted before holds came to tell of it.
      if (charged === null || charged === 0 || until === null) continue;
      charges.push({ key, bucket, used: charged, until });
    }
    this.#charged.add(charges);
  }

  /** Takes a released request out of the share: it was never answered. */
  forget(decision: DecisionId): void {
    this.#share.forget(decision);
  }

  /** Deletes what no longer counts. */
  sweep(now: UnixMs): void {
    for (const table of ['bucket', 'session', 'decision', 'issued']) {
      this.#sql.exec(`DELETE FROM ${table} WHERE until <= ?`, now);
    }
    this.#share.sweep(now);
    this.reread();
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
