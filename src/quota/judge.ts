/**
 * What is right to do with a request that asks to be admitted: the conversation it belongs to, the limits it meets, and what
 * to hold. It reads the books and writes nothing.
 */

import type { Binding } from '../route/binding.ts';
import { carried, type Issued, type Kept, toIssuer } from '../route/issuer.ts';
import type { Resumed } from '../route/resumption.ts';
import { keptMs, resume, sessionOutcome } from '../route/session.ts';
import type { Limit } from '../tenant/policy.ts';
import { tokens, type UnixMs } from '../unit.ts';
import { admit, type Balance, type Hold, worstNeeds } from './admit.ts';
import type { Admission, AdmitRequest, LimitState } from './contract.ts';
import type { Ledger } from './ledger.ts';
import { isDry, type Slice } from './slice.ts';
import { withHeld } from './window.ts';

interface Judgement {
  readonly admission: Admission;
  readonly holds: readonly Hold[];
  /** What the request as it was meant would hold of each limit that is shared, whether or not there is so much. */
  readonly needs: readonly Hold[];
}

/**
 * `mayBorrow`: what is shared is taken to suffice where nothing speaks against it, as for a question that holds nothing and
 * is worth no call to the lender.
 */
export function judge(ledger: Ledger, request: AdmitRequest, now: UnixMs, mayBorrow = false): Judgement {
  const { kept } = request.proposal;
  const issued = kept?.id == null ? null : ledger.memory.issued(kept.id, now);
  const sessionId = request.session.named ? request.session.id : (issued?.session ?? request.session.id);
  const binding = ledger.memory.binding(request.session.scope + sessionId);
  const resumed = kept === undefined ? resume(binding, request, now) : goOn(kept, issued, binding, request, now);
  if ('kind' in resumed) return { admission: resumed, holds: [], needs: [] };
  const own = ledger.balances(request.limits, now);
  const pooled = request.pooled.map(({ limit, pool }) => {
    const slice = ledger.slices.of(pool, now);
    return sliceBalance(limit, mayBorrow && !isDry(slice, now) ? { ...slice, granted: limit.max } : slice);
  });
  const thinkingBefore = request.thinkingPer100 === null ? 0 : ledger.thinkingBefore(now);
  const before = kept === undefined ? null : carried(issued, resumed.proposal);
  const input = before === null ? request.input : onTop(request.input, before);
  const wish = { ...request, proposal: resumed.proposal, input };
  const needs = worstNeeds(
    wish,
    request.pooled.map(({ limit }) => limit),
  );
  const verdict = admit(wish, [...own, ...pooled], thinkingBefore);
  const why = [...resumed.why, ...verdict.why];
  if (verdict.kind === 'refused') {
    const { rung, by } = verdict;
    return {
      admission: { kind: 'refused', rung, limit: limitState(by), why, limits: own.map(limitState) },
      holds: [],
      needs,
    };
  }
  const { rung, outputCap, degraded, holds } = verdict;
  const held = new Map(holds.map(({ limit, amount }) => [limit, amount]));
  // What is shared is nobody's own to look at.
  const limits = own.map(({ limit, standing }) =>
    limitState({ limit, standing: withHeld(standing, held.get(limit) ?? 0, now, limit.perMs) }),
  );
  const admission: Admission = {
    kind: 'admitted',
    rung,
    outputCap,
    degraded,
    session: { id: sessionId, ...sessionOutcome(resumed, rung) },
    ...(before === null ? {} : { carried: before.known }),
    why,
    limits,
  };
  return { admission, holds, needs };
}

/** A slice as a window is read: what was not lent is as good as used. */
function sliceBalance(limit: Limit, { granted, held, freesAt }: Slice): Balance {
  return { limit, standing: { used: limit.max - granted, held, freesAt }, isSlice: true };
}

/** What a provider keeps takes the place of the session's rules: nobody else could read the request. */
function goOn(
  kept: Kept,
  issued: Issued | null,
  binding: Binding | null,
  request: AdmitRequest,
  now: UnixMs,
): Resumed | Extract<Admission, { kind: 'lost' }> {
  const { session, proposal } = request;
  // A conversation that is only guessed, by the words it began with, says nothing of what another turn goes on from.
  const isAlive = binding !== null && session.named && session.sticky && now - binding.at < keptMs(session);
  const bound = isAlive ? binding.model : null;
  const to = toIssuer(kept, issued, { proposal, routeNamed: session.routeNamed, bound });
  if (to.kind === 'lost') {
    // The name itself is the client's, and a decision is logged.
    const why = [{ rule: 'session', detail: `nobody can go on from what ${to.field} names` }];
    return { ...to, rung: proposal.rungs[0], why, limits: [] };
  }
  return { proposal: to.proposal, route: to.route, bound: to.model ?? bound, kept: to.model !== null, why: to.why };
}

function onTop({ estimate, bound }: AdmitRequest['input'], { known, most }: ReturnType<typeof carried>) {
  return { estimate: tokens(estimate + known), bound: tokens(bound + most) };
}

export function limitState({ limit, standing }: Balance): LimitState {
  const { id, of, effort, perMs, max } = limit;
  return { id, of, effort, perMs, max, ...standing };
}
