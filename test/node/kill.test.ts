/**
 * `kill -9` of the whole service amid 50 streams, and a start over the same state. What had been settled is there, once; what
 * was held is held, so that nobody gets more than his limit by it; and when the time of a hold is over it is charged in full,
 * since nobody can say any more what the provider did.
 */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Seen } from '../support/exchange.ts';
import type { Order } from '../support/measured-scenario.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider.ts';
import { copyProject, type Project, type Service, startService } from '../support/service.ts';

const KEY = 'sb-killed';
const USERS = ['ann', 'ben', 'cid', 'dot', 'eve'];
const [SETTLED, OPEN] = [2, 10];
/** A hold lives for half a minute longer than the longest answer: it must outlast the start, and not the patience of a test. */
const TOTAL_MS = 10_000;

const policyYaml = (providerUrl: string) => `
tenant: killed
default: general
routes:
  - { name: general, description: anything at all, models: { instant: [measured] } }
models:
  measured: { provider: mock, id: measured, price: { input: 3, output: 7 } }
providers:
  mock: { kind: openai-compatible, baseUrl: "${providerUrl}/v1", key: MOCK_API_KEY }
plans:
  free:
    limits:
      - { id: requests, of: requests, max: ${SETTLED + OPEN}, per: 1d, then: refuse }
      - { id: tokens, of: tokens, max: 1000000, per: 1d, then: refuse }
      - { id: usd, of: cost, max: 10, per: 1d, then: refuse }
budget: { id: month, of: cost, max: 100, per: 30d, then: refuse }
timeouts: { totalMs: ${TOTAL_MS} }
session: { sticky: false }
`;

let mock: MockProvider;
let project: Project;
let service: Service;

beforeAll(async () => {
  mock = await startMockProvider();
  project = await copyProject();
  await project.write('.dev.vars', 'MOCK_API_KEY=sk-mock\n');
  await project.write('policies/killed.yaml', policyYaml(mock.url));
  service = await startService(project, {}, { inGroup: true });
  const hash = createHash('sha256').update(KEY).digest('hex');
  await service.kvPut(`key:${hash}`, JSON.stringify({ id: 'killed', tenant: 'killed', plan: 'free' }));
});

afterAll(async () => {
  await service?.stop();
  await project?.remove();
  await mock?.close();
});

const call = (path: string, user: string, init: RequestInit = {}) =>
  fetch(`${service.url}${path}`, {
    headers: { authorization: `Bearer ${KEY}`, 'x-signalbox-user': user },
    ...init,
  });

/** `everyMs`: between one token and the next. */
function chat(user: string, everyMs: number): Promise<Response> {
  const order: Order = { user, nth: 0, input: 30, output: 8, cut: false, everyMs };
  const messages = [{ role: 'user', content: JSON.stringify(order) }];
  return call('/v1/chat/completions', user, {
    method: 'POST',
    body: JSON.stringify({ stream: true, max_tokens: 50, messages }),
  });
}

interface Balance {
  readonly id: string;
  readonly used: number;
  readonly held: number;
}

/** Of each user: the balance of each limit, cost in micro-dollars. */
async function balances(): Promise<Balance[][]> {
  return Promise.all(
    USERS.map(async (user) => {
      const { limits } = (await (await call('/v1/usage', user)).json()) as { limits: Balance[] };
      const whole = (id: string, amount: number) => (id === 'usd' ? Math.round(amount * 1e6) : amount);
      return limits.map(({ id, used, held }) => ({ id, used: whole(id, used), held: whole(id, held) }));
    }),
  );
}

const calls = async () => ((await (await fetch(`${mock.url}/log?model=measured`)).json()) as Seen[]).length;
const each = <T>(value: T) => USERS.map(() => value);

it('loses no charge, doubles none, holds what was held, and frees it when its time is over', async () => {
  const whole = await Promise.all(
    USERS.flatMap((user) => Array.from({ length: SETTLED }, async () => (await chat(user, 0)).text())),
  );
  for (const text of whole) expect(text).toContain('[DONE]');
  const spent = [
    { id: 'requests', used: SETTLED, held: 0 },
    { id: 'tokens', used: SETTLED * (30 + 8), held: 0 },
    { id: 'usd', used: SETTLED * (30 * 3 + 8 * 7), held: 0 },
  ];
  await vi.waitFor(async () => expect(await balances()).toEqual(each(spent)), 10_000);

  // The first token of each has come, and the second never does.
  const streams = USERS.flatMap((user) =>
    Array.from({ length: OPEN }, async () => {
      const reader = (await chat(user, 60_000)).body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let got = ''; !got.includes(' word'); ) got += (await reader?.read())?.value ?? '';
      return reader;
    }),
  );
  const admittedAt = Date.now();
  const readers = await Promise.all(streams);
  const before = await balances();
  for (const user of before) {
    expect(user.map(({ used }) => used)).toEqual(spent.map(({ used }) => used));
    expect(user[0]?.held).toBe(OPEN);
    expect(user[1]?.held).toBeGreaterThan(OPEN * (30 + 50));
  }

  await service.kill();
  for (const reader of readers) await expect(reader?.read()).rejects.toThrow();
  service = await startService(project, {}, { inGroup: true });

  const charged = before.map((user) => user.map(({ id, used, held }) => ({ id, used: used + held, held: 0 })));
  const after = await balances();
  // A machine that takes longer to start than a hold lives sees it charged already, and no less counted.
  expect(after).toEqual(Date.now() < admittedAt + TOTAL_MS + 30_000 ? before : charged);
  for (const user of USERS) expect((await chat(user, 0)).status).toBe(429);
  expect(await calls()).toBe(USERS.length * (SETTLED + OPEN));

  await vi.waitFor(async () => expect(await balances()).toEqual(charged), { timeout: 90_000, interval: 500 });
}, 180_000);
