/**
 * The pure choice: what was asked, what it was classified as and what the policy says -> the proposal that the account
 * object then admits. No clock, no chance but what the question brings, no I/O: the same question always gets the same
 * proposal.
 *
 * Precedence (CONTRACT §3), highest first: entitlement > explicit model > effort pin > route pin > what the words ask >
 * session (in the object) > requirements > route by classification > effort by difficulty, or by beliefs once they are in
 * force (`by-beliefs.ts`) > default.
 */

import type { Classification, Signals } from '../classify/contract.ts';
import { Refusal } from '../error.ts';
import type { Model, Policy, Route } from '../tenant/policy.ts';
import type { Ask, Effort } from '../wire/ask.ts';
import { byBeliefs, forNamed, type Ruled } from './by-beliefs.ts';
import type { Consulted } from './choose.ts';
import type { DecisionId, Proposal, Reason, Rung, Step } from './decision.ts';
import { type Bar, candidatesOf, canServe, rungsFrom, thoseWhoFit, whyBarred } from './fit.ts';
import { gainOfThinking, THINKING_DIFFICULTY } from './gain.ts';
import type { Kept } from './issuer.ts';

export interface Question {
  readonly id: DecisionId;
  readonly ask: Ask;
  readonly classification: Classification;
  readonly signals: Signals;
  readonly policy: Policy;
  /** Model names this key may use; null: all of the tenant's. */
  readonly entitled: ReadonlySet<string> | null;
  /** A sentence that says why a model cannot be called here at all (its secret is not set), or null when it can. */
  readonly unusable: (model: Model) => string | null;
  /** What the request requires that a model's provider has no word for, as noun phrases; empty when nothing. */
  readonly lacks: (model: Model) => readonly string[];
  /** Null: nothing is learned, and the rules decide alone. */
  readonly consulted: Consulted | null;
}

/** Throws Refusal: 404 for an unknown model or route, 403 for a forbidden one, 422 when none fits, 503 when none can be called. */
export function propose(question: Question): Proposal {
  const { ask, classification } = question;
  const bar: Bar = { ...question, inputTokens: question.signals.inputTokens };
  const base = {
    id: question.id,
    alternatives: classification.alternatives,
    needs: ask.needs,
    ...keptState(ask, bar),
  };
  if (ask.model.kind === 'model') return { ...base, ...pinModel(ask.model.name, question, bar) };

  const chosen = reachable(chooseRoute(question), question, bar);
  const effort = chooseEffort(question, chosen.route);
  const ladder = rungsFrom(chosen.route, effort.effort, bar);
  const narrowed: Step[] = ladder.narrowed === null ? [] : [{ rule: 'requirement', detail: ladder.narrowed }];
  const above: readonly (Reason | null)[] = [
    effort.pinned ? effort.reason : null,
    ask.model.kind === 'route' ? 'pinned' : null,
    effort.reason === 'asked_think' || effort.reason === 'asked_quick' ? effort.reason : null,
    ladder.narrowed === null ? null : 'requirement',
  ];
  const ruled: Ruled = {
    ...{ route: chosen.route, effort, rungs: ladder.rungs },
    reason: above.find((reason) => reason !== null) ?? effort.reason,
    steps: [effort.step, ...narrowed],
  };
  const { steps, ...settled } = byBeliefs(ruled, question, bar);
  return {
    ...base,
    route: chosen.route.name,
    matched: chosen.matched,
    confidence: chosen.confidence,
    pinned: false,
    automatic: !effort.pinned,
    ...settled,
    why: [...chosen.steps, ...steps],
  };
}

interface ChosenRoute {
  readonly route: Route;
  readonly matched: boolean;
  readonly confidence: number;
  readonly steps: readonly Step[];
}

function chooseRoute({ ask, policy, classification }: Question): ChosenRoute {
  if (ask.model.kind === 'route') {
    const route = policy.routes.get(ask.model.route);
    if (route === undefined) {
      throw new Refusal({
        code: 'not_found',
        message: `There is no route "${ask.model.route}" in this policy. Ask for one of: ${listed(policy.routes.keys())}.`,
        param: 'model',
      });
    }
    return { route, matched: true, confidence: 1, steps: [{ rule: 'pinned', detail: 'the request names the route' }] };
  }
  return { ...classified(classification, policy), steps: classifiedSteps(classification) };
}

function classified(classification: Classification, policy: Policy): Omit<ChosenRoute, 'steps'> {
  const route = policy.routes.get(classification.route) ?? policy.routes.get(policy.default);
  if (route === undefined) throw new Error(`Policy ${policy.tenant} has no default route "${policy.default}".`);
  return { route, matched: classification.matched, confidence: classification.confidence };
}

/**
 * The verdict that stands, and then the classifiers that were asked and whose verdict it is not: each with what it said,
 * or why it did not answer. The words that spoke for a route are a step of their own, `matched`, so that a record can
 * leave them out.
 */
function classifiedSteps(classification: Classification): readonly Step[] {
  const { source, confidence, matched, alternatives, because, said, failures } = classification;
  const next = alternatives[0];
  const verdict = `${source} ${confidence.toFixed(2)}${matched ? '' : ' for "nothing matches"'}`;
  const runnerUp = next === undefined ? '' : `; next ${next.route} ${next.confidence.toFixed(2)}`;
  const unsure = said
    .filter(({ classifier }) => classifier !== source)
    .map((each) => ({
      rule: 'unsure',
      detail: `${each.classifier} ${each.confidence.toFixed(2)} for ${each.route ?? '"nothing matches"'}`,
    }));
  const unanswered = failures.map(({ classifier, why }) => ({ rule: 'unanswered', detail: `${classifier}: ${why}` }));
  return [
    { rule: 'classified', detail: `${verdict}${runnerUp}` },
    ...(because.length === 0 ? [] : [{ rule: 'matched', detail: because.join(', ') }]),
    ...unsure,
    ...unanswered,
  ];
}

/** What a request goes on from, and everybody who could read it. */
function keptState({ state }: Ask, bar: Bar): { readonly kept?: Kept } {
  if (state === undefined || (state.from === null && !state.refers)) return {};
  const readers = thoseWhoFit(bar).map((model) => ({
    provider: model.provider.name,
    candidate: candidatesOf([model])[0],
    effort: model.effort,
  }));
  return { kept: { id: state.from?.id ?? null, field: state.from?.field ?? 'input', readers } };
}

/**
 * The classified route, unless what the request goes on from is with a provider that it has no model of: the words of a
 * single turn must not end a conversation. Whom it then goes to, the account knows.
 */
function reachable(chosen: ChosenRoute, { ask, policy }: Question, bar: Bar): ChosenRoute {
  const { state } = ask;
  const isKept = state !== undefined && (state.from !== null || state.refers);
  if (!isKept || ask.model.kind === 'route' || canServe(chosen.route, bar)) return chosen;
  const fallback = policy.routes.get(policy.default);
  const others = [...(fallback === undefined ? [] : [fallback]), ...policy.routes.values()];
  const route = others.find((other) => canServe(other, bar));
  if (route === undefined) return chosen;
  const detail = `no model of ${chosen.route.name} can go on from what a provider keeps; ${route.name} has one`;
  return { ...chosen, route, steps: [...chosen.steps, { rule: 'requirement', detail }] };
}

export interface ChosenEffort {
  readonly effort: Effort;
  readonly reason: Reason;
  /** The caller fixed it: a limit may still move it down, nothing else does. */
  readonly pinned: boolean;
  readonly step: Step;
}

function chooseEffort({ ask, signals }: Question, route: Route): ChosenEffort {
  const settle = (effort: Effort, reason: Reason, pinned: boolean, detail: string): ChosenEffort => ({
    effort,
    reason,
    pinned,
    step: { rule: reason, detail },
  });
  if (ask.model.kind === 'auto' && ask.model.effort !== null) {
    return settle(ask.model.effort, 'pinned', true, `the request names auto:${ask.model.effort}`);
  }
  if (ask.effort?.by === 'header') return settle(ask.effort.wish, 'effort_header', true, ask.effort.wish);
  if (ask.effort !== null) return settle(ask.effort.wish, 'pinned', true, `reasoning_effort means ${ask.effort.wish}`);
  if (signals.asked === 'think') return settle('thinking', 'asked_think', false, 'the words ask for thought');
  if (signals.asked === 'quick') return settle('instant', 'asked_quick', false, 'the words ask for a quick answer');
  if (route.effort !== 'auto') return settle(route.effort, 'default', false, `the route's own effort, ${route.effort}`);
  const { difficulty } = signals;
  return difficulty >= THINKING_DIFFICULTY
    ? settle('thinking', 'difficulty', false, `${difficulty.toFixed(2)} >= ${THINKING_DIFFICULTY.toFixed(2)}`)
    : settle('instant', 'difficulty', false, `${difficulty.toFixed(2)} < ${THINKING_DIFFICULTY.toFixed(2)}`);
}

/** That model and no other: it is refused when it must be, and nothing takes its place. */
function pinModel(name: string, question: Question, bar: Bar): Omit<Proposal, 'id' | 'alternatives' | 'needs'> {
  const { policy, classification } = question;
  const model = findModel(policy, name);
  if (model === undefined) {
    throw new Refusal({
      code: 'not_found',
      message: `There is no model "${name}" in this policy. Ask for auto, or one of: ${listed(policy.models.keys())}.`,
      param: 'model',
    });
  }
  const barred = whyBarred([model], `The model "${name}"`, bar);
  if (barred !== null) throw new Refusal(barred);
  const route = classified(classification, policy);
  const rung: Rung = { effort: model.effort, candidates: candidatesOf([model]) };
  return {
    route: route.route.name,
    matched: route.matched,
    confidence: route.confidence,
    reason: 'pinned',
    why: [...classifiedSteps(classification), { rule: 'pinned', detail: `the request names ${model.name}` }],
    rungs: [rung],
    pinned: true,
    automatic: false,
    gain: gainOfThinking('pinned', false, question.signals.difficulty),
    ...forNamed(rung, question, route.route, bar),
  };
}

function findModel(policy: Policy, name: string): Model | undefined {
  const byName = policy.models.get(name);
  if (byName !== undefined) return byName;
  for (const model of policy.models.values()) if (`${model.provider.name}/${model.id}` === name) return model;
  return undefined;
}

/** The first names of a list, as an error can bear them. */
function listed(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, 10).join(', ');
  return all.length > 10 ? `${shown} and ${all.length - 10} more (GET /v1/models lists all)` : shown;
}
