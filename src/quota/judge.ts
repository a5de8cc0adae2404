/**
 * What is right to do with a request that asks to be admitted: the conversation it belongs to, the limits it meets, and what
 * to hold. It reads the books and writes nothing.
 */

import type { Binding } from '../route/binding.ts';
import { EXPECTED_OUTPUT } from '../route/expected-price.ts';
import { carried, type Issued, type Kept, toIssuer } from '../route/issuer.ts';
import type { Resumed } from '../route/resumption.ts';
import { keptMs, resume, sessionOutcome } from '../route/session.ts';
import { tokens, type UnixMs, unixMs } from '../unit.ts';
import { admit, type Balance, couldFit, type Hold } from './admit.ts';
import type { Wanted } from './borrower.ts';
import type { Admission, AdmitRequest, LimitState, PooledLimit } from './contract.ts';
import type { Ledger } from './ledger.ts';
import { priceThinking } from './pace.ts';
import { isDry, type Slice } from './slice.ts';
import { withHeld } from './window.ts';

export interface Judgement {
  readonly admission: Admission;
  readonly holds: readonly Hold[];
}

/**
 * What is to be tried and must not be is judged once more without chance: it is the choice that stands, not a lower one.
 *
 * `mayBorrow`: what is shared is taken to suffice where nothing speaks against it. That says what is worth borrowing, and is
 * the answer to a question that holds nothing and is worth no call to the lender.
 */
export function judge(ledger: Ledger, request: AdmitRequest, now: UnixMs, mayBorrow = false): Judgement {
  const { unexplored, ...proposal } = request.proposal;
  if (unexplored === undefined) return judgeOne(ledger, request, now, mayBorrow);
  const { admission, holds } = judgeOne(ledger, request, now, mayBorrow);
  const whyNot = whyNotTried(admission);
  if (admission.kind === 'admitted' && whyNot === null) return { admission: { ...admission, explored: true }, holds };
  // Not tried: it goes as if chance had had no say, and what it might have moved or refused has not happened.
  const pooled = request.pooled.filter(({ limit }) => limit.explored !== true);
  const instead = judgeOne(ledger, { ...request, pooled, proposal: { ...proposal, ...unexplored } }, now, mayBorrow);
  const why = [{ rule: 'explore', detail: `not tried: ${whyNot}` }, ...instead.admission.why];
  const unpaid = instead.admission.kind === 'admitted' && isUnpaid(admission, request) ? { unpaid: true as const } : {};
  return { ...instead, admission: { ...instead.admission, ...unpaid, why } };
}

/** The budget for what is tried was in the way, and nothing before it. */
function isUnpaid(admission: Admission, { pooled }: AdmitRequest): boolean {
  const by =
    admission.kind === 'admitted' ? admission.degraded : admission.kind === 'refused' ? admission.limit.id : null;
  return by !== null && pooled.some(({ limit }) => limit.explored === true && limit.id === by);
}

/** Null where what is to be tried goes its way, as proposed: no conversation has its model, and no limit is in the way. */
function whyNotTried(admission: Admission): string | null {
  if (admission.kind === 'lost') return admission.message;
  if (admission.kind === 'refused') return `${admission.limit.id} forbids it`;
  if (admission.degraded !== null) return `${admission.degraded} forbids it`;
  const { sticky, switched } = admission.session;
  return sticky || switched ? 'the conversation has its model' : null;
}

function judgeOne(ledger: Ledger, request: AdmitRequest, now: UnixMs, mayBorrow: boolean): Judgement {
  const { kept } = request.proposal;
  const issued = kept?.id == null ? null : ledger.memory.issued(kept.id, now);
  const sessionId = request.session.named ? request.session.id : (issued?.session ?? request.session.id);
  const binding = ledger.memory.binding(request.session.scope + sessionId);
  const resumed = kept === undefined ? resume(binding, request, now) : goOn(kept, issued, binding, request, now);
  if ('kind' in resumed) return { admission: resumed, holds: [] };
  const own = ledger.balances(request.limits, now);
  const pooled = request.pooled.map((each) => {
    const slice = ledger.slices.of(each.pool, now);
    return sliceBalance(each, mayBorrow && !isDry(slice, now) ? { ...slice, granted: each.limit.max } : slice, now);
  });
  const thinkingBefore = request.thinkingPer100 === null ? 0 : ledger.thinkingBefore(now);
  const before = kept === undefined ? null : carried(issued, resumed.proposal);
  const input = before === null ? request.input : onTop(request.input, before);
  const wish = { ...request, proposal: resumed.proposal, input };
  const priced = isCommitted(request, resumed) ? null : priceThinking(wish, own, EXPECTED_OUTPUT, now);
  const verdict = admit(wish, [...own, ...pooled], thinkingBefore, priced);
  const told = {
    ...(verdict.byPlan ? { byPlan: true as const } : {}),
    ...(priced === null ? {} : { pace: priced.pace }),
  };
  const why = [...resumed.why, ...verdict.why];
  if (verdict.kind === 'refused') {
    const { rung, by } = verdict;
    // To wait for others to give back what is too little in any case would be in vain.
    const isVain = by.shared !== undefined && !couldFit(wish, rung, by.limit);
    const limit = limitState(isVain ? { ...by, standing: { ...by.standing, freesAt: null } } : by);
    return { admission: { kind: 'refused', rung, limit, ...told, why, limits: own.map(limitState) }, holds: [] };
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
    ...told,
    session: { id: sessionId, ...sessionOutcome(resumed, rung) },
    ...(before === null ? {} : { carried: before.known }),
    why,
    limits,
  };
  return { admission, holds };
}

/**
 * What the request is to hold of what is shared, at the rung that it is going to take: nothing is borrowed for thinking that
 * another limit forbids. Nothing where it is refused whatever is borrowed. `judgement` took all that to suffice.
 */
export function wanted({ holds }: Judgement, { pooled }: AdmitRequest): readonly Wanted[] {
  const amounts = new Map(holds.map(({ limit, amount }) => [limit, amount]));
  return pooled.map(({ limit, pool }) => ({ pool, amount: amounts.get(limit) ?? 0 }));
}

/**
 * Whether the conversation must think on, whatever it costs: in a tool loop, and where its state is of use to that model
 * alone, less money would buy a broken answer.
 */
function isCommitted({ session }: AdmitRequest, { kept, proposal }: Resumed): boolean {
  if (session.heldBy === null || !kept) return false;
  const [rung, below] = proposal.rungs;
  return session.heldBy === 'tool_loop' || below?.candidates[0].model !== rung.candidates[0].model;
}

/**
 * A slice as a window is read: what was not lent is as good as used. Where nothing of the pool was spent, others have what
 * there is, and give it back once they are done with it: it is then asked for again. What was to come free before now, by
 * an answer of some time ago, may have; asking again will tell.
 */
function sliceBalance({ limit, scope }: PooledLimit, slice: Slice, now: UnixMs): Balance {
  const { granted, held, freesAt, dryUntil } = slice;
  const frees = unixMs(Math.max(freesAt ?? dryUntil, now));
  return { limit, standing: { used: limit.max - granted, held, freesAt: frees }, shared: scope };
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

export function limitState({ limit, standing, shared }: Balance): LimitState {
  const { id, of, effort, perMs, max, automatic } = limit;
  return {
    ...{ id, of, effort, perMs, max, ...standing },
    ...(shared === undefined ? {} : { scope: shared }),
    ...(automatic === undefined ? {} : { automatic }),
  };
}
