/**
 * The log of lessons: SQL rows in, plain values out, and back. It decides nothing and knows no clock; every method is
 * synchronous. The tables are described in `learner-schema.ts`.
 */

import type { Learned, Lesson } from '../quota/lesson.ts';
import type { Arm } from '../route/believed.ts';
import type { DecisionId } from '../route/decision.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import type { JudgedLesson, Rerouted } from './contract.ts';
import type { Judgement } from './judgement.ts';
import type { Taught } from './taught.ts';

/** How much the log holds. What falls out of it stays learned, and can be taken out no more. */
const LESSONS_KEPT = 5000;
const LESSON_MS = 90 * 24 * 60 * 60 * 1000;
/** A decision is rated for a day, and its account tells of it until it is heard: after this nobody speaks of it any more. */
const GONE_MS = 8 * 24 * 60 * 60 * 1000;
/** What was told before somebody was forgotten, and is heard after it, was on its way for moments. */
const FORGOTTEN_MS = 60 * 60 * 1000;

/** A lesson as it is kept: the name of its user is a hash. */
export interface Logged {
  readonly number: number;
  readonly lesson: Lesson;
  /** What of it is in the head, and since when; null until its batch. */
  readonly taught: Taught | null;
  readonly taughtAt: UnixMs | null;
  /** How it judged the beliefs of before; null for what says nothing of the arm that answered. */
  readonly judged: Judgement | null;
}

interface Row extends Record<string, SqlStorageValue> {
  number: number;
  json: string;
  taught: string | null;
  taught_at: number | null;
  judged: string | null;
}

/** Of one user, between two routes: more of them count no more. */
const SWITCHES_COUNTED = 3;
/** As if so many lessons of a route had been of no other. */
const SWITCHES_PRIOR = 20;
const MOST_REROUTES = 50;

const COLUMNS = 'number, json, taught, taught_at, judged';

export class LessonLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * The last that is known of these decisions. Older than known: nothing changes; nor by what is gone from the log, or was
   * settled before its user was forgotten. `user` is a hash already.
   */
  hear(lessons: readonly Lesson[], now: UnixMs): Learned {
    return lessons.map((lesson) => {
      const { decision, seq, user } = lesson;
      if (this.#isGone(lesson)) return { decision, seq };
      const [known] = this.#sql.exec<{ seq: number }>('SELECT seq FROM lesson WHERE decision = ?', decision).toArray();
      if (known !== undefined && known.seq >= seq) return { decision, seq: known.seq };
      this.#sql.exec(
        `INSERT INTO lesson (decision, seq, user, told, held, json) VALUES (?, ?, ?, ?, 1, ?)
         ON CONFLICT (decision) DO UPDATE
         SET seq = excluded.seq, told = excluded.told, held = 1, json = excluded.json`,
        ...[decision, seq, user, now, JSON.stringify(lesson)],
      );
      return { decision, seq };
    });
  }

  /** How many wait for their batch, and since when the first does. */
  waiting(): { readonly held: number; readonly since: UnixMs | null } {
    const { held, since } = this.#sql
      .exec<{ held: number; since: number | null }>(
        'SELECT COUNT(*) AS held, MIN(told) AS since FROM lesson WHERE held = 1',
      )
      .one();
    return { held, since: since === null ? null : unixMs(since) };
  }

  /** How many were learned with the last batch that had new ones, counted up to `most`. */
  lastTaught(most: number): number {
    const last = 'SELECT 1 FROM lesson WHERE taught_at = (SELECT MAX(taught_at) FROM lesson) LIMIT ?';
    return this.#sql.exec<{ count: number }>(`SELECT COUNT(*) AS count FROM (${last})`, most).one().count;
  }

  /** Those that wait, in the order in which they came. */
  held(count: number): Logged[] {
    return this.#read(`SELECT ${COLUMNS} FROM lesson WHERE held = 1 ORDER BY number LIMIT ?`, count);
  }

  /** It is learned. */
  close({ number, taught, taughtAt, judged }: Omit<Logged, 'lesson'>): void {
    this.#sql.exec(
      'UPDATE lesson SET held = 0, taught = ?, taught_at = ?, judged = ? WHERE number = ?',
      ...[JSON.stringify(taught), taughtAt, judged === null ? null : JSON.stringify(judged), number],
    );
  }

  /** Of the last `count` that were learned, the oldest first. */
  judged(count: number): Judgement[] {
    return this.#sql
      .exec<{ judged: string }>(
        'SELECT judged FROM lesson WHERE judged IS NOT NULL ORDER BY number DESC LIMIT ?',
        count,
      )
      .toArray()
      .reverse()
      .map(({ judged }) => JSON.parse(judged));
  }

  /** Newest first. */
  rows(count: number): JudgedLesson[] {
    const sql = `SELECT decision, judged FROM lesson WHERE judged IS NOT NULL ORDER BY number DESC LIMIT ?`;
    return this.#sql
      .exec<{ decision: DecisionId; judged: string }>(sql, count)
      .toArray()
      .map(({ decision, judged }) => ({ decision, ...JSON.parse(judged) }));
  }

  /** All that is in the head, in the order in which it was learned. */
  *taught(): Generator<Logged> {
    const sql = `SELECT ${COLUMNS} FROM lesson WHERE taught_at IS NOT NULL ORDER BY taught_at, number`;
    for (const row of this.#sql.exec<Row>(sql)) yield logged(row);
  }

  count(): number {
    return this.#sql.exec<{ count: number }>('SELECT COUNT(*) AS count FROM lesson').one().count;
  }

  /** How many there are of each arm, and how many of those chance took. */
  arms(): readonly { readonly arm: Arm; readonly lessons: number; readonly probes: number }[] {
    return this.#sql
      .exec<{ arm: Arm; lessons: number; probes: number }>(
        `SELECT json ->> '$.arm' AS arm, COUNT(*) AS lessons,
                COALESCE(SUM(json ->> '$.choice.explored'), 0) AS probes FROM lesson GROUP BY 1 ORDER BY 1`,
      )
      .toArray();
  }

  reroutes(): readonly Rerouted[] {
    return this.#sql
      .exec<{ from: string; to: string; lessons: number; users: number; of: number; share: number }>(
        `WITH switched AS (
           SELECT json ->> '$.route' AS a, json ->> '$.switched.route' AS b, COUNT(*) AS n FROM lesson
           WHERE json ->> '$.switched.route' <> json ->> '$.route' GROUP BY 1, 2, user),
         counted AS (SELECT json ->> '$.route' AS a, COUNT(*) AS n FROM lesson GROUP BY 1)
         SELECT switched.a AS "from", b AS "to", SUM(switched.n) AS lessons, COUNT(*) AS users, counted.n AS "of",
                SUM(MIN(switched.n, ?1)) / (counted.n + ?2 + 0.0) AS share
         FROM switched JOIN counted USING (a) GROUP BY 1, 2 ORDER BY share DESC, 1, 2 LIMIT ?3`,
        ...[SWITCHES_COUNTED, SWITCHES_PRIOR, MOST_REROUTES],
      )
      .toArray();
  }

  /** What is beyond the log's size or age, and was learned: the oldest first, at most `count`. */
  overdue(now: UnixMs, count: number): Logged[] {
    return this.#read(
      `SELECT ${COLUMNS} FROM lesson WHERE held = 0 AND
         (told < ?1 OR number <= (SELECT number FROM lesson ORDER BY number DESC LIMIT 1 OFFSET ?2))
       ORDER BY taught_at, number LIMIT ?3`,
      ...[now - LESSON_MS, LESSONS_KEPT, count],
    );
  }

  /** Of one user. */
  of(user: string): Logged[] {
    return this.#read(`SELECT ${COLUMNS} FROM lesson WHERE user = ? ORDER BY number`, user);
  }

  /** They are in the beliefs for good. */
  merge(lessons: readonly Logged[], now: UnixMs): void {
    for (const { lesson } of lessons)
      this.#sql.exec('INSERT OR REPLACE INTO gone (decision, at) VALUES (?, ?)', lesson.decision, now);
    this.#delete(lessons);
  }

  /** Deletes what is theirs, and hears nothing more of what was before. */
  forget(user: string, lessons: readonly Logged[], now: UnixMs): void {
    this.#delete(lessons);
    this.#sql.exec('INSERT OR REPLACE INTO forgotten (user, at) VALUES (?, ?)', user, now);
  }

  /** What is gone for so long that nobody speaks of it any more. */
  tidy(now: UnixMs): void {
    this.#sql.exec('DELETE FROM gone WHERE at < ?', now - GONE_MS);
    this.#sql.exec('DELETE FROM forgotten WHERE at < ?', now - FORGOTTEN_MS);
  }

  #isGone({ decision, user, at }: Lesson): boolean {
    const sql = `SELECT 1 FROM gone WHERE decision = ? UNION ALL SELECT 1 FROM forgotten WHERE user = ? AND at >= ?`;
    return this.#sql.exec(sql, decision, user, at).toArray().length > 0;
  }

  #delete(lessons: readonly Logged[]): void {
    for (const { number } of lessons) this.#sql.exec('DELETE FROM lesson WHERE number = ?', number);
  }

  #read(sql: string, ...values: SqlStorageValue[]): Logged[] {
    return this.#sql
      .exec<Row>(sql, ...values)
      .toArray()
      .map(logged);
  }
}

function logged({ number, json, taught, taught_at, judged }: Row): Logged {
  return {
    number,
    lesson: JSON.parse(json),
    taught: taught === null ? null : JSON.parse(taught),
    taughtAt: taught_at === null ? null : unixMs(taught_at),
    judged: judged === null ? null : JSON.parse(judged),
  };
}
