/** The books of those who rate, by their hash: SQL rows in, plain values out, and back. Without a clock; synchronous. */

import type { UnixMs } from '../unit.ts';
import type { Rater } from './raters.ts';

/** Who has not rated for longest is forgotten, and begins anew. */
const RATERS_KEPT = 10_000;

export class RaterBook {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(user: string): Rater | null {
    const [row] = this.#sql.exec<{ state: string }>('SELECT state FROM rater WHERE user = ?', user).toArray();
    return row === undefined ? null : JSON.parse(row.state);
  }

  put(user: string, rater: Rater, now: UnixMs): void {
    this.#sql.exec(
      `INSERT INTO rater (user, state, used) VALUES (?, ?, ?)
       ON CONFLICT (user) DO UPDATE SET state = excluded.state, used = excluded.used`,
      ...[user, JSON.stringify(rater), now],
    );
  }

  /** A lesson of theirs has left the log. */
  merge(user: string): void {
    this.#sql.exec('UPDATE rater SET merged = merged + 1 WHERE user = ?', user);
  }

  /** Answers how many lessons of theirs had left the log, as far as is known. */
  forget(user: string): number {
    const sql = 'DELETE FROM rater WHERE user = ? RETURNING merged';
    return this.#sql.exec<{ merged: number }>(sql, user).toArray()[0]?.merged ?? 0;
  }

  count(): number {
    return this.#sql.exec<{ count: number }>('SELECT COUNT(*) AS count FROM rater').one().count;
  }

  tidy(): void {
    this.#sql.exec(
      'DELETE FROM rater WHERE user IN (SELECT user FROM rater ORDER BY used DESC LIMIT -1 OFFSET ?)',
      RATERS_KEPT,
    );
  }
}
