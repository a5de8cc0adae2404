/** An account whose clock steps back: more is never let through for it, and what is shared does not stay out of reach. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { Pool } from '../../src/quota/lending.ts';
import { Pools } from '../../src/quota/pools.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, HOUR, later, MINUTE, newAccount, SECOND, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();

const RUNGS = [rung('instant', candidate('fast', price(1, 1)))] as const;
let count = 0;

/** 100 tokens read and at most 900 written hold 1,000 micro-dollars. */
function newBudget(max: number, perMs: number) {
  const month = limit('month', { of: 'cost', max, perMs: milliseconds(perMs) });
  const pool: Pool = { tenant: `clocks-${count++}`, key: 'budget', max, perMs: month.perMs };
  return {
    ask: (name: string) =>
      request({
        proposal: { id: decisionId(name), rungs: RUNGS },
        ...{ output: 900, pooled: [{ limit: month, pool, scope: 'tenant' }] },
      }),
    standing: () =>
      runInDurableObject(env.TENANT.getByName(pool.tenant), (_, { storage }) =>
        new Pools(storage.sql).standing(pool, unixMs(Date.now())),
      ),
  };
}

it('a hold that outlives its window and a step back takes nothing from what others hold', async () => {
  const account = newAccount();
  const two = limit('1m', { max: 2, perMs: milliseconds(MINUTE) });
  const ask = (name: string) => account.admit(request({ proposal: { id: decisionId(name) }, limits: [two] }));
  const holdMs = 2 * HOUR;
  await account.admit(request({ proposal: { id: decisionId('long') }, limits: [two], holdMs }));
  later(2 * MINUTE);
  await runDurableObjectAlarm(account);
  later(-2 * MINUTE);
  expect((await ask('a')).kind).toBe('admitted');
  await account.settle(decisionId('long'), release(decisionId('long')));
  expect(await account.usage([two])).toMatchObject([{ used: 0, held: 1 }]);
  expect([(await ask('b')).kind, (await ask('c')).kind]).toEqual(['admitted', 'refused']);
});

it('an account that was told that nothing is left asks again in time, whatever its clock says', async () => {
  const { ask } = newBudget(1000, MINUTE);
  const [first, second] = [newAccount(), newAccount()];
  later(6 * HOUR);
  await first.admitPooled(ask('a'));
  expect((await second.admitPooled(ask('b'))).kind).toBe('refused');
  await first.settle(decisionId('a'), release(decisionId('a')));
  later(-6 * HOUR);
  expect((await second.admitPooled(ask('c'))).kind).toBe('admitted');
});

it('an account that ended, and begins again at an earlier moment, can borrow', async () => {
  const { ask, standing } = newBudget(1_000_000, 30 * DAY);
  const account = newAccount();
  later(6 * HOUR);
  await account.admitPooled(ask('a'));
  await account.settle(decisionId('a'), charge(decisionId('a'), { cost: 300 }));
  await runInDurableObject(account, (_, { storage }) => storage.deleteAll());
  later(-6 * HOUR);
  // Its books are gone, as those of an account that ended.
  const again = await runInDurableObject(account, async (_, state) => {
    const reborn = new Account(state, Object(env));
    await state.blockConcurrencyWhile(async () => undefined);
    return reborn.admitPooled(ask('b'));
  });
  expect(again.kind).toBe('admitted');
  later(10 * SECOND);
  expect(await standing()).toMatchObject({ spent: 300, lent: 2000, borrowers: 1 });
});

it('a call to admit that was made twice, and comes when the first is settled, holds nothing', async () => {
  const account = newAccount();
  const all = limit('all', { of: 'tokens', max: 100_000 });
  const asked = request({ proposal: { id: decisionId('twice') }, limits: [all] });
  await account.admit(asked);
  await account.settle(decisionId('twice'), charge(decisionId('twice')));
  const second = await runInDurableObject(account, (instance) => {
    try {
      return instance.admit(asked).kind;
    } catch (error) {
      return String(error);
    }
  });
  expect(second).toContain('is over');
  expect(await account.usage([all])).toMatchObject([{ used: 150, held: 0 }]);
});
