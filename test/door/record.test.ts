import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const SECRET_WORDS = 'my grandmother hid the marmalade behind the piano';

/** The one log line of a request, once it is written. */
async function recordOf(tenant: TestTenant, act: () => Promise<Response>) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await (await act()).text();
  return vi.waitFor(() => {
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
    expect(lines).toHaveLength(1);
    return { text: lines[0] ?? '', json: JSON.parse(lines[0] ?? '{}') };
  });
}

describe('the record of a request', () => {
  it('has the decision, the usage, the cost and the timings', async () => {
    const tenant = await givenTenant();
    const { json } = await recordOf(tenant, () => tenant.chat({ stream: true }));
    expect(json).toMatchObject({
      event: 'request',
      v: 1,
      ending: 'complete',
      stream: true,
      keyId: `key-${tenant.id}`,
      usage: { input: 21, cachedInput: 8, output: 16, reasoning: 7, estimated: false },
      cost: 78,
      pricedBy: ['policy:1'],
      failures: [],
      unanswered: [],
      said: [{ classifier: 'embedded', confidence: expect.any(Number) }],
      settled: true,
      firstContentMs: expect.any(Number),
      totalMs: expect.any(Number),
      arm: 'ok@instant',
      explicit: false,
      features: { text: expect.any(String), difficulty: expect.any(Number), language: expect.any(String) },
      decision: {
        route: 'general',
        model: 'ok',
        policy: { tenant: tenant.id, version: 1 },
        signals: { asked: 'none' },
      },
    });
  });

  it('has nothing to learn from where the tenant does not learn', async () => {
    const tenant = await givenTenant({ policy: { learning: { enabled: false } } });
    const { json } = await recordOf(tenant, () => tenant.chat({}));
    expect(['arm', 'features', 'explicit'].filter((field) => field in json)).toEqual([]);
  });

  it('says so where nobody knows what the model costs', async () => {
    const tenant = await givenTenant({ model: { price: undefined } });
    const { json } = await recordOf(tenant, () => tenant.chat({}));
    expect(json).toMatchObject({ ending: 'complete', cost: 0, pricedBy: ['unknown'], usage: { input: 21 } });
  });

  it('has no word of the prompt, of the answer or of a key', async () => {
    const policy = {
      routes: [{ name: 'general', description: `questions such as ${SECRET_WORDS}`, models: { instant: ['ok'] } }],
    };
    const tenant = await givenTenant({ policy });
    const { text } = await recordOf(tenant, () => tenant.chat({ messages: [{ role: 'user', content: SECRET_WORDS }] }));
    for (const word of ['grandmother', 'marmalade', 'piano', 'lists', tenant.key, 'sk-test'])
      expect(text).not.toContain(word);
  });

  it('has no word of the prompt where a provider quoted it, neither in the log nor in the account', async () => {
    const tenant = await givenTenant({ instant: ['echo-prompt'] });
    const ask = () => tenant.chat({ messages: [{ role: 'user', content: SECRET_WORDS }] }, { user: 'ann' });
    expect(await (await ask()).text()).toContain('marmalade');
    const { text } = await recordOf(tenant, ask);
    const kept = JSON.stringify(await tenant.account('ann').decisions(10));
    for (const word of ['grandmother', 'marmalade']) {
      expect(text).not.toContain(word);
      expect(kept).not.toContain(word);
    }
  });

  it('tells of those who failed on the way, and of an answer that broke off', async () => {
    const tenant = await givenTenant({ instant: ['status-503', 'cut-mid'] });
    const { json } = await recordOf(tenant, () => tenant.chat({ stream: true }));
    expect(json).toMatchObject({
      ending: 'broken',
      failures: [{ model: 'status-503', kind: 'status' }, { model: 'cut-mid' }],
      usage: { estimated: true },
      decision: { model: 'cut-mid', reason: 'failover' },
    });
  });

  it('is written for a refusal and for a failure of everybody, at no cost', async () => {
    const refused = await givenTenant({ limits: [{ id: 'none', of: 'requests', max: 0, per: '1d', then: 'refuse' }] });
    expect((await recordOf(refused, () => refused.chat({}))).json).toMatchObject({
      ending: 'refused',
      usage: null,
      cost: 0,
      pricedBy: [],
    });
    vi.restoreAllMocks();
    const failed = await givenTenant({ instant: ['status-503'] });
    expect((await recordOf(failed, () => failed.chat({}))).json).toMatchObject({
      ending: 'failed',
      usage: null,
      cost: 0,
    });
  });

  it('is kept by the account, for feedback to find', async () => {
    const tenant = await givenTenant();
    const response = await tenant.chat({}, { user: 'ann' });
    await vi.waitFor(async () => {
      const [last] = await tenant.account('ann').decisions(10);
      expect(last).toMatchObject({ id: response.headers.get('x-signalbox-decision'), model: 'ok' });
    });
  });
});

it('of all who fail nobody is charged, nor who was let go for an answer that came to nothing', async () => {
  const [primary, rival] = ['on-cue', 'garbage'].map((scenario) => `${scenario}-${crypto.randomUUID()}`);
  const instant = [primary ?? '', rival ?? ''];
  const tenant = await givenTenant({ instant, policy: { hedge: true, session: { sticky: false } } });
  const say = (content: string) => tenant.chat({ messages: [{ role: 'user', content }] });
  const before = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  // As many as it takes for its usual time to be known.
  for (let count = 1; count <= 20; count++) await (await say('hello')).text();
  await vi.waitFor(() => expect(before.mock.calls.filter(([line]) => line.includes(tenant.id))).toHaveLength(20));
  before.mockRestore();
  const { json } = await recordOf(tenant, async () => {
    const asking = say('be late, and in vain');
    await vi.waitFor(async () => expect(await seenBy(primary ?? '')).toHaveLength(22), { timeout: 10_000 });
    await fetch(`${inject('providerUrl')}/release?model=${primary}`, { method: 'POST' });
    return asking;
  });
  expect(json.failures.map(({ model }: { model: string }) => model)).toEqual([rival, primary]);
  expect(json).toMatchObject({ ending: 'failed', usage: null, cost: 0, shares: [] });
});

it('an answer that broke off after its first words speaks against its model', async () => {
  const instant = [`cut-mid-${crypto.randomUUID()}`, 'ok'];
  const tenant = await givenTenant({ instant, policy: { session: { sticky: false } } });
  const { json } = await recordOf(tenant, () => tenant.chat({ stream: true }));
  expect(json).toMatchObject({ ending: 'broken', decision: { model: instant[0] } });
  expect((await tenant.chat({ stream: true })).headers.get('x-signalbox-model')).toBe('ok');
});
