/**
 * The rows of an account's slices: `slice.ts` says what they mean, and what is right to do with them. What is held of one
 * is told by the holds, and not by its row: a request that is admitted writes no slice. That it was there, a hint of when
 * to borrow more and of when to give back, is kept in memory until the next write; and beside the rows what they say, with
 * what was settled since the last checkpoint. Whatever else writes a slice makes a checkpoint before.
 */

import type { UnixMs } from '../unit.ts';
import { Held } from './held.ts';
import type { Pool } from './lending.ts';
import { newSlice, opened, type Slice, settled } from './slice.ts';

/** A slice and the pool that it is of. */
export interface Owned {
  readonly pool: Pool;
  readonly slice: Slice;
}

/** An Owned but for what is not told by the row, and the number of the report sent last. */
interface Known extends Owned {
  seq: number;
}

interface Settling {
  readonly amount: number;
  readonly used: number;
  readonly from: UnixMs;
  readonly at: UnixMs;
}

export class Slices {
  readonly #sql: SqlStorage;
  readonly #held: Held;
  /** By pool, what the latest request held of it, and when. */
  readonly #latest = new Map<string, Pick<Slice, 'hold' | 'usedAt'>>();
  /** By pool, in the order of the rows; null where the rows must be asked. */
  #memory: Map<string, Known> | null = null;
  /** Pools of which something was settled that is not folded. */
  readonly #unfolded = new Set<string>();

  constructor(sql: SqlStorage, held = new Held(sql)) {
    this.#sql = sql;
    this.#held = held;
  }

  /** Null for a pool of which nothing was ever lent here. */
  find(key: string): Owned | null {
    const known = this.#known().get(key);
    return known === undefined ? null : this.#owned(known);
  }

  #owned({ pool, slice }: Known): Owned {
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

  /** `used` in place of the `amount` that was held since `from`. It is written down when it is folded. */
  settle(key: string, { amount, used, from, at }: Settling): void {
    const known = this.#known().get(key);
    if (known === undefined) return;
    const { slice } = this.#owned(known);
    // In a new life of the object nobody else says when it was last in use.
    if (slice.usedAt < from) this.#latest.set(key, { hold: amount, usedAt: from });
    this.#known().set(key, { ...known, slice: settled(slice, amount, used, at) });
    this.#unfolded.add(key);
  }

  /** Writes down what is not folded. */
  fold(): void {
    for (const key of this.#unfolded) {
      const owned = this.find(key);
      if (owned !== null) this.put(owned.pool, owned.slice);
    }
    this.#unfolded.clear();
  }

  put(pool: Pool, slice: Slice): void {
    const known = this.#known();
    const { key } = pool;
    this.#sql.exec(
      `INSERT INTO slice (pool, json, seq) VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET json = excluded.json`,
      key,
      // What is held is not told here.
      JSON.stringify({ pool, slice: { ...slice, held: undefined } }),
    );
    known.set(key, { pool, slice, seq: known.get(key)?.seq ?? 0 });
  }

  /** The number of the next report; it is never given out again, whatever becomes of the report. */
  nextSeq(key: string): number {
    const known = this.#known().get(key);
    const { seq } = this.#sql
      .exec<{ seq: number }>('UPDATE slice SET seq = seq + 1 WHERE pool = ? RETURNING seq', key)
      .one();
    if (known !== undefined) known.seq = seq;
    return seq;
  }

  /** Whether `seq` is the number that was given out last. */
  isLatest(key: string, seq: number): boolean {
    return this.#known().get(key)?.seq === seq;
  }

  all(): readonly Owned[] {
    return [...this.#known().values()].map((known) => this.#owned(known));
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#memory = null;
    this.#unfolded.clear();
  }

  #known(): Map<string, Known> {
    if (this.#memory !== null) return this.#memory;
    const known = new Map<string, Known>();
    for (const { json, seq } of this.#sql.exec<{ json: string; seq: number }>('SELECT json, seq FROM slice')) {
      const { pool, slice }: Owned = JSON.parse(json);
      known.set(pool.key, { pool, slice, seq });
    }
    this.#memory = known;
    return known;
  }
}
