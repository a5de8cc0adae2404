import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { app } from '../../../../src/app.ts';
import { hashKey } from '../../../../src/tenant/key.ts';
import { type Answered, called, givenKeys, send } from '../../../support/keys.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const ADMIN = { scopes: ['admin'] };

/** Every path of the admin API: how it is asked for, of which tenant and of which key. */
const paths = (tenant: string, id: string): readonly (readonly [string, string, unknown])[] => [
  ['GET', `/admin/tenants/${tenant}/policy`, undefined],
  ['PUT', `/admin/tenants/${tenant}/policy`, {}],
  ['GET', `/admin/tenants/${tenant}/keys`, undefined],
  ['POST', `/admin/tenants/${tenant}/keys`, { plan: 'free' }],
  ['POST', `/admin/tenants/${tenant}/keys`, ADMIN],
  ...['policy/versions', 'audit', 'usage', 'decisions'].map(
    (part) => ['GET', `/admin/tenants/${tenant}/${part}`, undefined] as const,
  ),
  ['GET', `/admin/tenants/${tenant}/policy/versions/999`, undefined],
  ['POST', `/admin/tenants/${tenant}/policy/rollback`, { version: 999 }],
  ['POST', `/admin/keys/${id}/rotate`, {}],
  ['DELETE', `/admin/keys/${id}`, undefined],
];

const WALLED = [...Array.from({ length: 11 }, () => 403), 404, 404];

async function statuses(token: string, tenant: string, id: string): Promise<number[]> {
  const all: number[] = [];
  for (const [method, path, body] of paths(tenant, id)) all.push((await send(method, path, body, token)).status);
  return all;
}

describe("a tenant's admin key", () => {
  it('rules its own tenant: its policy, its keys, admin keys among them', async () => {
    const { tenant, create, put } = await givenKeys();
    const [admin, other] = [await create(ADMIN), await create()];
    expect(await statuses(admin.key, tenant, other.id)).toEqual([
      ...[200, 422, 200, 201, 201],
      ...[200, 200, 200, 200, 404, 404],
      ...[201, 200],
    ]);
    expect((await put({}, { headers: { authorization: `Bearer ${admin.key}` } })).status).toBe(422);
  });

  it('and no other: 403 for a tenant, whether it exists or not, and 404 for a key', async () => {
    const [mine, theirs] = [await givenKeys(), await givenKeys()];
    const [{ key }, other, otherAdmin] = [await mine.create(ADMIN), await theirs.create(), await theirs.create(ADMIN)];
    for (const { id } of [other, otherAdmin]) {
      expect(await statuses(key, theirs.tenant, id)).toEqual(WALLED);
    }
    expect(await statuses(key, 'nobody', `nobody.${'0'.repeat(26)}`)).toEqual(WALLED);
    const encoded = theirs.tenant.replace('a', '%61');
    expect((await send('GET', `/admin/tenants/${encoded}/keys`, undefined, key)).status).toBe(403);
    const response = await send('GET', theirs.path, undefined, key);
    expect(await response.json()).toMatchObject({ error: { code: 'not_allowed', type: 'permission_error' } });
    expect((await theirs.list()).keys.map(({ status }) => status)).toEqual(['active', 'active']);
    expect((await called(other.key))[0]).toBe(200);
  });

  it('is not told a key again that stands where its id belongs', async () => {
    const { create } = await givenKeys();
    const [admin, { key }] = [await create(ADMIN), await create()];
    for (const [method, path] of [
      ['DELETE', `/admin/keys/${key}`] as const,
      ['POST', `/admin/keys/${key}/rotate`] as const,
    ]) {
      const response = await send(method, path, undefined, admin.key);
      const text = await response.text();
      expect([response.status, text.includes(key)]).toEqual([404, false]);
    }
  });

  it('does not reach a raw key of another tenant that has the id of its own', async () => {
    const [mine, theirs] = [await givenKeys(), await givenKeys()];
    const { key } = await mine.create(ADMIN);
    const id = `shared-${mine.tenant}`;
    const raw = async (tenant: string) => {
      await env.POLICIES.put(`key:${await hashKey(`sb-${tenant}`)}`, JSON.stringify({ id, tenant, plan: 'free' }));
    };
    await raw(theirs.tenant);
    expect((await mine.revoke(id, key)).status).toBe(404);
    await raw(mine.tenant);
    expect((await mine.revoke(id, key)).status).toBe(200);
    expect([(await called(`sb-${mine.tenant}`))[0], (await called(`sb-${theirs.tenant}`))[0]]).toEqual([401, 200]);
    // Who rules both is asked which is meant.
    await raw(mine.tenant);
    expect((await mine.revoke(id)).status).toBe(409);
  });

  it('makes keys of its own tenant alone, whatever a body says', async () => {
    const [mine, theirs] = [await givenKeys(), await givenKeys()];
    const { key } = await mine.create(ADMIN);
    for (const body of [
      { plan: 'free', tenant: theirs.tenant },
      { ...ADMIN, tenant: theirs.tenant },
      { ...ADMIN, tenant: null },
    ]) {
      expect((await send('POST', mine.path, body, key)).status).toBe(400);
    }
    const { id } = await mine.create();
    expect((await mine.rotate(id, { overlap: '1h', tenant: theirs.tenant }, key)).status).toBe(400);
    const made = await mine.create(ADMIN, key);
    expect(made['tenant']).toBe(mine.tenant);
    expect((await send('GET', theirs.path, undefined, made.key)).status).toBe(403);
  });

  it('calls no model, on any path of the data plane', async () => {
    const { create } = await givenKeys();
    const { key } = await create(ADMIN);
    for (const [method, path] of [
      ...[['POST', '/v1/chat/completions'] as const, ['POST', '/v1/responses'] as const],
      ...[['POST', '/v1/messages'] as const, ['POST', '/v1/messages/count_tokens'] as const],
      ...[['POST', '/v1/embeddings'] as const, ['POST', '/v1/route'] as const],
      ...[['GET', '/v1/models'] as const, ['GET', '/v1/usage'] as const],
    ]) {
      const body = method === 'POST' ? { model: 'auto', messages: [], input: 'x' } : undefined;
      expect([path, (await send(method, path, body, key)).status]).toEqual([path, 403]);
    }
  });

  it('rules nothing once it was revoked, rotated away or has expired, and what it made outlives it', async () => {
    const start = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    const { path, create, revoke, rotate } = await givenKeys();
    const [revoked, rotated] = [await create(ADMIN), await create(ADMIN)];
    const expiring = await create({ ...ADMIN, expiresAt: start + 1000 });
    const made = await create({ plan: 'free' }, revoked.key);
    const status = async (key: string) => (await send('GET', path, undefined, key)).status;
    // It may end itself, and be the one that takes its own place.
    expect((await revoke(revoked.id, revoked.key)).status).toBe(200);
    const next = await (await rotate(rotated.id, { overlap: '0s' }, rotated.key)).json<Answered>();
    vi.setSystemTime(start + 999);
    expect(await Promise.all([revoked, rotated, expiring, next].map(({ key }) => status(key)))).toEqual([
      ...[401, 401, 200, 200],
    ]);
    vi.setSystemTime(start + 1000);
    expect(await status(expiring.key)).toBe(401);
    expect((await called(made.key))[0]).toBe(200);
  });
});

describe('a key that is no admin key', () => {
  it('administers nothing, its own tenant included', async () => {
    const { tenant, create } = await givenKeys();
    const { key, id } = await create();
    expect(await statuses(key, tenant, id)).toEqual(WALLED.map(() => 401));
    expect((await send('GET', '/admin/nothing', undefined, key)).status).toBe(401);
  });

  it('is no admin key for a scope that is misspelt, and calls no model either', async () => {
    const { tenant } = await givenKeys();
    for (const [at, scopes] of [['admn'], ['Admin'], ['admin', 'x'], 'admin', { 0: 'admin' }, null].entries()) {
      const key = `sb-${tenant}-${at}`;
      const record = { id: `k${at}`, tenant, plan: 'free', scopes };
      await env.POLICIES.put(`key:${await hashKey(key)}`, JSON.stringify(record));
      expect([scopes, (await called(key))[0]]).toEqual([scopes, 503]);
      expect([scopes, (await send('GET', `/admin/tenants/${tenant}/keys`, undefined, key)).status]).toEqual([
        scopes,
        503,
      ]);
    }
  });

  it('is one for the scope in a record that was put raw', async () => {
    const { tenant, path } = await givenKeys();
    const record = { id: 'raw', tenant, plan: 'free', scopes: ['admin'] };
    await env.POLICIES.put(`key:${await hashKey(`sb-${tenant}`)}`, JSON.stringify(record));
    expect((await send('GET', path, undefined, `sb-${tenant}`)).status).toBe(200);
    expect((await called(`sb-${tenant}`))[0]).toBe(403);
  });
});

describe('without the secret ADMIN_TOKEN', () => {
  it('an admin key is answered 503 as everybody is, and KV is not asked', async () => {
    const { path, create } = await givenKeys();
    const { key } = await create(ADMIN);
    const get = vi.spyOn(env.POLICIES, 'get');
    const context = createExecutionContext();
    const request = new Request(`https://signalbox.test${path}`, { headers: { authorization: `Bearer ${key}` } });
    const response = await app.fetch(request, { ...env, ADMIN_TOKEN: undefined }, context);
    await waitOnExecutionContext(context);
    expect([response.status, get.mock.calls]).toEqual([503, []]);
  });
});

describe('while KV is down', () => {
  it('the admin token is known, and any other token is 503 and not let through', async () => {
    const { path } = await givenKeys();
    vi.spyOn(env.POLICIES, 'get').mockRejectedValue(new Error('KV is down'));
    vi.spyOn(env.POLICIES, 'list').mockRejectedValue(new Error('KV is down'));
    const mine = await send('GET', path);
    expect([mine.status, await mine.json()]).toMatchObject([
      503,
      { error: { message: expect.stringContaining('The keys could not be read') } },
    ]);
    expect((await send('GET', path, undefined, 'sb-somebody')).status).toBe(503);
  });
});
