/**
 * What an account keeps to be rated, and the lessons that it has not told for certain: SQL rows in, values out, and back.
 * Synchronous, inside of the caller's transaction, and without a clock, as `ledger.ts`.
 *
 * A lesson is written in the transaction of what it tells of, and deleted once the learner knows it, or a later one of the
 * same decision: what was said is told, whatever dies in between, and the learner knows the last by its number.
 */

import type { DecisionId } from '../route/decision.ts';
import { microDollars, milliseconds, type UnixMs } from '../unit.ts';
import type { Settlement } from './contract.ts';
import type { Held, TakenHold } from './held.ts';
import { type Before, changes, heard, type Kept, lessonOf, NOTHING_SAID } from './kept.ts';

import type { Curriculum, Heard, Learned, Lesson, Said, ToLearn } from './lesson.ts';
import type { KeptDecision, Settled } from './settled.ts';

/** Who asks the same again after this asks anew. */
const AGAIN_MS = milliseconds(600_000);
/** So many decisions back it is looked for: a user who asks again has hardly asked anything else in between. */
const LOOKED_BACK = 10;

type Ending = Exclude<Settlement, { kind: 'withdraw' }>;

export class Lessons {
  readonly #sql: SqlStorage;
  readonly #settled: Settled;
  readonly #held: Held;
  /** Whether a row of `lesson` is there; undefined: not looked for yet. Kept so that a settlement need not look. */
  #isClear: boolean | undefined;

  constructor(sql: SqlStorage, settled: Settled, held: Held) {
    this.#sql = sql;
    this.#settled = settled;
    this.#held = held;
  }

  /** To be called before the decision is recorded: what is to be kept of it. */
  settle(settlement: Ending, { said }: Pick<TakenHold, 'said'>, now: UnixMs): Kept | null {
    const { learnable: toLearn, curriculum, decision, origin } = settlement;
    if (toLearn === undefined || curriculum === undefined) return null;
    this.#askedAgain(toLearn, curriculum);
    const isNews = said !== null || Object.keys(toLearn.observed).length > 0;
    const cost = settlement.kind === 'charge' ? settlement.cost : microDollars(0);
    const kept: Kept = { toLearn, user: origin.user, cost, ...(said ?? NOTHING_SAID), seq: isNews ? 1 : 0 };
    if (isNews) this.#write(lessonOf(decision, kept, now), curriculum);
    return kept;
  }

  /** Something is said of a decision, which may still be on its way: it is then kept with what is held for it. */
  hear(id: DecisionId, said: Said, curriculum: Curriculum, now: UnixMs): Heard {
    const found = this.#settled.kept(id, now);
    if (found === null) return this.#hearOfHold(id, said, curriculum);
    const { decision, kept, at } = found;
    if (kept === null || !curriculum.learning.enabled) return { kind: 'unlearnable' };
    const after = heard(kept, said, decision.route);
    if (changes(after.heard)) {
      this.#grow({ decision, at, kept: { ...kept, ...pick(after) } }, curriculum);
    }
    return after.heard;
  }

  #hearOfHold(id: DecisionId, said: Said, { learning }: Curriculum): Heard {
    const hold = this.#held.find(id);
    if (hold === undefined || hold.origin?.forgotten === true) return { kind: 'unknown' };
    if (!learning.enabled) return { kind: 'unlearnable' };
    const after = heard(hold.said ?? NOTHING_SAID, said, hold.admission.session.route);
    if (changes(after.heard)) this.#held.say(hold, pick(after));
    return after.heard;
  }

  /**
   * The same was asked a while ago, and whoever asks it again has read what came: of another arm now, or of one that the user
   * named. A choice of the router alone can be found wanting by it: who names both compares them.
   */
  #askedAgain(again: ToLearn, curriculum: string | Curriculum): void {
    const { fingerprint, askedAt, arm, explicit } = again;
    if (fingerprint === '') return;
    const before = this.#settled.lastKept(LOOKED_BACK, fingerprint, askedAt - AGAIN_MS);
    if (before === null || before.at > askedAt) return;
    const { toLearn } = before.kept;
    if (toLearn.explicit || toLearn.failed || toLearn.observed.askedAgain !== undefined) return;
    if (toLearn.arm === arm && !explicit) return;
    const observed = { ...toLearn.observed, askedAgain: arm };
    this.#grow({ ...before, kept: { ...before.kept, toLearn: { ...toLearn, observed } } }, curriculum);
  }

  #grow({ decision, at, kept }: KeptDecision & { readonly kept: Kept }, curriculum: string | Curriculum): void {
    const grown = { ...kept, seq: kept.seq + 1 };
    this.#settled.keep(decision.id, grown);
    this.#write(lessonOf(decision, grown, at), curriculum);
  }

  #write(lesson: Lesson, curriculum: string | Curriculum): void {
    const { decision, seq } = lesson;
    this.#isClear = false;
    this.#sql.exec(
      'INSERT OR REPLACE INTO lesson (decision, seq, json) VALUES (?, ?, ?)',
      ...[decision, seq, JSON.stringify(lesson)],
    );
    // Written only when it is another.
    this.#sql.exec(
      `INSERT INTO curriculum (one, json) VALUES (1, ?1)
       ON CONFLICT DO UPDATE SET json = excluded.json WHERE json <> excluded.json`,
      typeof curriculum === 'string' ? curriculum : JSON.stringify(curriculum),
    );
  }

  /** The oldest that are untold, and under which rules; null: none is. */
  untold(count: number): { readonly curriculum: Curriculum; readonly lessons: readonly Lesson[] } | null {
    const rows = this.#sql.exec<{ json: string }>('SELECT json FROM lesson ORDER BY place LIMIT ?', count).toArray();
    if (rows.length === 0) return null;
    const { json } = this.#sql.exec<{ json: string }>('SELECT json FROM curriculum').one();
    const read: unknown = JSON.parse(json);
    // An object of before has made text of what was text.
    const curriculum: Curriculum = typeof read === 'string' ? JSON.parse(read) : read;
    return { curriculum, lessons: rows.map((row) => JSON.parse(row.json)) };
  }

  /** Deletes the untold of decisions that were settled before `at`, and answers how many. */
  giveUp(at: UnixMs): number {
    const given = this.#sql.exec(`DELETE FROM lesson WHERE json ->> '$.at' < ? RETURNING 1`, at).toArray();
    this.reread();
    return given.length;
  }

  isClear(): boolean {
    this.#isClear ??= this.#sql.exec('SELECT 1 FROM lesson LIMIT 1').toArray().length === 0;
    return this.#isClear;
  }

  /** A transaction was rolled back: what memory has of the rows is not so. */
  reread(): void {
    this.#isClear = undefined;
  }

  /** One that was written while an earlier one was told stays. */
  acknowledge(learned: Learned): void {
    for (const { decision, seq } of learned)
      this.#sql.exec('DELETE FROM lesson WHERE decision = ? AND seq <= ?', decision, seq);
    this.reread();
  }
}

const pick = ({ feedback, switched }: Before): Before => ({
  feedback,
  ...(switched === undefined ? {} : { switched }),
});
