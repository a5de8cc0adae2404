/**
 * Session and switch economics: which model goes on with a conversation. Pure, a few comparisons: it runs inside the
 * account object, between the proposal and its limits, so that a limit applies to what a session keeps as to all else.
 *
 * In this order:
 *  1. An explicit model, a policy without sessions, a new or an idle conversation: the proposal stands.
 *     So it does where the policy has changed since: its models and prices are others. A hold outlives even that, as long
 *     as the policy still has the model.
 *  2. Held (`Ask.heldBy`): in a tool loop, with a tool call pending, or while state is in use that only its provider can
 *     read, the model stays. Only what the caller fixed ranks above; the words of a user do not, since the provider
 *     would refuse the whole request. They still set the effort where the model stands on its list.
 *  3. The wished effort is given, whatever the cache is worth, up or down: an escalation ends with the hard asks. The
 *     effort changes before the model: the bound model goes on where the list of that effort has it.
 *  4. Same route (`go-on.ts`): the model is kept. After a change of effort, or once its cache is cold, it gives way to
 *     the conversation's own model of that effort, else to the first of the list, where that is cheaper in the end.
 *  5. Another route (`change-route.ts`): the model is kept until the new intent is clear and worth its cache. The
 *     margin that "clear" asks for, and the cache of whoever answers now, keep a conversation from flapping.
 */

import { isNonEmpty, type Milliseconds, milliseconds, type UnixMs } from '../unit.ts';
import type { Ask } from '../wire/ask.ts';
import type { Binding } from './binding.ts';
import { changeRoute } from './change-route.ts';
import type { Rung } from './decision.ts';
import { goOn } from './go-on.ts';
import type { Conversation, Resumed, Resumption } from './resumption.ts';
import { keep, listed, modelFirst, type Stay, sameAgain, stillFits } from './stay.ts';

type Hold = NonNullable<Ask['heldBy']>;

/**
 * A tool loop whose tool is a person's approval outlasts an idle conversation, and must find its model when it goes on.
 * After this long the state it left with the provider is as likely gone.
 */
const HELD_MS = milliseconds(60 * 60 * 1000);

const BECAUSE: Readonly<Record<Hold, string>> = {
  tool_loop: 'a tool loop goes on',
  pending_call: 'a tool call is pending',
  provider_state: 'the request holds state that only its provider can read',
};

/** How long a binding is of use: to a held conversation longer than to an idle one. */
export function keptMs({ idleMs }: Pick<Conversation, 'idleMs'>): Milliseconds {
  return milliseconds(Math.max(idleMs, HELD_MS));
}

/** Applies a conversation's binding to a proposal. An explicitly named model is never touched. */
export function resume(remembered: Binding | null, request: Resumption, now: UnixMs): Resumed {
  const { proposal, session } = request;
  const untouched: Resumed = { proposal, route: proposal.route, bound: null, kept: false, why: [] };
  const binding = remembered === null ? null : underToday(remembered, session);
  if (binding === null || !session.sticky || proposal.pinned) return untouched;
  if (now - binding.at >= (session.heldBy === null ? session.idleMs : keptMs(session))) return untouched;
  const held = session.heldBy === null ? null : hold(binding, request, session.heldBy);
  if (held !== null) return held;
  return proposal.route === binding.route ? goOn(binding, request, now) : changeRoute(binding, request, now);
}

/** What became of the session at the rung that was admitted: limits may have moved it away from the bound model. */
export function sessionOutcome(
  { proposal, route, bound, kept }: Resumed,
  rung: Rung,
): { readonly route: string; readonly sticky: boolean; readonly switched: boolean } {
  const same = rung.candidates[0].model === bound;
  // Below the first rung everything is of the proposal's own route.
  const taken = rung.effort === proposal.rungs[0].effort ? route : proposal.route;
  return { route: taken, sticky: kept && same, switched: bound !== null && !same };
}

/** A binding in terms of the policy of today; null where that leaves nothing of it that is of use. */
function underToday(binding: Binding, { heldBy, revision, standing }: Conversation): Binding | null {
  if (binding.revision === revision) return binding;
  if (heldBy === null) return null;
  const { rung, model } = binding;
  const candidates = rung.candidates.flatMap((old) => standing.find((one) => one.model === old.model) ?? []);
  if (!isNonEmpty(candidates) || candidates.every((one) => one.model !== model)) return null;
  return { ...binding, rung: { ...rung, candidates }, earlier: [] };
}

/** Null where the held model can no longer answer, or the caller fixed something else. */
function hold(binding: Binding, request: Resumption, by: Hold): Resumed | null {
  const { proposal } = request;
  const { model, rung } = binding;
  const again = mayAnswerAgain(binding, request) ? sameAgain(binding, proposal) : null;
  const asWished: Stay | null = listed(proposal.rungs[0], model) === null ? null : proposal;
  // Within a loop not even the effort changes: its reasoning goes on, and the user has not spoken since it began.
  const stay = by === 'tool_loop' ? (again ?? asWished) : (asWished ?? again);
  if (stay === null) return null;
  // A limit that moves the request down should find the held model wherever the policy allows it.
  const rungs = stay.rungs.map((other) => modelFirst(other, model));
  if (!isNonEmpty(rungs)) return null;
  const { effort } = rungs[0];
  const change = effort === rung.effort ? effort : `${rung.effort} -> ${effort}`;
  const instead = stay.route === proposal.route ? '' : `, not ${proposal.route}`;
  const detail = `stays with ${model} of ${stay.route}${instead}, ${change}: ${BECAUSE[by]}`;
  return keep(binding, proposal, { route: stay.route, rungs }, detail);
}

/** Whether the rung that answered last may answer again: what the caller fixed allows it, and the requirements do. */
function mayAnswerAgain(binding: Binding, request: Resumption): boolean {
  const { proposal, session } = request;
  if (session.routeNamed && proposal.route !== binding.route) return false;
  if (!proposal.automatic && proposal.rungs[0].effort !== binding.rung.effort) return false;
  return stillFits(binding, request);
}
