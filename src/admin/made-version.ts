/** A version that was made, and its document: for whoever looks at it, or goes back to it. */

import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import type { Version } from '../quota/policy-contract.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import { Documents } from '../tenant/documents.ts';
import type { TenantId } from '../tenant/policy.ts';
import { orUnavailable } from './current-document.ts';

/** Throws Refusal `not_found`, and `unavailable` when KV or the object fails. */
export async function madeVersion(
  { env }: Door,
  tenant: TenantId,
  version: number,
): Promise<{ readonly version: Version; readonly text: string }> {
  // The object first: KV goes on saying that there is none of what it was asked for too soon.
  const [found] = await new TenantClient(env.tenants, tenant).versions({ limit: 1, before: version + 1 });
  const snapshot =
    found?.version === version
      ? await orUnavailable(new Documents(env.policies, clock).snapshot(tenant, version))
      : null;
  if (found !== undefined && snapshot !== null) return { version: found, text: snapshot.text };
  const message = `The policy of "${tenant}" has no version ${version}. See /admin/tenants/${tenant}/policy/versions for those that it has.`;
  throw new Refusal({ code: 'not_found', message, param: 'version' });
}
