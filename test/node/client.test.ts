/**
 * The official client against the whole service, over real sockets, with a provider that is a server of its own: what
 * only a network shows. Times of arrival, hang-ups and cuts are real here; nothing waits for a clock.
 */

import { createHash } from 'node:crypto';
import OpenAI, { APIError, RateLimitError } from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Seen } from '../support/exchange.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider.ts';
import { PIECES, TEXT } from '../support/openai-wire.ts';
import { copyProject, type Project, type Service, startService } from '../support/service.ts';

const KEY = 'sb-test-client';
const HELLO = [{ role: 'user' as const, content: 'hello there' }];
const SCENARIOS = [
  'ok',
  'ok-mini',
  'slow',
  'slow-mini',
  'slow-arrival',
  'slow-leave',
  'stall-leave',
  'status-503',
  'cut-mid',
  'eof-no-done',
  'error-mid',
];

let provider: MockProvider;
let project: Project;
let service: Service;

beforeAll(async () => {
  provider = await startMockProvider();
  project = await copyProject();
  await project.write('policies/shop.json', JSON.stringify(policy(provider.url)));
  service = await startService(project, { OPENAI_API_KEY: 'sk-mock' });
  const hash = createHash('sha256').update(KEY).digest('hex');
  await service.kvPut(`key:${hash}`, JSON.stringify({ id: 'test', tenant: 'shop', plan: 'free' }));
});

afterAll(async () => {
  await service?.stop();
  await provider?.close();
  await project?.remove();
});

function policy(providerUrl: string) {
  const route = (name: string, instant: string[], mini = ['ok-mini']) => ({
    name,
    description: `the ${name} route`,
    models: { instant, mini },
  });
  return {
    tenant: 'shop',
    default: 'plain',
    routes: [
      route('plain', ['ok']),
      route('failover', ['status-503', 'ok']),
      route('arrival', ['slow-arrival']),
      route('leave', ['slow-leave']),
      route('leave-early', ['stall-leave']),
      route('crowd', ['slow'], ['slow-mini']),
      route('cut', ['cut-mid']),
      route('eof', ['eof-no-done']),
      route('error', ['error-mid']),
    ],
    models: Object.fromEntries(SCENARIOS.map((id) => [id, { provider: 'mock', id, price: { input: 1, output: 4 } }])),
    providers: { mock: { kind: 'openai-compatible', baseUrl: `${providerUrl}/v1`, key: 'OPENAI_API_KEY' } },
    plans: {
      free: {
        limits: [
          { id: '5h-instant', of: 'requests', effort: 'instant', max: 50, per: '5h', then: 'mini' },
          { id: '1d-mini', of: 'requests', effort: 'mini', max: 150, per: '1d', then: 'refuse' },
        ],
      },
    },
  };
}

/** The official client as one end user, without retries of its own. */
function clientOf(user: string): OpenAI {
  return new OpenAI({
    apiKey: KEY,
    baseURL: `${service.url}/v1`,
    maxRetries: 0,
    defaultHeaders: { 'x-signalbox-user': user },
  });
}

async function seenBy(model: string): Promise<Seen[]> {
  return (await fetch(`${provider.url}/log?model=${model}`)).json() as Promise<Seen[]>;
}

interface UsageAnswer {
  readonly limits: readonly { readonly id: string; readonly used: number; readonly held: number }[];
}

async function usageOf(user: string): Promise<UsageAnswer> {
  const headers = { authorization: `Bearer ${KEY}`, 'x-signalbox-user': user };
  return (await fetch(`${service.url}/v1/usage`, { headers })).json() as Promise<UsageAnswer>;
}

const stream = (user: string, route: string, signal?: AbortSignal) =>
  clientOf(user)
    .chat.completions.create({ model: `route:${route}`, messages: HELLO, stream: true }, { ...(signal && { signal }) })
    .withResponse();

describe('the official openai client', () => {
  it('reads a whole answer', async () => {
    const answer = await clientOf('ann').chat.completions.create({ model: 'auto', messages: HELLO });
    expect(answer.choices[0]?.message.content).toBe(TEXT);
  });

  it('reads a stream, and the one of the backup when the first is down', async () => {
    for (const [route, model] of [
      ['plain', 'ok'],
      ['failover', 'ok'],
    ] as const) {
      const { data, response } = await stream('ann', route);
      let text = '';
      for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
      expect(text).toBe(TEXT);
      expect(response.headers.get('x-signalbox-model')).toBe(model);
    }
  });

  it('has the first words of a slow answer before the provider has sent the next', async () => {
    const { data } = await stream('ann', 'arrival');
    let text = '';
    for await (const chunk of data) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (text !== PIECES[0]) continue;
      // The provider waits for its release: had anything been kept back until its next write, this would not be reached.
      const [seen] = await seenBy('slow-arrival');
      expect(seen?.finishedAt).toBeNull();
      expect(seen?.writes).toHaveLength(2);
      await fetch(`${provider.url}/release?model=slow-arrival`, { method: 'POST' });
    }
    expect(text).toBe(TEXT);
  });

  for (const [route, message] of [
    ['cut', /incomplete/],
    ['eof', /ended its stream without an end/],
    ['error', /failed/],
  ] as const) {
    it(`raises an error when the provider breaks off (${route}), after the words that came`, async () => {
      const { data } = await stream('ann', route);
      let text = '';
      const reading = (async () => {
        for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
      })();
      await expect(reading).rejects.toThrow(APIError);
      await expect(reading).rejects.toThrow(message);
      expect(TEXT.startsWith(text.slice(0, TEXT.length))).toBe(true);
      expect(text).not.toBe('');
    });
  }
});

describe('a client that hangs up', () => {
  it('in the middle of a stream ends the call to the provider, and is charged once', async () => {
    const leave = new AbortController();
    const { data } = await stream('leaver', 'leave', leave.signal);
    for await (const chunk of data) if (chunk.choices[0]?.delta.content) break;
    leave.abort();
    await vi.waitFor(
      async () => expect((await seenBy('slow-leave'))[0]?.abortedAt).toEqual(expect.any(Number)),
      10_000,
    );
    await vi.waitFor(
      async () => expect((await usageOf('leaver')).limits[0]).toMatchObject({ used: 1, held: 0 }),
      10_000,
    );
  });

  it('before the first byte ends the call to the provider as well', async () => {
    const leave = new AbortController();
    const asking = stream('leaver-early', 'leave-early', leave.signal);
    asking.catch(() => undefined);
    await vi.waitFor(async () => expect(await seenBy('stall-leave')).toHaveLength(1), 10_000);
    leave.abort();
    await expect(asking).rejects.toThrow();
    await vi.waitFor(
      async () => expect((await seenBy('stall-leave'))[0]?.abortedAt).toEqual(expect.any(Number)),
      10_000,
    );
    await vi.waitFor(async () => expect((await usageOf('leaver-early')).limits[0]).toMatchObject({ held: 0 }), 10_000);
  });

  it('200 of them at once: 50 instant and 150 mini were admitted, nothing stays held, and the next is refused', async () => {
    const efforts = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const leave = new AbortController();
        const { data, response } = await stream('crowd', 'crowd', leave.signal);
        for await (const chunk of data) if (chunk.choices[0]?.delta.content) break;
        leave.abort();
        return response.headers.get('x-signalbox-effort');
      }),
    );
    expect(efforts.filter((effort) => effort === 'instant')).toHaveLength(50);
    expect(efforts.filter((effort) => effort === 'mini')).toHaveLength(150);
    await vi.waitFor(async () => {
      expect((await usageOf('crowd')).limits).toMatchObject([
        { used: 50, held: 0 },
        { used: 150, held: 0 },
      ]);
    }, 20_000);
    await expect(stream('crowd', 'crowd')).rejects.toBeInstanceOf(RateLimitError);
  });
});
