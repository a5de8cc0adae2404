import { env, exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { listTenants } from '../../../src/admin/list-tenants.ts';
import { readEnv } from '../../../src/env.ts';
import { Documents } from '../../../src/tenant/documents.ts';
import type { TenantId } from '../../../src/tenant/policy.ts';
import { unixMs } from '../../../src/unit.ts';
import { givenAdmin } from '../../support/admin.ts';

const PATH = 'https://signalbox.test/admin/tenants';
const headers = { authorization: 'Bearer dev-admin' };

it('GET tenants lists every tenant with its version, and no version of old', async () => {
  const [{ tenant, document, put }, other] = [givenAdmin(), givenAdmin()];
  await put(document());
  await put(document());
  await other.put(other.document());
  await env.POLICIES.put(`tenant:${tenant}@good`, '{}');
  await env.POLICIES.put('tenant:by-hand', '{}');
  const response = await exports.default.fetch(new Request(PATH, { headers }));
  const { tenants, next } = await response.json<{ tenants: { tenant: string }[]; next: null }>();
  expect(tenants).toEqual(
    expect.arrayContaining([
      { tenant, version: 2 },
      { tenant: other.tenant, version: 1 },
      { tenant: 'by-hand', version: 0 },
    ]),
  );
  expect(tenants.filter((each) => each.tenant.includes('@'))).toEqual([]);
  expect(next).toBeNull();
});

it('tenants come page by page, each once, whatever of KV lies between them', async () => {
  const names = Array.from({ length: 9 }, (_, at) => `paged-${at}`);
  for (const name of names) await env.POLICIES.put(`tenant:${name}`, '{}');
  for (let version = 1; version < 12; version++) await env.POLICIES.put(`tenant:paged-4@${version}`, '{}');
  // KV lists four at a time here.
  const list = (options: KVNamespaceListOptions) => env.POLICIES.list({ ...options, limit: 4 });
  const documents = new Documents(Object.assign(Object.create(env.POLICIES), { list }), () => unixMs(0));
  const found: string[] = [];
  let pages = 0;
  for (let cursor: string | null = null, isLast = false; !isLast; pages++) {
    const page: Awaited<ReturnType<Documents['tenants']>> = await documents.tenants(cursor, 3);
    found.push(...page.tenants.map((each) => each.tenant));
    cursor = page.next;
    isLast = cursor === null;
  }
  expect(pages).toBeGreaterThan(2);
  expect(new Set(found).size).toBe(found.length);
  expect(found.filter((name) => name.startsWith('paged-'))).toEqual(names);
});

it('GET tenants shows the admin of one tenant that one alone', async () => {
  const [{ tenant, document, put }, other] = [givenAdmin(), givenAdmin()];
  await put(document());
  await other.put(other.document());
  const door = { env: readEnv(Object(env)), waitUntil: () => undefined };
  const seen = async (name: string) => {
    const admin = { actor: 'key:a', tenant: name as TenantId };
    return (await listTenants(new Request(PATH), door, {}, admin)).json();
  };
  expect(await seen(tenant)).toEqual({ tenants: [{ tenant, version: 1 }], next: null });
  expect(await seen('without-a-policy')).toEqual({ tenants: [], next: null });
});

it('GET tenants refuses a parameter that it does not know', async () => {
  const response = await exports.default.fetch(new Request(`${PATH}?limit=3`, { headers }));
  expect([response.status, await response.json()]).toMatchObject([400, { error: { param: 'limit' } }]);
});
