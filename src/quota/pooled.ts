/**
 * The limits that a request shares with others: the tenant's budget, the limits of its key, what the router may spend for
 * that key on thinking which nobody named, and what it may spend on what it tries. Each is a pool of the tenant's object, the key's own as well: a key may serve any
 * number of users, each with an account, and where its record fixes one user today, another key of the same lineage may
 * fix another. Counted in that one account the limit would be cheaper by a call in a hundred requests, and wrong on the
 * day the record changes.
 *
 * A key that took the place of another (`lineage`) goes on with its counts.
 */

import type { KeyRecord } from '../tenant/key.ts';
import type { Limit, Plan, Policy } from '../tenant/policy.ts';
import type { PooledLimit, Scope } from './contract.ts';
import { limitKey } from './limit-key.ts';

interface Limited {
  readonly policy: Pick<Policy, 'tenant' | 'budget'>;
  readonly plan: Pick<Plan, 'escalation'>;
  readonly key: Pick<KeyRecord, 'id' | 'lineage' | 'limits' | 'escalation'>;
}

/** In the order in which they decide. A key's own budget for escalation takes the place of its plan's. */
export function pooledLimits({ policy, plan, key }: Limited): readonly PooledLimit[] {
  const line = key.lineage ?? key.id;
  const escalation = key.escalation ?? plan.escalation;
  const ofKey = (of: string, limit: Limit) => pooled(policy.tenant, 'key', `${of}:${line}`, limit);
  return [
    ...pooledBudget(policy),
    ...(key.limits ?? []).map((limit) => ofKey('key', limit)),
    ...(escalation === null ? [] : [ofKey('escalation', escalation)]),
  ];
}

/** The tenant's budget; empty where it has none. */
export const pooledBudget = ({ tenant, budget }: Limited['policy']): readonly PooledLimit[] =>
  budget === null ? [] : [pooled(tenant, 'tenant', 'budget', budget)];

/** What the whole tenant may spend on what is tried; for a request that tries something, after the others. */
export const pooledExploration = ({ tenant, learning }: Pick<Policy, 'tenant' | 'learning'>): readonly PooledLimit[] =>
  learning.explore === null ? [] : [pooled(tenant, 'tenant', 'explore', learning.explore.limit)];

function pooled(tenant: string, scope: Scope, of: string, limit: Limit): PooledLimit {
  const { max, perMs } = limit;
  return { limit, scope, pool: { tenant, key: `${of}:${limitKey(limit)}`, max, perMs } };
}
