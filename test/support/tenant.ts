/** A tenant of its own for every test: a policy and a key in KV, and ways to call as one of its users. */

import { env, exports } from 'cloudflare:workers';
import OpenAI from 'openai';
import { inject } from 'vitest';
import { hashKey } from '../../src/tenant/key.ts';
import type { Seen } from './exchange.ts';

let made = 0;

interface TenantOptions {
  /** Scenario of the mock provider for each model of the default route's lists; `thinking` and `mini` default to their own. */
  readonly instant?: readonly string[];
  readonly thinking?: readonly string[];
  readonly mini?: readonly string[];
  readonly limits?: readonly object[];
  readonly timeouts?: object;
  /** Laid over the document. */
  readonly policy?: Record<string, unknown>;
  /** Laid over every model. */
  readonly model?: object;
  /** Laid over the key's record. */
  readonly key?: object;
}

export interface TestTenant {
  readonly id: string;
  readonly key: string;
  /** The official client, without retries of its own. */
  readonly client: OpenAI;
  readonly fetch: (path: string, init?: RequestInit & { user?: string }) => Promise<Response>;
  readonly chat: (body: object, init?: RequestInit & { user?: string }) => Promise<Response>;
  /** The account object of a user (of the key itself without one). */
  readonly account: (user?: string) => ReturnType<typeof env.ACCOUNT.getByName>;
}

const MODEL = { context: 100_000, can: ['tools', 'json'], price: { input: 1, cachedInput: 0.1, output: 4 } };

/** A model's name is its scenario, so that headers and assertions read alike. */
export async function givenTenant(options: TenantOptions = {}): Promise<TestTenant> {
  const id = `t${++made}-${crypto.randomUUID().slice(0, 8)}`;
  const lists = {
    instant: options.instant ?? ['ok'],
    thinking: options.thinking ?? ['ok-thinking'],
    mini: options.mini ?? ['ok-mini'],
  };
  const document = {
    tenant: id,
    default: 'general',
    routes: [{ name: 'general', description: 'anything at all', models: lists }],
    models: Object.fromEntries(
      Object.values(lists)
        .flat()
        .map((name) => [name, { provider: 'mock', id: name, ...MODEL, ...options.model }]),
    ),
    providers: { mock: { kind: 'openai-compatible', baseUrl: `${inject('providerUrl')}/v1`, key: 'OPENAI_API_KEY' } },
    plans: { free: { limits: options.limits ?? [] } },
    timeouts: { firstByteMs: 5000, idleMs: 5000, totalMs: 20_000, ...options.timeouts },
    ...options.policy,
  };
  const key = `sb-test-${id}`;
  await env.POLICIES.put(`tenant:${id}`, JSON.stringify(document), { metadata: { version: 1 } });
  await env.POLICIES.put(
    `key:${await hashKey(key)}`,
    JSON.stringify({ id: `key-${id}`, tenant: id, plan: 'free', ...options.key }),
  );

  const send: TestTenant['fetch'] = (path, { user, ...init } = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    if (user !== undefined) headers.set('x-signalbox-user', user);
    return exports.default.fetch(new Request(`https://signalbox.test${path}`, { ...init, headers }));
  };
  return {
    id,
    key,
    client: new OpenAI({
      apiKey: key,
      baseURL: 'https://signalbox.test/v1',
      maxRetries: 0,
      fetch: (url, init) => exports.default.fetch(new Request(String(url), init as RequestInit)),
    }),
    fetch: send,
    chat: (body, init) => {
      const messages = [{ role: 'user', content: 'hello there' }];
      return send('/v1/chat/completions', { method: 'POST', ...init, body: JSON.stringify({ messages, ...body }) });
    },
    account: (user) => env.ACCOUNT.getByName(user === undefined ? `${id}/key:key-${id}` : `${id}/user:${user}`),
  };
}

/** What the mock provider saw of requests for `model`, oldest first. */
export async function seenBy(model: string): Promise<readonly Seen[]> {
  const response = await fetch(`${inject('providerUrl')}/log?model=${encodeURIComponent(model)}`);
  return response.json();
}
