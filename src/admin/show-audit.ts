/** `GET /admin/tenants/:tenant/audit`: who did what, when, and from which version to which; newest first. */

import type { Door } from '../approach.ts';
import type { AuditRow } from '../quota/policy-contract.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import { namedTenant } from './named-tenant.ts';
import { paged, readPage } from './page.ts';

/**
 * Answers `{ tenant, entries: [{ seq, at, actor, action, what, from?, to?, outcome }], next }`. `outcome` is `done`, or
 * `failed`; `pending` is what is being done, or what died before it said how it ended.
 */
export async function showAudit(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const tenant = namedTenant(params);
  const { limit, before } = readPage(new URL(request.url).searchParams);
  const found = await new TenantClient(door.env.tenants, tenant).audit({ limit: limit + 1, before });
  const { page, next } = paged(found, limit, ({ seq }) => seq);
  return Response.json({ tenant, entries: page.map(shown), next }, { headers: { 'cache-control': 'no-store' } });
}

function shown({ seq, at, actor, action, what, from, to, outcome }: AuditRow) {
  return {
    ...{ seq, at: new Date(at).toISOString(), actor, action, what },
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    outcome,
  };
}
