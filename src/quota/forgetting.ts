/**
 * What an account forgets of its user on demand: the last decisions with what was said of them, which model each conversation
 * is bound to, which providers keep answers of the user, and what the learner has not been told yet. Inside of the caller's transaction, and without a clock.
 *
 * What limits have counted stays, and what is held for requests on their way: whoever could be forgotten out of a limit
 * would have it anew. A request on its way is charged as any other when it ends, and nothing else is kept of it: its hold
 * says so, in the row that every life of the object reads. What the account used and has not told yet is told, without the
 * decisions that it came of.
 */

import type { Batch } from './reporting.ts';
import { DECISIONS_KEPT } from './settled.ts';

export interface ForgottenHere {
  readonly decisions: number;
  readonly sessions: number;
  /** Answers and conversations that providers keep, and that could have been gone on from. */
  readonly issued: number;
  /** Lessons that the learner is not known to have heard. */
  readonly lessons: number;
  /** Requests on their way of which nothing will be kept. */
  readonly onTheirWay: number;
  /**
   * The report that the tenant's object may be hearing at this moment, in which decisions were told; null: it has heard all
   * that was told.
   */
  readonly untold: Pick<Batch, 'life' | 'seq'> | null;
}

/** At a checkpoint: what was settled before is charged. */
export function forgetUser(sql: SqlStorage): ForgottenHere {
  const count = (table: string, where: string): number =>
    sql.exec<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table} WHERE ${where}`).one().count;
  const before = {
    decisions: Math.min(count('request', 'json IS NOT NULL'), DECISIONS_KEPT),
    sessions: count('session', 'TRUE'),
    issued: count('issued', 'TRUE'),
    lessons: count('lesson', 'TRUE'),
    onTheirWay: count('request', UNMARKED),
  };
  sql.exec('DELETE FROM request WHERE settled IS NOT NULL');
  for (const table of ['session', 'issued', 'lesson']) sql.exec(`DELETE FROM ${table}`);
  sql.exec(
    `UPDATE request SET session = NULL, said = NULL, origin = json_set(origin, '$.forgotten', json('true')) WHERE ${UNMARKED}`,
  );
  const [told] = sql
    .exec<{ life: string; seq: number }>(
      `UPDATE reporter SET batch = json_set(batch, '$.decisions', json('[]')) WHERE batch IS NOT NULL RETURNING life, seq`,
    )
    .toArray();
  return { ...before, untold: told ?? null };
}

const UNMARKED = `settled IS NULL AND origin ->> '$.forgotten' IS NULL`;
