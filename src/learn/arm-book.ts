/** What isolates told of arms, until the newest beliefs have learned of it: SQL rows in, plain values out, and back. */

import { type Beliefs, observe } from './beliefs.ts';
import type { ArmTelemetry } from './contract.ts';
import { both } from './telemetry.ts';

/** Whoever names more than a catalogue has is not heard. */
const MOST_ARMS = 600;

export class ArmBook {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(told: readonly ArmTelemetry[]): void {
    for (const telemetry of told) {
      const { arm } = telemetry;
      const [row] = this.#sql.exec<{ json: string }>('SELECT json FROM arm WHERE arm = ?', arm).toArray();
      if (row === undefined && this.#count() >= MOST_ARMS) continue;
      const sum = row === undefined ? telemetry : both(JSON.parse(row.json), telemetry);
      this.#sql.exec('INSERT OR REPLACE INTO arm (arm, json) VALUES (?, ?)', arm, JSON.stringify(sum));
    }
  }

  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM arm LIMIT 1').toArray().length === 0;
  }

  /** Hands over what was told. */
  take(): ArmTelemetry[] {
    return this.#sql
      .exec<{ json: string }>('DELETE FROM arm RETURNING json')
      .toArray()
      .map(({ json }) => JSON.parse(json));
  }

  #count(): number {
    return this.#sql.exec<{ count: number }>('SELECT COUNT(*) AS count FROM arm').one().count;
  }
}

export function withTelemetry(beliefs: Beliefs, told: readonly ArmTelemetry[]): Beliefs {
  return told.reduce((seen, { arm, count, failed, timed, firstContentMs }) => {
    const answered = observe(seen, arm, {
      ...{ firstContentMs: timed > 0 ? firstContentMs / timed : null, failed: false },
      count: count - failed,
    });
    return observe(answered, arm, { firstContentMs: null, failed: true, count: failed });
  }, beliefs);
}
