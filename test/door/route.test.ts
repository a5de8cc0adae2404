import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { hashKey } from '../../src/tenant/key.ts';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

const ROUTES = {
  routes: [
    {
      name: 'code',
      description: 'writing new code from a specification',
      examples: ['write a function that reverses a list'],
      models: { instant: ['ok'], thinking: ['ok-thinking'], mini: ['ok-mini'] },
    },
    {
      name: 'travel',
      description: 'booking flights, trains and hotels',
      examples: ['book a flight to Lisbon'],
      models: { instant: ['ok'] },
    },
    {
      name: 'general',
      description: 'anything else',
      models: { instant: ['ok'], thinking: ['ok-thinking'], mini: ['ok-mini'] },
    },
  ],
};

async function decisionOf({ fetch }: TestTenant, body: object): Promise<Record<string, unknown>> {
  const response = await fetch('/v1/route', { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return response.json();
}

describe('POST /v1/route', () => {
  it('answers the decision with its reasons', async () => {
    const tenant = await givenTenant({ policy: ROUTES });
    expect(await decisionOf(tenant, { input: 'write a function that reverses a string' })).toMatchObject({
      id: expect.stringMatching(/^dec_/),
      route: 'code',
      matched: true,
      confidence: expect.any(Number),
      effort: 'instant',
      model: 'ok',
      candidates: ['ok'],
      reason: 'difficulty',
      why: expect.arrayContaining([
        expect.objectContaining({ rule: 'classified' }),
        expect.objectContaining({ rule: 'difficulty' }),
      ]),
      signals: {
        asked: 'none',
        needs: expect.any(Array),
        modality: ['text'],
        inputTokens: expect.any(Number),
        language: 'en',
        commerce: { intent: 'none', vertical: 'none', confidence: expect.any(Number) },
        domain: 'coding',
        action: 'generate',
      },
      classifier: { source: 'embedded', asked: ['embedded'], tookMs: expect.any(Number) },
      alternatives: expect.any(Array),
      session: { sticky: false, switched: false },
      policy: { tenant: tenant.id, version: 1 },
      plan: 'free',
      degraded: null,
    });
  });

  it('is the decision that the same words get when they are served', async () => {
    const tenant = await givenTenant({ policy: ROUTES });
    for (const content of [
      'book a flight to Lisbon',
      'write a function that sorts numbers',
      'think hard: what is art?',
    ]) {
      const messages = [{ role: 'user', content }];
      const { route, effort, model, reason } = await decisionOf(tenant, { messages });
      const { headers } = await tenant.chat({ messages });
      const served = ['route', 'effort', 'model', 'reason'].map((name) => headers.get(`x-signalbox-${name}`));
      expect(served).toEqual([route, effort, model, reason]);
    }
  });

  it('takes the default route when nothing matches, and says how sure it is of that', async () => {
    const tenant = await givenTenant({ policy: ROUTES });
    const decision = await decisionOf(tenant, { input: 'zxqv blorpt' });
    expect(decision).toMatchObject({ route: 'general', matched: false });
  });

  it('thinks when the words ask for it', async () => {
    const tenant = await givenTenant({ policy: ROUTES });
    expect(await decisionOf(tenant, { input: 'Think hard about this: which of my two cats is older?' })).toMatchObject({
      effort: 'thinking',
      model: 'ok-thinking',
      reason: 'asked_think',
      signals: { asked: 'think' },
    });
  });

  it('calls nobody, counts nothing and binds no session', async () => {
    const model = `ok-${crypto.randomUUID()}`;
    const tenant = await givenTenant({
      instant: [model],
      limits: [{ id: 'one', of: 'requests', max: 1, per: '1d', then: 'refuse' }],
    });
    for (let asked = 0; asked < 3; asked++) await decisionOf(tenant, { input: 'hello' });
    expect(await seenBy(model)).toEqual([]);
    const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>();
    expect(limits).toMatchObject([{ used: 0, held: 0 }]);
  });

  it('shows where a limit would move the request', async () => {
    const tenant = await givenTenant({
      limits: [{ id: 'none', of: 'requests', effort: 'instant', max: 0, per: '1d', then: 'mini' }],
    });
    expect(await decisionOf(tenant, { input: 'hello' })).toMatchObject({
      effort: 'mini',
      model: 'ok-mini',
      reason: 'limit',
      degraded: 'none',
    });
  });

  it('needs a key', async () => {
    const { fetch } = await givenTenant();
    expect(
      (await fetch('/v1/route', { method: 'POST', body: '{"input":"hi"}', headers: { authorization: 'Bearer no' } }))
        .status,
    ).toBe(401);
  });
});

describe('a conversation', () => {
  it('stays with the backup that took over, whose prompt cache is warm', async () => {
    const tenant = await givenTenant({ instant: ['status-503', 'ok'] });
    const session = { headers: { 'x-signalbox-session': 's1' } };
    expect((await tenant.chat({}, session)).headers.get('x-signalbox-reason')).toBe('failover');
    const second = await tenant.chat({}, session);
    expect(Object.fromEntries(second.headers)).toMatchObject({
      'x-signalbox-model': 'ok',
      'x-signalbox-reason': 'session',
    });
    expect(
      (await tenant.chat({}, { headers: { 'x-signalbox-session': 's2' } })).headers.get('x-signalbox-reason'),
    ).toBe('failover');
  });

  it('is told apart by its first words when the client names no session', async () => {
    const tenant = await givenTenant({ instant: ['status-503', 'ok'] });
    const first = { role: 'user', content: 'the first words of one conversation' };
    await tenant.chat({ messages: [first] });
    const next = [first, { role: 'assistant', content: 'yes?' }, { role: 'user', content: 'go on' }];
    expect((await tenant.chat({ messages: next })).headers.get('x-signalbox-reason')).toBe('session');
    const other = [{ role: 'user', content: 'the first words of another' }];
    expect((await tenant.chat({ messages: other })).headers.get('x-signalbox-reason')).toBe('failover');
  });

  it('does not take a key to a model it may not use, not even in a tool loop that another key began', async () => {
    const tenant = await givenTenant();
    const narrow = `sb-narrow-${tenant.id}`;
    const record = { id: 'narrow', tenant: tenant.id, plan: 'free', models: ['ok-mini'] };
    await env.POLICIES.put(`key:${await hashKey(narrow)}`, JSON.stringify(record));
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const begun = { role: 'user', content: 'call the tool' };
    const loop = [
      begun,
      { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
      { role: 'tool', tool_call_id: '1', content: '7' },
    ];
    const headers = { 'x-signalbox-session': 's1' };
    expect(
      (await tenant.chat({ messages: [begun], tools }, { user: 'ann', headers })).headers.get('x-signalbox-model'),
    ).toBe('ok');
    const answer = await tenant.chat(
      { messages: loop, tools },
      { user: 'ann', headers: { ...headers, authorization: `Bearer ${narrow}` } },
    );
    expect(answer.headers.get('x-signalbox-model')).toBe('ok-mini');
  });

  it('does not go back to models that a new policy no longer has', async () => {
    const before = await givenTenant({ instant: ['ok'] });
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const begun = { role: 'user', content: 'call the tool' };
    const loop = [
      begun,
      { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
      { role: 'tool', content: '7' },
    ];
    await (await before.chat({ messages: [begun], tools })).text();
    const { value, metadata } = await env.POLICIES.getWithMetadata(`tenant:${before.id}`);
    await env.POLICIES.put(`tenant:${before.id}`, String(value).replaceAll('"ok"', '"ok-new"'), { metadata });
    vi.setSystemTime(Date.now() + 30_000);
    const answer = await before.chat({ messages: loop, tools });
    vi.useRealTimers();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-signalbox-model')).toBe('ok-new');
  });

  it('goes on in a tool loop with the model that began it', async () => {
    const tenant = await givenTenant({ instant: ['ok', 'ok-too'] });
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const begun = { role: 'user', content: 'call the tool' };
    const loop = [
      begun,
      { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
      { role: 'tool', tool_call_id: '1', content: '7' },
    ];
    await tenant.chat({ messages: [begun], tools, model: 'ok-too' });
    expect((await tenant.chat({ messages: loop, tools })).headers.get('x-signalbox-model')).toBe('ok-too');
  });
});
