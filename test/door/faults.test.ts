/**
 * The fault wall: whatever a provider does, its client gets an answer or an error in its own wire and in good time, what
 * was held is settled, and nothing of the provider's leaks. A kind of provider is a row of KINDS; a fault, one of FAULTS.
 */

import { describe, expect, inject, it, vi } from 'vitest';
import { givenTenant, type TestTenant } from '../support/tenant.ts';

interface Kind {
  /** The provider as a policy has it, calling `url`. */
  readonly provider: (url: string) => object;
  readonly path: '/v1/chat/completions';
  readonly body: object;
  /** The end mark of a stream, which a broken one must not have. */
  readonly endMark: string;
}

const CHAT = {
  path: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content: 'hello there' }] },
  endMark: '[DONE]',
} as const;
const key = 'OPENAI_API_KEY';

const KINDS: Readonly<Record<string, Kind>> = {
  'openai-compatible': { ...CHAT, provider: (url) => ({ kind: 'openai-compatible', key, baseUrl: `${url}/v1` }) },
  // Its streams are written anew for the client, and so may break in other places.
  mistral: { ...CHAT, provider: (url) => ({ kind: 'mistral', key, baseUrl: `${url}/v1` }) },
  'azure-openai': {
    ...CHAT,
    provider: (url) => ({ kind: 'azure-openai', key, baseUrl: url, apiVersion: '2024-10-21' }),
  },
};

interface Seen {
  readonly status: 502 | 504 | 200;
  readonly code: 'provider_failed' | 'provider_timeout';
}
const FAILED: Seen = { status: 502, code: 'provider_failed' };
const LATE: Seen = { status: 504, code: 'provider_timeout' };
/** The answer had begun: its error is in the stream. */
const BROKEN: Seen = { ...FAILED, status: 200 };
const BROKEN_LATE: Seen = { ...LATE, status: 200 };

interface Fault {
  readonly streamed: Seen;
  readonly whole: Seen;
  /** Nobody else is tried: what is wrong is for the owner to mend. */
  readonly stands?: true;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'status-503': { streamed: FAILED, whole: FAILED },
  'status-429': { streamed: FAILED, whole: FAILED },
  'refused-connection': { streamed: FAILED, whole: FAILED },
  stall: { streamed: LATE, whole: LATE },
  'slow-headers': { streamed: LATE, whole: LATE },
  'stall-after-headers': { streamed: LATE, whole: LATE },
  'stall-mid': { streamed: BROKEN_LATE, whole: LATE },
  'cut-mid': { streamed: BROKEN, whole: FAILED },
  'error-mid': { streamed: BROKEN, whole: FAILED },
  'error-first': { streamed: FAILED, whole: FAILED },
  garbage: { streamed: FAILED, whole: FAILED },
  truncated: { streamed: FAILED, whole: FAILED },
  html: { streamed: FAILED, whole: FAILED },
  'plain-text': { streamed: FAILED, whole: FAILED },
  redirect: { streamed: FAILED, whole: FAILED, stands: true },
  'big-error': { streamed: FAILED, whole: FAILED },
  'error-stalls': { streamed: FAILED, whole: FAILED },
  'echo-key': { streamed: FAILED, whole: FAILED },
};

const NONE: Fault = { streamed: FAILED, whole: FAILED };

const LIMITS = [
  { id: 'all', of: 'requests', max: 100, per: '1d', then: 'refuse' },
  { id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' },
];
/** Only what is meant to be too slow is. */
const PATIENT = { firstByteMs: 10_000, idleMs: 10_000, totalMs: 20_000 };
const timeoutsOf = ({ streamed, whole }: Fault) => ({
  ...PATIENT,
  ...(streamed.status === 504 ? { firstByteMs: 500 } : {}),
  ...(whole.status === 504 ? { idleMs: 500 } : {}),
});

const REFUSED = 'http://127.0.0.1:1';

async function tenantFor({ provider }: Kind, fault: string, instant: readonly string[]): Promise<TestTenant> {
  const url = inject('providerUrl');
  const model = { context: 100_000, can: ['tools', 'json'], price: { input: 1, cachedInput: 0.1, output: 4 } };
  const isRefused = fault === 'refused-connection';
  const models = Object.fromEntries(
    instant.map((name) => [
      name,
      { provider: name === fault ? 'bad' : 'good', id: name, ...model, timeouts: timeoutsOf(FAULTS[name] ?? NONE) },
    ]),
  );
  return givenTenant({
    instant,
    limits: LIMITS,
    policy: {
      routes: [{ name: 'general', description: 'anything at all', models: { instant } }],
      providers: { bad: provider(isRefused ? REFUSED : url), good: provider(url) },
      models,
    },
  });
}

/** What the account says once nothing is held any more. */
async function settled(tenant: TestTenant): Promise<readonly number[]> {
  return vi.waitFor(
    async () => {
      const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
      expect(limits.map(({ held }) => held)).toEqual([0, 0, 0]);
      return limits.map(({ used }) => used);
    },
    { timeout: 15_000 },
  );
}

function expectNoLeak(text: string, { headers }: Response): void {
  const all = `${text} ${JSON.stringify([...headers])}`;
  for (const secret of ['sk-test', 'set-cookie', 'x-request-id', 'providerUrl']) expect(all).not.toContain(secret);
  expect(text.length).toBeLessThan(3000);
}

for (const [kindName, kind] of Object.entries(KINDS)) {
  describe(kindName, () => {
    for (const [fault, { streamed, whole, stands }] of Object.entries(FAULTS)) {
      for (const stream of [true, false]) {
        const seen = stream ? streamed : whole;
        const ask = (tenant: TestTenant) =>
          tenant.fetch(kind.path, { method: 'POST', body: JSON.stringify({ ...kind.body, stream }) });

        it(`${fault}, ${stream ? 'streamed' : 'whole'}: the client is told, and the hold is settled`, async () => {
          const tenant = await tenantFor(kind, fault, [fault]);
          const response = await ask(tenant);
          const text = await response.text();
          expect(response.status).toBe(seen.status);
          expect(text).toContain(`"code":"${seen.code}"`);
          expect(text).not.toContain(kind.endMark);
          expectNoLeak(text, response);
          const [requests, tokens] = await settled(tenant);
          // Who answered in part is charged in part, and who did not, is not.
          expect(requests).toBe(seen.status === 200 ? 1 : 0);
          expect((tokens ?? 0) > 0).toBe(seen.status === 200);
        });

        if (seen.status === 200) continue;
        it(`${fault}, ${stream ? 'streamed' : 'whole'}: the next candidate ${stands ? 'is not tried' : 'answers'}`, async () => {
          const tenant = await tenantFor(kind, fault, [fault, 'ok']);
          const response = await ask(tenant);
          const text = await response.text();
          expect(response.status).toBe(stands ? seen.status : 200);
          expect(response.headers.get('x-signalbox-model')).toBe(stands ? fault : 'ok');
          expect(response.headers.get('x-signalbox-reason')).toBe('failover');
          if (stream) expect(text.includes(kind.endMark)).toBe(stands !== true);
          expectNoLeak(text, response);
          expect((await settled(tenant))[0]).toBe(stands ? 0 : 1);
        });
      }
    }
  });
}
