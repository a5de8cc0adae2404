import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { hashKey } from '../../src/tenant/key.ts';
import { givenTenant, type TestTenant } from '../support/tenant.ts';

const calls = (max: number, then: 'mini' | 'refuse' = 'refuse') => ({
  id: 'calls',
  of: 'requests',
  max,
  per: '1d',
  then,
});
const HARD = [{ role: 'user', content: 'Think hard about this: which of my two cats is older?' }];
const shown = (response: Response) => ['effort', 'degraded'].map((name) => response.headers.get(`x-signalbox-${name}`));

interface Shown {
  readonly id: string;
  readonly scope?: string;
  readonly used: number;
  readonly left: number;
}
async function usageOf(tenant: TestTenant, user: string): Promise<Record<string, string>> {
  const { limits } = await (await tenant.fetch('/v1/usage', { user })).json<{ limits: Shown[] }>();
  return Object.fromEntries(
    limits.map(({ id, scope, used, left }) => [id, `${scope ?? 'user'}: ${used} used, ${left} left`]),
  );
}

describe("a key's own limit", () => {
  it('is one for all whom the key serves, and refuses by its name', async () => {
    const { chat } = await givenTenant({ key: { limits: [calls(5)] } });
    const statuses: number[] = [];
    for (let at = 0; at < 7; at++) statuses.push((await chat({}, { user: `user-${at}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const refused = await chat({}, { user: 'somebody else' });
    const { error } = await refused.json<{ error: { code: string; message: string } }>();
    expect(error.code).toBe('limit_reached');
    expect(error.message).toMatch(/^The limit "calls" of this key is reached\. It frees at 2/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(80_000);
    expect(refused.headers.get('ratelimit-policy')).toBe('"calls";q=5;w=86400');
    expect(refused.headers.get('ratelimit')).toMatch(/^"calls";r=0;t=\d+$/);
  });

  it('refuses a model by name rather than swap it', async () => {
    const { chat } = await givenTenant({ key: { limits: [calls(0, 'mini')] } });
    const named = await chat({ model: 'ok' });
    expect(named.status).toBe(429);
    expect(await named.json()).toMatchObject({
      error: {
        message: expect.stringContaining('The model "ok" was asked for by name, and its limit "calls" of this key'),
      },
    });
    expect(shown(await chat({}))).toEqual(['mini', 'calls']);
  });

  it('on cost names the model that has no price, which no waiting would mend', async () => {
    const { chat } = await givenTenant({
      model: { price: undefined },
      key: { limits: [{ ...calls(5), of: 'cost', id: 'usd' }] },
    });
    const { error } = await (await chat({})).json<{ error: { message: string } }>();
    expect(error.message).toMatch(/^The limit "usd" counts cost, and the model "ok" has no price, .* Write the price/);
  });

  it('does not ask a client to wait for a window where the limit is too small for the request, but says so', async () => {
    const { chat } = await givenTenant({ key: { limits: [{ ...calls(0), of: 'cost', id: 'usd', per: '30d' }] } });
    const refused = await chat({});
    expect(refused.headers.get('retry-after')).toBe(String(30 * 86_400));
  });

  it('of cost is no matter to a model that costs nothing', async () => {
    const { chat } = await givenTenant({
      model: { price: { input: 0, output: 0 } },
      key: { limits: [{ ...calls(0), of: 'cost', id: 'usd' }], escalation: { id: 'up', max: 0, per: '1d' } },
      policy: { budget: { id: 'month', of: 'cost', max: 0, per: '30d', then: 'refuse' } },
    });
    expect(shown(await chat({}))).toEqual(['instant', null]);
    expect(shown(await chat({ messages: HARD }))).toEqual(['thinking', null]);
  });

  it('stands beside a budget, each with its own end', async () => {
    const policy = { budget: { id: 'month', of: 'requests', max: 2, per: '30d', then: 'mini' } };
    const { chat } = await givenTenant({ policy, key: { limits: [calls(4)] } });
    const seen: unknown[] = [];
    for (let at = 0; at < 5; at++) {
      const response = await chat({}, { user: `user-${at}` });
      seen.push(response.status === 200 ? shown(response) : response.status);
    }
    const mini = ['mini', 'month'];
    expect(seen).toEqual([['instant', null], ['instant', null], mini, mini, 429]);
    // A budget's 429 says whose it is, and nothing of what it stands at.
    const whole = await givenTenant({ policy: { budget: { ...policy.budget, max: 0, then: 'refuse' } } });
    const refused = await whole.chat({});
    expect(await refused.json()).toMatchObject({
      error: { message: expect.stringContaining('"month" of the whole tenant') },
    });
    expect(refused.headers.get('ratelimit')).toBeNull();
  });

  it('goes on under the key that takes the place of another', async () => {
    const tenant = await givenTenant({ key: { limits: [calls(3)] } });
    const next = `sb-next-${tenant.id}`;
    const record = { id: 'next', tenant: tenant.id, plan: 'free', limits: [calls(3)], lineage: `key-${tenant.id}` };
    await env.POLICIES.put(`key:${await hashKey(next)}`, JSON.stringify(record));
    const headers = { authorization: `Bearer ${next}` };
    const statuses: number[] = [];
    for (const init of [{ headers }, {}, { headers }, {}, { headers }])
      statuses.push((await tenant.chat({}, init)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it('that cannot be read lets nobody through', async () => {
    const { chat } = await givenTenant({ key: { limits: [{ ...calls(3), perr: '1d' }] } });
    expect((await chat({})).status).toBe(503);
  });
});

describe('a budget for escalation', () => {
  const limits = [{ id: 'all', of: 'requests', max: 100, per: '1d', then: 'refuse' }];
  const policy = (max: number) => ({
    plans: { free: { limits, escalation: { id: 'up', of: 'requests', max, per: '1d' } } },
  });

  it('stops what talks the router up, and nobody who names what he wants', async () => {
    const { chat, fetch } = await givenTenant({ policy: policy(2) });
    const efforts: unknown[] = [];
    for (let at = 0; at < 4; at++) efforts.push(shown(await chat({ messages: HARD }, { user: `user-${at}` })));
    expect(efforts).toEqual([
      ['thinking', null],
      ['thinking', null],
      ['instant', 'up'],
      ['instant', 'up'],
    ]);
    const route = await fetch('/v1/route', {
      method: 'POST',
      body: JSON.stringify({ messages: HARD }),
      user: 'user-3',
    });
    expect(await route.json()).toMatchObject({ effort: 'instant', degraded: 'up', reason: 'limit' });
    const user = 'user-0';
    expect(shown(await chat({ model: 'auto:thinking', messages: HARD }, { user }))).toEqual(['thinking', null]);
    expect(shown(await chat({ model: 'ok-thinking' }, { user }))).toEqual(['thinking', null]);
    expect(shown(await chat({ reasoning_effort: 'high' }, { user }))).toEqual(['thinking', null]);
    expect(shown(await chat({}, { user }))).toEqual(['instant', null]);
  });

  it('is each key’s own, and its own where it has one', async () => {
    const tenant = await givenTenant({
      policy: policy(0),
      key: { escalation: { id: 'mine', of: 'requests', max: 1, per: '1d' } },
    });
    expect(shown(await tenant.chat({ messages: HARD }))).toEqual(['thinking', null]);
    expect(shown(await tenant.chat({ messages: HARD }))).toEqual(['instant', 'mine']);
  });
});

describe('GET /v1/usage of a key with limits', () => {
  it('says what all have used whom the key serves, and nothing of the tenant', async () => {
    const tenant = await givenTenant({
      limits: [{ id: 'own', of: 'requests', max: 10, per: '1d', then: 'refuse' }],
      policy: { budget: { id: 'month', of: 'cost', max: 100, per: '30d', then: 'mini' } },
      key: {
        limits: [calls(100), { ...calls(2), of: 'cost', id: 'usd' }],
        escalation: { id: 'up', max: 1, per: '1d' },
      },
    });
    expect(await usageOf(tenant, 'ann')).toEqual({
      own: 'user: 0 used, 10 left',
      calls: 'key: 0 used, 100 left',
      usd: 'key: 0 used, 2 left',
      up: 'key: 0 used, 1 left',
    });
    for (const user of ['ann', 'ann', 'bob', 'eve']) await (await tenant.chat({}, { user })).text();
    await vi.waitFor(async () => {
      expect(await usageOf(tenant, 'ann')).toEqual({
        own: 'user: 2 used, 8 left',
        calls: 'key: 4 used, 96 left',
        usd: 'key: 0.000312 used, 1.999688 left',
        up: 'key: 0 used, 1 left',
      });
    });
    const { limits } = await (await tenant.fetch('/v1/usage', { user: 'new' })).json<{ limits: object[] }>();
    expect(limits[1]).toEqual({
      ...{ id: 'calls', of: 'requests', scope: 'key', per: '1d', max: 100, used: 4, held: 0, left: 96 },
      freesAt: expect.stringMatching(/Z$/),
    });
    expect(limits[3]).toMatchObject({
      id: 'up',
      of: 'cost',
      effort: 'thinking',
      automatic: true,
      scope: 'key',
      per: '1d',
      max: 1,
    });
  });
});
