import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { PooledLimit } from '../../src/quota/contract.ts';
import type { Pool } from '../../src/quota/lending.ts';
import { Pools } from '../../src/quota/pools.ts';
import { Tenant } from '../../src/quota/tenant.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, later, newAccount, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();

const tenants: DurableObjectNamespace<Tenant> = Reflect.get(env, 'TENANT');
let count = 0;

/** A budget of its own for each test, in micro-dollars. */
function newBudget(
  max: number,
  then: 'mini' | 'refuse' = 'refuse',
): PooledLimit & { readonly stub: DurableObjectStub<Tenant> } {
  const tenant = `lender-${count++}`;
  const budget = limit('month', { of: 'cost', max, perMs: milliseconds(30 * DAY), then });
  const pool: Pool = { tenant, key: 'budget', max, perMs: budget.perMs };
  return { limit: budget, pool, scope: 'tenant', stub: tenants.getByName(tenant) };
}

/** 1 USD per million tokens each way: 100 tokens read and at most 900 written hold 1,000 micro-dollars. */
const RUNGS = [rung('instant', candidate('fast', price(1, 1)))] as const;
const ask = (name: string, { limit: budget, pool, scope }: PooledLimit) =>
  request({ proposal: { id: decisionId(name), rungs: RUNGS }, output: 900, pooled: [{ limit: budget, pool, scope }] });

const standing = ({ pool, stub }: ReturnType<typeof newBudget>) =>
  runInDurableObject(stub, (_, { storage }) => new Pools(storage.sql).standing(pool, unixMs(Date.now())));

const sliceOf = (account: DurableObjectStub<Account>) => account.slices(['budget']).then(([slice]) => slice);

const spend = (account: DurableObjectStub<Account>, name: string, cost: number) =>
  account.settle(decisionId(name), charge(decisionId(name), { cost }));

describe('a budget', () => {
  it('is lent to an account that needs it, spent there, and told of with the next call', async () => {
    const budget = newBudget(1_000_000);
    const account = newAccount();
    expect((await account.admitPooled(ask('a', budget))).kind).toBe('admitted');
    // The request's own worst case, and as much again to go on with.
    expect(await sliceOf(account)).toMatchObject({ granted: 2000, held: 1000, spent: 0 });
    expect(await standing(budget)).toMatchObject({ lent: 2000, spent: 0, borrowers: 1 });
    await spend(account, 'a', 300);
    expect(await sliceOf(account)).toMatchObject({ granted: 1700, held: 0, spent: 300 });
    expect(await account.giveBack('budget')).toMatchObject({ granted: 0, spent: 300 });
  });

  it('admits exactly what it is for, whoever asks, and all at once', async () => {
    const budget = newBudget(20_000);
    const accounts = Array.from({ length: 7 }, newAccount);
    const answers = await Promise.all(
      Array.from({ length: 70 }, (_, n) => accounts[n % 7]?.admitPooled(ask(`r${n}`, budget))),
    );
    const admitted = answers.filter((answer) => answer?.kind === 'admitted').length;
    expect(admitted).toBeLessThanOrEqual(20);
    expect(admitted).toBeGreaterThan(0);
    const { spent, lent } = await standing(budget);
    expect(spent + lent).toBeLessThanOrEqual(20_000);
  });

  it('is used to its end by one after the other, and says when there is more', async () => {
    const budget = newBudget(5500);
    let spent = 0;
    for (let n = 0; n < 40; n++) {
      const account = newAccount();
      const answer = await account.admitPooled(ask(`r${n}`, budget));
      if (answer.kind !== 'admitted') {
        expect(answer).toMatchObject({ kind: 'refused', limit: { id: 'month' } });
        expect(answer.kind === 'refused' && answer.limit.freesAt !== null).toBe(true);
        break;
      }
      await spend(account, `r${n}`, 500);
      spent += 500;
      later(6000);
      await runDurableObjectAlarm(account);
    }
    // Less than the worst case of one more is left.
    expect(spent).toBeGreaterThanOrEqual(4500);
    expect(await standing(budget)).toMatchObject({ spent });
  });

  it('takes back from those who have most when somebody needs it', async () => {
    const budget = newBudget(6000);
    const [rich, poor] = [newAccount(), newAccount()];
    expect((await rich.admitPooled(ask('a', budget))).kind).toBe('admitted');
    await spend(rich, 'a', 10);
    const other = Array.from({ length: 6 }, (_, n) => poor.admitPooled(ask(`p${n}`, budget)));
    const kinds = (await Promise.all(other)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'admitted').length).toBeGreaterThanOrEqual(5);
    expect((await sliceOf(rich))?.granted).toBe(0);
  });

  it('outlives the eviction of everybody', async () => {
    const budget = newBudget(1_000_000);
    const account = newAccount();
    await account.admitPooled(ask('a', budget));
    await evictDurableObject(account);
    await evictDurableObject(budget.stub);
    await spend(account, 'a', 300);
    await account.admitPooled(ask('b', budget));
    await account.settle(decisionId('b'), release(decisionId('b')));
    const slice = await sliceOf(account);
    expect(slice).toMatchObject({ held: 0, spent: 300 });
    const { lent, spent } = await standing(budget);
    expect(lent + spent).toBe((slice?.granted ?? 0) + 300);
  });

  it('that is spent moves requests down where it says so, and the mini model goes on', async () => {
    const budget = newBudget(10, 'mini');
    const ladder = [...RUNGS, rung('mini', candidate('small', price(1, 1)))] as const;
    const asked = request({ proposal: { id: decisionId('a'), rungs: ladder }, output: 900, pooled: [budget] });
    const { stub, ...pooled } = budget;
    expect(await newAccount().admitPooled({ ...asked, pooled: [pooled] })).toMatchObject({
      ...{ kind: 'admitted', degraded: 'month', rung: { effort: 'mini' } },
    });
  });

  it('whose lender cannot be reached refuses nobody for good: the call fails, and holds nothing', async () => {
    const budget = newBudget(1_000_000);
    const account = newAccount();
    const log = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const told = await runInDurableObject(account, (_, state) =>
      new Account(state, {}).admitPooled(ask('a', budget)).then(
        () => null,
        (error: unknown) => String(error),
      ),
    );
    expect(told).toContain('its lender cannot be reached');
    log.mockRestore();
    expect((await sliceOf(account))?.held ?? 0).toBe(0);
  });

  it('is given back, all of it, before an account ends', async () => {
    const budget = newBudget(1_000_000);
    const account = newAccount();
    await account.admitPooled(ask('a', budget));
    await spend(account, 'a', 300);
    later(40 * DAY);
    for (let ring = 0; ring < 3; ring++) {
      await runDurableObjectAlarm(account);
      later(DAY);
    }
    expect(await standing(budget)).toMatchObject({ lent: 0, borrowers: 0 });
  });
});

it('what has left its window is deleted also while KV keeps the object from finishing a change', async () => {
  const budget = newBudget(1_000_000);
  const account = newAccount();
  await account.admitPooled(ask('a', budget));
  await spend(account, 'a', 300);
  await account.giveBack('budget');
  later(29 * DAY);
  await account.admitPooled(ask('b', budget));
  later(3 * DAY);
  await runInDurableObject(budget.stub, async (_, state) => {
    const spendings = () => state.storage.sql.exec('SELECT 1 FROM spending').toArray().length;
    expect(spendings()).toBe(1);
    await expect(new Tenant(state, Object({ ...env, POLICIES: undefined })).alarm()).rejects.toThrow('POLICIES');
    expect(spendings()).toBe(0);
  });
});
