/** How a lesson is put into beliefs, put right in them, and put into them again. Pure. */

import type { Lesson } from '../quota/lesson.ts';
import { type Beliefs, correct, learn } from './beliefs.ts';
import type { Outcome } from './reward.ts';

/** What beliefs have of a lesson. */
export interface Taught {
  /** How much its user counted when it was learned, over 0 to 1. */
  readonly trust: number;
  readonly outcomes: readonly Counted[];
}

/** `weight`: of the outcome and of its user. A switch of route is of the classifier, and nothing that an arm could learn. */
export interface Counted {
  readonly outcome: Exclude<Outcome, { readonly kind: 'route' }>;
  readonly weight: number;
}

/** As if `after` were what was learned of the lesson; `before` is what was, or null. */
export function teach(beliefs: Beliefs, lesson: Lesson, before: Taught | null, after: Taught): Beliefs {
  const was = new Map((before?.outcomes ?? []).map((each) => [subject(each.outcome), each]));
  let taught = beliefs;
  for (const next of after.outcomes) {
    const subjectOf = subject(next.outcome);
    const known = was.get(subjectOf) ?? null;
    was.delete(subjectOf);
    if (known === null) taught = learn(taught, next.outcome, lesson, next.weight);
    else if (JSON.stringify(known) !== JSON.stringify(next)) taught = correct(taught, lesson, known, next);
  }
  for (const gone of was.values()) taught = correct(taught, lesson, gone, null);
  return taught;
}

/** Two outcomes of one lesson with the same subject are the same, corrected. */
function subject(outcome: Counted['outcome']): string {
  return outcome.kind === 'value' ? outcome.arm : `${outcome.better} ${outcome.worse}`;
}
