import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { Pool } from '../../src/quota/lending.ts';
import { milliseconds } from '../../src/unit.ts';
import { DAY, later, MINUTE, newAccount, stands, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, FROM_INSTANT, limit, price, release, request, rung } from './request.ts';

stopClock();

const perDay = [limit('1d-all', { max: 9 }), limit('1d-tokens', { of: 'tokens', max: 1_000_000 })];
const wish = request({ proposal: { rungs: FROM_INSTANT }, limits: perDay, output: 1000, holdMs: MINUTE });
const id = wish.proposal.id;

type Stub = ReturnType<typeof newAccount>;
const stand = async (account: Stub) => (await account.usage(perDay)).map(stands);

const OVER: Readonly<Record<string, (account: Stub) => Promise<unknown>>> = {
  charged: (account) => account.settle(id, charge(id)),
  released: (account) => account.settle(id, release(id)),
  withdrawn: (account) => account.settle(id, { kind: 'withdraw' }),
  'left to the alarm': async (account) => {
    later(MINUTE);
    await runDurableObjectAlarm(account);
  },
};

describe('a call to admit that comes again once its request was', () => {
  it.each(Object.entries(OVER))('%s holds nothing, and is charged no second time', async (_, end) => {
    const account = newAccount();
    await account.admit(wish);
    await end(account);
    const before = await stand(account);
    await runInDurableObject(account, (instance: Account) => expect(() => instance.admit(wish)).toThrow(/is over/));
    expect(await stand(account)).toEqual(before);
    later(MINUTE);
    await runDurableObjectAlarm(account);
    expect(await stand(account)).toEqual(before);
  });

  it('settled and the object evicted is known by the books', async () => {
    const account = newAccount();
    await account.admit(wish);
    await account.settle(id, charge(id));
    await evictDurableObject(account);
    await runInDurableObject(account, (instance: Account) => expect(() => instance.admit(wish)).toThrow(/is over/));
    expect(await stand(account)).toEqual(['1d-all: 1 used, 0 held', '1d-tokens: 150 used, 0 held']);
  });

  it('settled while the first call still waited for the lender holds nothing', async () => {
    const month = limit('month', { of: 'cost', max: 1_000_000, perMs: milliseconds(30 * DAY) });
    const pool: Pool = { tenant: 'slow-lender', key: 'budget', max: month.max, perMs: month.perMs };
    const asked = request({
      proposal: { id, rungs: [rung('instant', candidate('fast', price(1, 1)))] },
      ...{ output: 900, limits: perDay, pooled: [{ limit: month, pool, scope: 'tenant' }], holdMs: MINUTE },
    });
    const { promise: released, resolve: answerNow } = Promise.withResolvers<void>();
    await runInDurableObject(newAccount(), async (_, state) => {
      const TENANT = {
        getByName: (name: string) => ({
          lend: async (...args: Parameters<ReturnType<typeof env.TENANT.getByName>['lend']>) => {
            await released;
            return env.TENANT.getByName(name).lend(...args);
          },
        }),
      };
      const account = new Account(state, Object({ ...env, TENANT }));
      const first = account.admitPooled(asked);
      // The client heard that the connection was lost, and its second try is answered at once: nothing lacks it any more.
      account.admit({ ...asked, pooled: [] });
      for (let n = 0; n < 60; n++) {
        account.admit({ ...asked, proposal: { ...asked.proposal, id: decisionId(n) }, limits: [], pooled: [] });
        account.settle(decisionId(n), charge(decisionId(n)));
        if (n === 0) account.settle(id, charge(id));
      }
      answerNow();
      await expect(first).rejects.toThrow(/is over/);
      later(MINUTE);
      await account.alarm();
      expect(account.usage(perDay).map(stands)).toEqual(['1d-all: 1 used, 0 held', '1d-tokens: 150 used, 0 held']);
    });
  });
});

describe('withdraw', () => {
  it('frees what is held, and leaves no decision behind', async () => {
    const account = newAccount();
    await account.admit(wish);
    expect(await account.settle(id, { kind: 'withdraw' })).toEqual({ kind: 'settled' });
    expect(await stand(account)).toEqual(['1d-all: 0 used, 0 held', '1d-tokens: 0 used, 0 held']);
    expect(await account.decisions(9)).toEqual([]);
    const rows = await runInDurableObject(account, (_, { storage }) =>
      storage.sql.exec('SELECT 1 FROM request').toArray(),
    );
    expect(rows).toEqual([]);
  });

  it('that overtakes the call it is about keeps it from holding anything', async () => {
    const account = newAccount();
    expect(await account.settle(id, { kind: 'withdraw' })).toEqual({ kind: 'already' });
    await runInDurableObject(account, (instance: Account) => expect(() => instance.admit(wish)).toThrow(/is over/));
    expect(await stand(account)).toEqual(['1d-all: 0 used, 0 held', '1d-tokens: 0 used, 0 held']);
  });
});
