/** What a caller may ask about itself: the models it may name, and where its limits stand. */

import { clock, type Door, recognise } from './approach.ts';
import { AccountClient } from './quota/client.ts';
import type { LimitState } from './quota/contract.ts';
import { pooledLimits } from './quota/pooled.ts';
import { rateLimitHeaders } from './quota/rate-limit.ts';
import { endUser } from './tenant/caller.ts';
import { writePeriod } from './tenant/period.ts';
import { readHeaders } from './wire/headers.ts';

/** `GET /v1/models`, as OpenAI lists models: the `auto` names, `route:*`, and every model this key may use. */
export async function serveModels(request: Request, door: Door): Promise<Response> {
  const { policy, entitled } = await recognise(request.headers, door, clock());
  const models = [...policy.models.values()].filter(({ name }) => entitled === null || entitled.has(name));
  const named = (id: string, owner: string) => ({ id, object: 'model', created: 0, owned_by: owner });
  return Response.json({
    object: 'list',
    data: [
      ...['auto', 'auto:instant', 'auto:thinking', 'auto:mini'].map((id) => named(id, 'signalbox')),
      ...[...policy.routes.keys()].map((route) => named(`route:${route}`, 'signalbox')),
      ...models.map((model) => named(model.name, model.provider.name)),
    ],
  });
}

/**
 * `GET /v1/usage`: the caller's own limits and those of the key, cost in USD. Of the key's, what all together have used whom it
 * serves; the tenant's budget is not theirs to see.
 */
export async function serveUsage(request: Request, door: Door): Promise<Response> {
  const caller = await recognise(request.headers, door, clock());
  const { key, plan } = caller;
  const headerUser = readHeaders(request.headers).user;
  const user = endUser({ key, headerUser, bodyUser: null });
  const account = new AccountClient(door.env.accounts, user);
  const ofKey = pooledLimits(caller).filter(({ scope }) => scope === 'key');
  const limits = (await Promise.all([account.usage(plan.limits), account.usageShared(ofKey)])).flat();
  const upgrade = plan.upgradeUrl === null ? {} : { upgradeUrl: plan.upgradeUrl };
  return Response.json(
    { user: key.user ?? headerUser ?? key.id, plan: plan.name, ...upgrade, limits: limits.map(shown) },
    { headers: rateLimitHeaders(limits, clock()) },
  );
}

/** A limit as its users and their admins read it. */
export function shown({ id, of, effort, perMs, max, used, held, freesAt, scope, automatic }: LimitState) {
  const amount = (value: number): number => (of === 'cost' ? value / 1e6 : value);
  return {
    id,
    of,
    ...(effort === null ? {} : { effort }),
    ...(automatic === undefined ? {} : { automatic }),
    ...(scope === undefined ? {} : { scope }),
    per: writePeriod(perMs),
    max: amount(max),
    used: amount(used),
    held: amount(held),
    left: amount(Math.max(0, max - used - held)),
    freesAt: freesAt === null ? null : new Date(freesAt).toISOString(),
  };
}
