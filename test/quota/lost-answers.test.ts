import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { Pool } from '../../src/quota/lending.ts';
import { Pools } from '../../src/quota/pools.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, later, MINUTE, newAccount, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, request, rung } from './request.ts';

stopClock();
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const own = limit('own', { of: 'requests', max: 9, perMs: milliseconds(30 * DAY) });
let count = 0;

function newBudget() {
  const month = limit('month', { of: 'cost', max: 1_000_000, perMs: milliseconds(30 * DAY) });
  const pool: Pool = { tenant: `forgetful-${count++}`, key: 'budget', max: month.max, perMs: month.perMs };
  const stub = env.TENANT.getByName(pool.tenant);
  const ask = (name: string) =>
    request({
      proposal: { id: decisionId(name), rungs: [rung('instant', candidate('fast', price(1, 1)))] },
      ...{ output: 900, pooled: [{ limit: month, pool, scope: 'tenant' }] },
    });
  const standing = () =>
    runInDurableObject(stub, (_, { storage }) => new Pools(storage.sql).standing(pool, unixMs(Date.now())));
  return { ask, standing };
}

/** The account as long as what the lender answers is lost on the way: it has done what was asked. */
const deaf = (account: DurableObjectStub<Account>, act: (instance: Account) => Promise<unknown>) =>
  runInDurableObject(account, async (_, state) => {
    const TENANT = {
      getByName: (name: string) => ({
        lend: async (...args: Parameters<ReturnType<typeof env.TENANT.getByName>['lend']>) => {
          await env.TENANT.getByName(name).lend(...args);
          throw new Error('The answer was lost.');
        },
      }),
    };
    await act(new Account(state, Object({ ...env, TENANT }))).catch(() => undefined);
  });

const grantedTo = (account: DurableObjectStub<Account>) => account.slices(['budget']).then(([slice]) => slice?.granted);

describe('a loan of which the account was not told', () => {
  it('is found out by a report within a minute or so, though nobody asks for anything', async () => {
    const { ask, standing } = newBudget();
    const account = newAccount();
    // What it has charged keeps the account from ending.
    await account.admit({ ...ask('own'), pooled: [], limits: [own] });
    await account.settle(decisionId('own'), charge(decisionId('own')));
    await deaf(account, (instance) => instance.admitPooled(ask('a')));
    expect([await grantedTo(account), (await standing()).lent]).toEqual([0, 2000]);
    later(2 * MINUTE);
    await runDurableObjectAlarm(account);
    expect([await grantedTo(account), (await standing()).lent]).toEqual([0, 0]);
  });

  it('does not outlive the account', async () => {
    const { ask, standing } = newBudget();
    const account = newAccount();
    await account.admitPooled(ask('a'));
    await account.settle(decisionId('a'), charge(decisionId('a'), { cost: 300 }));
    later(40 * DAY);
    // It would end, and gives everything back: nobody tells it that this was heard.
    await deaf(account, (instance) => instance.alarm());
    await deaf(account, (instance) => instance.admitPooled(ask('b')));
    for (let ring = 0; ring < 3; ring++) {
      later(40 * DAY);
      await runDurableObjectAlarm(account);
    }
    expect(await standing()).toMatchObject({ lent: 0, borrowers: 0 });
  });
});

describe('a request that comes while an account that ends is giving back', () => {
  /** Rings the alarm of an account that ends; `act` happens while it waits for the answer to `during`. */
  async function ending(during: 'lend' | 'report', act: (account: Account) => unknown) {
    const { ask } = newBudget();
    const account = newAccount();
    await account.admitPooled(ask('a'));
    await account.settle(decisionId('a'), charge(decisionId('a'), { cost: 300 }));
    later(40 * DAY);
    await runInDurableObject(account, async (_, state) => {
      let hasActed = false;
      const told = async <Said>(method: string, saying: Promise<Said>): Promise<Said> => {
        const said = await saying;
        if (method === during && !hasActed) {
          hasActed = true;
          await act(late);
        }
        return said;
      };
      const TENANT = {
        getByName: (name: string) => {
          const real = env.TENANT.getByName(name);
          return {
            lend: (...args: Parameters<typeof real.lend>) => told('lend', real.lend(...args)),
            report: (...args: Parameters<typeof real.report>) => told('report', real.report(...args)),
          };
        },
      };
      const late: Account = new Account(state, Object({ ...env, TENANT }));
      await late.alarm();
      expect(hasActed).toBe(true);
    });
    return account;
  }

  it('is on its books afterwards', async () => {
    const { ask } = newBudget();
    const account = await ending('lend', (late) => {
      late.admit({ ...ask('b'), pooled: [], limits: [own] });
      late.settle(decisionId('b'), charge(decisionId('b')));
    });
    expect(await account.usage([own])).toMatchObject([{ used: 1, held: 0 }]);
  });

  it('and borrows, and leaves nothing but what it borrowed, does not leave that lent for ever', async () => {
    const { ask, standing } = newBudget();
    const account = await ending('report', async (late) => {
      await late.admitPooled(ask('b'));
      late.settle(decisionId('b'), { kind: 'withdraw' });
    });
    for (let ring = 0; ring < 3; ring++) {
      later(2 * MINUTE);
      await runDurableObjectAlarm(account);
    }
    expect(await standing()).toMatchObject({ lent: 0 });
  });
});
