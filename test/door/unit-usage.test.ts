/** What a request uses at the Worker, as the platform bills it: `npm run cost` prices the figures that are asserted here. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, it, vi } from 'vitest';
import { app } from '../../src/app.ts';
import { FRESH_MS } from '../../src/cache.ts';
import usage from '../../src/cli/cost/worker-usage.json' with { type: 'json' };
import { givenTenant, type TestTenant } from '../support/tenant.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const LIMITS = [
  { id: 'requests', of: 'requests', max: 999, per: '5h', then: 'refuse' },
  { id: 'tokens', of: 'tokens', max: 1e9, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: 100, per: '30d', then: 'refuse' },
];

/** KV, as an isolate that has read nothing meets it, and the keys that are read of it: the platform bills each. */
function countingKv() {
  const keys: string[] = [];
  const count = (asked: string | string[]) => keys.push(...[asked].flat());
  const kv = new Proxy(env.POLICIES, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'get' || name === 'getWithMetadata') count(args[0] as string | string[]);
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { kv, read: () => keys.splice(0) };
}

async function ask(tenant: TestTenant, bindings: object) {
  const context = createExecutionContext();
  const request = new Request('https://signalbox.test/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key}` },
    body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'Why is the sky blue? '.repeat(80) }] }),
  });
  const response = await app.fetch(request, { ...env, ...bindings }, context);
  expect(response.status).toBe(200);
  await response.text();
  await waitOnExecutionContext(context);
}

it('reads KV once in ten seconds for each tenant and key, and nothing in between', async () => {
  vi.spyOn(console, 'log').mockReturnValue(undefined);
  const tenant = await givenTenant({ limits: LIMITS });
  const { kv, read } = countingKv();
  await ask(tenant, { POLICIES: kv });
  const cold = read();
  await ask(tenant, { POLICIES: kv });
  expect(read()).toEqual([]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + FRESH_MS });
  await ask(tenant, { POLICIES: kv });
  const again = read();
  expect(again).toHaveLength(usage.kv.keysPerLoad);
  // A document that an isolate meets for the first time is compared with the last good one.
  expect(cold.filter((key) => !again.includes(key))).toEqual([`tenant:${tenant.id}@good`]);
});

it('writes one line of the log, of so many bytes, and one data point', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  const points: unknown[] = [];
  const ANALYTICS = { writeDataPoint: (point: unknown) => points.push(point) };
  const tenant = await givenTenant({ limits: LIMITS });
  await ask(tenant, { ANALYTICS });
  const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
  expect(lines).toHaveLength(usage.logs.linesPerRequest);
  const bytes = lines[0]?.length ?? 0;
  expect(bytes).toBeGreaterThan(usage.logs.bytesPerLine * 0.8);
  expect(bytes).toBeLessThan(usage.logs.bytesPerLine * 1.1);
  expect(points).toHaveLength(usage.analytics.pointsPerRequest);
});
