/**
 * Which models may answer: entitlement, a secret that is set, and what the request requires narrow a route's lists to
 * rungs of candidates. A pure filter; its refusals say which of the three left nobody.
 */

import { Refusal, type Why } from '../error.ts';
import type { Model, Policy, Route } from '../tenant/policy.ts';
import { isNonEmpty, type NonEmpty } from '../unit.ts';
import type { Ask, Effort } from '../wire/ask.ts';
import type { Candidate, Rung } from './decision.ts';

export interface Bar {
  readonly ask: Ask;
  readonly policy: Policy;
  readonly inputTokens: number;
  readonly entitled: ReadonlySet<string> | null;
  readonly unusable: (model: Model) => string | null;
  readonly lacks: (model: Model) => readonly string[];
}

/** A secret is set by hand: sooner than in a minute nothing will have changed. */
const RECHECK_SECONDS = 60;

/** The effort ladder, dearest first. */
const LADDER: NonEmpty<Effort> = ['thinking', 'instant', 'mini'];

interface Ladder {
  readonly rungs: NonEmpty<Rung>;
  /** What the requirements changed, for people; null when the first choice stands. */
  readonly narrowed: string | null;
}

/**
 * The rung for `wished` and those below it. A wished rung that requirements left empty gives way to the next one down
 * that has a model, else the next one up; a lower rung without a model is left out: a limit then passes it over.
 */
export function rungsFrom(route: Route, wished: Effort, bar: Bar): Ladder {
  const at = LADDER.indexOf(wished);
  const downwards = LADDER.slice(at);
  const upwards = LADDER.slice(0, at).reverse();
  const first = [...downwards, ...upwards].find((effort) => fitting(route, effort, bar).length > 0);
  if (first === undefined) throw refuseRoute(route, bar);
  const rungs = LADDER.slice(LADDER.indexOf(first)).flatMap((effort) => rungOf(route, effort, bar));
  if (!isNonEmpty(rungs)) throw refuseRoute(route, bar);
  return { rungs, narrowed: narrowedBy(route, wished, rungs[0], bar) };
}

/** Who may answer at thinking and at instant, between which the router chooses; without an effort at which nobody may. */
export function openRungs(route: Route, bar: Bar): readonly Rung[] {
  return [...rungOf(route, 'thinking', bar), ...rungOf(route, 'instant', bar)];
}

const candidateOf = ({ name, price, context }: Model): Candidate => ({ model: name, price, context });

export function candidatesOf([first, ...rest]: NonEmpty<Model>): NonEmpty<Candidate> {
  return [candidateOf(first), ...rest.map(candidateOf)];
}

/** Whether any model of a route may answer, at whatever effort. */
export function canServe(route: Route, bar: Bar): boolean {
  return LADDER.some((effort) => fitting(route, effort, bar).length > 0);
}

/** Every model of the policy that may answer, on whatever route. */
export function thoseWhoFit(bar: Bar): readonly Model[] {
  return [...bar.policy.models.values()].filter((model) => mayAnswer(model, bar));
}

/** The same as candidates: a conversation may be held by one of another route. */
export function standing(bar: Bar): readonly Candidate[] {
  return thoseWhoFit(bar).map(candidateOf);
}

/** Why none of `models`, called `who`, may answer; null when one may. */
export function whyBarred(models: readonly Model[], who: string, bar: Bar): Why | null {
  const entitled = models.filter((model) => isEntitled(model, bar));
  if (entitled.length === 0) {
    return { code: 'not_allowed', message: `${who} is not among the models this key may use.`, param: 'model' };
  }
  const usable = entitled.filter((model) => bar.unusable(model) === null);
  if (usable.length === 0) {
    const causes = new Set(entitled.map((model) => bar.unusable(model)));
    const message = `${who} cannot be called: ${[...causes].join('; ')}.`;
    return { code: 'unavailable', message, retryAfterSeconds: RECHECK_SECONDS };
  }
  if (usable.some((model) => misfits(model, bar).length === 0)) return null;
  const missing = [...new Set(usable.flatMap((model) => misfits(model, bar)))].join(', ');
  const message = `${who} lacks what this request requires: ${missing}. Leave that out, or add a model that has it to the policy.`;
  return { code: 'no_model_fits', message, param: null };
}

function refuseRoute(route: Route, bar: Bar): Error {
  const names = new Set(LADDER.flatMap((effort) => route.models[effort]));
  const why = whyBarred(modelsOf([...names], bar), `Every model of the route "${route.name}"`, bar);
  return why === null ? new Error(`The route "${route.name}" has a model that fits, yet no rung.`) : new Refusal(why);
}

function rungOf(route: Route, effort: Effort, bar: Bar): readonly Rung[] {
  const models = fitting(route, effort, bar);
  return isNonEmpty(models) ? [{ effort, candidates: candidatesOf(models) }] : [];
}

function fitting(route: Route, effort: Effort, bar: Bar): readonly Model[] {
  return modelsOf(route.models[effort], bar).filter((model) => mayAnswer(model, bar));
}

function mayAnswer(model: Model, bar: Bar): boolean {
  return isEntitled(model, bar) && bar.unusable(model) === null && misfits(model, bar).length === 0;
}

function modelsOf(names: readonly string[], { policy }: Bar): readonly Model[] {
  return names.flatMap((name) => policy.models.get(name) ?? []);
}

function isEntitled(model: Model, { entitled }: Bar): boolean {
  return entitled === null || entitled.has(model.name);
}

/** What the request requires and the model lacks. What a policy does not say of a model rules nothing out. */
function misfits(model: Model, { ask, inputTokens, lacks }: Bar): readonly string[] {
  const { can, context } = model;
  const lacking: string[] = can === null ? [] : ask.needs.filter((need) => !can.has(need));
  lacking.push(...lacks(model));
  const wanted = inputTokens + (ask.outputLimit ?? 1);
  if (context !== null && wanted > context) lacking.push(`a context of ${wanted} tokens`);
  return lacking;
}

/** Says so when the request's requirements, not a missing secret or entitlement, put another model or rung first. */
function narrowedBy(route: Route, wished: Effort, first: Rung, bar: Bar): string | null {
  const unnarrowed = modelsOf(route.models[wished], bar).find(
    (model) => isEntitled(model, bar) && bar.unusable(model) === null,
  );
  if (unnarrowed === undefined || unnarrowed.name === first.candidates[0].model) return null;
  return `${unnarrowed.name} lacks ${misfits(unnarrowed, bar).join(', ')}`;
}
