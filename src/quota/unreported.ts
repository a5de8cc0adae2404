/**
 * The rows of what an account has not told the tenant's object yet, or not for certain: `reporting.ts` says what is right to
 * do with them. What was settled since the last checkpoint is kept in memory. Synchronous, inside of the caller's transaction,
 * and without a clock, as `ledger.ts`.
 */

import type { DecisionId } from '../route/decision.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import type { Origin } from './contract.ts';
import { type Acknowledged, type Batch, COUNTS, DECISIONS_TOLD, sumOf, type UsageRow, type Used } from './reporting.ts';
import type { Settled } from './settled.ts';

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
  mark: DecisionId | null;
};

export class Unreported {
  readonly #sql: SqlStorage;
  readonly #settled: Settled;
  /** Null where the rows must be asked. */
  #waiting: Waiting | null = null;
  /** What is not folded, by day, key and model, since when, and who reports it. */
  readonly #unfolded = new Map<string, UsageRow>();
  #since: UnixMs | null = null;
  #origin: Pick<Origin, 'tenant' | 'user'> | null = null;

  constructor(sql: SqlStorage, settled: Settled) {
    this.#sql = sql;
    this.#settled = settled;
  }

  /** It is written down when it is folded. */
  add(origin: Pick<Origin, 'tenant' | 'user'>, rows: readonly UsageRow[], now: UnixMs): void {
    const before = this.waiting();
    for (const row of rows) {
      const of = JSON.stringify([row.day, row.key, row.model]);
      const sum = this.#unfolded.get(of);
      this.#unfolded.set(of, sum === undefined ? row : { ...row, ...sumOf([sum, row]) });
    }
    this.#since ??= now;
    this.#origin = origin;
    this.#waiting = { ...before, requests: before.requests + requestsOf(rows), since: before.since ?? now };
  }

  /** Writes down what is not folded. `life` names the account's life if this is the first thing to be told of it. */
  fold(life: string): void {
    const [origin, since] = [this.#origin, this.#since];
    if (origin === null || since === null) return;
    this.#sql.exec(
      `INSERT INTO reporter (one, tenant, user, life, seq) SELECT 1, ?, ?, ?, 0
       WHERE NOT EXISTS (SELECT 1 FROM reporter)`,
      ...[origin.tenant, origin.user, life],
    );
    for (const row of this.#unfolded.values()) {
      this.#sql.exec(COUNT_USAGE, ...[row.day, row.key, row.model, since, ...COUNTS.map((count) => row[count])]);
    }
    this.#isFolded();
  }

  #isFolded(): void {
    this.#unfolded.clear();
    this.#since = null;
    this.#origin = null;
  }

  waiting(): Waiting {
    if (this.#waiting !== null) return this.#waiting;
    const { requests, since, sealed } = this.#sql
      .exec<{ requests: number; since: number | null; sealed: number | null }>(
        `SELECT COALESCE(SUM(requests + failed), 0) AS requests, MIN(since) AS since,
           (SELECT batch IS NOT NULL FROM reporter) AS sealed FROM usage`,
      )
      .one();
    this.#waiting = {
      requests: requests + requestsOf([...this.#unfolded.values()]),
      since: since === null ? this.#since : unixMs(since),
      isSealed: sealed === 1,
    };
    return this.#waiting;
  }

  /** To be called at a checkpoint. What is to be sent next, and where to: the batch that waits to be acknowledged, else a new one; null: nothing is. */
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
    const decisions = this.#settled.decisionsSince(mark, DECISIONS_TOLD);
    const batch: Batch = { life, seq: reporter.seq + 1, user, usage, decisions };
    this.#sql.exec(
      'UPDATE reporter SET seq = ?, batch = ?, mark = ?',
      ...[batch.seq, JSON.stringify(batch), decisions[0]?.id ?? mark],
    );
    this.#waiting = null;
    return { tenant, batch };
  }

  acknowledge({ life, seq }: Acknowledged): void {
    this.#sql.exec('UPDATE reporter SET batch = NULL WHERE life = ? AND seq = ?', life, seq);
    this.#waiting = null;
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#waiting = null;
    this.#isFolded();
  }

  /** What is not acknowledged. */
  sum(): Used {
    const sealed = this.#reporter()?.batch ?? null;
    const batch: Batch | null = sealed === null ? null : JSON.parse(sealed);
    return sumOf([...(batch?.usage ?? []), ...this.#rows(-1), ...this.#unfolded.values()]);
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

const requestsOf = (rows: readonly UsageRow[]): number => rows.reduce((sum, row) => sum + row.requests + row.failed, 0);
