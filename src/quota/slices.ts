/** The rows of an account's slices: `slice.ts` says what they mean, and what is right to do with them. */

import type { UnixMs } from '../unit.ts';
import type { Pool } from './lending.ts';
import { newSlice, type Slice } from './slice.ts';

/** A slice and the pool that it is of. */
export interface Owned {
  readonly pool: Pool;
  readonly slice: Slice;
}

export class Slices {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Null for a pool of which nothing was ever lent here. */
  find(key: string): Owned | null {
    const [row] = this.#sql.exec<{ json: string }>('SELECT json FROM slice WHERE pool = ?', key).toArray();
    return row === undefined ? null : JSON.parse(row.json);
  }

  /** A new one is of this life, and not written down. */
  of(pool: Pool, now: UnixMs): Slice {
    return this.find(pool.key)?.slice ?? newSlice(now);
  }

  put(pool: Pool, slice: Slice): void {
    this.#sql.exec(
      `INSERT INTO slice (pool, json, seq) VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET json = excluded.json`,
      pool.key,
      JSON.stringify({ pool, slice } satisfies Owned),
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
      .map(({ json }): Owned => JSON.parse(json));
  }
}
