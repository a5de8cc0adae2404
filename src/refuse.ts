/** What a request is told that admission turned away: nobody was called, and nothing is held. */

import { type Approach, clock, type Door } from './approach.ts';
import { Refusal } from './error.ts';
import type { Admission, LimitState } from './quota/contract.ts';
import { rateLimitHeaders, retryAfterSeconds } from './quota/rate-limit.ts';
import { record } from './record.ts';
import type { Decision } from './route/decision.ts';
import { decisionHeaders } from './route/headers.ts';
import type { Plan } from './tenant/policy.ts';
import { microDollars, milliseconds } from './unit.ts';
import { upgradeHeaders, upgradeUrl } from './upgrade.ts';

type Refused = Extract<Admission, { kind: 'refused' }>;
type Lost = Extract<Admission, { kind: 'lost' }>;

/** Records what was decided, and that it was not carried out. */
export function refuse(way: Approach, door: Door, decision: Decision, admission: Refused | Lost): Refusal {
  record(
    {
      ...{ decision, keyId: way.key.id, ending: 'refused', stream: way.ask.stream, usage: null, cost: microDollars(0) },
      ...{ failures: [], passedOver: [], shares: [], pricedBy: [], providerRequest: null },
      unanswered: way.classification.failures,
      said: way.classification.said,
      firstContentMs: null,
      totalMs: milliseconds(clock() - way.startedAt),
      settled: true,
    },
    door.env.analytics,
  );
  return admission.kind === 'lost' ? cannotGoOn(decision, admission) : limitReached(way, decision, admission);
}

/** Nobody has what the request goes on from. Not recorded: where nobody would be called, nobody is kept from it. */
export function cannotGoOn(decision: Decision, { field, message }: Lost): Refusal {
  return new Refusal({ code: 'invalid_request', message, param: field }, { headers: decisionHeaders(decision) });
}

function limitReached(way: Approach, decision: Decision, admission: Refused): Refusal {
  const { limit, limits, rung } = admission;
  const unpriced = limit.of === 'cost' ? rung.candidates.find(({ price }) => price === null) : undefined;
  const url = upgradeUrl(way.plan, admission);
  const larger = url === null ? '' : ` A larger plan: ${url}`;
  const waitSeconds = retryAfterSeconds(limit, clock());
  return new Refusal(
    {
      code: 'limit_reached',
      message:
        unpriced === undefined ? `${limitMessage(limit, waitSeconds, way)}${larger}` : noPrice(unpriced.model, limit),
      limit: limit.id,
      retryAfterSeconds: waitSeconds,
    },
    {
      headers: {
        ...decisionHeaders(decision),
        ...rateLimitHeaders(shown(limit, limits), clock()),
        ...upgradeHeaders(way.plan, admission),
      },
    },
  );
}

/** A key's own limit may count cost where its plan's do not, and the policy may have lost a price since the key was made. */
const noPrice = (model: string, { id }: LimitState): string =>
  `The limit "${id}" counts cost, and the model "${model}" has no price, so nothing is admitted under it. Write the price into the policy, or take the limit off the key.`;

/** Also a limit of the key, where that is the one: the account knows that it is reached. A tenant's budget is nobody's to see. */
function shown(reached: LimitState, own: readonly LimitState[]): readonly LimitState[] {
  return reached.scope === 'key' ? [reached] : own;
}

function whose({ scope }: LimitState, plan: Plan): string {
  if (scope === undefined) return `of the plan "${plan.name}"`;
  return scope === 'key' ? 'of this key' : 'of the whole tenant';
}

function limitMessage(limit: LimitState, waitSeconds: number, { proposal, plan }: Approach): string {
  const [{ candidates }] = proposal.rungs;
  const what = proposal.pinned ? `The model "${candidates[0].model}" was asked for by name, and its` : 'The';
  const frees = limit.freesAt === null ? '' : ` It frees at ${new Date(limit.freesAt).toISOString()}.`;
  const instead = proposal.pinned ? ', or ask for "auto"' : '';
  return `${what} limit "${limit.id}" ${whose(limit, plan)} is reached.${frees} Try again in ${waitSeconds} s${instead}.`;
}
