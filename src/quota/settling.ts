/** What a request changes in the books of an account: what it holds, and what came of that. */

import { type Binding, bind } from '../route/binding.ts';
import { keptMs } from '../route/session.ts';
import { tokens, type UnixMs, unixMs } from '../unit.ts';
import type { AdmitRequest, Settlement } from './contract.ts';
import type { OpenHold, TakenHold } from './held.ts';
import type { Ledger, Opening } from './ledger.ts';
import { type HeldSession, issuedFor } from './memory.ts';
import { usedBy, usedByForgotten } from './reporting.ts';
import type { Ended } from './settled.ts';

/** What is written down of a request that is admitted. */
export function opening(
  request: AdmitRequest,
  admission: OpenHold['admission'],
  holds: Opening['holds'],
  now: UnixMs,
): Opening {
  const { origin, input, pooled, proposal, session, holdMs } = request;
  return {
    decision: proposal.id,
    origin: { ...origin, input: input.bound },
    holds,
    pools: new Map(pooled.map(({ limit, pool }) => [limit, pool])),
    admission,
    session: session.sticky ? heldSession(request, admission.session.id) : null,
    automatic: proposal.automatic,
    until: unixMs(now + holdMs),
  };
}

/** `id` is the conversation's, which is not what the request seems to be of where it goes on from another's answer. */
const heldSession = ({ session, proposal }: AdmitRequest, id: string): HeldSession => ({
  ...{ id: session.scope + id, keptMs: keptMs(session), needs: proposal.needs, revision: session.revision },
});

type Settled = Exclude<Settlement, { kind: 'withdraw' }>;

/** Settles a hold that was taken: what it charges, and what is remembered of it. False where another has. Inside of the caller's transaction. */
export function settle(ledger: Ledger, hold: TakenHold, settlement: Settled, now: UnixMs): boolean {
  const { decision, origin } = settlement;
  const ended = { ...endedBy(settlement, now), at: now, origin, usage: usedBy(settlement, now) };
  // Of a user who was forgotten since nothing is kept but what is charged.
  const isForgotten = hold.origin?.forgotten === true;
  const told = isForgotten
    ? null
    : { json: JSON.stringify({ ...decision, key: origin.key }), kept: ledger.lessons.settle(settlement, hold, now) };
  if (!ledger.settle(hold, ended, told)) return false;
  if (isForgotten || settlement.kind !== 'charge' || settlement.issued === undefined) return true;
  const { usage, issued } = settlement;
  ledger.memory.issue(issued.ids, issuedFor(decision, issued.provider, tokens(usage.input + usage.output)), now);
  return true;
}

function endedBy(settlement: Settled, now: UnixMs): Pick<Ended, 'used' | 'answered'> {
  if (settlement.kind === 'release') return { used: null, answered: null };
  const { usage, cost, decision } = settlement;
  const { route, model } = decision;
  return {
    used: { requests: 1, tokens: usage.input + usage.output, cost },
    answered: { route, model, at: now, tokens: usage.input },
  };
}

/** What the conversation of a hold is bound to, once it is answered. */
export const bound = (
  { admission }: Pick<TakenHold, 'admission'>,
  session: HeldSession,
  answered: NonNullable<Ended['answered']>,
  before: Binding | null,
): Binding => bind(before, { ...answered, rung: admission.rung, needs: session.needs }, session);

/** Charges a hold in full that nobody settled. Inside of the caller's transaction. */
export function settleExpired(ledger: Ledger, hold: TakenHold, now: UnixMs): void {
  const { origin } = hold;
  const usage = origin === null ? [] : [usedByForgotten({ ...hold, origin }, now)];
  ledger.settle(hold, { at: now, used: 'held', answered: null, origin, usage }, null);
}
