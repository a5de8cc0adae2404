/**
 * What an account keeps of a decision until it can no longer be rated, and how it grows by what is said of it. Pure.
 *
 * A field that is said again in the same words counts once; in other words it is a correction, and the last stands. Whatever
 * changes anything makes a lesson with the next `seq`, so that whoever learns from it can tell the newest.
 */

import type { Decision } from '../route/decision.ts';
import type { MicroDollars, UnixMs } from '../unit.ts';
import type { Feedback, Heard, Lesson, Said, Switched, ToLearn } from './lesson.ts';

export interface Kept {
  readonly toLearn: ToLearn;
  /** As in `Origin`. */
  readonly user: string;
  readonly cost: MicroDollars;
  readonly feedback: Feedback;
  readonly switched?: Switched;
  /** Of the last lesson; 0 before the first. */
  readonly seq: number;
}

/** What was said before, as far as anything was. */
export type Before = Pick<Kept, 'feedback' | 'switched'>;

export const NOTHING_SAID: Before = { feedback: {} };

const FIELDS = ['rating', 'correct', 'switchedTo', 'regenerated', 'abandoned'] as const satisfies (keyof Feedback)[];

/** `before` with what is said now laid over it, and what of it is news. `route` is the decision's. */
export function heard(
  before: Before,
  said: Said,
  route: string,
): Before & { readonly heard: Extract<Heard, { kind: 'heard' }> } {
  const given = FIELDS.filter((field) => said.feedback[field] !== undefined);
  const isNew = (field: keyof Feedback) => before.feedback[field] === undefined;
  const isSame = (field: keyof Feedback) => before.feedback[field] === said.feedback[field];
  const switched = said.feedback.switchedTo === undefined ? before.switched : resolved(said.switched, route);
  return {
    feedback: { ...before.feedback, ...Object.fromEntries(given.map((field) => [field, said.feedback[field]])) },
    ...(switched === undefined ? {} : { switched }),
    heard: {
      kind: 'heard',
      accepted: given.filter(isNew),
      already: given.filter(isSame),
      corrected: given.filter((field) => !isNew(field) && !isSame(field)),
    },
  };
}

export const changes = ({ accepted, corrected }: Extract<Heard, { kind: 'heard' }>): boolean =>
  accepted.length + corrected.length > 0;

function resolved(switched: Said['switched'], route: string): Switched | undefined {
  if (switched === undefined || !('arms' in switched)) return switched;
  const arm = switched.arms[route];
  return arm === undefined ? undefined : { arm };
}

/** `at` is when it was settled. */
export function lessonOf(
  decision: Decision,
  { toLearn, user, cost, feedback, switched, seq }: Kept,
  at: UnixMs,
): Lesson {
  const { askedAt: _, ...learnable } = toLearn;
  const { id, route, effort, policy, beliefs, choice } = decision;
  return {
    ...learnable,
    ...{ decision: id, seq, at, user, route, effort, policyVersion: policy.version, beliefs, choice, cost, feedback },
    ...(switched === undefined ? {} : { switched }),
  };
}
