import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { hashKey } from '../../../../src/tenant/key.ts';
import { allOfKv, called, givenKeys, send } from '../../../support/keys.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('POST keys', () => {
  it('makes a key of 256 bits that is good at once, in the shape of the contract', async () => {
    const { tenant, path } = await givenKeys();
    const response = await send('POST', path, { plan: 'free', user: 'ann', expiresAt: '2999-01-01T00:00:00+01:00' });
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const made = await response.json<{ key: string }>();
    expect(made).toEqual({
      id: expect.stringMatching(new RegExp(`^${tenant}\\.[0-9a-z]{26}$`)),
      key: expect.stringMatching(/^sb_[A-Za-z0-9_-]{43}$/),
      ...{ tenant, plan: 'free', user: 'ann', prefix: made.key.slice(0, 8) },
      createdAt: expect.stringMatching(ISO),
      expiresAt: '2998-12-31T23:00:00.000Z',
    });
    expect(await called(made.key)).toEqual([200, undefined]);
  });

  it('keeps all that was asked for, and holds the key to it', async () => {
    const { create, list } = await givenKeys();
    const asked = {
      ...{ plan: 'pro', name: 'Prüfstand 7', user: 'bob', models: ['m'] },
      limits: [{ id: 'own', of: 'tokens', max: 1000, per: '1h', then: 'refuse' }],
      escalation: { id: 'up', of: 'requests', max: 3, per: '1d' },
    };
    const { key, ...made } = await create(asked);
    expect(made).toMatchObject(asked);
    const { keys } = await list();
    expect(keys).toEqual([{ ...made, status: 'active' }]);
    const models = await (await send('GET', '/v1/models', undefined, key)).json<{ data: { id: string }[] }>();
    expect(models.data.map(({ id }) => id).filter((id) => !/^(auto|route:)/.test(id))).toEqual(['m']);
  });

  it('shows it once: it is nowhere in KV, in no list and in no log, and so is every part of it but the prefix', async () => {
    const said: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void said.push(...words));
    }
    const { create, list, rotate, revoke } = await givenKeys();
    const made = await create({ plan: 'free', name: 'once' });
    const { key: second, id } = await (await rotate(made.id)).json<typeof made>();
    await called(made.key);
    await send('GET', '/admin/tenants', undefined, made.key);
    const listed = JSON.stringify(await list());
    await revoke(id);
    const kept = await allOfKv();
    vi.restoreAllMocks();
    for (const key of [made.key, second]) {
      expect(kept).toContain(`key:${await hashKey(key)}`);
      for (const place of [kept, listed, said.map(String).join('\n')]) {
        expect(place.includes(key.slice(8, 20)), 'a part of the key').toBe(false);
      }
      expect(listed.includes(await hashKey(key))).toBe(false);
    }
  });

  it('stores it under its hash, its record and nothing more', async () => {
    const { create, tenant } = await givenKeys();
    const { key, ...made } = await create();
    const { value, metadata } = await env.POLICIES.getWithMetadata(`key:${await hashKey(key)}`, 'json');
    expect([value, metadata]).toEqual([made, { listed: true }]);
    const line = await env.POLICIES.getWithMetadata(`tenantkey:${tenant}:${made.id}`, 'json');
    expect([line.value, line.metadata]).toEqual([made, { hex: await hashKey(key) }]);
  });

  it('makes two keys of one name, also at once', async () => {
    const { create, list } = await givenKeys();
    const made = await Promise.all([1, 2, 3].map(() => create({ plan: 'free', name: 'same' })));
    expect(new Set(made.flatMap(({ id, key }) => [id, key])).size).toBe(6);
    expect((await list()).keys.map(({ name }) => name)).toEqual(['same', 'same', 'same']);
  });

  it('makes an admin key without a plan, for a tenant that has no policy yet too', async () => {
    const tenant = `new-${crypto.randomUUID().slice(0, 8)}`;
    const response = await send('POST', `/admin/tenants/${tenant}/keys`, { scopes: ['admin'], name: 'first' });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ tenant, scopes: ['admin'], name: 'first' });
  });
});
