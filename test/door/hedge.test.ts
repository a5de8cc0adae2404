/** What `hedge` of a policy does for a client, for its bill and for its providers: at the front door, with real sockets behind it. */

import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const unique = (scenario: string) => `${scenario}-${crypto.randomUUID().slice(0, 8)}`;
const release = (model: string) => fetch(`${inject('providerUrl')}/release?model=${model}`, { method: 'POST' });
const calls = (model: string, count: number) =>
  vi.waitFor(async () => expect(await seenBy(model)).toHaveLength(count), { timeout: 10_000 });
const sayTo = (tenant: TestTenant, say: string, body: object = {}, init: RequestInit = {}) =>
  tenant.chat({ stream: true, messages: [{ role: 'user', content: say }], ...body }, init);

const LIMITS = [
  { id: 'all', of: 'requests', max: 1000, per: '1d', then: 'refuse' },
  { id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' },
];
/** Answers of whom it is known how soon they begin. */
const KNOWN = 20;

interface Given {
  readonly rival?: string;
  readonly policy?: object;
  readonly limits?: readonly object[];
  readonly stream?: boolean;
  readonly known?: number;
}

/** A tenant whose primary has answered at once so often that anything late is later than usual. */
async function given({
  rival = unique('on-cue'),
  policy = {},
  limits = LIMITS,
  stream = true,
  known = KNOWN,
}: Given = {}) {
  const primary = unique('on-cue');
  const tenant = await givenTenant({
    instant: [primary, rival],
    limits,
    policy: { hedge: true, session: { sticky: false }, ...policy },
  });
  for (let count = 0; count < known; count++) await (await sayTo(tenant, 'hello', { stream })).text();
  // It is the last answer that may be late in telling: all are settled once nothing is held.
  await settled(tenant);
  return { tenant, primary, rival };
}

async function settled(tenant: TestTenant) {
  return vi.waitFor(
    async () => {
      const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
      expect(limits.every(({ held }) => held === 0)).toBe(true);
      return limits.map(({ used }) => used);
    },
    { timeout: 10_000 },
  );
}

/** The records of what `act` asks, once there are `count`. */
async function records<T>(tenant: TestTenant, act: () => Promise<T>, count = 1) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const done = await act();
  const lines = await vi.waitFor(
    () => {
      const mine = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
      expect(mine).toHaveLength(count);
      return mine.map((line) => JSON.parse(line));
    },
    { timeout: 10_000 },
  );
  log.mockRestore();
  return { done, record: lines[0], lines };
}

/** How many of its calls ended before they were answered. */
const aborted = async (model: string) => (await seenBy(model)).filter(({ abortedAt }) => abortedAt !== null).length;

describe.each([true, false])('an answer that is late (streamed: %s)', (stream) => {
  it('is beaten by the next candidate; the late call is ended, both are charged, and headers and record say so', async () => {
    const { tenant, primary, rival } = await given({ rival: unique('ok'), stream });
    const before = await settled(tenant);
    const { done: response, record } = await records(tenant, async () => {
      const answered = await sayTo(tenant, 'be late', { stream });
      await answered.text();
      return answered;
    });
    expect(response.headers.get('x-signalbox-model')).toBe(rival);
    expect(response.headers.get('x-signalbox-reason')).toBe('failover');
    await vi.waitFor(async () => expect(await aborted(primary)).toBe(1));
    expect(record).toMatchObject({
      ending: 'complete',
      failures: [],
      usage: { estimated: true },
      shares: [
        { model: rival, usage: { input: 21, output: 16, estimated: false } },
        { model: primary, usage: { estimated: true } },
      ],
    });
    expect(record.shares[1].usage.input).toBeGreaterThan(0);
    expect(record.decision.why.at(-1)).toEqual({
      rule: 'failover',
      detail: expect.stringMatching(`^${rival} was called beside ${primary}, which had not begun to answer after`),
    });
    const after = await settled(tenant);
    expect(after[0]).toBe((before[0] ?? 0) + 1);
    expect(after[1]).toBe((before[1] ?? 0) + record.usage.input + record.usage.output);
    expect(after[2]).toBeCloseTo((before[2] ?? 0) + record.cost / 1e6, 9);
  });

  it('wins when it comes first all the same, and the one beside it is ended and charged', async () => {
    const { tenant, primary, rival } = await given({ stream });
    const { done: response, record } = await records(tenant, async () => {
      const asking = sayTo(tenant, 'be late', { stream });
      await calls(rival, 1);
      await release(primary);
      const answered = await asking;
      await answered.text();
      return answered;
    });
    expect(response.headers.get('x-signalbox-model')).toBe(primary);
    expect(response.headers.get('x-signalbox-reason')).not.toBe('failover');
    await vi.waitFor(async () => expect(await aborted(rival)).toBe(1));
    expect(record.shares).toMatchObject([{ model: primary }, { model: rival, usage: { estimated: true } }]);
    expect(record.decision).toMatchObject({
      model: primary,
      why: expect.arrayContaining([{ rule: 'hedge', detail: expect.any(String) }]),
    });
    await release(rival);
  });

  it('and whoever is called beside it may both fail: the refusal tells of each, and nothing is charged', async () => {
    const { tenant, primary, rival } = await given({ stream });
    const before = await settled(tenant);
    const { done: response, record } = await records(tenant, async () => {
      const asking = sayTo(tenant, 'be late, and in vain', { stream });
      await calls(rival, 1);
      await release(rival);
      await release(primary);
      return asking;
    });
    expect(response.status).toBe(502);
    const text = await response.text();
    for (const model of [primary, rival])
      expect(text).toContain(`The model "${model}" answered 503`.replaceAll('"', '\\"'));
    expect(record).toMatchObject({ ending: 'failed', usage: null, cost: 0, shares: [] });
    expect(await settled(tenant)).toEqual(before);
  });

  it('is given up for both when the client leaves, and both are charged', async () => {
    const { tenant, primary, rival } = await given({ stream });
    const client = new AbortController();
    const { record } = await records(tenant, async () => {
      const asking = sayTo(tenant, 'be late', { stream }, { signal: client.signal }).catch(() => null);
      await calls(rival, 1);
      client.abort();
      await asking;
    });
    for (const model of [primary, rival]) await vi.waitFor(async () => expect(await aborted(model)).toBe(1));
    expect(record).toMatchObject({ ending: 'hung_up', shares: [{ model: primary }, { model: rival }] });
    await settled(tenant);
  });
});

it('who is beaten is let go of at once, and not when the answer is over', async () => {
  const { tenant, primary, rival } = await given({ rival: unique('slow') });
  const response = await sayTo(tenant, 'be late');
  await vi.waitFor(async () => expect(await aborted(primary)).toBe(1));
  await release(rival);
  expect(await response.text()).toContain('[DONE]');
});

it('one of the two that fails leaves the other to answer', async () => {
  const { tenant, primary, rival } = await given({ rival: unique('error-first') });
  const { done: response, record } = await records(tenant, async () => {
    const asking = sayTo(tenant, 'be late');
    await calls(rival, 1);
    await release(primary);
    const answered = await asking;
    expect(await answered.text()).toContain('[DONE]');
    return answered;
  });
  expect(response.headers.get('x-signalbox-model')).toBe(primary);
  expect(record).toMatchObject({ ending: 'complete', failures: [{ model: rival, kind: 'error_event' }], shares: [] });
});

it('an answer that won and breaks off is still gone on with by the one after it', async () => {
  const primary = unique('on-cue');
  const rival = unique('cut-mid');
  const third = unique('ok');
  const tenant = await givenTenant({
    instant: [primary, rival, third],
    limits: LIMITS,
    policy: { hedge: true, takeover: true, session: { sticky: false } },
  });
  for (let count = 0; count < KNOWN; count++) await (await sayTo(tenant, 'hello')).text();
  await settled(tenant);
  const { done: text, record } = await records(tenant, async () => (await sayTo(tenant, 'be late')).text());
  expect(text).toContain(`: x-signalbox-takeover: ${third}\n\n`);
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(record.shares.map(({ model }: { model: string }) => model)).toEqual([rival, third, primary]);
  await settled(tenant);
});

describe('nobody is called beside another', () => {
  it.each([
    ['the policy does not say so', { policy: { hedge: false } }, {}],
    ['the prompt is longer than it says', { policy: { hedge: { maxInputTokens: 1 } } }, {}],
    ['too few answers are known', { known: KNOWN - 1 }, {}],
    ['the model was named', {}, { model: 'named' }],
    [
      'a tool loop is open',
      {},
      {
        messages: [
          { role: 'user', content: 'be late' },
          { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
          { role: 'tool', tool_call_id: 'c', content: 'late' },
        ],
      },
    ],
  ])('where %s', async (_, options, body: Record<string, unknown>) => {
    const { tenant, primary, rival } = await given(options);
    const known = (await seenBy(primary)).length;
    const asked = body['model'] === 'named' ? { model: primary } : body;
    const asking = sayTo(tenant, 'be late', asked);
    await calls(primary, known + 1);
    // Its usual time is a few milliseconds by now; nobody is going to be called, however long this waits.
    await new Promise((resolve) => setTimeout(resolve, 150));
    await release(primary);
    const response = await asking;
    await response.text();
    expect(response.headers.get('x-signalbox-model')).toBe(primary);
    expect(await seenBy(rival)).toEqual([]);
  });
});

it('what is held covers the input once for each who may read it', async () => {
  const held = async (policy: object, body: object = {}) => {
    const { tenant, primary, rival } = await given({ known: 0, policy: { hedge: false, ...policy } });
    const asking = sayTo(tenant, 'be late', {
      max_tokens: 100,
      ...body,
      ...('model' in body ? { model: primary } : {}),
    });
    await calls(primary, 1);
    const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { held: number }[] }>();
    await release(primary);
    await (await asking).text();
    expect(await seenBy(rival)).toEqual([]);
    return (limits[1]?.held ?? 0) - 100;
  };
  const once = await held({});
  expect(await held({ hedge: true })).toBe(2 * once);
  expect(await held({ hedge: true, takeover: true })).toBe(3 * once);
  expect(await held({ hedge: { maxInputTokens: 1 }, takeover: true })).toBe(2 * once);
  // Its name is longer than none, and counted with the rest of the body.
  expect(await held({ hedge: true }, { model: 'named' })).toBeLessThan(2 * once);
});

it('fifty late requests at once: limits hold, a few are hedged and no more than the budget has, and nothing stays held', async () => {
  const max = 60_000;
  const limits = [
    { id: 'tokens', of: 'tokens', max, per: '1d', then: 'refuse' },
    { id: 'usd', of: 'cost', max: 0.2, per: '1d', then: 'refuse' },
  ];
  const { tenant, primary, rival } = await given({ rival: unique('ok'), limits });
  const before = (await seenBy(primary)).length;
  const standing = async () =>
    (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number; max: number }[] }>();
  const asking = Array.from({ length: 50 }, async () => {
    const response = await sayTo(tenant, 'be late', { max_tokens: 400 });
    await response.text();
    return response.status;
  });
  await vi.waitFor(async () => expect((await seenBy(rival)).length).toBeGreaterThanOrEqual(8), { timeout: 10_000 });
  for (const { used, held, max: most } of (await standing()).limits) expect(used + held).toBeLessThanOrEqual(most);
  const answered = Promise.all(asking);
  let isOver = false;
  void answered.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await release(primary);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const statuses = await answered;
  await settled(tenant);
  for (const { used, held, max: most } of (await standing()).limits) {
    expect(held).toBe(0);
    expect(used).toBeLessThanOrEqual(most);
  }
  expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
  expect((await seenBy(primary)).length - before).toBe(statuses.filter((status) => status === 200).length);
  // Ten to begin with, and what half a retry a second has added since.
  expect((await seenBy(rival)).length).toBeLessThanOrEqual(20);
});
