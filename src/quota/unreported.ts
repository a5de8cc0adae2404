/**
 * The rows of what an account has not told the tenant's object yet, or not for certain: `reporting.ts` says what is right to
 * do with them. Synchronous, inside of the caller's transaction, and without a clock, as `ledger.ts`.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { Origin } from './contract.ts';
import type { Memory } from './memory.ts';
import { type Acknowledged, type Batch, COUNTS, DECISIONS_TOLD, sumOf, type UsageRow, type Used } from './reporting.ts';

/** Rows of usage in one batch: an account has one for each key, model and day. */
const MAX_ROWS = 500;

/** As one text, which the runtime prepares once. */
const COUNT_USAGE = `INSERT INTO usage (day, key, model, since, ${COUNTS.join()}) VALUES (?, ?, ?, ?, ${COUNTS.map(() => '?').join()})
  ON CONFLICT DO UPDATE SET ${COUNTS.map((count) => `${count} = ${count} + excluded.${count}`).join()}`;

export interface Waiting {
  /** Requests that no batch holds yet. */
  readonly requests: number;
  /** When the first of those was settled; null: there is none. */
  readonly since: UnixMs | null;
  /** A batch was sealed and is not acknowledged. */
  readonly isSealed: boolean;
}

type ReporterRow = {
  tenant: string;
  user: string;
  life: string;
  seq: number;
  batch: string | null;
  mark: string | null;
};

export class Unreported {
  readonly #sql: SqlStorage;
  readonly #memory: Memory;
  /** Null where the rows must be asked. */
  #waiting: Waiting | null = null;
  /** It is written down to whom the account reports, and as whom. */
  #isNamed = false;

  constructor(sql: SqlStorage, memory: Memory) {
    this.#sql = sql;
    this.#memory = memory;
  }

  /** `life` names the account's life if this is the first thing to be told of it. */
  add({ tenant, user }: Origin, rows: readonly UsageRow[], life: string, now: UnixMs): void {
    if (!this.#isNamed) {
      this.#sql.exec(
        'INSERT OR IGNORE INTO reporter (one, tenant, user, life, seq) VALUES (1, ?, ?, ?, 0)',
        ...[tenant, user, life],
      );
      this.#isNamed = true;
    }
    const before = this.waiting();
    for (const row of rows) {
      this.#sql.exec(COUNT_USAGE, ...[row.day, row.key, row.model, now, ...COUNTS.map((count) => row[count])]);
    }
    const requests = rows.reduce((sum, row) => sum + row.requests + row.failed, before.requests);
    this.#waiting = { ...before, requests, since: before.since ?? now };
  }

  waiting(): Waiting {
    if (this.#waiting !== null) return this.#waiting;
    const { requests, since, sealed } = this.#sql
      .exec<{ requests: number; since: number | null; sealed: number | null }>(
        `SELECT COALESCE(SUM(requests + failed), 0) AS requests, MIN(since) AS since,
           (SELECT batch IS NOT NULL FROM reporter) AS sealed FROM usage`,
      )
      .one();
    this.#waiting = { requests, since: since === null ? null : unixMs(since), isSealed: sealed === 1 };
    return this.#waiting;
  }

  /** What is to be sent next, and where to: the batch that waits to be acknowledged, else a new one; null: nothing is. */
  seal(): { readonly tenant: string; readonly batch: Batch } | null {
    const reporter = this.#reporter();
    if (reporter === null) return null;
    const { tenant, user, life, batch: sealed, mark } = reporter;
    if (sealed !== null) return { tenant, batch: JSON.parse(sealed) };
    const usage = this.#rows();
    if (usage.length === 0) return null;
    for (const { day, key, model } of usage) {
      this.#sql.exec('DELETE FROM usage WHERE day = ? AND key = ? AND model = ?', day, key, model);
    }
    const decisions = this.#memory.decisionsSince(mark, DECISIONS_TOLD);
    const batch: Batch = { life, seq: reporter.seq + 1, user, usage, decisions };
    this.#sql.exec(
      'UPDATE reporter SET seq = ?, batch = ?, mark = ?',
      ...[batch.seq, JSON.stringify(batch), decisions[0]?.id ?? mark],
    );
    this.reread();
    return { tenant, batch };
  }

  acknowledge({ life, seq }: Acknowledged): void {
    this.#sql.exec('UPDATE reporter SET batch = NULL WHERE life = ? AND seq = ?', life, seq);
    this.reread();
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#waiting = null;
    this.#isNamed = false;
  }

  /** What is not acknowledged. */
  sum(): Used {
    const sealed = this.#reporter()?.batch ?? null;
    const batch: Batch | null = sealed === null ? null : JSON.parse(sealed);
    return sumOf([...(batch?.usage ?? []), ...this.#rows(-1)]);
  }

  #reporter(): ReporterRow | null {
    return this.#sql.exec<ReporterRow>('SELECT * FROM reporter').toArray()[0] ?? null;
  }

  /** The oldest days first. */
  #rows(count = MAX_ROWS): readonly UsageRow[] {
    return this.#sql
      .exec<UsageRow & Record<string, SqlStorageValue>>(
        `SELECT day, key, model, ${COUNTS.join()} FROM usage ORDER BY day LIMIT ?`,
        count,
      )
      .toArray();
  }
}
