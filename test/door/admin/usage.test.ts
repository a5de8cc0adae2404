import { runDurableObjectAlarm } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hashKey } from '../../../src/tenant/key.ts';
import { givenTenant, seenBy, type TestTenant } from '../../support/tenant.ts';

const MINUTE = 60_000;
const SECRET_WORDS = 'my grandmother hid the marmalade behind the piano';

const admin = (path: string, token = 'dev-admin'): Promise<Response> =>
  exports.default.fetch(
    new Request(`https://signalbox.test/admin/tenants${path}`, { headers: { authorization: `Bearer ${token}` } }),
  );

const readJson = async (path: string) => {
  const response = await admin(path);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json<Record<string, unknown>>();
};

/** A second key of the tenant. */
async function anotherKey(id: string): Promise<string> {
  const key = `sb-other-${id}`;
  await env.POLICIES.put(`key:${await hashKey(key)}`, JSON.stringify({ id: 'other', tenant: id, plan: 'free' }));
  return key;
}

/** Ten minutes later, when every account has told what it used. */
async function reported(tenant: TestTenant, users: readonly (string | undefined)[]): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * MINUTE });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  for (const user of users) await runDurableObjectAlarm(tenant.account(user));
}

describe('GET usage and decisions', () => {
  it('of 60 requests of 5 users with 2 keys are what the provider itself has counted', async () => {
    const [fast, slow] = [`ok-${crypto.randomUUID()}`, `ok-mini-${crypto.randomUUID()}`];
    const tenant = await givenTenant({
      ...{ instant: [fast], mini: [slow] },
      limits: [{ id: '1d-instant', of: 'requests', effort: 'instant', max: 8, per: '1d', then: 'mini' }],
      policy: { budget: { id: 'month', of: 'cost', max: 10, per: '30d', then: 'refuse' } },
    });
    const other = await anotherKey(tenant.id);
    const users = Array.from({ length: 5 }, (_, at) => `user-${at}`);
    const messages = [{ role: 'user', content: SECRET_WORDS }];
    await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const headers = at % 3 === 0 ? { authorization: `Bearer ${other}` } : {};
        const answer = await tenant.chat({ messages, stream: at % 2 === 0 }, { user: `user-${at % 5}`, headers });
        await answer.text();
      }),
    );
    await vi.waitFor(async () => {
      for (const user of users) expect(await tenant.account(user).standing([])).toMatchObject({ holds: 0 });
    });
    expect(await readJson(`/${tenant.id}/usage?user=user-1`)).toMatchObject({
      ...{ tenant: tenant.id, user: 'user-1', holds: 0, decisions: 12, unreported: { requests: 12 } },
      limits: [{ plan: 'free', id: '1d-instant', max: 8, used: 8, left: 0 }],
    });
    await reported(tenant, users);

    // By the mock provider's own log: 21 tokens of each prompt, 8 of them cached, and 16 written, 7 of them reasoning.
    const [calls, callsOfMini] = [(await seenBy(fast)).length, (await seenBy(slow)).length];
    expect([calls, callsOfMini]).toEqual([40, 20]);
    const used = (requests: number) => ({
      ...{ requests, inputTokens: 21 * requests, cachedInputTokens: 8 * requests, outputTokens: 16 * requests },
      ...{ reasoningTokens: 7 * requests, cost: (78 * requests) / 1e6, estimated: 0, unsettled: 0, failed: 0 },
    });
    const usage = await readJson(`/${tenant.id}/usage`);
    expect(usage).toMatchObject({
      tenant: tenant.id,
      total: used(60),
      byKey: [
        { key: `key-${tenant.id}`, ...used(40) },
        { key: 'other', ...used(20) },
      ],
      byModel: [
        { model: fast, ...used(40) },
        { model: slow, ...used(20) },
      ],
      byDay: [{ ...used(60), day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }],
      budget: { id: 'month', of: 'cost', per: '30d', max: 10 },
      lagSeconds: 600,
    });
    expect(usage['reportedUpTo']).toBe(new Date().toISOString());
    expect(await readJson(`/${tenant.id}/usage?key=other&days=1`)).toMatchObject({ total: used(20) });
    expect(await readJson(`/${tenant.id}/usage?user=user-1`)).toMatchObject({ unreported: { requests: 0, cost: 0 } });

    const { decisions } = await (await admin(`/${tenant.id}/decisions?limit=60`)).json<{
      decisions: { at: string }[];
    }>();
    expect(decisions).toHaveLength(60);
    expect(decisions.map(({ at }) => at)).toEqual(decisions.map(({ at }) => at).toSorted((a, b) => (a < b ? 1 : -1)));
    expect(decisions[0]).toMatchObject({ user: expect.stringMatching(/^user-/), route: 'general', plan: 'free' });
    const ofOne = await readJson(`/${tenant.id}/decisions?user=user-1&limit=3`);
    expect(ofOne).toMatchObject({ decisions: [{ user: 'user-1', key: expect.any(String) }, {}, {}] });
    const all = JSON.stringify([usage, decisions, ofOne]);
    for (const word of ['grandmother', 'marmalade', 'piano', tenant.key, other, 'sk-test'])
      expect(all).not.toContain(word);
  });

  it('of a tenant are reachable by no other name', async () => {
    const [tenant, neighbour] = [await givenTenant(), await givenTenant()];
    await (await tenant.chat({}, { user: 'ann' })).text();
    await (await tenant.chat({})).text();
    await vi.waitFor(async () => expect(await tenant.account().standing([])).toMatchObject({ holds: 0, decisions: 1 }));
    await reported(tenant, ['ann', undefined]);
    expect(await readJson(`/${tenant.id}/usage`)).toMatchObject({ total: { requests: 2 } });
    expect(await readJson(`/${neighbour.id}/usage`)).toMatchObject({ total: { requests: 0 }, byKey: [], budget: null });
    for (const user of ['ann', `../${tenant.id}/user:ann`, `key:key-${tenant.id}`, `/user:ann`]) {
      const query = `user=${encodeURIComponent(user)}`;
      expect(await readJson(`/${neighbour.id}/usage?${query}`)).toMatchObject({ decisions: 0 });
      expect(await readJson(`/${neighbour.id}/decisions?${query}`)).toMatchObject({ decisions: [] });
    }
    // Who names nobody is asked for by the key, and shown by it.
    const byKey = await readJson(`/${tenant.id}/decisions?user=key:key-${tenant.id}`);
    expect(byKey).toMatchObject({ decisions: [{ user: `key:key-${tenant.id}`, key: `key-${tenant.id}` }] });
    expect((await admin(`/${tenant.id}/usage`, tenant.key)).status).toBe(401);
  });

  it.each([
    ['usage?days=0', 'days', 'a whole number from 1 to 400'],
    ['usage?days=401', 'days', 'a whole number from 1 to 400'],
    ['usage?day=3', 'day', 'Did you mean "days"?'],
    ['usage?user=', 'user', 'must name a user'],
    ['usage?user=key:', 'user', 'has 1 to 256 characters'],
    ['usage?user=ann&days=3', 'days', 'Leave one of them out'],
    ['usage?key=a%20b', 'key', 'key'],
    ['decisions?limit=1001', 'limit', 'a whole number from 1 to 1000'],
    ['decisions?limit=few', 'limit', 'a whole number from 1 to 1000'],
  ])('refuse %s, and name the parameter', async (path, param, message) => {
    const { id } = await givenTenant();
    const response = await admin(`/${id}/${path}`);
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: 'invalid_request', param, message: expect.stringContaining(message) } },
    ]);
  });

  it('are 404 for a tenant that nobody knows', async () => {
    for (const path of ['usage', 'usage?user=ann', 'decisions']) {
      const response = await admin(`/nobody-${crypto.randomUUID().slice(0, 8)}/${path}`);
      expect([path, response.status, await response.json()]).toMatchObject([path, 404, { error: { param: 'tenant' } }]);
    }
  });
});
