/**
 * The books of a tenant's pools: SQL rows in, the values of `lending.ts` out, and back. It decides nothing and knows no
 * clock; every method is synchronous and runs inside its caller's transaction. The tables are described in
 * `tenant-schema.ts`.
 */

import type { UnixMs } from '../unit.ts';
import type { Borrower, Pool, PoolStanding } from './lending.ts';
import { bucketOf, leavesAt, oldestCounted, standing } from './window.ts';

export class Pools {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  standing({ key, max, perMs }: Pool, now: UnixMs): PoolStanding {
    const [row] = this.#sql
      .exec<{ lent: number; borrowers: number }>('SELECT lent, borrowers FROM pool WHERE key = ?', key)
      .toArray();
    const rows = this.#sql.exec<{ bucket: number; used: number; held: number }>(
      'SELECT bucket, spent AS used, 0 AS held FROM spending WHERE pool = ? AND bucket >= ?',
      key,
      oldestCounted(now, perMs),
    );
    const { used: spent, freesAt } = standing(rows.toArray(), now, perMs);
    return { max, spent, lent: row?.lent ?? 0, borrowers: row?.borrowers ?? 0, freesAt };
  }

  borrower({ key }: Pool, account: string): Borrower | null {
    const [row] = this.#sql
      .exec<{ life: UnixMs; seq: number; granted: number; spent: number }>(
        'SELECT life, seq, granted, spent FROM borrower WHERE pool = ? AND account = ?',
        key,
        account,
      )
      .toArray();
    return row ?? null;
  }

  /** Puts down what an account has now, beside what it had before. */
  put({ key, perMs }: Pool, account: string, before: Borrower | null, after: Borrower, now: UnixMs): void {
    const lent = after.granted - (before?.granted ?? 0);
    const borrowers = Number(after.granted > 0) - Number((before?.granted ?? 0) > 0);
    this.#sql.exec(
      `INSERT INTO pool (key, lent, borrowers) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET lent = lent + excluded.lent, borrowers = borrowers + excluded.borrowers`,
      key,
      lent,
      borrowers,
    );
    this.#sql.exec(
      `INSERT OR REPLACE INTO borrower (pool, account, life, seq, granted, spent, until) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[key, account, after.life, after.seq, after.granted, after.spent, leavesAt(bucketOf(now, perMs), perMs)],
    );
  }

  /** `at`: when the last of it was. */
  spend({ key, perMs }: Pool, amount: number, at: UnixMs): void {
    if (amount === 0) return;
    const bucket = bucketOf(at, perMs);
    this.#sql.exec(
      `INSERT INTO spending (pool, bucket, spent, until) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET spent = spent + excluded.spent`,
      key,
      bucket,
      amount,
      leavesAt(bucket, perMs),
    );
  }

  /** Who has most of it, but for `account`. */
  largest({ key }: Pool, account: string, count: number): readonly string[] {
    return this.#sql
      .exec<{ account: string }>(
        'SELECT account FROM borrower WHERE pool = ? AND granted > 0 AND account <> ? ORDER BY granted DESC LIMIT ?',
        key,
        account,
        count,
      )
      .toArray()
      .map((row) => row.account);
  }

  /** Deletes what no longer counts; answers when the next row may be, null for never. */
  sweep(now: UnixMs): UnixMs | null {
    this.#sql.exec('DELETE FROM spending WHERE until <= ?', now);
    this.#sql.exec('DELETE FROM borrower WHERE until <= ? AND granted = 0', now);
    this.#sql.exec('DELETE FROM pool WHERE lent = 0 AND key NOT IN (SELECT pool FROM spending)');
    const { next } = this.#sql
      .exec<{ next: UnixMs | null }>(
        `SELECT MIN(until) AS next FROM (
           SELECT until FROM spending UNION ALL SELECT until FROM borrower WHERE granted = 0)`,
      )
      .one();
    return next;
  }
}
