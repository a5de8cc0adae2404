import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { AdmitRequest, Asked, PooledLimit } from '../../src/quota/contract.ts';
import { Pools } from '../../src/quota/pools.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, later, newAccount, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();

let count = 0;
const newTenant = (): string => `sharing-${count++}`;

/** A limit that is shared; its pool has its id. */
function shared(tenant: string, id: string, parts: Parameters<typeof limit>[1] = {}): PooledLimit {
  const of = limit(id, { perMs: milliseconds(30 * DAY), ...parts });
  return { limit: of, scope: 'key', pool: { tenant, key: id, max: of.max, perMs: of.perMs } };
}

/** 100 tokens in and at most 900 out: a micro-dollar each at instant, ten at thinking. */
const THINKING = rung('thinking', candidate('deep', price(10, 10)));
const INSTANT = rung('instant', candidate('fast', price(1, 1)));
const MINI = rung('mini', candidate('small', price(0, 0)));
const ask = (name: string, pooled: readonly PooledLimit[], parts: Partial<AdmitRequest['proposal']> = {}) =>
  request({ proposal: { id: decisionId(name), rungs: [THINKING, INSTANT, MINI], ...parts }, output: 900, pooled });
const simple = (name: string, pooled: readonly PooledLimit[]) => ask(name, pooled, { rungs: [INSTANT] });

const standing = ({ pool }: PooledLimit) =>
  runInDurableObject(env.TENANT.getByName(pool.tenant), (_, { storage }) =>
    new Pools(storage.sql).standing(pool, unixMs(Date.now())),
  );

/** An account, and every call that it makes to the tenant's object. */
async function listened<T>(
  account: DurableObjectStub<Account>,
  act: (instance: Account) => Promise<T>,
): Promise<{ readonly value: T; readonly calls: readonly (readonly Asked[])[] }> {
  const calls: (readonly Asked[])[] = [];
  const value = await runInDurableObject(account, async (_, state) => {
    const TENANT = {
      getByName: (name: string) => ({
        lend: (by: string, asked: readonly Asked[]) => {
          calls.push(asked);
          return env.TENANT.getByName(name).lend(by, asked);
        },
      }),
    };
    return act(new Account(state, Object({ ...env, TENANT })));
  });
  return { value, calls };
}

interface Outcome {
  readonly kind: string;
  readonly rung: { readonly effort: string };
  readonly degraded?: string | null;
  readonly limit?: { readonly id: string };
}
const outcome = ({ kind, rung, degraded, limit }: Outcome): string =>
  kind === 'refused' ? `refused by ${limit?.id}` : [rung.effort, ...(degraded == null ? [] : [degraded])].join(', ');

describe('a limit of a key', () => {
  it('of 60 lets exactly 60 of 200 at once through, of 20 users', async () => {
    const calls = shared(newTenant(), 'calls', { max: 60 });
    const accounts = Array.from({ length: 20 }, newAccount);
    const ask = (n: number) => accounts[n % 20]?.admitPooled(simple(`r${n}`, [calls]));
    let admitted = 0;
    let used = 0;
    // Some at once, and then as many as it takes until all have heard that there is no more.
    for (let asked = 0; admitted < 60 && asked < 300; asked += asked === 0 ? 200 : 20) {
      const crowd = asked === 0 ? 200 : 20;
      const answers = await Promise.all(Array.from({ length: crowd }, (_, n) => ask(asked + n)));
      admitted += answers.filter((answer) => answer?.kind === 'admitted').length;
      expect(admitted).toBeLessThanOrEqual(60);
      const { spent, lent } = await standing(calls);
      expect(spent + lent).toBeLessThanOrEqual(60);
      const slices = await Promise.all(accounts.map((account) => account.slices(['calls'])));
      const held = slices.reduce((sum, [slice]) => sum + (slice?.held ?? 0), 0);
      used = slices.reduce((sum, [slice]) => sum + (slice?.spent ?? 0), held);
      expect(used).toBe(admitted);
      later(6000);
    }
    expect(admitted).toBe(60);
    const [state] = (await accounts[0]?.usageShared([calls])) ?? [];
    expect(state).toMatchObject({ id: 'calls', scope: 'key', used: 0, held: 60, max: 60 });
  }, 60_000);

  it('that one account holds all of is never said to have come free in the past', async () => {
    const calls = shared(newTenant(), 'calls', { max: 2 });
    const account = newAccount();
    for (const name of ['a', 'b'])
      expect(await account.admitPooled(simple(name, [calls]))).toMatchObject({ kind: 'admitted' });
    const refused = await account.admitPooled(simple('c', [calls]));
    expect(refused.kind === 'refused' ? (refused.limit.freesAt ?? 0) : refused).toBeGreaterThanOrEqual(Date.now());
  });

  it('shows a user what all have spent, hold and may still have, to the unit', async () => {
    const calls = shared(newTenant(), 'calls', { max: 1000 });
    const [ann, bob] = [newAccount(), newAccount()];
    for (let n = 0; n < 12; n++) {
      await ann.admitPooled(simple(`a${n}`, [calls]));
      if (n < 9) await ann.settle(decisionId(`a${n}`), charge(decisionId(`a${n}`)));
    }
    await bob.admitPooled(simple('b', [calls]));
    const [state] = await bob.usageShared([calls]);
    expect(state).toMatchObject({ used: 9, held: 4, freesAt: expect.any(Number) });
    expect(await newAccount().usageShared([calls])).toEqual([state]);
  });
});

describe('a request under several limits that are shared', () => {
  const three = (tenant: string, up: number): readonly PooledLimit[] => [
    shared(tenant, 'month', { of: 'cost', max: 100_000, then: 'mini' }),
    shared(tenant, 'own', { of: 'tokens', max: 50_000 }),
    shared(tenant, 'up', { of: 'cost', max: up, effort: 'thinking', then: 'instant', automatic: true }),
  ];

  it('makes one call for all of them', async () => {
    const { value, calls } = await listened(newAccount(), (account) =>
      account.admitPooled(ask('a', three(newTenant(), 100_000))),
    );
    expect(outcome(value)).toBe('thinking');
    expect(calls.map((asked) => asked.map(({ pool, report }) => [pool.key, report.need]))).toEqual([
      [
        ['month', 10_000],
        ['own', 1000],
        ['up', 10_000],
      ],
    ]);
  });

  it('borrows nothing for thinking that another of them forbids, and asks no more while it does', async () => {
    const pooled = three(newTenant(), 0);
    const { value, calls } = await listened(newAccount(), async (account) => {
      const first = await account.admitPooled(ask('a', pooled));
      return [first, await account.admitPooled(ask('b', pooled))].map(outcome);
    });
    expect(value).toEqual(['instant, up', 'instant, up']);
    // A budget of nothing is no budget to ask of, and the second asks for what an instant answer holds.
    expect(calls.map((asked) => asked.map(({ pool, report }) => [pool.key, report.need]))).toEqual([
      [
        ['month', 1000],
        ['own', 1000],
      ],
    ]);
  });

  it('takes the rung that it can have, where one of them turns out to be used up', async () => {
    const pooled = three(newTenant(), 12_000);
    await newAccount().admitPooled(ask('before', pooled));
    const { value, calls } = await listened(newAccount(), async (account) => {
      const first = await account.admitPooled(ask('a', pooled));
      return [first, await account.admitPooled(ask('b', pooled))].map(outcome);
    });
    // 2,000 of the budget for escalation are left: they pay for the input and a short answer, but not for two.
    expect(value).toEqual(['instant, up', 'instant, up']);
    expect(calls).toHaveLength(1);
  });

  it('that one of them refuses asks for nothing of the others', async () => {
    const tenant = newTenant();
    const none = shared(tenant, 'own', { max: 0 });
    const month = shared(tenant, 'month', { of: 'cost', max: 100_000, then: 'mini' });
    const { value, calls } = await listened(newAccount(), async (account) => {
      const answers = [
        await account.admitPooled(ask('a', [month, none])),
        await account.admitPooled(ask('b', [month, none])),
      ];
      return answers.map(outcome);
    });
    // By its own name, not by that of a budget of which nothing was borrowed.
    expect(value).toEqual(['refused by own', 'refused by own']);
    expect(calls).toEqual([]);
  });

  it('gives back what it borrowed in vain', async () => {
    const tenant = newTenant();
    const [month, own] = [shared(tenant, 'a-month', { of: 'cost', max: 2000 }), shared(tenant, 'own', { max: 1 })];
    await newAccount().admitPooled(simple('before', [own]));
    const account = newAccount();
    expect(outcome(await account.admitPooled(simple('a', [month, own])))).toBe('refused by own');
    expect((await standing(month)).lent).toBe(1000);
    later(6000);
    await runInDurableObject(account, (instance) => instance.alarm());
    expect((await standing(month)).lent).toBe(0);
  });

  it('is not kept from what two accounts have half of each: one goes on', async () => {
    const tenant = newTenant();
    const pools = ['a', 'b'].map((id) => shared(tenant, id, { of: 'cost', max: 1000 }));
    const accounts = [newAccount(), newAccount()];
    for (const [at, account] of accounts.entries()) {
      const pool = pools.slice(at, at + 1);
      await account.admitPooled(simple(`first-${at}`, pool));
      await account.settle(decisionId(`first-${at}`), release(decisionId(`first-${at}`)));
    }
    expect(await Promise.all(pools.map(standing))).toMatchObject([{ lent: 1000 }, { lent: 1000 }]);
    const answers = await Promise.all(accounts.map((account, at) => account.admitPooled(simple(`both-${at}`, pools))));
    expect(answers.map(outcome).toSorted()).toEqual(['instant', expect.stringContaining('refused by')]);
  });
});
