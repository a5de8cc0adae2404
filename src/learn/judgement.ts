/**
 * How a lesson judges beliefs, before they learn from it: what each side would have taken, what was taken, and what came of
 * it. Pure.
 *
 * The arms are those that the decision was between; of an explicit choice, which was between none, those of the catalogue.
 * What beliefs in force would have taken is known where they decided; the rules of old take the first arm of the effort that
 * the difficulty asks for.
 */

import type { Curriculum, Lesson } from '../quota/lesson.ts';
import { leaderOf, type Weighed } from '../route/arms.ts';
import type { Arm, Believed } from '../route/believed.ts';
import { THINKING_DIFFICULTY } from '../route/gain.ts';
import { isNonEmpty, type UnixMs } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import type { Judged } from './judged.ts';
import type { Outcome } from './reward.ts';

const MS_PER_SECOND = 1000;
/** Of the catalogue, beside the one that answered: a row is kept of each. */
const MAX_ARMS = 16;

/** A row against the version that was in force when it was judged. */
export interface Judgement {
  readonly against: number;
  /** Whose beliefs chose it; null: nobody's, as it was explicit. */
  readonly by: number | null;
  readonly row: Judged;
}

export interface Sides {
  readonly inForce: Believed;
  /** The newest: they have not learned from the lesson. */
  readonly candidate: Believed;
  /** Since when what is in force decides by the objective of today; absent: always. */
  readonly since?: UnixMs;
}

interface Considered extends Weighed {
  readonly penalty: number;
  readonly propensity: number | null;
}

/** Null for what says nothing of the arm that answered. `weight` is of the rater. */
export function judgementOf(
  {
    lesson,
    outcomes,
    weight,
  }: { readonly lesson: Lesson; readonly outcomes: readonly Outcome[]; readonly weight: number },
  sides: Sides,
  curriculum: Curriculum,
  at: UnixMs,
): Judgement | null {
  const earned = earnedOf(outcomes, lesson.arm);
  if (earned === null) return null;
  const { route, beliefs, choice } = lesson;
  const arms = weighed(sides.candidate, lesson, curriculum);
  const chosen = arms.find(({ arm }) => arm === lesson.arm);
  const [first] = arms;
  if (chosen === undefined || first === undefined) return null;
  const { version } = sides.inForce;
  // The rules of old know of no objective.
  const isOfToday = beliefs?.version === version && (version === 0 || lesson.at >= (sides.since ?? 0));
  const decided = isOfToday ? choice?.arms[0]?.arm : undefined;
  const inForce =
    decided ?? (version === 0 ? ruled(arms, lesson) : best(weighed(sides.inForce, lesson, curriculum))) ?? first.arm;
  return {
    against: version,
    by: lesson.choice === undefined ? null : (beliefs?.version ?? null),
    row: {
      ...{ at, request: `${lesson.user} ${lesson.fingerprint || lesson.decision}`, chosen: chosen.arm },
      stratum: `${route} ${arms
        .map(({ arm }) => arm)
        .sort()
        .join(' ')}`,
      ...{ reward: earned.value, weight: Math.min(1, weight * earned.weight) },
      arms: arms.map(({ arm, effort, reward, penalty, propensity }) => ({ arm, effort, reward, penalty, propensity })),
      picks: { inForce, candidate: best(arms) ?? first.arm },
      decidedAt: lesson.at,
      ...(choice?.unpaid === true ? { trial: 'unpaid' } : choice?.explored === true ? { trial: 'paid' } : {}),
    },
  };
}

/** What a lesson says of the arm that answered: its value, or that another was better. */
export function earnedOf(outcomes: readonly Outcome[], arm: Arm): { value: number; weight: number } | null {
  for (const outcome of outcomes) {
    if (outcome.kind === 'value' && outcome.arm === arm) return outcome;
  }
  for (const outcome of outcomes) {
    if (outcome.kind !== 'pair') continue;
    if (outcome.worse === arm) return { value: 0, weight: outcome.weight };
    if (outcome.better === arm) return { value: 1, weight: outcome.weight };
  }
  return null;
}

/** In the order of the catalogue. */
function weighed(believed: Believed, lesson: Lesson, { arms, learning }: Curriculum): readonly Considered[] {
  const { route, features, choice } = lesson;
  const drawn = choice === undefined ? null : new Map(choice.arms.map((one) => [one.arm, one]));
  const own = arms.find(({ arm }) => arm === lesson.arm);
  const others = arms.filter(({ arm }) => arm !== lesson.arm && (drawn === null || drawn.has(arm)));
  const considered = new Set([...(own === undefined ? [] : [own]), ...others.slice(0, MAX_ARMS)]);
  const isDrawn = drawn?.has(lesson.arm) === true && choice?.propensity != null;
  const known = arms
    .filter((each) => considered.has(each))
    .map(({ arm, effort, usualCost }) => {
      const seen = drawn?.get(arm);
      return {
        ...{ arm, effort, model: arm.slice(0, arm.lastIndexOf('@')), cost: seen?.cost ?? usualCost },
        propensity: isDrawn ? (seen?.propensity ?? 0) : null,
        ...believed.expect(arm, route, features),
      };
    });
  // What nobody knows counts as the most that is known of the others, as where the choice is made.
  const mostCost = Math.max(0, ...known.map(({ cost }) => cost ?? 0));
  const mostMs = Math.max(0, ...known.map(({ latencyMs }) => latencyMs ?? 0));
  const { cost: dollar, latency: second } = learning.objective;
  return known.map((arm) => {
    const time = (second * (arm.latencyMs ?? mostMs)) / MS_PER_SECOND;
    // What fails satisfies nobody.
    const penalty = dollar * (arm.cost ?? mostCost) + time + arm.reward * arm.failure;
    return { ...arm, penalty, value: arm.reward - penalty };
  });
}

/** What beliefs would take, as `route/choose.ts` has it where the effort is free. */
function best(arms: readonly Weighed[]): Arm | undefined {
  // Dearest first, so that of two that are worth the same the cheaper stands.
  const efforts: readonly Effort[] = ['thinking', 'instant'];
  const leaders = efforts.flatMap((effort) => {
    const list = arms.filter((arm) => arm.effort === effort);
    return isNonEmpty(list) ? [leaderOf(list)] : [];
  });
  if (!isNonEmpty(leaders)) return undefined;
  return leaders.reduce((one, other) => (other.value >= one.value ? other : one)).arm;
}

/** What decides while nothing that was learned does. */
function ruled(arms: readonly Weighed[], { features }: Lesson): Arm | undefined {
  const effort: Effort = features.difficulty >= THINKING_DIFFICULTY ? 'thinking' : 'instant';
  return arms.find((arm) => arm.effort === effort)?.arm;
}
