/** What a request changes in the books of an account: what it holds, what it used, and what is remembered of its conversation. */

import { bind } from '../route/binding.ts';
import { keptMs } from '../route/session.ts';
import { tokens, type UnixMs, unixMs } from '../unit.ts';
import type { AdmitRequest, Settlement } from './contract.ts';
import type { OpenHold, TakenHold } from './held.ts';
import type { Ledger, Opening } from './ledger.ts';
import { type HeldSession, issuedFor } from './memory.ts';

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

/** Charges a hold that was taken off the books. Inside of the caller's transaction. */
export function charge(
  ledger: Ledger,
  hold: TakenHold,
  { decision, usage, cost, issued }: Extract<Settlement, { kind: 'charge' }>,
  now: UnixMs,
): void {
  const { session, admission, origin } = hold;
  const used = { requests: 1, tokens: usage.input + usage.output, cost };
  ledger.close(hold, ({ of }) => used[of], now);
  if (session !== null) {
    const { route, model } = decision;
    const answered = {
      ...{ route, model, rung: admission.rung },
      ...{ at: now, tokens: usage.input, needs: session.needs },
    };
    ledger.memory.bind(session, bind(ledger.memory.binding(session.id), answered, session));
  }
  if (issued !== undefined && origin?.forgotten !== true)
    ledger.memory.issue(issued.ids, issuedFor(decision, issued.provider, tokens(used.tokens)), now);
}

/** What can be asked for of it, and learned; nothing of a user who was forgotten since. Inside of the caller's transaction. */
export function remember(
  { lessons, memory }: Ledger,
  hold: TakenHold,
  settlement: Exclude<Settlement, { kind: 'withdraw' }>,
  now: UnixMs,
): void {
  if (hold.origin?.forgotten === true) return;
  const kept = lessons.settle(settlement, hold, now);
  memory.record(settlement.decision, settlement.origin.key, kept, now);
}
