/** A conversation whose route stays. Pure; `session.ts` says in which order its rules stand. */

import type { NonEmpty, UnixMs } from '../unit.ts';
import { answeredAt, type Binding } from './binding.ts';
import type { Rung } from './decision.ts';
import type { Resumed, Resumption } from './resumption.ts';
import { isBelow, keep, leave, listed, modelFirst } from './stay.ts';
import { isCheaper, tell, WARM_MS, weigh } from './switch.ts';

/** The intent stays, so only another effort or a cold cache can move the conversation to another model. */
export function goOn(binding: Binding, request: Resumption, now: UnixMs): Resumed {
  const { proposal } = request;
  const { model, rung } = binding;
  const [wished, ...lower] = proposal.rungs;
  // For a limit to move to: on each rung below, whoever answered the conversation there before.
  const below = lower.map((other) => modelFirst(other, answeredAt(binding, other.effort)?.model));
  const rungsOf = (first: string): NonEmpty<Rung> => [modelFirst(wished, first), ...below];

  const effortStays = wished.effort === rung.effort;
  const home = effortStays ? null : listed(wished, answeredAt(binding, wished.effort)?.model);
  const next = home ?? wished.candidates[0];
  const own = listed(wished, model);
  const from = own ?? listed(rung, model);
  const weighed = from === null ? null : weigh([from, next], binding, request, now);
  const leaves = (because: string): Resumed => {
    const detail = `leaves ${model} for ${next.model} (${because})`;
    const told = weighed === null ? detail : `${detail}: ${tell(weighed, 'does')}`;
    return leave(binding, proposal, rungsOf(next.model), told);
  };

  const change = `${rung.effort} -> ${wished.effort}`;
  if (own === null) return leaves(effortStays ? `${model} is not among those who may answer` : change);
  // While its cache is warm, a model that took over from one that failed is kept: else each answer would begin with that failure.
  const settled = effortStays && now - binding.at < WARM_MS;
  // Without prices nobody knows what is cheaper; but the way down must not depend on prices.
  const better = weighed === null ? isBelow(wished.effort, rung.effort) : isCheaper(weighed);
  if (next.model !== model && !settled && better) return leaves(effortStays ? 'its cache is cold' : change);
  const instead = weighed === null ? `, before ${next.model}` : `: ${next.model} ${tell(weighed, 'would')}`;
  return keep(binding, proposal, { route: proposal.route, rungs: rungsOf(model) }, `stays with ${model}${instead}`);
}
