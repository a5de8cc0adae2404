/**
 * The first half of the way of a request, up to the proposal: who asks, what, under which policy, and what the pure
 * router makes of it. Shared by the data plane and by `POST /v1/route`, so that the decision shown is the decision taken.
 */

import { classify } from './classify/cascade.ts';
import { classifiersOf, hearingOf } from './classify/classifiers.ts';
import type { Classification, Signals } from './classify/contract.ts';
import type { Features } from './classify/features.ts';
import { readRequest } from './classify/signals.ts';
import { boundTokens } from './classify/tokens.ts';
import { newDecisionId } from './decision-id.ts';
import type { Env } from './env.ts';
import { Refusal } from './error.ts';
import { BeliefStore, beliefsFor } from './learn/store.ts';
import { mayHedge } from './provider/hedge.ts';
import { lacking, longestMs, whyUnusable } from './provider/target.ts';
import { AccountClient } from './quota/client.ts';
import type { AdmitRequest } from './quota/contract.ts';
import { usualCost } from './quota/pace.ts';
import { pooledExploration, pooledLimits } from './quota/pooled.ts';
import type { Proposal } from './route/decision.ts';
import { EXPECTED_OUTPUT } from './route/expected-price.ts';
import { standing } from './route/fit.ts';
import { propose } from './route/propose.ts';
import { authenticate, endUser } from './tenant/caller.ts';
import type { KeyRecord } from './tenant/key.ts';
import type { Model, Plan, Policy } from './tenant/policy.ts';
import { KeyStore, PolicyStore } from './tenant/store.ts';
import { type MicroDollars, microDollars, milliseconds, tokens, type UnixMs, unixMs } from './unit.ts';
import type { Ask } from './wire/ask.ts';
import { type Body, readBody } from './wire/body.ts';
import { type AskHeaders, readHeaders } from './wire/headers.ts';
import { sessionOf } from './wire/session.ts';

/** What every handler is given: the checked bindings and a way to go on after the answer has been sent. */
export interface Door {
  readonly env: Env;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** The caller, known and under a policy. */
export interface Caller {
  readonly key: KeyRecord;
  readonly policy: Policy;
  readonly plan: Plan;
  readonly entitled: ReadonlySet<string> | null;
}

export interface Approach extends Caller {
  readonly startedAt: UnixMs;
  readonly ask: Ask;
  readonly account: AccountClient;
  readonly signals: Signals;
  readonly features: Features;
  readonly classification: Classification;
  readonly proposal: Proposal;
  readonly sessionId: string;
  /** It may be asked of two candidates at once, and what is held for it covers both. */
  readonly hedges: boolean;
  readonly admitRequest: AdmitRequest;
}

/** A hold outlives the longest answer by this much, so that the answer's own settlement comes first. */
const HOLD_SLACK_MS = 30_000;

export const clock = (): UnixMs => unixMs(Date.now());

/**
 * Throws Refusal at the first step that says no. `random`, from 0 to 1, is for what is tried (`learning.explore`); without
 * it nothing is.
 */
export async function approach(
  request: Request,
  door: Door,
  readAsk: (body: Body, headers: AskHeaders) => Ask,
  random: number | null = null,
): Promise<Approach> {
  const startedAt = clock();
  const key = await authenticate(request.headers, new KeyStore(door.env.policies, door.waitUntil), startedAt);
  const published = new BeliefStore(door.env.policies, door.waitUntil).begin(key.tenant);
  const caller = await underPolicy(key, door);
  const { policy, plan, entitled } = caller;
  const headers = readHeaders(request.headers);
  const ask = readAsk(await readBody(request), headers);
  const user = endUser({ key, headerUser: headers.user, bodyUser: ask.user });
  const { signals, features } = readRequest(ask, hearingOf(policy));
  const classification = await classify({
    classifiers: classifiersOf(policy, { ...door, clock, pinned: ask.model.kind !== 'auto' }),
    turns: ask.turns,
    defaultRoute: policy.default,
    confidence: policy.classifier.confidence,
    deadlineMs: policy.classifier.deadlineMs,
    clock,
  });
  const id = newDecisionId(startedAt);
  const unusable = (model: Model) => whyUnusable(model, door.env.secret, door.env.ai !== undefined);
  const lacks = (model: Model) => lacking(model, ask);
  const sessionId = await sessionOf(headers.session, { tenant: policy.tenant, user }, ask.turns);
  // Vectors of different models do not compare, so none is better than another.
  const isLearned = policy.learning.enabled && ask.wire !== 'embeddings';
  const consulted = isLearned ? { beliefs: beliefsFor(await published(), sessionId), features, random } : null;
  const proposal = propose({ id, ask, classification, signals, policy, entitled, unusable, lacks, consulted });
  const { inputTokens } = signals;
  const hedges = mayHedge(policy, { ask, pinned: proposal.pinned, inputTokens });
  return {
    ...caller,
    ...{ startedAt, ask, signals, features, classification, proposal, sessionId, hedges },
    account: new AccountClient(door.env.accounts, user),
    admitRequest: admitRequest({
      ...{ key, ask, signals, policy, plan, proposal, sessionId, hedges, named: headers.session !== null },
      origin: { tenant: policy.tenant, user: user.slice(policy.tenant.length + 1), key: key.id },
      standing: ask.heldBy === null ? [] : standing({ ask, policy, entitled, unusable, lacks, inputTokens }),
    }),
  };
}

/** Key, policy and plan of a caller. Throws Refusal: 401 for the key, 403 for a plan the policy does not have. */
export async function recognise(headers: Headers, door: Door, now: UnixMs): Promise<Caller> {
  return underPolicy(await authenticate(headers, new KeyStore(door.env.policies, door.waitUntil), now), door);
}

async function underPolicy(key: KeyRecord, { env, waitUntil }: Door): Promise<Caller> {
  const policy = await new PolicyStore(env, waitUntil).load(key.tenant);
  const plan = policy.plans.get(key.plan);
  if (plan === undefined) {
    throw new Refusal({
      code: 'not_allowed',
      message: `This key is on the plan "${key.plan}", which the policy of "${policy.tenant}" does not have. Add the plan, or put the key on another.`,
      param: null,
    });
  }
  return { key, policy, plan, entitled: key.models === undefined ? null : new Set(key.models) };
}

type Admittable = Pick<Approach, 'key' | 'ask' | 'signals' | 'policy' | 'plan' | 'proposal' | 'sessionId' | 'hedges'> &
  Pick<AdmitRequest, 'origin'> &
  Pick<AdmitRequest['session'], 'standing' | 'named'>;

function admitRequest(asked: Admittable): AdmitRequest {
  const { origin, key, ask, signals, policy, plan, proposal, sessionId, standing, named, hedges } = asked;
  // What beliefs say is for the decision, and no matter to the account.
  const { choice: _, outlook: __, ...wanted } = proposal;
  const estimate = tokens(signals.inputTokens);
  const most = Math.max(estimate, boundTokens(ask.inputBytes, ask.images));
  // Whoever goes on with an answer that broke off reads the whole request again, and so does who is called beside one.
  const goesOn = policy.takeover && ask.stream;
  const sharers = goesOn && hedges ? 3 : goesOn || hedges ? 2 : undefined;
  return {
    origin,
    proposal: wanted,
    limits: plan.limits,
    pooled: [
      ...pooledLimits({ policy, plan, key }),
      ...(proposal.unexplored === undefined ? [] : pooledExploration(policy)),
    ],
    thinkingPer100: plan.thinkingShare === null ? null : Math.floor(plan.thinkingShare * 100 + 1e-9),
    ...(plan.pace ? { pace: { usual: usualThinking(policy) } } : {}),
    session: {
      // What a session is bound to holds models: none that another key may use.
      ...{ id: sessionId, scope: JSON.stringify([key.models ?? null]), named, ...policy.session },
      ...{ heldBy: ask.heldBy, routeNamed: ask.model.kind === 'route', standing },
      // What a session is bound to holds prices: none of another book, by which the answer will not be charged.
      revision: policy.priceBook === null ? policy.revision : `${policy.revision} ${policy.priceBook}`,
    },
    input: { estimate, bound: tokens((sharers ?? 1) * most) },
    ...(sharers === undefined ? {} : { sharers }),
    output: { limit: ask.outputLimit, choices: ask.choices },
    holdMs: milliseconds(longestMs(policy) + HOLD_SLACK_MS),
  };
}

/** What thinking usually costs on the default route: the scale on which a plan that paces itself prices it. */
function usualThinking({ routes, models, default: fallback }: Policy): MicroDollars {
  const model = routes.get(fallback)?.models.thinking[0];
  const price = model === undefined ? undefined : models.get(model)?.price;
  return price == null ? microDollars(0) : usualCost(price, EXPECTED_OUTPUT);
}
