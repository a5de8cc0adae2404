import { runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../src/quota/tenant.ts';
import { documentName } from '../../../src/tenant/document-name.ts';
import { hashKey } from '../../../src/tenant/key.ts';
import type { TenantId } from '../../../src/tenant/policy.ts';
import { givenAdmin } from '../../support/admin.ts';

const SILENT = { session: { sticky: false } };
const tenants: DurableObjectNamespace<Tenant> = Reflect.get(env, 'TENANT');

async function bodyOf(answer: Promise<Response>): Promise<[number, Record<string, unknown>]> {
  const response = await answer;
  return [response.status, await response.json()];
}

async function listed(admin: ReturnType<typeof givenAdmin>, query = ''): Promise<unknown[]> {
  const [, body] = await bodyOf(admin.versions(query));
  return Array.isArray(body['versions']) ? body['versions'] : [];
}

describe('GET policy/versions', () => {
  it('lists who made which version when, newest first, and which is in force', async () => {
    const admin = givenAdmin();
    await admin.put(admin.document());
    await admin.put(admin.document(SILENT));
    await admin.rollback(1);
    const made = { createdAt: expect.stringMatching(/^\d{4}-.*Z$/), by: 'admin' };
    expect(await bodyOf(admin.versions())).toEqual([
      200,
      {
        tenant: admin.tenant,
        versions: [
          { version: 3, ...made, action: 'rollback', from: 1, inForce: true },
          { version: 2, ...made, action: 'put', from: null, inForce: false },
          { version: 1, ...made, action: 'put', from: null, inForce: false },
        ],
        next: null,
      },
    ]);
  });

  it('lists a part at a time', async () => {
    const admin = givenAdmin();
    for (const idleMinutes of [1, 2, 3]) await admin.put(admin.document({ session: { idleMinutes } }));
    const [, first] = await bodyOf(admin.versions('limit=2'));
    expect(first).toMatchObject({ versions: [{ version: 3 }, { version: 2 }], next: 2 });
    expect(await bodyOf(admin.versions('limit=2&before=2'))).toMatchObject([
      ...[200, { versions: [{ version: 1, inForce: false }], next: null }],
    ]);
  });

  it('lists what was put by other means under the version that KV shows, and keeps it once it is replaced', async () => {
    const admin = givenAdmin();
    const raw = { createdAt: null, by: null, action: 'kv', from: null };
    await admin.put(admin.document());
    await env.POLICIES.put(documentName(admin.tenant as TenantId), JSON.stringify(admin.document(SILENT)));
    expect(await listed(admin)).toMatchObject([
      { version: 0, ...raw, inForce: true },
      { version: 1, inForce: false },
    ]);
    expect(await bodyOf(admin.put(admin.document()))).toMatchObject([200, { version: 3 }]);
    expect(await listed(admin)).toMatchObject([{ version: 3, inForce: true }, { version: 2, ...raw }, { version: 1 }]);
    expect(await bodyOf(admin.get({ under: '/versions/2' }))).toEqual([
      200,
      { tenant: admin.tenant, version: 2, createdAt: null, policy: admin.document(SILENT) },
    ]);
  });

  it('is empty for a tenant that nobody knows', async () => {
    expect(await bodyOf(givenAdmin().versions())).toMatchObject([200, { versions: [], next: null }]);
  });

  it.each([
    ['/versions', 'limit=0', 'limit'],
    ['/versions', 'limit=1001', 'limit'],
    ['/versions', 'before=x', 'before'],
    ['/versions', 'page=2', 'page'],
    ['/versions/0', '', 'version'],
    ['/versions/one', '', 'version'],
    ['/../audit', 'limit=ten', 'limit'],
  ])('refuses %s?%s', async (under, query, param) => {
    expect(await bodyOf(givenAdmin().get({ under, query }))).toMatchObject([400, { error: { param } }]);
  });
});

describe('GET policy/versions/:version', () => {
  it('shows a version as it was, and says so of one that there is not', async () => {
    const admin = givenAdmin();
    await admin.put(admin.document());
    await admin.put(admin.document(SILENT));
    expect(await bodyOf(admin.get({ under: '/versions/1' }))).toMatchObject([
      ...[200, { version: 1, createdAt: expect.any(String), policy: admin.document() }],
    ]);
    const missing = { error: { code: 'not_found', param: 'version' } };
    expect(await bodyOf(admin.get({ under: '/versions/3' }))).toMatchObject([404, missing]);
    await admin.put(admin.document());
    expect(await bodyOf(admin.get({ under: '/versions/3' }))).toMatchObject([200, { version: 3 }]);
  });
});

describe('POST policy/rollback', () => {
  it('puts the old content in force as a new version, and its ETag is the next If-Match', async () => {
    const admin = givenAdmin();
    await admin.put(admin.document());
    const etag = (await admin.put(admin.document(SILENT))).headers.get('etag') ?? '';
    const back = await admin.rollback(1, { headers: { 'if-match': etag } });
    expect(await bodyOf(Promise.resolve(back))).toEqual([
      200,
      { tenant: admin.tenant, version: 3, from: 1, warnings: [] },
    ]);
    expect(await bodyOf(admin.get())).toMatchObject([200, { version: 3, inForce: 3, policy: admin.document() }]);
    const again = { headers: { 'if-match': back.headers.get('etag') ?? '' } };
    expect((await admin.rollback(2, again)).status).toBe(200);
    expect((await admin.rollback(1, again)).status).toBe(409);
  });

  it('as a dry run says what it would do, and writes nothing', async () => {
    const admin = givenAdmin();
    await admin.put(admin.document());
    await admin.put(admin.document(SILENT));
    expect(await bodyOf(admin.rollback(1, { query: 'dry_run=1' }))).toMatchObject([
      200,
      { version: 3, from: 1, dryRun: true, changes: [{ kind: 'changed', path: 'session' }] },
    ]);
    expect(await listed(admin)).toMatchObject([{ version: 2, inForce: true }, { version: 1 }]);
  });

  it('is judged as a PUT is', async () => {
    const admin = givenAdmin();
    const fails = admin.document({ tests: [{ say: 'please refund this order', expect: 'travel' }] });
    await admin.put(fails, { query: 'force=1' });
    await admin.put(admin.document());
    expect(await bodyOf(admin.rollback(1))).toMatchObject([422, { error: { code: 'invalid_policy' } }]);
    expect(await bodyOf(admin.rollback(1, { query: 'force=1' }))).toMatchObject([200, { version: 3 }]);
  });

  it.each([
    ['one that there is not', 7, 404, 'version'],
    ['none', undefined, 400, 'version'],
    ['a text', '1', 400, 'version'],
  ])('refuses to go back to %s', async (_, version, status, param) => {
    const admin = givenAdmin();
    await admin.put(admin.document());
    expect(await bodyOf(admin.rollback(version))).toMatchObject([status, { error: { param } }]);
  });
});

describe('PUT policy?dry_run=1', () => {
  it('says what tightens, what vanishes, and which keys lose what', async () => {
    const admin = givenAdmin();
    const limit = { id: 'day', of: 'requests', max: 10, per: '1d', then: 'refuse' };
    const models = { m: { provider: 'l', id: 'x' }, other: { provider: 'l', id: 'y' } };
    await admin.put(admin.document({ models, plans: { free: { limits: [limit] }, pro: { limits: [] } } }));
    const records = [
      { id: 'k-pro', tenant: admin.tenant, plan: 'pro' },
      { id: 'k-other', tenant: admin.tenant, plan: 'free', models: ['m', 'other'] },
      { id: 'k-free', tenant: admin.tenant, plan: 'free' },
      { id: 'k-over', tenant: admin.tenant, plan: 'pro', expiresAt: '2020-01-01' },
    ];
    for (const record of records) {
      const hash = await hashKey(`sb-${record.id}-${admin.tenant}`);
      await env.POLICIES.put(`key:${hash}`, JSON.stringify(record));
    }
    const dry = admin.put(admin.document({ plans: { free: { limits: [{ ...limit, max: 5 }] } } }), {
      query: 'dry_run=1',
    });
    const [status, { changes, keys }] = await bodyOf(dry);
    expect(status).toBe(200);
    expect(changes).toEqual([
      { kind: 'removed', path: 'plans.pro', message: expect.stringContaining('is gone') },
      { kind: 'tightened', path: 'plans.free.limits[0].max', message: expect.stringContaining('at most 5 requests') },
      { kind: 'removed', path: 'models.other', message: expect.stringContaining('404') },
      // In the order of the keys' hashes.
      expect.objectContaining({ kind: 'removed', message: expect.stringContaining('The key "k-') }),
      expect.objectContaining({ kind: 'removed', message: expect.stringContaining('The key "k-') }),
    ]);
    expect(JSON.stringify(changes)).toMatch(
      /(?=.*key \\"k-pro\\" is on the plan)(?=.*key \\"k-other\\" loses the model)/,
    );
    expect(keys).toMatchObject({ read: 3, more: false });
    expect(JSON.stringify(keys)).not.toContain('k-free');
  });
});

describe('GET audit', () => {
  it('tells who did what, from which version to which, newest first and a part at a time', async () => {
    const admin = givenAdmin();
    await admin.put(admin.document());
    await admin.put(admin.document(SILENT));
    await admin.rollback(1);
    await admin.put(admin.document(), { headers: { 'if-match': '"0-0"' } });
    const done = { seq: expect.any(Number), at: expect.stringMatching(/Z$/), actor: 'admin', outcome: 'done' };
    const [, { entries, next }] = await bodyOf(admin.audit('limit=2'));
    expect(entries).toEqual([
      { ...done, action: 'policy.rollback', what: 'policy, rolled back to version 1', from: 2, to: 3 },
      { ...done, action: 'policy.put', what: 'policy', from: 1, to: 2 },
    ]);
    expect(await bodyOf(admin.audit(`before=${next}`))).toEqual([
      200,
      { tenant: admin.tenant, entries: [{ ...done, action: 'policy.put', what: 'policy', to: 1 }], next: null },
    ]);
  });
});

describe('a policy that another isolate wrote', () => {
  it('is shown, and guarded, at once, also where KV still shows the one before', async () => {
    const admin = givenAdmin();
    const old = await admin.put(admin.document());
    const text = JSON.stringify(admin.document(SILENT));
    const [sha256, was] = await Promise.all([hashKey(text), hashKey(JSON.stringify(admin.document()))]);
    const order = { text, sha256, expected: { version: 1, sha256: was }, seen: null, actor: 'admin', source: null };
    const stub = tenants.getByName(admin.tenant);
    await stub.publish({ ...order, tenant: admin.tenant as TenantId, attempt: 'there', action: 'put' });
    // As a data centre's cache of KV would show it.
    const name = documentName(admin.tenant as TenantId);
    await env.POLICIES.put(name, JSON.stringify(admin.document()), { metadata: { version: 1 } });
    const headers = { 'if-match': old.headers.get('etag') ?? '' };
    expect((await admin.put(admin.document(), { headers })).status).toBe(409);
    expect(await bodyOf(admin.get())).toMatchObject([200, { version: 2, inForce: 2, policy: admin.document(SILENT) }]);
  });

  it('and was never told of counts as the same request made again', async () => {
    const admin = givenAdmin();
    const headers = { 'if-match': (await admin.put(admin.document())).headers.get('etag') ?? '' };
    const wanted = admin.document(SILENT);
    expect((await admin.put(wanted, { headers })).status).toBe(200);
    // As the object marks a change that a later call had to carry out.
    await runInDurableObject(tenants.getByName(admin.tenant), (_, { storage }) => {
      storage.sql.exec('UPDATE version SET healed = 1 WHERE version = 2');
    });
    expect(await bodyOf(admin.put(wanted, { headers }))).toMatchObject([200, { version: 2 }]);
    expect((await admin.put(admin.document(), { headers })).status).toBe(409);
    expect(await listed(admin)).toMatchObject([{ version: 2, inForce: true }, { version: 1 }]);
  });
});

it('401 for everything here without the token', async () => {
  const { tenant } = givenAdmin();
  for (const [method, path] of [
    ['GET', 'policy/versions'],
    ['GET', 'policy/versions/1'],
    ['POST', 'policy/rollback'],
    ['GET', 'audit'],
  ] as const) {
    const url = `https://signalbox.test/admin/tenants/${tenant}/${path}`;
    expect((await exports.default.fetch(new Request(url, { method }))).status).toBe(401);
  }
});
