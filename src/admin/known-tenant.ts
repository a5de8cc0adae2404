/** The tenant of a path that reads what a tenant has: it must have a policy. */

import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import type { Policy, TenantId } from '../tenant/policy.ts';
import { PolicyStore } from '../tenant/store.ts';
import { namedTenant } from './named-tenant.ts';

export interface KnownTenant {
  readonly tenant: TenantId;
  /** The policy in force; null while none was ever valid. */
  readonly policy: Policy | null;
}

/** Throws Refusal: `invalid_request` for what can be no tenant's name, `not_found` for a tenant without a policy. */
export async function knownTenant(door: Door, params: Readonly<Record<string, string>>): Promise<KnownTenant> {
  const tenant = namedTenant(params);
  const inspected = await new PolicyStore(door.env, door.waitUntil, clock).inspect(tenant);
  if (inspected !== null) return { tenant, policy: inspected.inForce };
  const message = `There is no tenant "${tenant}": it has no policy.`;
  throw new Refusal({ code: 'not_found', message, param: 'tenant' });
}
