/** A version that was made, and its document: for whoever looks at it, or goes back to it. */

import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import type { Version } from '../quota/policy-contract.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import { Documents } from '../tenant/documents.ts';
import type { TenantId } from '../tenant/policy.ts';
import { currentDocument, orUnavailable } from './current-document.ts';

/** Of a document that was put by other means: nobody knows when, or by whom. */
export function strangeVersion({ version, sha256 }: Pick<Version, 'version' | 'sha256'>): Version {
  return { version, sha256, shown: version, createdAt: null, by: null, action: 'kv', from: null };
}

/** Throws Refusal `not_found`, and `unavailable` when KV or the object fails. */
export async function madeVersion(
  door: Door,
  tenant: TenantId,
  version: number,
): Promise<{ readonly version: Version; readonly text: string }> {
  const { env } = door;
  // The object first: KV goes on saying that there is none of what it was asked for too soon.
  const [found] = await new TenantClient(env.tenants, tenant).versions({ limit: 1, before: version + 1 });
  const snapshot =
    found?.version === version
      ? await orUnavailable(new Documents(env.policies, clock).snapshot(tenant, version))
      : null;
  if (found !== undefined && snapshot !== null) return { version: found, text: snapshot.text };
  // What was put by other means is listed under the version that it shows, though the object has not made it one yet.
  const { document, standing } = await currentDocument(door, tenant);
  if (document?.version === version && standing.listed === null) {
    return { version: strangeVersion(document), text: document.text };
  }
  const message = `The policy of "${tenant}" has no version ${version}. See /admin/tenants/${tenant}/policy/versions for those that it has.`;
  throw new Refusal({ code: 'not_found', message, param: 'version' });
}
