/**
 * Session stickiness. A conversation that goes on with the model that answered last finds the provider's prompt cache
 * warm, and a tool loop that changes models breaks. Pure: runs inside the account object, between the proposal and its
 * limits, so that a limit applies to what a session keeps as to everything else.
 */

import { isNonEmpty, type Milliseconds, type NonEmpty, type UnixMs } from '../unit.ts';
import type { Effort, Need } from '../wire/ask.ts';
import type { Candidate, Proposal, Rung, Step } from './decision.ts';

/** What the last answer of a conversation left behind. */
export interface Binding {
  readonly route: string;
  /** The rung that was admitted, its effort included. */
  readonly rung: Rung;
  /** The model of that rung which answered; after a failover not its first. */
  readonly model: string;
  /** When it answered. */
  readonly at: UnixMs;
  /** The hard requirements it met. */
  readonly needs: readonly Need[];
}

interface Resumed {
  readonly proposal: Proposal;
  /** The route that is answered: in a tool loop the one that began it. */
  readonly route: string;
  /** The model the conversation is bound to; null when no binding applies. */
  readonly bound: string | null;
  /** The binding speaks for its model: it goes on unless a limit moves the request. */
  readonly kept: boolean;
  /** A step of rule `session` only where the session changed the proposal. */
  readonly why: readonly Step[];
}

/** The ladder, dearest first. */
const LADDER: readonly Effort[] = ['thinking', 'instant', 'mini'];

/** Applies a conversation's binding to a proposal. An explicitly named model is never touched. */
export function resume(
  binding: Binding | null,
  proposal: Proposal,
  { sticky, idleMs }: { readonly sticky: boolean; readonly idleMs: Milliseconds },
  now: UnixMs,
): Resumed {
  if (binding === null || !sticky || proposal.pinned || now - binding.at >= idleMs) {
    return { proposal, route: proposal.route, bound: null, kept: false, why: [] };
  }
  if (goesOn(binding, proposal)) return resumeLoop(binding, proposal);
  if (proposal.route === binding.route) return resumeRoute(binding, proposal);
  return { proposal, route: proposal.route, bound: binding.model, kept: false, why: [] };
}

/** What became of the session at the rung that was admitted: limits may have moved it away from the bound model. */
export function sessionOutcome(
  { route, bound, kept }: Resumed,
  rung: Rung,
): { readonly route: string; readonly sticky: boolean; readonly switched: boolean } {
  const same = rung.candidates[0].model === bound;
  return { route, sticky: kept && same, switched: bound !== null && !same };
}

/**
 * Whether this is the same tool loop, and its model still does. What the caller fixed ranks above the session (CONTRACT
 * §3): an effort of its own, or the name of a route, ends the loop where it says otherwise.
 */
function goesOn(binding: Binding, proposal: Proposal): boolean {
  if (!proposal.inToolLoop || !proposal.needs.every((need) => binding.needs.includes(need))) return false;
  if (!proposal.automatic) return proposal.rungs[0].effort === binding.rung.effort;
  return proposal.reason !== 'pinned' || proposal.route === binding.route;
}

function resumeLoop(binding: Binding, proposal: Proposal): Resumed {
  const { rung, route, model } = binding;
  const below = LADDER.slice(LADDER.indexOf(rung.effort) + 1);
  const lower = proposal.rungs.filter(({ effort }) => below.includes(effort));
  const rungs: NonEmpty<Rung> = [modelFirst(rung, model), ...lower];
  const [wished] = proposal.rungs;
  const unchanged = route === proposal.route && rung.effort === wished.effort && model === wished.candidates[0].model;
  const detail = `a tool loop goes on with ${model} of ${route}, ${rung.effort}`;
  return {
    proposal: { ...proposal, rungs },
    route,
    bound: model,
    kept: true,
    why: unchanged ? [] : [{ rule: 'session', detail }],
  };
}

function resumeRoute({ model }: Binding, proposal: Proposal): Resumed {
  const [wished, ...lower] = proposal.rungs;
  const first = modelFirst(wished, model);
  const rungs: NonEmpty<Rung> = [first, ...lower.map((rung) => modelFirst(rung, model))];
  const detail = `goes on with ${model}, whose prompt cache is warm, before ${wished.candidates[0].model}`;
  return {
    proposal: { ...proposal, rungs },
    route: proposal.route,
    bound: model,
    kept: true,
    why: first === wished ? [] : [{ rule: 'session', detail }],
  };
}

/** The rung with one of its models moved to the front; the very same rung where that changes nothing. */
function modelFirst(rung: Rung, model: string): Rung {
  const bound = rung.candidates.find((candidate) => candidate.model === model);
  if (bound === undefined || bound === rung.candidates[0]) return rung;
  const candidates: Candidate[] = [bound, ...rung.candidates.filter((candidate) => candidate !== bound)];
  return isNonEmpty(candidates) ? { ...rung, candidates } : rung;
}
