/** What stands between a request and its first byte: one call to one object, whatever is asked; and none of it is let through unasked. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { app } from '../../src/app.ts';
import type { AccountNamespace, AccountStub } from '../../src/quota/contract.ts';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const LIMITS = [
  { id: 'all', of: 'requests', max: 9, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' },
];
const BUDGET = { id: 'month', of: 'cost', max: 10, per: '30d', then: 'refuse' };
const MESSAGES = [{ role: 'user', content: 'hello there' }];

const WIRES: readonly (readonly [string, object])[] = [
  ['/v1/chat/completions', { messages: MESSAGES }],
  ['/v1/chat/completions', { messages: MESSAGES, stream: true }],
  ['/v1/responses', { input: 'hello there', stream: true }],
  ['/v1/messages', { messages: MESSAGES, max_tokens: 100, stream: true }],
];

/** The account objects, each of whose calls `call` sees first. */
function watched(call: (name: string) => void): AccountNamespace {
  return {
    getByName: (name) => {
      const stub: AccountStub = Object(env.ACCOUNT.getByName(name));
      return new Proxy(stub, {
        get: (_, method) => {
          const name = String(method) as keyof AccountStub;
          return (...args: unknown[]) => {
            call(name);
            return Reflect.apply(stub[name], stub, args);
          };
        },
      });
    },
  };
}

function send(tenant: TestTenant, accounts: AccountNamespace, [path, body]: (typeof WIRES)[number]) {
  const context = createExecutionContext();
  const request = new Request(`https://signalbox.test${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key}` },
    body: JSON.stringify({ model: 'auto', ...body }),
  });
  const response = Promise.resolve(app.fetch(request, { ...env, ACCOUNT: accounts }, context));
  return { response, over: () => waitOnExecutionContext(context) };
}

describe.each([
  ['without a budget', {}, 'admit'],
  ['under a budget that all share', { budget: BUDGET }, 'admitPooled'],
] as const)('a request %s', (_, policy, admit) => {
  it.each(WIRES)('to %s makes one call before its first byte, and one behind its last', async (...wire) => {
    const tenant = await givenTenant({ limits: LIMITS, policy });
    const calls: string[] = [];
    const { response, over } = send(
      tenant,
      watched((name) => calls.push(name)),
      wire,
    );
    const answer = await response;
    expect(answer.status).toBe(200);
    const before = [...calls];
    expect(before.filter((name) => name !== 'settle')).toEqual([admit]);
    await answer.text();
    await over();
    expect(calls).toEqual([admit, 'settle']);
  });
});

describe('503 unavailable, when the account object cannot be reached', () => {
  it.each([
    ['at all, after three calls, and one to take back what was admitted unheard', { retryable: true }, 4],
    ['since it is overloaded, after one: more would keep it so', { retryable: true, overloaded: true }, 1],
    ['for a fault of its own, after one', {}, 1],
  ] as const)('%s', async (_, fault, tries) => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    const model = `ok-${crypto.randomUUID()}`;
    const tenant = await givenTenant({ instant: [model], limits: LIMITS });
    let calls = 0;
    const accounts = watched(() => {
      calls++;
      throw Object.assign(new Error('The object is out of reach.'), fault);
    });
    const response = await send(tenant, accounts, ['/v1/chat/completions', { messages: MESSAGES }]).response;
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^[1-9][0-9]*$/);
    expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } });
    expect(calls).toBe(tries);
    expect(await seenBy(model)).toEqual([]);
  });
});
