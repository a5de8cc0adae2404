/**
 * What the limits of a policy document mean to each other: each ladder ends, each id names one limit, and each number
 * is one that can be counted exactly.
 */

import { SIZES } from './defaults.ts';
import { effortsBelow, LADDER } from './ladder.ts';
import type { LegibleDocument, LegibleLimit } from './legible.ts';
import { readPeriod } from './period.ts';
import { type Problem, pathOf } from './problem.ts';

type Found = Generator<Problem, void>;

/** The limits of every plan and the budget, each with its place and the place of the first that has the same id. */
export function* checkLimits({ plans = {}, budget }: LegibleDocument): Found {
  const all = new Map<string, string>();
  for (const [plan, { limits, escalation }] of Object.entries(plans)) {
    const ids = new Map<string, string>();
    for (const [index, limit] of limits.entries()) {
      const path = pathOf('plans', plan, 'limits', index);
      yield* checkLimit(path, limit);
      yield* checkId(path, limit.id, ids);
    }
    if (escalation !== undefined) {
      const path = pathOf('plans', plan, 'escalation');
      yield* checkLimit(path, escalation);
      yield* checkId(path, escalation.id, ids);
    }
    for (const [id, path] of ids) if (!all.has(id)) all.set(id, path);
  }
  if (budget === undefined) return;
  yield* checkLimit('budget', budget);
  yield* checkId('budget', budget.id, all);
}

/** Headers and errors name a limit by its id alone, so an id stands for one of those that a request can meet. */
export function* checkId(path: string, id: string | undefined, taken: Map<string, string>): Found {
  if (id === undefined) return;
  const first = taken.get(id);
  if (first === undefined) taken.set(id, path);
  else yield { path: `${path}.id`, message: `The id "${id}" is taken by ${first}. Choose another.` };
}

/** What one limit means by itself. */
export function* checkLimit(path: string, { of, effort, max, per, then }: LegibleLimit): Found {
  const message = max === undefined ? null : faultOfMax(of, max);
  if (message !== null) yield { path: `${path}.max`, message };
  const perMs = per === undefined ? null : readPeriod(per);
  if (perMs !== null && (perMs <= 0 || perMs > SIZES.perDays * 86_400_000)) {
    yield { path: `${path}.per`, message: `This must be longer than nothing and at most ${SIZES.perDays}d.` };
  }
  const governed = effort === undefined ? null : LADDER.find((rung) => rung === effort);
  if (governed === undefined || then === undefined || then === 'refuse') return;
  const below = effortsBelow(governed);
  if (below.includes(then)) return;
  const counted = governed === null ? `no effort is above "${then}"` : `"${then}" is not below "${governed}"`;
  const choice = below.length === 0 ? 'refuse' : `${below.join(', ')} or refuse`;
  yield { path: `${path}.then`, message: `A limit moves requests down, and ${counted}. Write ${choice}.` };
}

function faultOfMax(of: LegibleLimit['of'], max: number): string | null {
  if (of === 'cost') return max > SIZES.costUsd ? `This must be at most ${SIZES.costUsd} USD.` : null;
  if (of === undefined || Number.isInteger(max)) return null;
  return `This must be a whole number: it counts ${of}.`;
}
