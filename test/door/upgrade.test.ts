import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/route/decision.ts';
import { milliseconds } from '../../src/unit.ts';
import { DAY } from '../quota/account-object.ts';
import { decisionId, limit, request } from '../quota/request.ts';
import { givenTenant } from '../support/tenant.ts';

const URL = 'https://shop.example/plans?from=free';
const requests = (id: string, max: number, then: string) => ({ id, of: 'requests', max, per: '1d', then });

const givenPlan = (plan: object, policy: Record<string, unknown> = {}) =>
  givenTenant({ policy: { plans: { free: { limits: [], upgradeUrl: URL, ...plan } }, ...policy } });

const told = ({ headers }: Response) => ({
  degraded: headers.get('x-signalbox-degraded'),
  upgrade: headers.get('x-signalbox-upgrade'),
});

describe('where a larger plan is', () => {
  it('is told when a limit of the plan moved a request down, without a word in the answer', async () => {
    const { chat, fetch } = await givenPlan({ limits: [requests('few', 0, 'mini')] });
    for (const stream of [false, true]) {
      const response = await chat({ stream });
      expect(told(response)).toEqual({ degraded: 'few', upgrade: URL });
      expect(await response.text()).not.toContain('shop.example');
    }
    const route = await fetch('/v1/route', { method: 'POST', body: JSON.stringify({ input: 'hello' }) });
    expect(told(route)).toEqual({ degraded: 'few', upgrade: URL });
  });

  it('is told with a 429, at the end of its message too', async () => {
    const { chat, fetch } = await givenPlan({ limits: [requests('few', 0, 'refuse')] });
    const response = await chat({});
    expect(response.status).toBe(429);
    expect(told(response)).toEqual({ degraded: null, upgrade: URL });
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(/ Try again in \d+ s\. A larger plan: https:\S+from=free$/) },
    });
    const body = { model: 'auto', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
    const messages = await fetch('/v1/messages', { method: 'POST', body: JSON.stringify(body) });
    expect([messages.status, told(messages).upgrade]).toEqual([429, URL]);
  });

  it('is told when the share of thinking moved a request', async () => {
    const routes = [
      {
        name: 'general',
        description: 'anything',
        effort: 'thinking',
        models: { thinking: ['ok-thinking'], instant: ['ok'] },
      },
    ];
    const { chat } = await givenPlan({ thinkingShare: 0 }, { routes });
    expect(told(await chat({}))).toEqual({ degraded: 'thinkingShare', upgrade: URL });
  });

  it('is not told to whom it would not help: under the tenant’s budget, or where nothing was moved', async () => {
    const budgeted = (max: number, then: string) => ({ budget: { ...requests('month', max, then), per: '30d' } });
    const down = await givenPlan({}, budgeted(0, 'mini'));
    expect(told(await down.chat({}))).toEqual({ degraded: 'month', upgrade: null });
    const refused = await givenPlan({ limits: [requests('many', 9, 'refuse')] }, budgeted(0, 'refuse'));
    const response = await refused.chat({});
    expect([response.status, told(response).upgrade]).toEqual([429, null]);
    expect(await response.text()).not.toContain('shop.example');
    const { chat } = await givenPlan({ limits: [requests('many', 9, 'refuse')] });
    expect(told(await chat({}))).toEqual({ degraded: null, upgrade: null });
    // Both: the plan's limit was in the way as well.
    const both = await givenPlan({ limits: [requests('few', 0, 'mini')] }, budgeted(0, 'refuse'));
    expect(told(await both.chat({})).upgrade).toBe(URL);
  });

  it('is not told by a plan that names none, and by GET /v1/usage where it does', async () => {
    const silent = await givenPlan({ limits: [requests('few', 0, 'mini')], upgradeUrl: undefined });
    expect(told(await silent.chat({}))).toEqual({ degraded: 'few', upgrade: null });
    expect(await (await silent.fetch('/v1/usage')).json()).not.toHaveProperty('upgradeUrl');
    const { fetch } = await givenPlan({});
    expect(await (await fetch('/v1/usage')).json()).toMatchObject({ plan: 'free', upgradeUrl: URL });
  });
});

it('a plan that paces itself tells the price in the decision, and moves what is not worth it', async () => {
  const usd = { id: 'usd', of: 'cost', max: 0.02, per: '1d', then: 'instant' };
  const routes = [
    {
      name: 'general',
      description: 'anything',
      effort: 'thinking',
      models: { thinking: ['ok-thinking'], instant: ['ok'] },
    },
  ];
  const { chat, fetch, account } = await givenPlan({ limits: [usd], pace: true }, { routes });
  const asked = async (input: string) =>
    (await fetch('/v1/route', { method: 'POST', body: JSON.stringify({ input }) })).json<Decision>();
  expect(await asked('hello')).toMatchObject({ effort: 'thinking', pace: { limit: 'usd', lambda: 0, gain: 0.5 } });

  const counted = limit('usd', { of: 'cost', max: 20_000, perMs: milliseconds(DAY), then: 'instant' });
  await account().admit(request({ proposal: { id: decisionId('other') }, limits: [counted], output: 6450 }));
  const moved = await asked('hello');
  expect(moved).toMatchObject({
    effort: 'instant',
    reason: 'limit',
    degraded: 'usd',
    pace: { limit: 'usd', gain: 0.5 },
  });
  expect((moved.pace?.lambda ?? 0) * (moved.pace?.cost ?? 0)).toBeGreaterThan(0.5);
  expect(told(await chat({}))).toEqual({ degraded: 'usd', upgrade: URL });
  // Who asks for thought in words is worth more, and an explicit wish is not for sale.
  expect(await asked('Think hard about this: why is the sky blue?')).toMatchObject({
    effort: 'thinking',
    degraded: null,
  });
  const wished = await chat({ model: 'auto:thinking' });
  expect(wished.headers.get('x-signalbox-effort')).toBe('thinking');
});
