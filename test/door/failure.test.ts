/** What failing providers, and clients that leave, come to: at the front door, with real sockets behind it. */

import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { AccountClient } from '../../src/quota/client.ts';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const unique = (scenario: string) => `${scenario}-${crypto.randomUUID().slice(0, 8)}`;

/** The one record of the requests that `act` makes. */
async function recorded(tenant: TestTenant, act: () => Promise<Response>) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const response = await act();
  const text = await response.text();
  const record = await vi.waitFor(() => {
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0] ?? '{}');
  });
  log.mockRestore();
  return { response, text, record };
}

/** A conversation would stay with whoever answered it. */
const FREE = { session: { sticky: false } };

/** Each model at a provider of its own, whose retries are its own. */
function apart(...names: readonly string[]) {
  const provider = { kind: 'openai-compatible', baseUrl: `${inject('providerUrl')}/v1` };
  return {
    routes: [{ name: 'general', description: 'anything at all', models: { instant: names } }],
    models: Object.fromEntries(names.map((name, at) => [name, { provider: `p${at}`, id: name }])),
    providers: Object.fromEntries(
      names.map((_, at) => [`p${at}`, at === 0 ? { ...provider, key: 'OPENAI_API_KEY' } : provider]),
    ),
  };
}

describe('a dead primary', () => {
  /** The longest that the first wait may be, and the second one by far not. */
  const PAST_THE_FIRST_WAIT_MS = 1300;
  const FORTY = Array.from({ length: 40 });

  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => vi.useRealTimers());

  it('costs one attempt of forty requests, and then one probe; headers and record say so', async () => {
    const dead = unique('status-503');
    const tenant = await givenTenant({ instant: [dead, 'ok'], policy: FREE });
    for (const _ of FORTY) await (await tenant.chat({})).text();
    expect(await seenBy(dead)).toHaveLength(1);
    const { response, record } = await recorded(tenant, () => tenant.chat({ stream: true }));
    expect(response.headers.get('x-signalbox-model')).toBe('ok');
    expect(response.headers.get('x-signalbox-reason')).toBe('failover');
    expect(record).toMatchObject({
      failures: [],
      passedOver: [{ model: dead, why: expect.stringContaining('It failed') }],
    });
    expect(record.decision.why.at(-1)).toEqual({ rule: 'failover', detail: expect.stringContaining(dead) });
    vi.setSystemTime(Date.now() + PAST_THE_FIRST_WAIT_MS);
    for (const _ of FORTY) await (await tenant.chat({})).text();
    expect(await seenBy(dead)).toHaveLength(2);
  });

  it('that dies under forty requests is one outage, and one probe for the next forty', async () => {
    const dying = unique('on-cue');
    const tenant = await givenTenant({ instant: [dying, 'ok'], policy: { ...FREE, ...apart(dying, 'ok') } });
    const forty = (say: string) => {
      const messages = [{ role: 'user', content: say }];
      return FORTY.map(async () => (await tenant.chat({ messages })).headers.get('x-signalbox-model'));
    };
    const dyingUnder = forty('late and in vain');
    await vi.waitFor(async () => expect(await seenBy(dying)).toHaveLength(40), { timeout: 10_000 });
    await fetch(`${inject('providerUrl')}/release?model=${dying}`, { method: 'POST' });
    expect(new Set(await Promise.all(dyingUnder))).toEqual(new Set(['ok']));
    vi.setSystemTime(Date.now() + PAST_THE_FIRST_WAIT_MS);
    // All but the probe are answered by the next, for as long as it takes.
    let passedBy = 0;
    const probing = forty('late').map((asked) =>
      asked.then((model) => {
        if (model === 'ok') passedBy++;
        return model;
      }),
    );
    await vi.waitFor(() => expect(passedBy).toBe(39), { timeout: 10_000 });
    expect(await seenBy(dying)).toHaveLength(41);
    await fetch(`${inject('providerUrl')}/release?model=${dying}`, { method: 'POST' });
    expect((await Promise.all(probing)).filter((model) => model === dying)).toHaveLength(1);
    expect(new Set(await Promise.all(forty('hello')))).toEqual(new Set([dying]));
  });

  it('that another isolate of the same account has met costs this one none', async () => {
    const dead = unique('status-503');
    const tenant = await givenTenant({ instant: [dead, 'ok'], policy: FREE });
    const elsewhere = await givenTenant({ instant: [dead, 'ok'], policy: FREE });
    // Another isolate is one that knows nothing of this tenant's: what one account was told is told to the other's.
    const seen = vi.spyOn(AccountClient.prototype, 'settle');
    await (await elsewhere.chat({})).text();
    const [, settlement] = await vi.waitFor(() => seen.mock.calls[0] ?? expect.fail('It is not settled yet.'));
    seen.mockRestore();
    const outages = (settlement.outages ?? []).map((outage) => ({
      ...outage,
      key: outage.key.replace(elsewhere.id, tenant.id),
    }));
    expect(outages).toMatchObject([{ key: expect.stringContaining(dead) }]);
    expect(JSON.stringify(outages)).not.toContain('sk-test');
    const told = { ...settlement, outages };
    expect(await tenant.account().settle('dec_unknown', told)).toEqual({ kind: 'already' });
    const before = (await seenBy(dead)).length;
    expect((await tenant.chat({})).headers.get('x-signalbox-model')).toBe('ok');
    expect(await seenBy(dead)).toHaveLength(before);
    vi.setSystemTime(Date.now() + PAST_THE_FIRST_WAIT_MS);
    expect((await tenant.chat({})).headers.get('x-signalbox-model')).toBe('ok');
    expect(await seenBy(dead)).toHaveLength(before + 1);
  });

  it('is called every time when there is nobody else', async () => {
    const dead = unique('status-503');
    const { chat } = await givenTenant({ instant: [dead] });
    for (let request = 0; request < 5; request++) expect((await chat({})).status).toBe(502);
    expect(await seenBy(dead)).toHaveLength(5);
  });

  it('of one tenant does not become that of another', async () => {
    const dead = unique('status-503');
    for (let tenant = 0; tenant < 2; tenant++) {
      const { chat } = await givenTenant({ instant: [dead, 'ok'], policy: FREE });
      for (let request = 0; request < 4; request++) expect((await chat({})).status).toBe(200);
    }
    expect(await seenBy(dead)).toHaveLength(2);
  });
});

it('a model that works is not passed over for a stray error, and a probe whose client leaves is made anew', async () => {
  const works = unique('on-cue');
  const tenant = await givenTenant({ instant: [works, 'ok'], policy: FREE });
  const ask = async (say: string, init: RequestInit = {}) =>
    (await tenant.chat({ messages: [{ role: 'user', content: say }] }, init)).headers.get('x-signalbox-model');
  const release = () => fetch(`${inject('providerUrl')}/release?model=${works}`, { method: 'POST' });
  const askInVain = async () => {
    const before = (await seenBy(works)).length;
    const asked = ask('late and in vain');
    await vi.waitFor(async () => expect(await seenBy(works)).toHaveLength(before + 1));
    await release();
    return asked;
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  expect(await ask('hello')).toBe(works);
  expect(await askInVain()).toBe('ok');
  expect(await ask('hello')).toBe(works);
  for (let failure = 0; failure < 3; failure++) expect(await askInVain()).toBe('ok');
  expect(await ask('hello')).toBe('ok');
  vi.setSystemTime(Date.now() + 1300);
  const client = new AbortController();
  const before = (await seenBy(works)).length;
  const probe = ask('late', { signal: client.signal }).catch(() => null);
  await vi.waitFor(async () => expect(await seenBy(works)).toHaveLength(before + 1));
  expect(await ask('hello')).toBe('ok');
  client.abort();
  await probe;
  await vi.waitFor(async () => expect(await ask('hello')).toBe(works));
  vi.useRealTimers();
});

it('who asks to be tried again shortly is, once, when nobody else is left', async () => {
  const busy = unique('status-503-rests');
  const { chat } = await givenTenant({ instant: [busy] });
  expect((await chat({})).status).toBe(502);
  expect(await seenBy(busy)).toHaveLength(2);
});

it('nothing of the response headers of a provider passes but how it names the call', async () => {
  const { chat } = await givenTenant({ instant: ['set-cookie'] });
  const { headers } = await chat({});
  expect(headers.get('x-signalbox-provider-request')).toBe('req_mock');
  expect([...headers.keys()].filter((name) => /cookie|secret|server|^x-request-id/.test(name))).toEqual([]);
});

it('a model id that leads elsewhere is never called: no policy may have it', async () => {
  const { chat } = await givenTenant({ model: { id: '..' } });
  const response = await chat({});
  // The policy refuses it; what would come of it all the same, `test/provider/egress.test.ts` shows.
  expect(response.status).toBe(503);
  expect(await seenBy('..')).toEqual([]);
});

describe('takeover', () => {
  const limits = [{ id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' }];

  it('has the next model go on, with the conversation and the text so far, and charges both', async () => {
    const next = unique('ok');
    const tenant = await givenTenant({ instant: ['cut-mid', next], policy: { takeover: true }, limits });
    const { response, text, record } = await recorded(tenant, () => tenant.chat({ stream: true }));
    expect(response.headers.get('x-signalbox-model')).toBe('cut-mid');
    expect(text).toContain(`: x-signalbox-takeover: ${next}\n\n`);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    const [seen] = await seenBy(next);
    expect(seen?.body?.['messages']).toMatchObject([
      { role: 'user', content: 'hello there' },
      { role: 'assistant', content: expect.stringMatching(/\S/) },
      { role: 'user', content: expect.stringContaining('Go on') },
    ]);
    expect(record).toMatchObject({
      ending: 'complete',
      failures: [{ model: 'cut-mid', kind: 'cut' }],
      decision: { model: next, reason: 'failover' },
      usage: { estimated: true },
      shares: [
        { model: 'cut-mid', usage: { estimated: true } },
        { model: next, usage: { estimated: false, output: 16 } },
      ],
    });
    const [first, second] = record.shares;
    expect(record.usage.output).toBe(first.usage.output + second.usage.output);
    expect(record.cost).toBe(first.cost + second.cost);
    const usage = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
    expect(usage.limits).toMatchObject([{ used: record.cost / 1e6, held: 0 }]);
  });

  it('reads as one answer to the official client', async () => {
    const { client } = await givenTenant({ instant: ['cut-mid', 'ok'], policy: { takeover: true } });
    const stream = client.chat.completions.stream({ model: 'auto', messages: [{ role: 'user', content: 'hi' }] });
    const answer = await stream.finalChatCompletion();
    expect(answer.choices).toHaveLength(1);
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
  });

  it.each([
    ['the policy does not say so', {}, {}],
    ['the model was named', { takeover: true }, { model: 'cut-mid' }],
    ['the answer must be JSON', { takeover: true }, { response_format: { type: 'json_object' } }],
  ])('does not happen when %s', async (_, policy, body) => {
    const { chat } = await givenTenant({ instant: ['cut-mid', 'ok'], policy });
    expect(await (await chat({ stream: true, ...body })).text()).toContain('"code":"provider_failed"');
  });
});

describe('a client that leaves', () => {
  const LIMITS = [{ id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' }];

  /** Leaves a `slow` stream after its first words, lets the provider go on, and answers the record. */
  async function leave(onHangup: 'cancel' | 'drain', stream: boolean) {
    const model = unique('slow');
    const tenant = await givenTenant({ instant: [model], policy: { onHangup }, limits: LIMITS });
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const client = new AbortController();
    const asking = tenant.chat({ stream }, { signal: client.signal }).catch(() => null);
    await vi.waitFor(async () => expect(await seenBy(model)).toHaveLength(1));
    if (stream) await (await asking)?.body?.getReader().read();
    client.abort();
    await asking;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await fetch(`${inject('providerUrl')}/release?model=${model}`, { method: 'POST' });
    const record = await vi.waitFor(() => {
      const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
      expect(lines).toHaveLength(1);
      return JSON.parse(lines[0] ?? '{}');
    });
    log.mockRestore();
    const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
    expect(limits).toMatchObject([{ held: 0, used: record.usage.input + record.usage.output }]);
    const [seen] = await seenBy(model);
    return { record, aborted: seen?.abortedAt !== null };
  }

  for (const stream of [true, false]) {
    it(`is charged what the provider counted under drain, ${stream ? 'streamed' : 'whole'}`, async () => {
      const { record, aborted } = await leave('drain', stream);
      expect(record).toMatchObject({ ending: 'hung_up', usage: { input: 21, output: 16, estimated: false } });
      expect(aborted).toBe(false);
    });

    it(`ends the call under cancel, ${stream ? 'streamed' : 'whole'}`, async () => {
      const { record, aborted } = await leave('cancel', stream);
      expect(record).toMatchObject({ ending: 'hung_up', usage: { estimated: true } });
      expect(aborted).toBe(true);
    });
  }
});

it.each([
  ['stall', 'first_byte_timeout', 'sent nothing for 200 ms', { firstByteMs: 200 }],
  ['stall-mid', 'idle_timeout', 'fell silent for 200 ms', { idleMs: 200 }],
  ['stall', 'total_timeout', 'did not finish within the total time', { totalMs: 250, firstByteMs: 5000 }],
])('%s is recorded as %s', async (scenario, kind, message, timeouts) => {
  const tenant = await givenTenant({ instant: [scenario], timeouts });
  const { text, record } = await recorded(tenant, () => tenant.chat({ stream: true }));
  expect(record.failures).toMatchObject([{ model: scenario, kind, message }]);
  expect(text).toContain('"code":"provider_timeout"');
  expect(text).toContain(message);
});
