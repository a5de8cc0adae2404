/**
 * One logged decision, made again under another policy and other beliefs, by the very code that requests meet.
 *
 *  - What a session or a limit settled stays with its model as long as the policy has it: neither can be replayed from a log.
 *    So does what beliefs settled of a request of whose features nothing is kept, as long as the route lists the model.
 *  - A model that the request passed over then, though its like took it, is passed over again: the request required what it
 *    lacks, or its key may not use it.
 *  - Chance is left out: a decision that tried another stands for the one that it would have been.
 *  - A failover is nobody's choice: whoever answered answers again where the same is chosen.
 */

import { Refusal } from '../../error.ts';
import type { Beliefs } from '../../route/believed.ts';
import type { Decision } from '../../route/decision.ts';
import { propose } from '../../route/propose.ts';
import type { Model, Policy } from '../../tenant/policy.ts';
import type { Effort } from '../../wire/ask.ts';
import { askedAs } from './asked-as.ts';
import type { Logged } from './logged.ts';

export interface Taken {
  readonly route: string;
  readonly effort: Effort;
  readonly model: string;
}

export interface Again {
  readonly logged: Logged;
  /** As it was answered. */
  readonly was: Taken;
  /** Null where it would be refused. */
  readonly now: Taken | null;
  readonly refusal: string | null;
  /** The same is chosen, chance left out; `was` may be what chance tried. */
  readonly same: boolean;
  /** Settled by a session, a limit or beliefs that cannot be asked again, and left as it was. */
  readonly held: boolean;
  /** The policy no longer has its route. */
  readonly routeGone: boolean;
}

export interface Rules {
  readonly policy: Policy;
  readonly beliefs: Beliefs | null;
  /** Why a model cannot be called at all; null when it can. */
  readonly unusable: (model: Model) => string | null;
}

/** `peers`: see `peersOf`. */
export function decideAgain(logged: Logged, { policy, beliefs, unusable }: Rules, peers: Peers): Again {
  const { decision, features, anew } = logged;
  const { route, effort, model } = decision;
  const was: Taken = { route, effort, model };
  const told = { logged, was, routeGone: !policy.routes.has(route), held: false, refusal: null, same: false };
  const listed: readonly string[] = policy.routes.get(route)?.models[effort] ?? [];
  // A rule that ranks above, a named route's say, leaves the effort to beliefs and keeps the reason.
  const isBelieved = decision.why.some(({ rule }) => rule === 'learned') && features === null && listed.includes(model);
  if ((isHeld(decision) && policy.models.has(model)) || isBelieved) {
    return { ...told, held: true, same: true, now: told.routeGone ? { ...was, route: policy.default } : was };
  }
  const passedOver = passedOverBy(decision, peers);
  const consulted = beliefs === null || features === null ? null : { beliefs, features, random: null };
  try {
    const { rungs, ...proposal } = propose({
      ...(anew ?? askedAs(decision)),
      ...{ id: decision.id, policy, entitled: null, unusable, consulted },
      lacks: ({ name }) => (passedOver.has(name) ? ['what the request required of it'] : []),
    });
    const [{ effort: next, candidates }] = rungs;
    const first = firstOf(decision);
    const isSame = next === first.effort && candidates[0].model === first.model;
    const chosen = isSame ? { effort, model } : { effort: next, model: candidates[0].model };
    return { ...told, same: isSame, now: { route: proposal.route, ...chosen } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...told, now: null, refusal: error.message };
  }
}

export function isChanged({ was, now }: Again): boolean {
  return now === null || was.route !== now.route || was.effort !== now.effort || was.model !== now.model;
}

const isHeld = ({ reason, degraded }: Decision): boolean =>
  reason === 'session' || reason === 'limit' || degraded !== null;

/** What was chosen, without chance. */
function firstOf({ choice, effort, candidates }: Decision): Pick<Taken, 'effort' | 'model'> {
  const best = choice?.explored === true ? choice.arms[0]?.arm : undefined;
  const at = best?.lastIndexOf('@') ?? -1;
  const meant = (['thinking', 'instant', 'mini'] as const).find((each) => best?.slice(at + 1) === each);
  return best === undefined || meant === undefined
    ? { effort, model: candidates[0] }
    : { effort: meant, model: best.slice(0, at) };
}

/** Who was ever a candidate, by version, route and effort. */
export type Peers = ReadonlyMap<string, ReadonlySet<string>>;

const rungOf = ({ policy, route, effort }: Decision): string => `${policy.version} ${route} ${effort}`;

export function peersOf(all: readonly Logged[]): Peers {
  const peers = new Map<string, Set<string>>();
  for (const { decision } of all) {
    if (!isListed(decision)) continue;
    const known = peers.get(rungOf(decision)) ?? new Set();
    for (const model of decision.candidates) known.add(model);
    peers.set(rungOf(decision), known);
  }
  return peers;
}

function passedOverBy(decision: Decision, peers: Peers): ReadonlySet<string> {
  if (!isListed(decision)) return new Set();
  const own = new Set(decision.candidates);
  return new Set([...(peers.get(rungOf(decision)) ?? [])].filter((model) => !own.has(model)));
}

/** Its candidates are those of a list of the policy. */
const isListed = (decision: Decision): boolean => !isHeld(decision) && askedAs(decision).ask.model.kind !== 'model';
