/** `GET /admin/tenants/:tenant/policy/versions`: what was in force when, and by whom, newest first. */

import { clock, type Door } from '../approach.ts';
import type { Version } from '../quota/policy-contract.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import type { Policy } from '../tenant/policy.ts';
import { PolicyStore } from '../tenant/store.ts';
import { currentDocument } from './current-document.ts';
import { strangeVersion } from './made-version.ts';
import { namedTenant } from './named-tenant.ts';
import { paged, readPage } from './page.ts';

/**
 * Answers `{ tenant, versions: [{ version, createdAt, by, action, from, inForce }], next }`. A document that was put by
 * other means (action `kv`) has the version that KV shows with it until a change replaces it and it gets one of its own.
 */
export async function listVersions(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const tenant = namedTenant(params);
  const { limit, before } = readPage(new URL(request.url).searchParams);
  const { standing } = await currentDocument(door, tenant);
  const policy = (await new PolicyStore(door.env, door.waitUntil, clock).inspect(tenant))?.inForce ?? null;
  const found = await new TenantClient(door.env.tenants, tenant).versions({ limit: limit + 1, before });
  const { page, next } = paged(found, limit, ({ version }) => version);
  const { current, listed } = standing;
  const stranger = before === null && current !== null && listed === null ? [strangeVersion(current)] : [];
  const versions = [...stranger, ...page].map((version) => shown(version, policy));
  return Response.json({ tenant, versions, next }, { headers: { 'cache-control': 'no-store' } });
}

function shown({ version, sha256, shown: as, createdAt, ...rest }: Version, policy: Policy | null) {
  const { by, action, from } = rest;
  // Of a version from before the object kept books the number is all that is known.
  const isSame = policy !== null && as === policy.version && (sha256 === '' || sha256 === policy.revision);
  const created = createdAt === null ? null : new Date(createdAt).toISOString();
  return { version, createdAt: created, by, action, from, inForce: isSame };
}
