import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashKey } from '../../../../src/tenant/key.ts';
import { called, givenKeys, send } from '../../../support/keys.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const rawKey = async (key: string, record: object): Promise<void> =>
  env.POLICIES.put(`key:${await hashKey(key)}`, JSON.stringify(record));

describe('DELETE key', () => {
  it('ends a key at once where it was revoked, and its caller is told when', async () => {
    const { tenant, create, revoke } = await givenKeys();
    const { id, key } = await create();
    expect((await called(key))[0]).toBe(200);
    const response = await revoke(id);
    const revoked = await response.json<{ revokedAt: string }>();
    expect([response.status, revoked]).toEqual([200, { id, tenant, revokedAt: expect.stringMatching(/Z$/) }]);
    expect(await called(key)).toEqual([401, `This API key was revoked at ${revoked.revokedAt}. Ask for a new one.`]);
  });

  it('leaves it listed as revoked for 30 days, and then nothing of it', async () => {
    const { tenant, create, revoke, list } = await givenKeys();
    const { id, key, ...made } = await create({ plan: 'free', name: 'gone' });
    const { revokedAt } = await (await revoke(id)).json<{ revokedAt: string }>();
    expect((await list()).keys).toEqual([{ id, ...made, revokedAt, status: 'revoked' }]);
    const inThirtyDays = Date.now() / 1000 + 30 * 86_400;
    for (const prefix of [`key:${await hashKey(key)}`, `tenantkey:${tenant}:`]) {
      const [kept] = (await env.POLICIES.list({ prefix })).keys;
      expect(Math.abs((kept?.expiration ?? 0) - inThirtyDays)).toBeLessThan(60);
    }
  });

  it('answers the same when it is sent again', async () => {
    const { create, revoke } = await givenKeys();
    const { id } = await create();
    const first = await (await revoke(id)).json();
    expect(await (await revoke(id)).json()).toEqual(first);
  });

  it('ends a key that was put raw, by its id, and keeps it listed', async () => {
    const { tenant, revoke, list } = await givenKeys();
    const id = `raw-${tenant}`;
    await rawKey(`sb-${tenant}`, { id, tenant, plan: 'free' });
    expect((await called(`sb-${tenant}`))[0]).toBe(200);
    expect((await list()).keys).toEqual([{ id, tenant, plan: 'free', status: 'active' }]);
    expect((await revoke(id)).status).toBe(200);
    expect((await called(`sb-${tenant}`))[0]).toBe(401);
    expect((await list()).keys).toMatchObject([{ id, status: 'revoked' }]);
  });

  it('ends what is no good record too', async () => {
    const { tenant, revoke, list } = await givenKeys();
    const id = `faulty-${tenant}`;
    await rawKey(`sb-${tenant}`, { id, tenant, plan: 'free', scopes: ['chat'] });
    expect((await called(`sb-${tenant}`))[0]).toBe(503);
    expect((await list()).keys).toEqual([{ id, status: 'faulty', fault: expect.stringContaining('scopes[0]') }]);
    expect((await revoke(id)).status).toBe(200);
    expect((await list()).keys).toMatchObject([{ id, status: 'revoked' }]);
  });

  it('is 404 for an id that no key has, and 409 for one that several have', async () => {
    const { tenant, revoke } = await givenKeys();
    for (const id of ['nobody', `${tenant}.${'0'.repeat(26)}`, '%2e%2e', '__proto__', `tenantkey:${tenant}:`]) {
      expect([id, (await revoke(id)).status]).toEqual([id, 404]);
    }
    const id = `twice-${tenant}`;
    await rawKey(`sb-${tenant}-1`, { id, tenant, plan: 'free' });
    await rawKey(`sb-${tenant}-2`, { id, tenant, plan: 'free' });
    expect((await revoke(id)).status).toBe(409);
    expect((await called(`sb-${tenant}-1`))[0]).toBe(200);
  });

  it('that KV does not take is 503, says that the key may be good still, and can be sent again', async () => {
    const { create, revoke, list } = await givenKeys();
    const { id, key } = await create();
    vi.spyOn(env.POLICIES, 'put').mockRejectedValueOnce(new Error('KV is down'));
    const response = await revoke(id);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.text()).toContain('may not be revoked');
    expect((await called(key))[0]).toBe(200);
    expect((await revoke(id)).status).toBe(200);
    expect((await called(key))[0]).toBe(401);
    expect((await list()).keys).toMatchObject([{ status: 'revoked' }]);
  });

  it('holds once KV took the record, also where it took nothing after it', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const { create, revoke, list } = await givenKeys();
    const { id, key } = await create();
    const put = env.POLICIES.put.bind(env.POLICIES);
    vi.spyOn(env.POLICIES, 'put').mockImplementation((name: string, ...rest) =>
      name.startsWith('key:') ? put(name, ...rest) : Promise.reject(new Error('KV is down')),
    );
    expect((await revoke(id)).status).toBe(200);
    expect([(await called(key))[0], warn.mock.calls.length]).toEqual([401, 1]);
    expect((await list()).keys).toMatchObject([{ id, status: 'revoked' }]);
  });

  it('is not undone by who read the key before: the record is written by nobody else', async () => {
    const { create, revoke, rotate } = await givenKeys();
    const { id, key } = await create();
    const [{ promise, resolve }, put] = [Promise.withResolvers<null>(), env.POLICIES.put.bind(env.POLICIES)];
    // A rotation that has read the key, and writes once it is revoked.
    vi.spyOn(env.POLICIES, 'put').mockImplementationOnce(async (...given) => {
      await promise;
      return put(...given);
    });
    const rotated = rotate(id);
    await vi.waitFor(() => expect(env.POLICIES.put).toHaveBeenCalled());
    expect((await revoke(id)).status).toBe(200);
    resolve(null);
    expect((await rotated).status).toBe(201);
    const stored = await env.POLICIES.get<{ revokedAt?: string }>(`key:${await hashKey(key)}`, 'json');
    expect(stored?.revokedAt).toBeDefined();
    expect((await called(key))[0]).toBe(401);
  });
});

describe('a key that expires', () => {
  it('is good until the very millisecond, and not in it', async () => {
    const start = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    const { create, list } = await givenKeys();
    const expiresAt = new Date(start + 5000).toISOString();
    const { key } = await create({ plan: 'free', expiresAt });
    vi.setSystemTime(start + 4999);
    expect((await called(key))[0]).toBe(200);
    expect((await list()).keys).toMatchObject([{ status: 'active', expiresAt }]);
    vi.setSystemTime(start + 5000);
    expect(await called(key)).toEqual([401, `This API key expired at ${expiresAt}. Ask for a new one.`]);
    expect((await list()).keys).toMatchObject([{ status: 'expired' }]);
  });

  it('may be revoked after it has', async () => {
    const start = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    const { create, revoke } = await givenKeys();
    const { id } = await create({ plan: 'free', expiresAt: start + 1 });
    vi.setSystemTime(start + 1);
    expect((await revoke(id)).status).toBe(200);
    expect((await send('DELETE', `/admin/keys/${id}`)).status).toBe(200);
  });
});
