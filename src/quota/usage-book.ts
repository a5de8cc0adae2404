/**
 * The tenant's books of what its keys used, and of its last decisions, as accounts tell of them (`reporting.ts` says why
 * each batch counts once). SQL rows in, values out; synchronous, inside of the caller's transaction, and without a clock.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import {
  type Batch,
  COUNTS,
  dayOf,
  forgottenOn,
  isKept,
  isNews,
  type ReportedDecision,
  USAGE_DAYS,
  type UsageQuery,
  type UsageReport,
  type Used,
} from './reporting.ts';

/** How many decisions can be asked for, and for how long. */
const DECISIONS_KEPT = 1000;
const DECISION_MS = 30 * 24 * 60 * 60 * 1000;
/** They are counted with every so manieth report, so that a crowd of small ones does not read them all each time. */
const REPORTS_UNCOUNTED = 64;
/** Each sweep looks at every life, so there is one a day. */
export const SWEEP_MS = 24 * 60 * 60 * 1000;

const NOTHING_TOLD = JSON.stringify({ user: '', decisions: [] });

export class UsageBook {
  readonly #sql: SqlStorage;
  #sweptAt: UnixMs = unixMs(0);

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Counts a batch, unless it was counted before. */
  hear(batch: Batch, now: UnixMs): void {
    const { life, seq, usage } = batch;
    const [known] = this.#sql
      .exec<{ seq: number; silenced: number }>('SELECT seq, silenced FROM reporter WHERE life = ?', life)
      .toArray();
    if (!isNews(batch, known?.seq ?? 0)) return;
    this.#sql.exec('INSERT OR REPLACE INTO reporter (life, seq, until) VALUES (?, ?, ?)', life, seq, forgottenOn(now));
    for (const row of usage) {
      if (!isKept(row.day, now)) continue;
      this.#sql.exec(
        `INSERT INTO usage (day, key, model, ${COUNTS.join()}) VALUES (?, ?, ?, ${COUNTS.map(() => '?').join()})
         ON CONFLICT DO UPDATE SET ${COUNTS.map((count) => `${count} = ${count} + excluded.${count}`).join()}`,
        ...[row.day, row.key, row.model, ...COUNTS.map((count) => row[count])],
      );
    }
    this.#keep(seq <= (known?.silenced ?? 0) ? { ...batch, decisions: [] } : batch, now);
  }

  #keep({ user, decisions }: Batch, now: UnixMs): void {
    const { number } = this.#sql
      .exec<{ number: number }>(
        'INSERT INTO report (at, newest, count, json) VALUES (?, ?, ?, ?) RETURNING seq AS number',
        ...[now, decisions[0]?.at ?? 0, decisions.length],
        // A report without decisions names nobody: it may be of one who was forgotten.
        decisions.length === 0 ? NOTHING_TOLD : JSON.stringify({ user, decisions }),
      )
      .one();
    if (number % REPORTS_UNCOUNTED === 0) this.#forgetSurplus();
  }

  /** Reports whose decisions all have `DECISIONS_KEPT` newer ones after them. */
  #forgetSurplus(): void {
    this.#sql.exec(
      `DELETE FROM report WHERE seq <= (
         SELECT MAX(seq) FROM (SELECT seq, SUM(count) OVER (ORDER BY seq DESC) - count AS newer FROM report)
         WHERE newer >= ?)`,
      DECISIONS_KEPT,
    );
  }

  usage({ from, to, key }: UsageQuery): Omit<UsageReport, 'pools'> {
    const dearest = 'cost DESC, requests DESC, 1';
    const [last] = this.#sql.exec<{ at: number }>('SELECT at FROM report ORDER BY seq DESC LIMIT 1').toArray();
    const sums = <By extends 'key' | 'model' | 'day', Value extends SqlStorageValue>(by: By, order: string) =>
      this.#sql
        .exec<Used & Record<By, Value> & Record<string, SqlStorageValue>>(
          `SELECT ${by}, ${COUNTS.map((count) => `SUM(${count}) AS ${count}`).join()} FROM usage
           WHERE day BETWEEN ? AND ? AND (? IS NULL OR key = ?) GROUP BY ${by} ORDER BY ${order}`,
          ...[from, to, key, key],
        )
        .toArray();
    return {
      byKey: sums<'key', string>('key', dearest),
      byModel: sums<'model', string>('model', dearest),
      byDay: sums<'day', number>('day', 'day'),
      reportedAt: last === undefined ? null : unixMs(last.at),
    };
  }

  /** Newest first. Reports may come late, so that a newer one can hold older decisions. */
  decisions(count: number, now: UnixMs): ReportedDecision[] {
    const since = now - DECISION_MS;
    const reports = this.#sql
      .exec<{ seq: number; newest: number }>(
        'SELECT seq, newest FROM report WHERE newest > ? ORDER BY newest DESC, seq DESC',
        since,
      )
      .toArray();
    let found: ReportedDecision[] = [];
    for (const { seq, newest } of reports) {
      const last = found[count - 1];
      if (last !== undefined && last.at >= newest) break;
      const { json } = this.#sql.exec<{ json: string }>('SELECT json FROM report WHERE seq = ?', seq).one();
      const { user, decisions }: Pick<Batch, 'user' | 'decisions'> = JSON.parse(json);
      found = [...found, ...decisions.map((decision) => ({ ...decision, user }))]
        .filter(({ at }) => at > since)
        .toSorted((a, b) => b.at - a.at)
        .slice(0, count);
    }
    return found;
  }

  /**
   * Takes the decisions of a user, and the name with them, out of every report. `untold` is one that may have been sent before
   * the user was forgotten, and may come late: its usage counts, its decisions are not kept. Answers how many there were.
   */
  forget(user: string, untold: Pick<Batch, 'life' | 'seq'> | null, now: UnixMs): number {
    const whose = `json ->> '$.user' = ?`;
    const { told } = this.#sql
      .exec<{ told: number }>(`SELECT COALESCE(SUM(count), 0) AS told FROM report WHERE ${whose}`, user)
      .one();
    this.#sql.exec(`UPDATE report SET newest = 0, count = 0, json = ? WHERE ${whose}`, NOTHING_TOLD, user);
    if (untold !== null) {
      this.#sql.exec(
        `INSERT INTO reporter (life, seq, until, silenced) VALUES (?, 0, ?, ?)
         ON CONFLICT DO UPDATE SET silenced = excluded.silenced`,
        ...[untold.life, forgottenOn(now), untold.seq],
      );
    }
    return told;
  }

  /** Once a day at most, deletes what is no longer kept. False when nothing is left that ever will be. */
  sweep(now: UnixMs): boolean {
    if (now - this.#sweptAt >= SWEEP_MS) {
      this.#sweptAt = now;
      this.#forgetSurplus();
      this.#sql.exec('DELETE FROM usage WHERE day <= ?', dayOf(now) - USAGE_DAYS);
      this.#sql.exec('DELETE FROM report WHERE at <= ?', now - DECISION_MS);
      this.#sql.exec('DELETE FROM reporter WHERE until <= ?', dayOf(now));
    }
    const left = 'SELECT 1 FROM usage UNION ALL SELECT 1 FROM report UNION ALL SELECT 1 FROM reporter LIMIT 1';
    return this.#sql.exec(left).toArray().length > 0;
  }
}
