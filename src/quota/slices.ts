/**
 * The rows of an account's slices: `slice.ts` says what they mean, and what is right to do with them. What is held of one
 * is told by the holds, and not by its row: a request that is admitted writes no slice. That it was there, a hint of when
 * to borrow more and of when to give back, is kept in memory until the next write.
 */

import type { UnixMs } from '../unit.ts';
import { Held } from './held.ts';
import type { Pool } from './lending.ts';
import { newSlice, opened, type Slice } from './slice.ts';

/** A slice and the pool that it is of. */
export interface Owned {
  readonly pool: Pool;
  readonly slice: Slice;
}

export class Slices {
  readonly #sql: SqlStorage;
  readonly #held: Held;
  /** By pool, what the latest request held of it, and when. */
  readonly #latest = new Map<string, Pick<Slice, 'hold' | 'usedAt'>>();

  constructor(sql: SqlStorage, held = new Held(sql)) {
    this.#sql = sql;
    this.#held = held;
  }

  /** Null for a pool of which nothing was ever lent here. */
  find(key: string): Owned | null {
    const [row] = this.#sql.exec<{ json: string }>('SELECT json FROM slice WHERE pool = ?', key).toArray();
    return row === undefined ? null : this.#owned(row.json);
  }

  #owned(json: string): Owned {
    const { pool, slice }: Owned = JSON.parse(json);
    return { pool, slice: { ...slice, ...this.#latest.get(pool.key), held: this.#held.of(pool.key) } };
  }

  /** A request holds `amount` of it, which its own row tells. */
  open(pool: Pool, amount: number, now: UnixMs): void {
    const known = this.find(pool.key);
    const { hold, usedAt } = opened(known?.slice ?? newSlice(now), amount, now);
    this.#latest.set(pool.key, { hold, usedAt });
    // What a request may hold where nothing was lent comes to nothing; its charge must find where to go all the same.
    if (known === null) this.put(pool, newSlice(now));
  }

  /** A new one is of this life, and not written down. */
  of(pool: Pool, now: UnixMs): Slice {
    return this.find(pool.key)?.slice ?? newSlice(now);
  }

  put(pool: Pool, slice: Slice): void {
    this.#sql.exec(
      `INSERT INTO slice (pool, json, seq) VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET json = excluded.json`,
      pool.key,
      // What is held is not told here.
      JSON.stringify({ pool, slice: { ...slice, held: undefined } }),
    );
  }

  /** The number of the next report; it is never given out again, whatever becomes of the report. */
  nextSeq(key: string): number {
    return this.#sql.exec<{ seq: number }>('UPDATE slice SET seq = seq + 1 WHERE pool = ? RETURNING seq', key).one()
      .seq;
  }

  /** Whether `seq` is the number that was given out last. */
  isLatest(key: string, seq: number): boolean {
    return this.#sql.exec('SELECT 1 FROM slice WHERE pool = ? AND seq = ?', key, seq).toArray().length > 0;
  }

  all(): readonly Owned[] {
    return this.#sql
      .exec<{ json: string }>('SELECT json FROM slice')
      .toArray()
      .map(({ json }) => this.#owned(json));
  }
}
