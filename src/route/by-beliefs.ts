/**
 * Where beliefs come in: what the rules of old chose goes in, and what is proposed comes out. Pure.
 *
 * Beliefs rank below every rule but difficulty and the default: they choose the effort where nothing but difficulty would
 * have, and the model where nothing names one. CONTRACT §3 has "effort by difficulty" above "learned preference": so it is
 * while version 0, the prior, is in force, whose preference is the difficulty; beliefs that evidence has put in force choose
 * effort and model together, of which difficulty is one feature.
 */

import type { Route } from '../tenant/policy.ts';
import { type Weighing, weighArms } from './arms.ts';
import { type Chosen, type Consulted, choose, listsOf, outlook, type Taken } from './choose.ts';
import type { Proposal, Reason, Rung, Step } from './decision.ts';
import { type Bar, openRungs, rungsFrom } from './fit.ts';
import { gainOfThinking } from './gain.ts';
import type { ChosenEffort, Question } from './propose.ts';
import { modelFirst } from './stay.ts';

/** What the rules make of a request, before beliefs are asked. */
export interface Ruled {
  readonly route: Route;
  readonly effort: ChosenEffort;
  readonly rungs: Proposal['rungs'];
  readonly reason: Reason;
  readonly steps: readonly Step[];
}

type Settled = Pick<Proposal, 'reason' | 'rungs' | 'gain' | 'routeEffort' | 'choice' | 'outlook' | 'unexplored'>;

/** What the rules chose, or what beliefs make of it where they have a say. */
export function byBeliefs(ruled: Ruled, question: Question, bar: Bar): Settled & { readonly steps: readonly Step[] } {
  const { route, effort, reason } = ruled;
  const isRouteOwn = route.effort === 'thinking';
  const gain = gainOfThinking(effort.reason, isRouteOwn, question.signals.difficulty);
  const asRuled = { reason, rungs: ruled.rungs, gain, steps: ruled.steps };
  const { ask, consulted, policy } = question;
  if (consulted === null) return asRuled;
  const lists = listsOf(consulted.beliefs, openRungs(route, bar), weighingOf(question, consulted, route));
  const told = { outlook: outlook(consulted.beliefs, lists) };
  const [first] = ruled.rungs;
  const isFree = effort.reason === 'difficulty';
  const chosen = choose({
    ...{ ...consulted, learning: policy.learning, lists, isFree },
    ...{ ruled: { effort: first.effort, model: first.candidates[0].model } },
    mayTry: isFree && ask.model.kind === 'auto' && ask.heldBy === null && ask.state?.from == null,
  });
  if (chosen === null) return { ...asRuled, ...told };

  const rungsOf = (taken: Taken) => rungsTo(taken, chosen.leaders, ruled, bar);
  const best = { reason: reasonOf(chosen, ruled), rungs: rungsOf(chosen.best) };
  return {
    ...best,
    ...told,
    gain: isFree ? (chosen.gain ?? gain) : gain,
    ...(best.reason === 'learned' && !isFree ? { routeEffort: true } : {}),
    ...(chosen.choice === undefined ? {} : { choice: chosen.choice }),
    ...(chosen.choice?.explored ? { reason: 'learned', rungs: rungsOf(chosen.taken), unexplored: best } : {}),
    // What beliefs settled, difficulty did not.
    steps: [...(isFree && chosen.settled ? ruled.steps.slice(1) : ruled.steps), ...chosen.steps],
  };
}

/** What is believed of a request that names its model: beside who might have answered, of that one. */
export function forNamed(named: Rung, question: Question, route: Route, bar: Bar): Pick<Proposal, 'outlook'> {
  const { consulted } = question;
  if (consulted === null) return {};
  const { beliefs } = consulted;
  const weighing = weighingOf(question, consulted, route);
  const lists = listsOf(beliefs, openRungs(route, bar), weighing);
  return { outlook: outlook(beliefs, lists, weighArms(beliefs.newest, [named], weighing)) };
}

const weighingOf = ({ policy, ask, signals }: Question, { features }: Consulted, route: Route): Weighing => ({
  ...{ route: route.name, features, objective: policy.learning.objective },
  size: { inputTokens: signals.inputTokens, outputLimit: ask.outputLimit, choices: ask.choices },
});

/** The rung of an effort with the model before the others, and what limits may move it down to. */
function rungsTo(
  { effort, model }: Taken,
  leaders: Chosen['leaders'],
  { route, rungs }: Ruled,
  bar: Bar,
): Proposal['rungs'] {
  const [first, ...below] = rungs[0].effort === effort ? rungs : rungsFrom(route, effort, bar).rungs;
  const leaderAt = (lower: Rung) => leaders.find((leader) => leader.effort === lower.effort)?.model;
  return [modelFirst(first, model), ...below.map((lower) => modelFirst(lower, leaderAt(lower)))];
}

const BELOW_BELIEFS: ReadonlySet<Reason> = new Set(['difficulty', 'default', 'requirement']);

/** What ranks above beliefs stays the reason. Requirements narrowed what they chose from; they settled what is as they left it. */
function reasonOf({ settled, changed }: Chosen, { reason }: Ruled): Reason {
  if (!settled || !BELOW_BELIEFS.has(reason)) return reason;
  return reason === 'requirement' && !changed ? reason : 'learned';
}
