import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashKey } from '../../../../src/tenant/key.ts';
import { type Answered, called, givenKeys, send } from '../../../support/keys.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const HOUR = 3_600_000;
const START = Date.now();
const stopped = (): void => void vi.useFakeTimers({ toFake: ['Date'], now: START });
const at = (ms: number): unknown => vi.setSystemTime(START + ms);
const made = async (response: Promise<Response>): Promise<Answered> => {
  expect((await response).status).toBe(201);
  return (await response).json<Answered>();
};

describe('POST rotate', () => {
  it('makes a key with the same settings, and both are good until the overlap ends, then the new one alone', async () => {
    stopped();
    const { create, rotate, list } = await givenKeys();
    const settings = {
      ...{ plan: 'pro', name: 'app', user: 'ann', models: ['m'] },
      limits: [{ id: 'own', of: 'requests', max: 5, per: '1d', then: 'refuse' }],
      expiresAt: new Date(START + 90 * 24 * HOUR).toISOString(),
    };
    const old = await create(settings);
    at(1000);
    const next = await made(rotate(old.id));
    expect(next).toEqual({
      ...{ ...settings, tenant: old['tenant'], id: expect.any(String), key: expect.stringMatching(/^sb_.{43}$/) },
      ...{ prefix: next.key.slice(0, 8), createdAt: new Date(START + 1000).toISOString() },
      ...{ replaces: old.id, lineage: old.id, overlapEndsAt: new Date(START + 1000 + 24 * HOUR).toISOString() },
    });
    expect([next.id === old.id, next.key === old.key]).toEqual([false, false]);
    at(1000 + 24 * HOUR - 1);
    expect([(await called(old.key))[0], (await called(next.key))[0]]).toEqual([200, 200]);
    at(1000 + 24 * HOUR);
    expect([(await called(old.key))[0], (await called(next.key))[0]]).toEqual([401, 200]);
    expect((await list()).keys.map(({ id, status }) => [id, status])).toEqual([
      [old.id, 'expired'],
      [next.id, 'active'],
    ]);
  });

  it('ends the old key at once for an overlap of nothing', async () => {
    const { create, rotate } = await givenKeys();
    const old = await create();
    expect((await called(old.key))[0]).toBe(200);
    const next = await made(rotate(old.id, { overlap: '0s' }));
    expect([(await called(old.key))[0], (await called(next.key))[0]]).toEqual([401, 200]);
  });

  it('goes on counting under the first of its line, end user by end user', async () => {
    const { create, rotate, put, document } = await givenKeys();
    await put(
      document({ plans: { free: { limits: [{ id: 'two', of: 'requests', max: 2, per: '1d', then: 'refuse' }] } } }),
    );
    const asked = async (key: string): Promise<number> => {
      const body = { model: 'auto', messages: [{ role: 'user', content: 'hello' }] };
      const response = await send('POST', '/v1/chat/completions', body, key);
      await response.text();
      return response.status;
    };
    const first = await create();
    expect(await asked(first.key)).toBe(200);
    const second = await made(rotate(first.id));
    expect(await asked(second.key)).toBe(200);
    const third = await made(rotate(second.id, { overlap: '0s' }));
    expect(third).toMatchObject({ lineage: first.id, replaces: second.id });
    expect([await asked(third.key), await asked(first.key)]).toEqual([429, 429]);
  });

  it('never puts off the end of a key, neither its own nor that of an overlap', async () => {
    stopped();
    const { create, rotate } = await givenKeys();
    const old = await create();
    const end = new Date(START + HOUR).toISOString();
    expect(await made(rotate(old.id, { overlap: '1h' }))).toMatchObject({ overlapEndsAt: end });
    expect(await made(rotate(old.id, { overlap: '2d' }))).toMatchObject({ overlapEndsAt: end });
    const brief = await create({ plan: 'free', expiresAt: START + 60_000 });
    expect(await made(rotate(brief.id))).toMatchObject({ overlapEndsAt: new Date(START + 60_000).toISOString() });
  });

  it('takes a key that was put raw', async () => {
    const { tenant, rotate } = await givenKeys();
    const id = `raw-${tenant}`;
    await env.POLICIES.put(
      `key:${await hashKey(`sb-${tenant}`)}`,
      JSON.stringify({ id, tenant, plan: 'pro', user: 'ann' }),
    );
    const next = await made(rotate(id, { overlap: '0s' }));
    expect(next).toMatchObject({ plan: 'pro', user: 'ann', replaces: id, lineage: id });
    expect([(await called(`sb-${tenant}`))[0], (await called(next.key))[0]]).toEqual([401, 200]);
  });

  it('is 409 for a key that was revoked or has expired, 404 for none', async () => {
    stopped();
    const { tenant, create, revoke, rotate, list } = await givenKeys();
    const [revoked, expired] = [await create(), await create({ plan: 'free', expiresAt: START + 1 })];
    await revoke(revoked.id);
    at(1);
    for (const { id } of [revoked, expired]) {
      const response = await rotate(id);
      expect([response.status, await response.json()]).toMatchObject([
        409,
        { error: { code: 'conflict', message: expect.stringMatching(/so it cannot be rotated\. Make a new one\.$/) } },
      ]);
    }
    expect((await rotate(`${tenant}.${'0'.repeat(26)}`)).status).toBe(404);
    expect((await list()).keys).toHaveLength(2);
  });

  it('leaves everything as it was where KV fails, at whichever write', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const { create, rotate, list } = await givenKeys();
    const old = await create();
    const put = env.POLICIES.put.bind(env.POLICIES);
    for (const failing of ['tenantkey:', 'key:', 'keyend:']) {
      const spy = vi
        .spyOn(env.POLICIES, 'put')
        .mockImplementation((name: string, ...rest) =>
          name.startsWith(failing) ? Promise.reject(new Error('KV is down')) : put(name, ...rest),
        );
      const response = await rotate(old.id, { overlap: '0s' });
      expect([failing, response.status]).toEqual([failing, 503]);
      spy.mockRestore();
      expect([failing, (await called(old.key))[0]]).toEqual([failing, 200]);
      expect((await list()).keys.map(({ id, status }) => [id, status])).toEqual([[old.id, 'active']]);
    }
  });

  it('and a creation that KV does not take make no key, and say so', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const { tenant, path, list } = await givenKeys();
    const put = env.POLICIES.put.bind(env.POLICIES);
    for (const failing of ['tenantkey:', 'key:']) {
      // Also where it cannot be taken back: a line without a record is not shown.
      for (const takesBack of [true, false]) {
        vi.spyOn(env.POLICIES, 'put').mockImplementation((name: string, ...rest) =>
          name.startsWith(failing) ? Promise.reject(new Error('KV is down')) : put(name, ...rest),
        );
        if (!takesBack) vi.spyOn(env.POLICIES, 'delete').mockRejectedValue(new Error('KV is down'));
        const response = await send('POST', path, { plan: 'free' });
        const text = await response.text();
        vi.restoreAllMocks();
        vi.spyOn(console, 'warn').mockReturnValue(undefined);
        expect([response.status, text.includes('none was made'), text.includes('sb_')]).toEqual([503, true, false]);
        expect((await list()).keys).toEqual([]);
      }
    }
    const lines = (await env.POLICIES.list({ prefix: `tenantkey:${tenant}:` })).keys;
    expect(lines).toHaveLength(1);
  });
});
