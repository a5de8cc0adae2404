import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, inject, it, vi } from 'vitest';
import type { Limit } from '../../src/tenant/policy.ts';
import { milliseconds } from '../../src/unit.ts';
import { PIECES } from '../support/openai-wire.ts';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

const FIFTY = { id: '5h-instant', of: 'requests', effort: 'instant', max: 50, per: '5h', then: 'mini' };
const FIFTY_READ: Limit = {
  id: '5h-instant',
  of: 'requests',
  effort: 'instant',
  max: 50,
  perMs: milliseconds(18_000_000),
  then: 'mini',
};

/** A busy machine takes its time for 200 requests at once, and one that timed out would not count. */
const PATIENT = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 120_000 };

/** How many of the responses were given at each effort, and whether those at mini say why. */
function efforts(responses: readonly Response[]) {
  const at = (effort: string) => responses.filter(({ headers }) => headers.get('x-signalbox-effort') === effort);
  const degraded = at('mini').filter(({ headers }) => headers.get('x-signalbox-degraded') === FIFTY.id).length;
  return { instant: at('instant').length, mini: at('mini').length, degraded };
}

const times = <T>(count: number, act: () => Promise<T>) => Promise.all(Array.from({ length: count }, act));

describe('a limit of 50 under 200 requests at once', { timeout: 60_000 }, () => {
  it('admits exactly 50, and 150 at mini', async () => {
    const { chat, account } = await givenTenant({ limits: [FIFTY], timeouts: PATIENT });
    const responses = await times(200, () => chat({}, { user: 'ann' }));
    expect(efforts(responses)).toEqual({ instant: 50, mini: 150, degraded: 150 });
    await vi.waitFor(
      async () => expect(await account('ann').usage([FIFTY_READ])).toMatchObject([{ used: 50, held: 0 }]),
      { timeout: 20_000 },
    );
  });

  it('and the same when the object is evicted half way', async () => {
    const { chat, account } = await givenTenant({ limits: [FIFTY], timeouts: PATIENT });
    const first = await times(40, () => chat({}, { user: 'ann' }));
    const [second] = await Promise.all([
      times(80, () => chat({}, { user: 'ann' })),
      evictDurableObject(account('ann')),
    ]);
    await evictDurableObject(account('ann'));
    const third = await times(80, () => chat({}, { user: 'ann' }));
    expect(efforts([...first, ...second, ...third])).toEqual({ instant: 50, mini: 150, degraded: 150 });
  });

  it('and the same when every client hangs up: what was produced is charged, and nothing stays held', async () => {
    const tokensLimit: Limit = { ...FIFTY_READ, id: 'tokens', of: 'tokens', effort: null, max: 1e9, then: 'refuse' };
    const tenant = await givenTenant({
      instant: ['slow'],
      mini: ['slow-mini'],
      timeouts: PATIENT,
      limits: [FIFTY, { id: 'tokens', of: 'tokens', max: 1e9, per: '5h', then: 'refuse' }],
    });
    const responses = await times(200, () => hangUp(tenant));
    expect(efforts(responses)).toEqual({ instant: 50, mini: 150, degraded: 150 });
    await vi.waitFor(
      async () => {
        const [requests, spent] = await tenant.account('ann').usage([FIFTY_READ, tokensLimit]);
        expect(requests).toMatchObject({ used: 50, held: 0 });
        expect(spent).toMatchObject({ held: 0 });
        // Each has read the prompt and a piece of the answer; none the hold's worst case of thousands.
        expect(spent?.used).toBeGreaterThan(200 * 2);
        expect(spent?.used).toBeLessThan(200 * 100);
      },
      { timeout: 20_000 },
    );
  });

  /**
   * Reads the first words and leaves, as a browser tab that is closed. On a busy machine the role comes by itself, and whoever
   * leaves with no more than that is charged by the time that his answer has taken.
   */
  async function hangUp(tenant: TestTenant): Promise<Response> {
    const leave = new AbortController();
    const response = await tenant.chat({ stream: true }, { user: 'ann', signal: leave.signal });
    const reader = response.body?.getReader();
    let read = '';
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      read += new TextDecoder().decode(part.value);
      if (read.includes(PIECES[0])) break;
    }
    leave.abort();
    await reader?.cancel();
    return response;
  }
});

describe('a charge', () => {
  const limits = [
    { id: 'requests', of: 'requests', max: 100, per: '1d', then: 'refuse' },
    { id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' },
    { id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' },
  ];

  async function charged(scenario: string, body: object) {
    const { chat, fetch } = await givenTenant({ instant: [scenario], limits });
    await (await chat(body)).text();
    return vi.waitFor(async () => {
      const answer = await (await fetch('/v1/usage')).json<{ limits: { id: string; used: number; held: number }[] }>();
      expect(answer.limits.map(({ held }) => held)).toEqual([0, 0, 0]);
      expect(answer.limits[0]?.used).toBe(1);
      return Object.fromEntries(answer.limits.map(({ id, used }) => [id, used]));
    });
  }

  // 21 prompt tokens, 8 of them cached, and 16 of the completion, at 1 / 0.1 / 4 USD per million: 13 + 0.8 + 64, rounded up.
  const EXACT = { requests: 1, tokens: 37, usd: 0.000078 };

  for (const stream of [false, true]) {
    it(`is what the provider counted, cached input at its price, ${stream ? 'streamed' : 'whole'}`, async () => {
      expect(await charged('ok', { stream })).toEqual(EXACT);
    });
  }

  it('counts the reasoning that a provider leaves out of the completion', async () => {
    expect(await charged('hidden-reasoning-usage', { stream: true })).toEqual(EXACT);
  });

  it('finds the usage in a last chunk that has choices', async () => {
    expect(await charged('usage-in-last-chunk', { stream: true })).toEqual(EXACT);
  });

  it('is an estimate when the provider sends no usage', async () => {
    const { tokens } = await charged('no-usage', { stream: true });
    expect(tokens).toBeGreaterThan(5);
    expect(tokens).toBeLessThan(60);
  });

  it('is for what was produced when the provider breaks off', async () => {
    const { tokens } = await charged('cut-mid', { stream: true });
    expect(tokens).toBeGreaterThan(2);
    expect(tokens).toBeLessThan(40);
  });
});

describe('a balance that is nearly used up', () => {
  const usd = (max: number) => [{ id: '1d-cost', of: 'cost', max, per: '1d', then: 'mini' }];

  it('caps the answer at what it can pay for, and says so', async () => {
    const model = `ok-${crypto.randomUUID()}`;
    const { chat } = await givenTenant({ instant: [model], limits: usd(0.005) });
    const response = await chat({});
    const cap = Number(response.headers.get('x-signalbox-max-tokens'));
    expect(cap).toBeGreaterThan(256);
    expect(cap).toBeLessThanOrEqual(1250);
    expect((await seenBy(model))[0]?.body).toMatchObject({ max_tokens: cap });
  });

  it('sends the cap under the name the client used', async () => {
    const model = `ok-${crypto.randomUUID()}`;
    const { chat } = await givenTenant({ instant: [model], limits: usd(0.005) });
    await chat({ max_completion_tokens: 50_000 });
    const body = (await seenBy(model))[0]?.body;
    expect(body?.['max_completion_tokens']).toBeLessThanOrEqual(1250);
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('goes down the ladder when it cannot pay for a useful answer: nobody is cut off', async () => {
    const { chat } = await givenTenant({ limits: usd(0.0001) });
    const response = await chat({});
    expect(response.status).toBe(200);
    expect(response.headers.get('x-signalbox-degraded')).toBe('1d-cost');
    expect(response.headers.get('x-signalbox-model')).toBe('ok-mini');
  });
});

it('the provider is called once for each admitted request, and not again for a client that left', async () => {
  const model = `slow-${crypto.randomUUID()}`;
  const tenant = await givenTenant({ instant: [model] });
  const leave = new AbortController();
  const response = await tenant.chat({ stream: true }, { signal: leave.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  leave.abort();
  await reader?.cancel();
  await fetch(`${inject('providerUrl')}/release?model=${model}`, { method: 'POST' });
  await vi.waitFor(async () => {
    const seen = await seenBy(model);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.abortedAt).not.toBeNull();
  });
});
