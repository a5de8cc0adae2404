/**
 * The log of lessons: SQL rows in, plain values out, and back. It decides nothing and knows no clock; every method is
 * synchronous. The tables are described in `learner-schema.ts`.
 */

import type { Learned, Lesson } from '../quota/lesson.ts';
import type { DecisionId } from '../route/decision.ts';
import { type UnixMs, unixMs } from '../unit.ts';

export class LessonLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The last that is known of these decisions. Older than known: nothing changes. `user` is a hash already. */
  hear(lessons: readonly Lesson[], now: UnixMs): Learned {
    return lessons.map((lesson) => {
      const { decision, seq, user } = lesson;
      const known = this.seqOf(decision);
      if (known !== null && known >= seq) return { decision, seq: known };
      this.#sql.exec(
        `INSERT INTO lesson (decision, seq, user, told, held, json) VALUES (?, ?, ?, ?, 1, ?)
         ON CONFLICT (decision) DO UPDATE
         SET seq = excluded.seq, told = excluded.told, held = 1, json = excluded.json`,
        ...[decision, seq, user, now, JSON.stringify(lesson)],
      );
      return { decision, seq };
    });
  }

  seqOf(decision: DecisionId): number | null {
    const [row] = this.#sql.exec<{ seq: number }>('SELECT seq FROM lesson WHERE decision = ?', decision).toArray();
    return row?.seq ?? null;
  }

  count(): { readonly lessons: number; readonly held: number; readonly oldestHeld: UnixMs | null } {
    const { lessons, held, oldest } = this.#sql
      .exec<{ lessons: number; held: number; oldest: number | null }>(
        `SELECT COUNT(*) AS lessons, (SELECT COUNT(*) FROM lesson WHERE held = 1) AS held,
                (SELECT MIN(told) FROM lesson WHERE held = 1) AS oldest FROM lesson`,
      )
      .one();
    return { lessons, held, oldestHeld: oldest === null ? null : unixMs(oldest) };
  }
}
