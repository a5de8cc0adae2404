/**
 * To stay with a model or to leave it: the rungs on which a conversation goes on, and what is said of it in the
 * decision's `why`. Pure.
 */

import { isNonEmpty, type NonEmpty } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import type { Answered, Binding } from './binding.ts';
import type { Candidate, Proposal, Rung } from './decision.ts';
import type { Resumed, Resumption } from './resumption.ts';

/** The ladder, dearest first. */
const LADDER: readonly Effort[] = ['thinking', 'instant', 'mini'];

/** A way to go on: the route and the rungs of it, whose first candidate is the model. */
export interface Stay {
  readonly route: string;
  readonly rungs: NonEmpty<Rung>;
}

export function isBelow(effort: Effort, other: Effort): boolean {
  return LADDER.indexOf(effort) > LADDER.indexOf(other);
}

export function listed({ candidates }: Rung, model: string | undefined): Candidate | null {
  return candidates.find((candidate) => candidate.model === model) ?? null;
}

/** The rung with one of its models moved to the front; the very same rung where that changes nothing. */
export function modelFirst(rung: Rung, model: string | undefined): Rung {
  const wanted = listed(rung, model);
  if (wanted === null || wanted === rung.candidates[0]) return rung;
  const candidates: Candidate[] = [wanted, ...rung.candidates.filter((candidate) => candidate !== wanted)];
  return isNonEmpty(candidates) ? { ...rung, candidates } : rung;
}

/** The rung that answered before, and below it, for a limit to move to, the proposal's. */
export function sameAgain({ route, rung, model }: Answered, { rungs }: Proposal): Stay {
  const below = rungs.filter(({ effort }) => isBelow(effort, rung.effort));
  return { route, rungs: [modelFirst(rung, model), ...below] };
}

/** The requirements have not grown past what a model has met, nor the conversation past its context. */
export function stillFits({ rung, model, needs }: Answered, { proposal, input, output }: Resumption): boolean {
  if (!proposal.needs.every((need) => needs.includes(need))) return false;
  const context = listed(rung, model)?.context ?? null;
  return context === null || input.estimate + (output.limit ?? 1) <= context;
}

export function keep({ model }: Binding, proposal: Proposal, { route, rungs }: Stay, detail: string): Resumed {
  const changed = route !== proposal.route || differ(rungs, proposal.rungs);
  const why = changed ? [{ rule: 'session', detail }] : [];
  return { proposal: { ...proposal, rungs }, route, bound: model, kept: true, why };
}

export function leave({ model }: Binding, proposal: Proposal, rungs: NonEmpty<Rung>, detail: string): Resumed {
  const rule = differ(rungs, proposal.rungs) ? 'session' : 'switch';
  return {
    proposal: { ...proposal, rungs },
    route: proposal.route,
    bound: model,
    kept: false,
    why: [{ rule, detail }],
  };
}

/** Whether two ways to go on begin with another effort or model. */
function differ([one]: NonEmpty<Rung>, [other]: NonEmpty<Rung>): boolean {
  return one.effort !== other.effort || one.candidates[0].model !== other.candidates[0].model;
}
