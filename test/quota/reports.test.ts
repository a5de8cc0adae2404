import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { PooledLimit } from '../../src/quota/contract.ts';
import { Pools } from '../../src/quota/pools.ts';
import { type Batch, dayOf, NOTHING_USED, sumOf, type UsageRow } from '../../src/quota/reporting.ts';
import { microDollars, milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, later, MINUTE, newAccount, SECOND, START, stopClock } from './account-object.ts';
import { candidate, charge, decision, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

let count = 0;

function newTenant() {
  const tenant = `reported-${count++}`;
  const stub = env.TENANT.getByName(tenant);
  const usage = (days = 400) => {
    const today = dayOf(unixMs(Date.now()));
    return stub.usage({ from: today - days + 1, to: today, key: null, pools: [] });
  };
  return { tenant, stub, usage, total: async () => sumOf((await usage()).byDay) };
}

/** Requests `from` to `to`, each admitted and charged 100 tokens read, 50 written and 200 micro-dollars. */
async function use(
  account: Pick<Account, 'admit' | 'settle'> | DurableObjectStub<Account>,
  tenant: string,
  from: number,
  to: number,
) {
  for (let n = from; n <= to; n++) {
    const id = decisionId(n);
    const origin = { tenant, key: n % 2 === 0 ? 'even' : 'odd' };
    await account.admit(request({ origin, proposal: { id } }));
    await account.settle(id, charge(id, { origin }));
  }
}

/** A life of the account with a line to the tenant's object that a test holds in its hand. */
async function over<T>(
  account: DurableObjectStub<Account>,
  report: (batch: Batch) => Promise<unknown>,
  act: (instance: Account) => T | Promise<T>,
): Promise<T> {
  const told = await runInDurableObject(account, async (_, state) => {
    const TENANT = { getByName: () => ({ report }) };
    return act(new Account(state, Object({ ...env, TENANT })));
  });
  await evictDurableObject(account);
  return told;
}

const dead = () => Promise.reject(new Error('The line is dead.'));

describe('an account', () => {
  it('reports behind the fiftieth request, and not before', async () => {
    const { tenant, total, usage, stub } = newTenant();
    const account = newAccount();
    await use(account, tenant, 1, 49);
    expect(await total()).toEqual(NOTHING_USED);
    await use(account, tenant, 50, 50);
    await vi.waitFor(async () => {
      expect(await total()).toEqual({ ...NOTHING_USED, requests: 50, input: 5000, output: 2500, cost: 10_000 });
    });
    expect((await usage()).byKey).toMatchObject([
      { key: 'even', requests: 25 },
      { key: 'odd', requests: 25 },
    ]);
    expect((await account.standing([])).unreported).toEqual(NOTHING_USED);
    // Of so many decisions the newest.
    const told = await stub.decisions(99);
    expect([told.length, told[0]?.id, told.at(-1)?.id]).toEqual([20, 'dec_50', 'dec_31']);
    expect(told[0]).toEqual({ ...decision('dec_50'), at: START, key: 'even', user: 'user:ann' });
  });

  it('reports ten minutes after its first request, by its alarm', async () => {
    const { tenant, total, usage } = newTenant();
    const account = newAccount();
    await use(account, tenant, 1, 2);
    later(10 * MINUTE - 1);
    await runDurableObjectAlarm(account);
    expect(await total()).toEqual(NOTHING_USED);
    expect(await runInDurableObject(account, (_, { storage }) => storage.getAlarm())).toBe(START + 10 * MINUTE);
    later(1);
    await runDurableObjectAlarm(account);
    expect(await total()).toMatchObject({ requests: 2 });
    expect((await usage()).reportedAt).toBe(START + 10 * MINUTE);
  });

  it('calls nobody on the way of a request', async () => {
    const { tenant } = newTenant();
    const report = vi.fn(dead);
    await over(newAccount(), report, async (instance) => {
      for (let n = 1; n <= 49; n++) {
        instance.admit(request({ origin: { tenant }, proposal: { id: decisionId(n) } }));
        instance.settle(decisionId(n), charge(decisionId(n), { origin: { tenant } }));
      }
    });
    expect(report).not.toHaveBeenCalled();
  });

  it('sends what was not acknowledged again as it was, and what came since with the next', async () => {
    const { tenant, total, stub } = newTenant();
    const account = newAccount();
    const sent: Batch[] = [];
    const unanswered = async (batch: Batch) => {
      sent.push(batch);
      // A stub of the test's own is of no use within the object.
      await env.TENANT.getByName(tenant).report(batch);
      return dead();
    };
    await use(account, tenant, 1, 3);
    later(10 * MINUTE);
    await over(account, unanswered, (instance) => instance.alarm());
    await use(account, tenant, 4, 5);
    expect((await account.standing([])).unreported).toMatchObject({ requests: 5 });
    later(2 * MINUTE);
    await over(account, unanswered, (instance) => instance.alarm());
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(await total()).toMatchObject({ requests: 3 });
    later(10 * MINUTE);
    await runDurableObjectAlarm(account);
    expect(await total()).toMatchObject({ requests: 5 });
    expect((await stub.decisions(9)).map(({ id }) => id)).toEqual(['dec_5', 'dec_4', 'dec_3', 'dec_2', 'dec_1']);
  });

  it('ends only when its last report is acknowledged', async () => {
    const { tenant, total } = newTenant();
    const account = newAccount();
    const tables = () =>
      runInDurableObject(account, (_, { storage }) =>
        storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'usage'").toArray(),
      );
    await use(account, tenant, 1, 3);
    later(40 * DAY);
    await over(account, dead, (instance) => instance.alarm());
    expect(await tables()).toHaveLength(1);
    const next = await runInDurableObject(account, (_, { storage }) => storage.getAlarm());
    expect(next).toBe(Date.now() + MINUTE);
    later(MINUTE);
    await runDurableObjectAlarm(account);
    expect(await tables()).toEqual([]);
    expect(await total()).toMatchObject({ requests: 3 });
    // Its next life counts from one, and is heard all the same.
    await use(account, tenant, 4, 5);
    later(10 * MINUTE);
    await runDurableObjectAlarm(account);
    expect(await total()).toMatchObject({ requests: 5 });
  });

  it('tells each model of a joint answer apart, what failed, and what nobody settled', async () => {
    const { tenant, usage } = newTenant();
    const account = newAccount();
    const origin = { tenant, key: 'k' };
    const limits = [limit('tokens', { of: 'tokens', max: 1e6 }), limit('usd', { of: 'cost', max: 1e6 })];
    const ask = (n: number) =>
      request({
        ...{ origin, limits, output: 900, holdMs: 30 * SECOND },
        proposal: { id: decisionId(n), rungs: [rung('instant', candidate('fast', price(1, 2)))] },
      });
    for (let n = 1; n <= 3; n++) await account.admit(ask(n));
    const joint = {
      ...charge('dec_1', { decision: { model: 'deep' }, estimated: true }),
      origin: { ...ask(1).origin },
    };
    const first = { ...joint.bills[0], model: 'fast', cost: microDollars(7) };
    await account.settle('dec_1', { ...joint, bills: [first, joint.bills[0]] });
    await account.settle('dec_2', { ...release('dec_2'), origin: ask(2).origin });
    later(10 * MINUTE);
    await runDurableObjectAlarm(account);
    const held = { input: 100, output: 900, cost: 1900 };
    expect((await usage()).byModel).toEqual([
      // The third: charged as limits are, under the model that was to answer it.
      {
        model: 'fast',
        ...NOTHING_USED,
        requests: 1,
        failed: 1,
        unsettled: 1,
        estimated: 1,
        input: 200,
        output: 950,
        cost: 7 + held.cost,
      },
      { model: 'deep', ...NOTHING_USED, requests: 1, estimated: 1, input: 100, output: 50, cost: 200 },
    ]);
    expect((await account.usage(limits)).map(({ used }) => used)).toEqual([150 + 1000, 200 + 1900]);
  });

  it('borrows and reports side by side, and both are right', async () => {
    const { tenant, stub, total } = newTenant();
    const budget = limit('month', { of: 'cost', max: 1_000_000, perMs: milliseconds(30 * DAY) });
    const pooled: PooledLimit = {
      limit: budget,
      pool: { tenant, key: 'budget', max: budget.max, perMs: budget.perMs },
      scope: 'tenant',
    };
    const rungs = [rung('instant', candidate('fast', price(1, 1)))] as const;
    const accounts = Array.from({ length: 3 }, newAccount);
    await Promise.all(
      accounts.map(async (account, who) => {
        for (let n = 0; n < 60; n++) {
          const id = decisionId(`${who}-${n}`);
          await account.admitPooled(
            request({ origin: { tenant }, proposal: { id, rungs }, output: 900, pooled: [pooled] }),
          );
          await account.settle(id, charge(id, { origin: { tenant }, cost: 300 }));
        }
      }),
    );
    for (let ring = 0; ring < 2; ring++) {
      later(11 * MINUTE);
      for (const account of accounts) {
        await account.giveBack('budget');
        await runDurableObjectAlarm(account);
      }
    }
    expect(await total()).toMatchObject({ requests: 180, cost: 180 * 300 });
    later(40 * DAY);
    for (const account of accounts) await runDurableObjectAlarm(account);
    const standing = await runInDurableObject(stub, (_, { storage }) =>
      new Pools(storage.sql).standing(pooled.pool, unixMs(START)),
    );
    expect(standing).toMatchObject({ lent: 0, borrowers: 0 });
  });
});

describe('the tenant', () => {
  const row = (day: number, parts: Partial<UsageRow> = {}): UsageRow => ({
    ...{ ...NOTHING_USED, day, key: 'k', model: 'm', requests: 1 },
    ...parts,
  });
  const told = (name: string, at: number) => ({ ...decision(decisionId(name)), at: unixMs(at), key: 'k' });

  it('keeps what was used for 400 days, and counts no old batch again after it', async () => {
    const { stub, total } = newTenant();
    const day = dayOf(unixMs(START));
    const batch = { life: 'a', seq: 1, user: 'user:ann', usage: [row(day)], decisions: [told('a', START)] };
    await stub.report(batch);
    later(399 * DAY);
    await runDurableObjectAlarm(stub);
    await stub.report(batch);
    expect(await total()).toMatchObject({ requests: 1 });
    const rows = (table: string) =>
      runInDurableObject(stub, (_, { storage }) => storage.sql.exec(`SELECT * FROM ${table}`).toArray().length);
    expect([await rows('usage'), await rows('report'), await rows('reporter')]).toEqual([1, 0, 1]);
    for (let ring = 0; ring < 4; ring++) {
      later(DAY);
      await runDurableObjectAlarm(stub);
    }
    expect([await rows('usage'), await rows('reporter')]).toEqual([0, 0]);
    await stub.report(batch);
    expect(await rows('usage')).toBe(0);
  });

  it('shows the newest decisions first, whatever order they came in, and keeps a thousand or so', async () => {
    const { stub } = newTenant();
    const send = (seq: number, ...decisions: ReturnType<typeof told>[]) =>
      stub.report({ life: 'a', seq, user: 'user:ann', usage: [], decisions });
    await send(1, told('newest', START + 9), told('third', START + 7));
    await send(2, told('second', START + 8), told('fourth', START + 1));
    const names = async (most: number) => (await stub.decisions(most)).map(({ id }) => id.slice(4));
    expect(await names(1)).toEqual(['newest']);
    expect(await names(3)).toEqual(['newest', 'second', 'third']);
    expect(await names(9)).toEqual(['newest', 'second', 'third', 'fourth']);
    for (let seq = 3; seq <= 130; seq++) {
      await send(seq, ...Array.from({ length: 20 }, (_, at) => told(`${seq}-${at}`, START + seq * 100 - at)));
    }
    const kept = await stub.decisions(99_999);
    expect(kept.length).toBeGreaterThanOrEqual(1000);
    expect(kept.length).toBeLessThan(1000 + 64 * 20);
    expect(kept.at(0)?.id).toBe('dec_130-0');
  });
});
