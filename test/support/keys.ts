/** A tenant with a policy, and ways to administer its keys over HTTP and to call with them. */

import { env, exports } from 'cloudflare:workers';
import { givenAdmin } from './admin.ts';

const ADMIN_TOKEN = 'dev-admin';

/** A key as the admin API answers it; what a test does not name is unknown. */
export interface Answered {
  readonly id: string;
  readonly key: string;
  readonly [field: string]: unknown;
}

interface Page {
  readonly keys: readonly Answered[];
  readonly next: string | null;
}

const limit = (id: string, of: string, then: string) => ({ id, of, max: 10, per: '1d', then });

/** What the policy of such a tenant has that keys may name. */
const POLICY = {
  models: { m: { provider: 'l', id: 'x' }, other: { provider: 'l', id: 'y' }, free: { provider: 'o', id: 'z' } },
  providers: { l: { kind: 'loopback' }, o: { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' } },
  plans: { free: { limits: [limit('on-plan', 'requests', 'refuse')] }, pro: { limits: [] } },
  budget: limit('budget', 'requests', 'refuse'),
};

export async function send(method: string, path: string, body?: unknown, token = ADMIN_TOKEN): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}` };
  const init = text === undefined ? { method, headers } : { method, headers, body: text };
  return exports.default.fetch(new Request(`https://signalbox.test${path}`, init));
}

/** What a call with a key is answered: its status, and the error's message. */
export async function called(key: string): Promise<readonly [number, string | undefined]> {
  const response = await send('GET', '/v1/models', undefined, key);
  const { error } = await response.json<{ error?: { message: string } }>();
  return [response.status, error?.message];
}

export async function givenKeys() {
  const { tenant, document, put } = givenAdmin();
  if ((await put(document(POLICY))).status !== 200) throw new Error('The policy of this test is refused.');
  const path = `/admin/tenants/${tenant}/keys`;
  return {
    tenant,
    path,
    document: (changes: object) => document({ ...POLICY, ...changes }),
    put,
    /** Of a key that is made. */
    create: async (body: object = { plan: 'free' }, token?: string): Promise<Answered> => {
      const response = await send('POST', path, body, token);
      if (response.status !== 201) throw new Error(`No key: ${response.status} ${await response.text()}`);
      return response.json<Answered>();
    },
    list: async (query = ''): Promise<Page> => (await send('GET', `${path}${query}`)).json<Page>(),
    revoke: (id: string, token?: string) => send('DELETE', `/admin/keys/${id}`, undefined, token),
    rotate: (id: string, body?: unknown, token?: string) => send('POST', `/admin/keys/${id}/rotate`, body, token),
  };
}

/** Everything that KV holds: names, values, metadata. */
export async function allOfKv(): Promise<string> {
  const parts: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: KVNamespaceListResult<unknown> = await env.POLICIES.list({ cursor });
    for (const { name, metadata } of page.keys) {
      parts.push(name, JSON.stringify(metadata), (await env.POLICIES.get(name)) ?? '');
    }
    if (page.list_complete) return parts.join('\n');
    cursor = page.cursor;
  }
}
