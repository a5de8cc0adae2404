/**
 * Who did what to a tenant, and when: rows that are only added. The newest 10,000 are kept, so that nobody can fill the
 * object by administering; no row is ever changed but for its outcome, once.
 *
 * An entry comes before the change it tells of, as `pending`, and is concluded after it. A crash between the two leaves an
 * entry whose outcome is not known, never a change without an entry.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { AuditEntry, AuditRow, Outcome, Page } from './policy-contract.ts';

export const MOST_ENTRIES = 10_000;
/** Words come from callers: a name of a key, say. */
const MOST_CHARACTERS = 500;

interface Stored extends Record<string, SqlStorageValue> {
  seq: number;
  at: number;
  actor: string;
  action: string;
  what: string;
  origin: string | null;
  target: string | null;
  outcome: string;
}

const short = (text: string): string => text.slice(0, MOST_CHARACTERS);

/** As JSON, so that a version stays a number and an id a text. */
const written = (value: string | number | undefined): string | null =>
  value === undefined ? null : JSON.stringify(typeof value === 'string' ? short(value) : value);

function read(stored: string | null): string | number | null {
  const value: unknown = stored === null ? null : JSON.parse(stored);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

const OUTCOMES: readonly Outcome[] = ['pending', 'done', 'failed'];

export class AuditTrail {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Answers its `seq`. */
  record({ actor, action, what, from, to, outcome = 'done' }: AuditEntry, now: UnixMs): number {
    const { seq } = this.#sql
      .exec<{ seq: number }>(
        `INSERT INTO audit (at, actor, action, what, origin, target, outcome) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
        ...[now, short(actor), short(action), short(what)],
        ...[written(from), written(to), outcome],
      )
      .one();
    this.#sql.exec('DELETE FROM audit WHERE seq <= ?', seq - MOST_ENTRIES);
    return seq;
  }

  conclude(seq: number, outcome: 'done' | 'failed'): void {
    this.#sql.exec(`UPDATE audit SET outcome = ? WHERE seq = ? AND outcome = 'pending'`, outcome, seq);
  }

  /** Newest first. */
  list({ limit, before }: Page): AuditRow[] {
    return this.#sql
      .exec<Stored>(
        'SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?',
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .toArray()
      .map(({ seq, at, actor, action, what, origin, target, outcome }) => ({
        ...{ seq, at: unixMs(at), actor, action, what, from: read(origin), to: read(target) },
        outcome: OUTCOMES.find((each) => each === outcome) ?? 'pending',
      }));
  }
}
