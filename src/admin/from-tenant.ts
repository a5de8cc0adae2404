/** Asks a tenant's object on behalf of an admin. What it holds is read, and nothing changed, so that asking again is safe. */

import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import type { TenantNamespace } from '../quota/contract.ts';
import type { TenantId } from '../tenant/policy.ts';

const RETRY_AFTER_SECONDS = 2;

/** Throws Refusal `unavailable`. */
export async function fromTenant<Answer>(
  { tenants }: Env,
  tenant: TenantId,
  ask: (stub: ReturnType<TenantNamespace['getByName']>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask(tenants.getByName(tenant));
  } catch (cause) {
    console.error(JSON.stringify({ event: 'tenant_unreachable', message: String(cause) }));
    const message = `What is counted for the tenant "${tenant}" cannot be read. Try again in a moment.`;
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
  }
}
