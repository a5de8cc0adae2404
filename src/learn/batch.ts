/**
 * A batch of lessons: each first judges the beliefs that have not seen it, and then they learn from it. So no reward is kept
 * back for judging alone, and none judges what it has taught. Pure but for the raters, whose books are handed in.
 */

import type { Curriculum } from '../quota/lesson.ts';
import type { UnixMs } from '../unit.ts';
import type { Beliefs } from './beliefs.ts';
import { earnedOf, type Judgement, judgementOf, type Sides } from './judgement.ts';
import type { Logged } from './lesson-log.ts';
import { outcomesOf } from './reward.ts';
import { type Counted, type Taught, teach } from './taught.ts';
import type { Trusted } from './trust.ts';

export interface Batching {
  readonly newest: Beliefs;
  readonly sides: Sides;
  readonly curriculum: Curriculum;
  readonly now: UnixMs;
  /** How much a user's word counts, and what it says beside all they said: remembered with each call. */
  readonly trust: (lesson: Logged['lesson'], value: number | null, expected: number) => Trusted;
}

export interface Batched {
  readonly newest: Beliefs;
  readonly lessons: readonly Omit<Logged, 'lesson'>[];
  /** Those that say anything: what was heard again, and is the same, is not among them. */
  readonly rewards: number;
}

const NOTHING: Taught = { trust: 0, outcomes: [] };

export function learnBatch(held: readonly Logged[], { newest, sides, curriculum, now, trust }: Batching): Batched {
  let [beliefs, rewards] = [newest, 0];
  const expect = ({ arm, route, features }: Logged['lesson']) => sides.candidate.expect(arm, route, features);
  const learnOne = (logged: Logged): Omit<Logged, 'lesson'> => {
    const { number, lesson, taught: before } = logged;
    const outcomes = outcomesOf(lesson, curriculum);
    const earned = earnedOf(outcomes, lesson.arm);
    // What is put right counts as much as when it was first said.
    const { weight, value } =
      before === null || outcomes.length === 0
        ? trust(lesson, earned?.value ?? null, expect(lesson).reward)
        : { weight: before.trust, value: earned?.value ?? null };
    const counted = outcomes.flatMap((outcome): Counted[] => {
      if (outcome.kind === 'route') return [];
      const heard = outcome.kind === 'value' && value !== null ? { ...outcome, value } : outcome;
      return [{ outcome: heard, weight: outcome.weight * weight }];
    });
    const after: Taught = { trust: weight, outcomes: counted };
    const judged = judgedAnew(logged, after, sides, curriculum, now);
    beliefs = teach(beliefs, lesson, before, after);
    if (JSON.stringify(before?.outcomes ?? []) !== JSON.stringify(after.outcomes)) rewards++;
    return { number, taught: after, taughtAt: logged.taughtAt ?? now, judged };
  };
  const lessons = held.map((logged) => {
    try {
      return learnOne(logged);
    } catch (error) {
      // One of another release, say: it teaches nothing more, and those after it do.
      console.error(JSON.stringify({ event: 'lesson_unlearnable', message: String(error) }));
      const { number, taught, taughtAt, judged } = logged;
      return { number, taught: taught ?? NOTHING, taughtAt: taughtAt ?? now, judged };
    }
  });
  return { newest: beliefs, lessons, rewards };
}

/** What is put right was judged by beliefs that had not seen it; now they have, and only what it earned changes. */
function judgedAnew(
  { lesson, judged }: Logged,
  { trust, outcomes }: Taught,
  sides: Sides,
  curriculum: Curriculum,
  now: UnixMs,
): Judgement | null {
  const said = outcomes.map(({ outcome }) => outcome);
  if (judged === null) return judgementOf({ lesson, outcomes: said, weight: trust }, sides, curriculum, now);
  const earned = earnedOf(said, lesson.arm);
  if (earned === null) return null;
  const row = { ...judged.row, reward: earned.value, weight: Math.min(1, trust * earned.weight) };
  return { ...judged, row };
}
