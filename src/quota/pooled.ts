/** The limits of a request that its user shares with others. */

import type { Policy } from '../tenant/policy.ts';
import type { PooledLimit } from './contract.ts';
import { limitKey } from './limit-key.ts';

/** The budget of the tenant, if it has one. */
export function pooledLimits({ tenant, budget }: Policy): readonly PooledLimit[] {
  if (budget === null) return [];
  const { max, perMs } = budget;
  return [{ limit: budget, pool: { tenant, key: `budget:${limitKey(budget)}`, max, perMs } }];
}
