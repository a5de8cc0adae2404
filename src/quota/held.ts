/**
 * What requests in flight have set aside, added up in memory: a hold is then one row of the books, and not a row for each
 * limit besides. The rows of `hold` are the truth. The sums are read from them when they are first asked for: in a new
 * life of the object, and after a transaction that did not happen.
 */

import type { Limit } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
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

type Sums = Map<string, Map<number | null, number>>;

export class Held {
  readonly #sql: SqlStorage;
  /** By limit or pool, then by bucket; null where the rows must be asked. */
  #sums: Sums | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Of a pool. */
  of(pool: string): number {
    return this.#known().get(pool)?.get(null) ?? 0;
  }

  /** Of a limit, by bucket. */
  rows(limitKey: string): readonly BucketRow[] {
    const byBucket = this.#known().get(limitKey) ?? [];
    return [...byBucket].flatMap(([bucket, held]) => (bucket === null ? [] : [{ bucket, used: 0, held }]));
  }

  /** Their row is written in the same transaction. */
  add(amounts: readonly HeldAmount[]): void {
    if (this.#sums !== null) move(this.#sums, amounts, 1);
  }

  /** Their row is deleted in the same transaction. */
  remove(amounts: readonly HeldAmount[]): void {
    if (this.#sums !== null) move(this.#sums, amounts, -1);
  }

  /** What was added or removed last was not written: the rows are asked again. */
  reread(): void {
    this.#sums = null;
  }

  #known(): Sums {
    if (this.#sums !== null) return this.#sums;
    const sums: Sums = new Map();
    for (const { amounts } of this.#sql.exec<{ amounts: string }>('SELECT amounts FROM hold')) {
      move(sums, JSON.parse(amounts), 1);
    }
    this.#sums = sums;
    return sums;
  }
}

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
