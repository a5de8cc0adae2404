/**
 * The account's books: SQL rows in, the values of the pure files out, and back. It decides nothing and knows no clock;
 * every method is synchronous and runs inside its caller's transaction. The tables are described in `schema.ts`.
 *
 * WHAT EACH WRITE GUARANTEES. A transaction happens whole or not at all, and its answer leaves only once it is on disk.
 *
 * | transaction      | writes                            | lost before it: nothing happened, and | lost after it, and the answer with it   |
 * |------------------|-----------------------------------|---------------------------------------|-----------------------------------------|
 * | admit            | `request`: the hold, with all     | nobody was told that he may go on: no | asked again, it answers the same and    |
 * |                  | that is set aside of every limit  | provider is called                    | holds once; else it is withdrawn, or    |
 * |                  |                                   |                                       | the alarm charges it                    |
 * | settle           | `request`: the number of the      | it is still held: the call is tried   | tried again, it finds no hold           |
 * |                  | settlement, what is charged, and  | again, else the alarm charges it      | (`already`) and changes nothing         |
 * |                  | the decision; `issued`, `lesson`  |                                       |                                         |
 * | settle: withdraw | `request` deleted                 | it is still held, until the alarm     | as above                                |
 * |                  |                                   | charges it in full                    |                                         |
 * | alarm            | as settle, of every expired hold, | the platform rings again, and again   | whoever settles later finds no hold     |
 * |                  | which is charged in full          | in the object's next life             |                                         |
 * | checkpoint       | `bucket`, `slice`, `session`,     | the settlements since the last one    | they are folded, and not once more: the |
 * |                  | `usage`: what settlements since   | are done once more in memory          | mark stands after them                  |
 * |                  | the last one changed; the mark    |                                       |                                         |
 *
 * Whoever numbers the row of a hold, or deletes it, settles it: of the end of an answer, a body that is cancelled, `request.signal` and the
 * alarm of the lease the first does, and the others find nothing. A late or repeated call to admit finds in `Over` and
 * among the last 50 decisions that its request is over; only one that comes in another life of the object, 50 settlements
 * later, would hold again, and be charged in full by its alarm.
 *
 * THE FAST PATH. What is held of each limit is kept in memory alone (`held.ts`), far from a limit and near one. It cannot
 * break `used + held <= max`, as it is no more than the sum of rows that are written before anybody is told of them: a new
 * life of the object reads the same sum. So admission costs the row of the hold, whatever the number of limits. So it is with
 * what is charged: a settlement writes it into that same row, and what it changes of windows, slices, conversations and reports
 * is in memory, until a checkpoint writes down what many of them came to (`checkpoint.ts`). A new life reads the tables and
 * settles in memory what has come since, from the same rows. What else the rows say is kept in memory beside them: this
 * object alone writes them, and reads each once in its life, and once more after a transaction that did not happen or rows
 * that went (`reread`).
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
import { Charged } from './charged.ts';
import { Checkpoint } from './checkpoint.ts';
import { type Admitted, Held, type HeldAmount, type OpenHold, type TakenHold } from './held.ts';
import type { Pool } from './lending.ts';
import { Lessons } from './lessons.ts';
import { limitKey } from './limit-key.ts';
import { Memory } from './memory.ts';
import type { Filled } from './pace.ts';
import { type Ended, Settled, type Told } from './settled.ts';
import { bound } from './settling.ts';
import { Share } from './share.ts';
import { Slices } from './slices.ts';
import { Unreported } from './unreported.ts';
import { bucketOf, leavesAt, standing } from './window.ts';

/** After so many settlements there is a checkpoint: half a row of the books for each, and so many to do once more in a new life. */
const SETTLEMENTS_UNFOLDED = 32;

export interface Opening extends Pick<OpenHold, 'decision' | 'origin' | 'admission' | 'session' | 'until'> {
  readonly holds: readonly Hold[];
  /** Of the limits that are shared. */
  readonly pools: ReadonlyMap<Limit, Pool>;
  readonly automatic: boolean;
}

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #checkpoint: Checkpoint;
  readonly #held: Held;
  readonly #charged: Charged;
  readonly #share: Share;
  readonly settled: Settled;
  readonly memory: Memory;
  readonly lessons: Lessons;
  readonly slices: Slices;
  readonly unreported: Unreported;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#checkpoint = new Checkpoint(sql);
    this.#held = new Held(sql);
    this.#charged = new Charged(sql);
    this.#share = new Share(this.#held, this.#checkpoint);
    this.settled = new Settled(sql, this.#checkpoint);
    this.memory = new Memory(sql);
    this.lessons = new Lessons(sql, this.settled, this.#held);
    this.slices = new Slices(sql, this.#held);
    this.unreported = new Unreported(sql, this.settled);
    this.#settleOnceMore();
  }

  /** A transaction was rolled back, or rows went: what memory has of them is not so. */
  reread(): void {
    for (const each of [this.#checkpoint, this.#held, this.#charged, this.#share, this.settled]) each.reread();
    for (const each of [this.memory, this.lessons, this.slices, this.unreported]) each.reread();
    this.#settleOnceMore();
  }

  #settleOnceMore(): void {
    for (const { hold, ended } of this.settled.unfolded()) this.#apply(hold, ended);
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
    const turn = automatic ? this.#share.nextTurn() : null;
    const opened = { ...hold, amounts, said: null, place: this.settled.takePlace(), admittedAt: now, turn };
    this.#held.open(opened);
    this.#share.add(opened);
  }

  /** Takes a hold out of what is held, for its one settlement; null when it was taken before. */
  take(decision: DecisionId): TakenHold | null {
    return this.#held.take(decision);
  }

  /** Takes every hold whose time has passed. */
  takeExpired(now: UnixMs): readonly TakenHold[] {
    return this.#held.takeExpired(now);
  }

  /** Settles a taken hold; `told` is the decision that is to be remembered, if any is. False where another life of the object has. */
  settle(hold: TakenHold, ended: Ended, told: Told | null): boolean {
    if (!this.settled.settle(hold, ended, told)) {
      this.reread();
      return false;
    }
    this.#apply(hold, ended);
    const isForgotten = hold.origin?.forgotten === true;
    if (isForgotten || this.settled.countUnfolded() >= SETTLEMENTS_UNFOLDED) this.checkpoint();
    if (isForgotten) this.settled.erase(hold);
    return true;
  }

  /** Frees what a taken hold set aside, as if it had never been. */
  withdraw(hold: TakenHold): void {
    if (!this.settled.withdraw(hold)) this.reread();
    this.#share.forget(hold.decision);
  }

  /** In memory alone: what is charged counts in the bucket of the admission. */
  #apply(hold: TakenHold, { at, used, answered, usage, origin }: Ended): void {
    const { amounts, session, decision, admittedAt: from } = hold;
    if (origin !== null) this.unreported.add(origin, usage, at);
    if (used === null) {
      // It was never answered.
      this.#share.forget(decision);
      return;
    }
    // Whose memory was read after the hold was taken knows nothing of it.
    this.#share.add(hold);
    for (const { key, of, bucket, until, amount } of amounts) {
      const charged = used === 'held' ? amount : used[of];
      if (bucket === null) this.slices.settle(key, { amount, used: charged, from, at });
      // Of a window that is over there may be no `until`: its bucket was deleted before holds came to tell of it.
      else if (charged !== 0 && until !== null) this.#charged.add({ key, bucket, used: charged, until });
    }
    if (session !== null && answered !== null) {
      this.memory.bind(session, bound(hold, session, answered, this.memory.binding(session.id)));
    }
  }

  /** Folds what was settled since the last one. Inside of a transaction. */
  checkpoint(): void {
    if (this.settled.countUnfolded() === 0) return;
    if (this.#checkpoint.isMoved()) this.reread();
    this.#charged.fold();
    this.slices.fold();
    this.memory.fold();
    this.unreported.fold(crypto.randomUUID());
    this.#checkpoint.write({ settled: this.settled.last(), share: this.#share.settled() });
    this.settled.isFolded();
  }

  /** Makes a checkpoint, and deletes what no longer counts. */
  sweep(now: UnixMs): void {
    this.checkpoint();
    this.settled.trim(SETTLEMENTS_UNFOLDED);
    const gone = [
      ...['bucket', 'session', 'issued'].map((table) => this.#sql.exec(`DELETE FROM ${table} WHERE until <= ?`, now)),
      this.#sql.exec('DELETE FROM request WHERE settled IS NOT NULL AND until <= ?', now),
    ];
    const { settled, share } = this.#checkpoint.read();
    // Together: a hundred requests may take a user longer than any of them is kept for by itself.
    const isShareOver = share.length > 0 && (this.#share.until() ?? 0) <= now;
    if (isShareOver) this.#checkpoint.write({ settled, share: [] });
    if (isShareOver || gone.some(({ rowsWritten }) => rowsWritten > 0)) this.reread();
  }

  /** When the next hold expires, and when the next other row may be deleted; null for none. */
  nextUntil(): { readonly hold: UnixMs | null; readonly other: UnixMs | null } {
    const { hold, other } = this.#sql
      .exec<{ hold: number | null; other: number | null }>(
        `SELECT (SELECT MIN(until) FROM request WHERE settled IS NULL) AS hold, (SELECT MIN(until) FROM (
           SELECT until FROM bucket UNION ALL SELECT until FROM request WHERE settled IS NOT NULL
           UNION ALL SELECT until FROM session UNION ALL SELECT until FROM issued
           UNION ALL SELECT ? AS until)) AS other`,
        this.#share.until(),
      )
      .one();
    return { hold: hold === null ? null : unixMs(hold), other: other === null ? null : unixMs(other) };
  }
}
