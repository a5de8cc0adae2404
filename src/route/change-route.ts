/** A conversation that is proposed another route. Pure; `session.ts` says in which order its rules stand. */

import type { UnixMs } from '../unit.ts';
import { answeredAt, type Binding } from './binding.ts';
import type { Resumed, Resumption } from './resumption.ts';
import { keep, leave, listed, modelFirst, type Stay, sameAgain, stillFits } from './stay.ts';
import { dollars, gain, weigh } from './switch.ts';

/**
 * A new intent must be this much likelier than the one the conversation is on. Less is within a classifier's noise: when
 * this was chosen, over the conversations of SGD (development rows), it spared two thirds of the switches where the
 * intent stayed, and a quarter of those where it changed.
 */
const CLEAR = 0.3;

/** Has the intent changed, and is the model that suits the new one worth the cache of the one that would stay? */
export function changeRoute(binding: Binding, request: Resumption, now: UnixMs): Resumed {
  const { proposal, session } = request;
  const { model, route, rung } = binding;
  const [{ effort, candidates }] = proposal.rungs;
  const [next] = candidates;
  const leaves = (because: string): Resumed => {
    const detail = `leaves ${model} of ${route} for ${next.model} of ${proposal.route} (${because})`;
    return leave(binding, proposal, proposal.rungs, detail);
  };

  const certainty = certaintyOf(binding, request);
  const rival = proposal.matched ? proposal.route : '"nothing matches"';
  const likelier = session.routeNamed
    ? 'the request names the route'
    : `${rival} is likelier than ${route} by ${certainty.toFixed(2)}`;
  const same = certainty < CLEAR ? stayAsBefore(binding, request) : null;
  if (same !== null) {
    const [{ candidates: who }] = same.rungs;
    const stays = `${who[0].model === model ? 'stays with' : 'goes back to'} ${who[0].model} of ${route}`;
    return keep(binding, proposal, same, `${stays}: ${likelier}, which is not clear`);
  }

  const stay = stayOn(binding, request);
  if (stay === null || stay.rungs[0].candidates[0].model === next.model) {
    if (model === next.model) return keep(binding, proposal, proposal, `stays with ${model}`);
    if (session.routeNamed) return leaves('the request names the route');
    return leaves(effort === rung.effort ? `${model} no longer fits` : `${rung.effort} -> ${effort}`);
  }

  const [from] = stay.rungs[0].candidates;
  const stays = `${from.model === model ? 'stays with' : 'goes back to'} ${from.model} of ${stay.route}`;
  if (certainty < CLEAR) return keep(binding, proposal, stay, `${stays}: ${likelier}, which is not clear`);
  const weighed = weigh([from, next], binding, request, now);
  if (weighed === null) return leaves(likelier);
  const { lost } = weighed;
  if (lost <= 0) return leaves(`${likelier}, and no cache is lost`);
  const gained = gain(weighed, certainty);
  const worth = `${likelier}: a gain of ${dollars(gained)} for a cache worth ${dollars(lost)}`;
  return gained > lost ? leaves(worth) : keep(binding, proposal, stay, `${stays}: ${worth}`);
}

/**
 * The conversation's own route, where it has answered before at the effort that is wished. An effort that only the rival
 * route has of itself is no wish: a route that is not clearly meant changes nothing.
 */
function stayAsBefore(binding: Binding, request: Resumption): Stay | null {
  const { proposal } = request;
  const isRoutes = proposal.reason === 'default' || proposal.routeEffort === true;
  const effort = isRoutes ? binding.rung.effort : proposal.rungs[0].effort;
  const answered = answeredAt(binding, effort);
  return answered === undefined || !stillFits(answered, request) ? null : sameAgain(answered, proposal);
}

/** Who would go on: the bound model where the new rung lists it, else whoever answered the old route at this effort. */
function stayOn(binding: Binding, request: Resumption): Stay | null {
  const { proposal, session } = request;
  const [wished, ...lower] = proposal.rungs;
  if (listed(wished, binding.model) !== null) {
    return { route: proposal.route, rungs: [modelFirst(wished, binding.model), ...lower] };
  }
  const answered = answeredAt(binding, wished.effort);
  if (answered === undefined || session.routeNamed || !stillFits(answered, request)) return null;
  return sameAgain(answered, proposal);
}

/** How much likelier the proposed route is than that of the conversation; one that is not listed has next to no chance. */
function certaintyOf(binding: Binding, { proposal, session }: Resumption): number {
  if (session.routeNamed) return 1;
  const still = proposal.alternatives.find(({ route }) => route === binding.route);
  return proposal.confidence - (still?.confidence ?? 0);
}
