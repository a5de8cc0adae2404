/**
 * Takes the steps that `effect.ts` finds: stages of versions, and the standing. Part of the learner: it works on the object's
 * books, inside of its transactions.
 */

import type { UnixMs } from '../unit.ts';
import { unixMs } from '../unit.ts';
import type { BeliefBook } from './belief-book.ts';
import { nextStep, REST_MS, type Step, stepped } from './effect.ts';
import type { LessonLog } from './lesson-log.ts';
import type { Standing } from './standing.ts';
import { canaryFall, expectedOfCandidate, fallInForce, verdictOf } from './trial.ts';

/** Rows that are judged by: with more the evidence of the oldest is let go. */
const MOST_ROWS = 3000;

/** What is to be told of a step to whoever keeps the tenant's audit trail. */
export interface Told {
  readonly action: 'beliefs.try' | 'beliefs.promote' | 'beliefs.withdraw' | 'beliefs.fall_back';
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

interface Books {
  readonly log: LessonLog;
  readonly beliefs: BeliefBook;
}

export class Effects {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  /** The one step that follows from what is known now. Answers the standing after it, not yet written. */
  step(standing: Standing, now: UnixMs): { readonly standing: Standing; readonly told: Told | null } {
    const { log, beliefs } = this.#books;
    const share = standing.curriculum?.learning.canary ?? 0;
    const rows = log.judged(MOST_ROWS);
    const evidence = verdictOf(rows, standing);
    const seen = { now, share, evidence, canary: canaryFall(rows, standing), inForce: fallInForce(rows, standing) };
    const step = nextStep(standing, seen);
    if (step.kind === 'stay') return { standing, told: null };
    const again = step.kind === 'fall back' ? this.#putBack(standing, step.to, null, step.why, now) : 0;
    this.#move(standing, step);
    const reference = step.kind === 'try' || step.kind === 'promote' ? expectedOfCandidate(rows, standing) : null;
    const after = stepped(standing, step, { now, share, reference, again });
    beliefs.tidy(after);
    return { standing: after, told: toldOf(standing, step, after) };
  }

  /** `version` in force again, as a version of its own; 0: the prior. Null where there is no content of it. */
  rollBack(standing: Standing, version: number, actor: string, now: UnixMs): Standing | null {
    const { beliefs } = this.#books;
    if (version !== 0 && beliefs.packed(version) === null) return null;
    const why = `${actor} put version ${version} in force again`;
    const again = this.#putBack(standing, version, actor, why, now);
    const { inForce, canary } = standing;
    if (inForce !== 0) beliefs.move(inForce, 'past', why);
    if (canary !== null) beliefs.move(canary.version, 'past', why);
    const after: Standing = {
      ...{ ...standing, inForce: again, before: 0, canary: null, since: now, effectAt: now, reference: null, why },
      ...{ top: Math.max(standing.top, again), revision: standing.revision + 1 },
      pausedUntil: unixMs(now + REST_MS),
    };
    beliefs.tidy(after);
    return after;
  }

  /** What is tried and was judged by other rules has to show again that it is better. */
  startAnew(standing: Standing, now: UnixMs): Standing {
    const { canary } = standing;
    const why = 'What rewards, money or time are worth was changed: evidence begins anew.';
    if (canary !== null) this.#books.beliefs.move(canary.version, 'shadow', why);
    const shown = canary === null ? {} : { canary: null, why, revision: standing.revision + 1 };
    return { ...standing, ...shown, since: now, effectAt: now, reference: null };
  }

  #putBack(standing: Standing, version: number, actor: string | null, why: string, now: UnixMs): number {
    if (version === 0) return 0;
    const { beliefs } = this.#books;
    const content = beliefs.content(version);
    if (content === null) return 0;
    const again = standing.top + 1;
    const { lessons } = standing;
    beliefs.add({ ...content, ...{ version: again, at: now, stage: 'shadow', why, source: version, actor, lessons } });
    beliefs.move(again, 'in_force', why);
    return again;
  }

  #move(standing: Standing, step: Exclude<Step, { kind: 'stay' }>): void {
    const { beliefs } = this.#books;
    const { inForce, canary } = standing;
    if (step.kind === 'promote' && inForce !== 0) {
      beliefs.move(inForce, 'past', `version ${step.version} took its place`);
    }
    if (step.kind === 'fall back' && canary !== null) {
      beliefs.move(canary.version, 'shadow', 'what it was tried against fell');
    }
    beliefs.move(step.version, STAGE_AFTER[step.kind], step.why);
  }
}

/** Of the version that a step is about. */
const STAGE_AFTER = { try: 'canary', promote: 'in_force', withdraw: 'withdrawn', 'fall back': 'withdrawn' } as const;

const ACTIONS = {
  try: 'beliefs.try',
  promote: 'beliefs.promote',
  withdraw: 'beliefs.withdraw',
  'fall back': 'beliefs.fall_back',
} as const;

function toldOf(before: Standing, step: Exclude<Step, { kind: 'stay' }>, after: Standing): Told {
  const to = step.kind === 'try' ? step.version : after.inForce;
  const from = step.kind === 'withdraw' ? step.version : before.inForce;
  return { action: ACTIONS[step.kind], what: `beliefs: ${step.why}`, from, to };
}
