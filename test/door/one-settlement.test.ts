import { createExecutionContext, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, inject, it, vi } from 'vitest';
import { app } from '../../src/app.ts';
import type { AccountNamespace, Settlement, SettleResult } from '../../src/quota/contract.ts';
import { givenTenant, seenBy } from '../support/tenant.ts';

const LIMITS = [{ id: 'all', of: 'requests', max: 9, per: '1d', then: 'refuse' }];

/** The real account objects, and what they were told. */
function watchedAccounts() {
  const settlements: Promise<readonly [Settlement['kind'], SettleResult['kind']]>[] = [];
  const accounts: AccountNamespace = {
    getByName(name) {
      const stub: ReturnType<AccountNamespace['getByName']> = Object(env.ACCOUNT.getByName(name));
      const settle: typeof stub.settle = (id, settlement) => {
        const result = stub.settle(id, settlement);
        settlements.push(result.then(({ kind }) => [settlement.kind, kind]));
        return result;
      };
      return new Proxy(stub, { get: (of, name) => (name === 'settle' ? settle : Reflect.get(of, name)) });
    },
  };
  return { accounts, settlements };
}

type Act = 'the end' | 'cancel' | 'request.signal' | 'alarm';

// Whatever comes first, the others after it: each of them, in an order in which it can happen.
it.each<readonly [Act, ...Act[]]>([
  ['the end', 'cancel', 'request.signal', 'alarm'],
  ['cancel', 'request.signal', 'the end', 'alarm'],
  ['request.signal', 'cancel', 'the end', 'alarm'],
  ['cancel', 'the end', 'request.signal', 'alarm'],
])('a stream is settled once: %s first, then %s, %s and %s', async (...acts) => {
  const model = `slow-${crypto.randomUUID()}`;
  const tenant = await givenTenant({ instant: [model], limits: LIMITS });
  const { accounts, settlements } = watchedAccounts();
  const leave = new AbortController();
  const kept: Promise<unknown>[] = [];
  const context = createExecutionContext();
  context.waitUntil = (work) => void kept.push(Promise.resolve(work));
  const request = new Request('https://signalbox.test/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key}` },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], stream: true }),
    signal: leave.signal,
  });
  const response = await app.fetch(request, { ...env, ACCOUNT: accounts }, context);
  const reader = response.body?.getReader();
  await reader?.read();
  await vi.waitFor(async () => expect(await seenBy(model)).toHaveLength(1));
  for (const act of acts) {
    if (act === 'the end') {
      await fetch(`${inject('providerUrl')}/release?model=${model}`, { method: 'POST' });
      if (acts[0] === act) while ((await reader?.read())?.done === false);
    } else if (act === 'cancel') await reader?.cancel();
    else if (act === 'request.signal') leave.abort();
    else {
      await Promise.all(kept);
      await runDurableObjectAlarm(tenant.account());
    }
  }
  expect(await Promise.all(settlements)).toEqual([['charge', 'settled']]);
  const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>();
  expect(limits).toMatchObject([{ used: 1, held: 0 }]);
});
