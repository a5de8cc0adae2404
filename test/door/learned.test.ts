/** What was learned, as KV holds it, on the way of a request: whom it moves, and whom not. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { app } from '../../src/app.ts';
import { type Beliefs, EMPTY, learn } from '../../src/learn/beliefs.ts';
import { pack } from '../../src/learn/packed.ts';
import { writeSnapshot } from '../../src/learn/snapshot.ts';
import type { Decision } from '../../src/route/decision.ts';
import { unixMs } from '../../src/unit.ts';
import { givenTenant, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const FEATURES = { text: '', domains: [], difficulty: 0.2, inputTokens: 20, language: 'en', needs: [] } as const;

/** Whatever is asked, thinking satisfies and instant does not. */
function thinking(): Beliefs {
  let beliefs = EMPTY();
  for (let n = 0; n < 200; n++) {
    for (const [arm, value] of [
      ['ok-thinking@thinking', 1],
      ['ok@instant', 0],
    ] as const) {
      beliefs = learn(beliefs, { kind: 'value', arm, value }, { route: 'general', features: FEATURES }, 1);
    }
  }
  return beliefs;
}
const LEARNED = pack(thinking());
const prior = { version: 0, packed: null };
const learned = { version: 7, packed: LEARNED };
const usual = { revision: 1, at: unixMs(0), inForce: learned, canary: null, newest: learned, why: 'a test' };
const published = (more: Partial<Parameters<typeof writeSnapshot>[0]> = {}) => writeSnapshot({ ...usual, ...more });
const publish = (tenant: TestTenant, text: string) => env.POLICIES.put(`beliefs:${tenant.id}`, text);

async function routed(tenant: TestTenant, body: object = {}, session?: string): Promise<Decision> {
  const answer = await tenant.fetch('/v1/route', {
    method: 'POST',
    body: JSON.stringify({ model: 'auto', input: 'hello there', ...body }),
    headers: session === undefined ? {} : { 'x-signalbox-session': session },
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

describe('beliefs in force', () => {
  it('settle an effort that is left to the router, and the decision says by what', async () => {
    const tenant = await givenTenant();
    await publish(tenant, published());
    const decision = await routed(tenant);
    expect(decision).toMatchObject({
      ...{ effort: 'thinking', model: 'ok-thinking', reason: 'learned', beliefs: { version: 7 } },
      choice: { propensity: 1, explored: false, arms: [{ arm: 'ok-thinking@thinking' }, { arm: 'ok@instant' }] },
    });
    expect(decision.signals.gain).toBeGreaterThan(0.5);
    expect(Object.keys(decision.signals.expected ?? {})).toEqual(['ok-thinking@thinking', 'ok@instant']);
    expect(decision.why.at(-1)?.detail).toMatch(
      /^ok-thinking@thinking [01]\.\d\d worth 0\.\d\d against ok@instant .*; beliefs 7$/,
    );
    const answer = await tenant.chat({ model: 'auto', messages: [{ role: 'user', content: 'hello there' }] });
    expect(answer.headers.get('x-signalbox-reason')).toBe('learned');
    expect(answer.headers.get('x-signalbox-model')).toBe('ok-thinking');
  });

  it('leave alone what the caller has fixed', async () => {
    const tenant = await givenTenant();
    await publish(tenant, published());
    expect(await routed(tenant, { model: 'auto:instant' })).toMatchObject({ effort: 'instant', reason: 'pinned' });
    expect(await routed(tenant, { model: 'ok' })).toMatchObject({ model: 'ok', reason: 'pinned' });
  });

  it('say nothing where the tenant has learning off', async () => {
    const tenant = await givenTenant({ policy: { learning: { enabled: false } } });
    await publish(tenant, published());
    const decision = await routed(tenant);
    expect(decision).toMatchObject({ effort: 'instant', reason: 'difficulty' });
    expect(decision).not.toHaveProperty('choice');
    expect(decision).not.toHaveProperty('beliefs');
    expect(decision.signals).not.toHaveProperty('gain');
    expect(decision.signals).not.toHaveProperty('expected');
  });

  it('of a canary decide its share of the conversations, each by one version', async () => {
    const tenant = await givenTenant();
    await publish(tenant, published({ inForce: prior, canary: { ...learned, share: 0.5 } }));
    const sessions = Array.from({ length: 40 }, (_, n) => `talk-${n}`);
    const versionsOf = () =>
      Promise.all(sessions.map(async (session) => (await routed(tenant, {}, session)).beliefs?.version));
    const first = await versionsOf();
    expect(await versionsOf()).toEqual(first);
    const tried = first.filter((version) => version === 7).length;
    expect(tried).toBeGreaterThan(8);
    expect(tried).toBeLessThan(32);
  });
});

it('what is in force decides for a canary that cannot be read', async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const tenant = await givenTenant();
  await publish(tenant, published({ canary: { version: 8, packed: '{"format":99}', share: 1 } }));
  expect(await routed(tenant)).toMatchObject({ reason: 'learned', beliefs: { version: 7 } });
});

describe('the rules of old decide', () => {
  it.each<[string, string | null]>([
    ['where nothing was published', null],
    ['where it is no snapshot', '{"format":1'],
    [
      'where its beliefs are of another format',
      published({ inForce: { version: 7, packed: '{"format":99}' }, newest: prior }),
    ],
    ['while beliefs are only judged', published({ inForce: prior })],
  ])('%s', async (_, text) => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const tenant = await givenTenant();
    if (text !== null) await publish(tenant, text);
    const decision = await routed(tenant);
    const shadow = text?.includes('"newest":7') === true && text.includes('"inForce":0') ? { shadow: 7 } : {};
    expect(decision).toMatchObject({ effort: 'instant', reason: 'difficulty', beliefs: { version: 0, ...shadow } });
  });

  it('where KV does not give them, or is late with them', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    for (const get of [() => Promise.reject(new Error('down')), () => new Promise<never>(() => undefined)]) {
      const tenant = await givenTenant();
      await publish(tenant, published());
      const { decision } = await asked(tenant, get);
      expect(decision).toMatchObject({ reason: 'difficulty', beliefs: { version: 0 } });
    }
  });
});

it.each([
  ['is late after a silence', 60_000, () => new Promise<never>(() => undefined)],
  ['fails after the clock was set back', -60_000, () => Promise.reject(new Error('KV is down.'))],
])('what decided last does so once more where KV %s', async (_, passedMs, getNoMore) => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const tenant = await givenTenant();
  let get = (): Promise<string> => Promise.resolve(published());
  expect((await asked(tenant, () => get())).decision).toMatchObject({ reason: 'learned', beliefs: { version: 7 } });
  get = getNoMore;
  vi.useFakeTimers({ now: Date.now() + passedMs, toFake: ['Date'] });
  try {
    const { decision, reads } = await asked(tenant, () => get());
    expect(reads).toContain(`beliefs:${tenant.id}`);
    expect(decision).toMatchObject({ reason: 'learned', beliefs: { version: 7 } });
  } finally {
    vi.useRealTimers();
  }
});

it("another tenant's beliefs change nothing of a decision, byte for byte", async () => {
  const [ann, bob] = [await givenTenant(), await givenTenant()];
  const bare = async () => {
    const { id: _, classifier: __, ...decision } = await routed(bob);
    return JSON.stringify(decision);
  };
  const before = await bare();
  await publish(ann, published());
  expect((await routed(ann)).reason).toBe('learned');
  expect(await bare()).toBe(before);
});

it('costs no call of its own while the isolate knows them', async () => {
  const tenant = await givenTenant();
  await publish(tenant, published());
  const cold = await asked(tenant);
  expect(cold.reads).toContain(`beliefs:${tenant.id}`);
  const warm = await asked(tenant);
  expect(warm.decision).toMatchObject({ reason: 'learned' });
  expect(warm.reads).toEqual([]);
});

/** The same KV to the isolate for as long as a test goes on, so that what it remembers of it stands. */
const namespaces = new Map<string, { kv: KVNamespace; reads: string[] }>();

/** A decision, and what was read of KV for it; `get` in place of KV's own for beliefs. */
async function asked(tenant: TestTenant, get?: () => Promise<string>) {
  const known = namespaces.get(tenant.id) ?? watched(get);
  namespaces.set(tenant.id, known);
  known.reads.length = 0;
  const context = createExecutionContext();
  const request = new Request('https://signalbox.test/v1/route', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key}` },
    body: JSON.stringify({ input: 'hello there' }),
  });
  const answer = await app.fetch(request, { ...env, POLICIES: known.kv }, context);
  const decision: Decision = await answer.json();
  if (get === undefined) await waitOnExecutionContext(context);
  return { decision, reads: [...known.reads] };
}

function watched(get?: () => Promise<string>) {
  const reads: string[] = [];
  const kv = new Proxy(env.POLICIES, {
    get: (target, property) => {
      const own: unknown = Reflect.get(target, property);
      if (typeof own !== 'function') return own;
      return (...args: unknown[]) => {
        const name = String(args[0]);
        if (property === 'get' || property === 'getWithMetadata') reads.push(name);
        if (get !== undefined && name.startsWith('beliefs:')) return get();
        return Reflect.apply(own, target, args);
      };
    },
  });
  return { kv, reads };
}
