/**
 * What is right to do with a request that asks to be admitted: the conversation it belongs to, the limits it meets, and what
 * to hold. It reads the books and writes nothing.
 */

import type { Binding } from '../route/binding.ts';
import { carried, type Issued, type Kept, toIssuer } from '../route/issuer.ts';
import type { Resumed } from '../route/resumption.ts';
import { keptMs, resume, sessionOutcome } from '../route/session.ts';
import { tokens, type UnixMs } from '../unit.ts';
import { admit, type Balance, type Hold } from './admit.ts';
import type { Admission, AdmitRequest, LimitState } from './contract.ts';
import type { Ledger } from './ledger.ts';
import { withHeld } from './window.ts';

export function judge(
  ledger: Ledger,
  request: AdmitRequest,
  now: UnixMs,
): { readonly admission: Admission; readonly holds: readonly Hold[] } {
  const { kept } = request.proposal;
  const issued = kept?.id == null ? null : ledger.issued(kept.id, now);
  const sessionId = request.session.named ? request.session.id : (issued?.session ?? request.session.id);
  const binding = ledger.binding(request.session.scope + sessionId);
  const resumed = kept === undefined ? resume(binding, request, now) : goOn(kept, issued, binding, request, now);
  if ('kind' in resumed) return { admission: resumed, holds: [] };
  const balances = ledger.balances(request.limits, now);
  const thinkingBefore = request.thinkingPer100 === null ? 0 : ledger.thinkingBefore(now);
  const before = kept === undefined ? null : carried(issued, resumed.proposal);
  const input = before === null ? request.input : onTop(request.input, before);
  const verdict = admit({ ...request, proposal: resumed.proposal, input }, balances, thinkingBefore);
  const why = [...resumed.why, ...verdict.why];
  if (verdict.kind === 'refused') {
    const { rung, by } = verdict;
    return {
      admission: { kind: 'refused', rung, limit: limitState(by), why, limits: balances.map(limitState) },
      holds: [],
    };
  }
  const { rung, outputCap, degraded, holds } = verdict;
  const held = new Map(holds.map(({ limit, amount }) => [limit, amount]));
  const limits = balances.map(({ limit, standing }) =>
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
  return { admission, holds };
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
