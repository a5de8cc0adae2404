import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { Settlement } from '../../src/quota/contract.ts';
import { type Batch, dayOf, sumOf } from '../../src/quota/reporting.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, later, MINUTE, newAccount, stands, stopClock } from './account-object.ts';
import { curriculum, learnable } from './lessons.ts';
import { charge, decisionId, limit, request } from './request.ts';

stopClock();

const DAILY = limit('daily', { max: 5, perMs: milliseconds(DAY) });
const NOTHING = { decisions: 0, sessions: 0, issued: 0, lessons: 0, onTheirWay: 0, untold: null };

let count = 0;
const newTenant = () => {
  const tenant = `forgetting-${count++}`;
  return { tenant, stub: env.TENANT.getByName(tenant) };
};

const ask = (name: string, tenant = 'shop') =>
  request({ origin: { tenant }, proposal: { id: decisionId(name) }, limits: [DAILY] });

const ended = (name: string, tenant = 'shop'): Settlement => ({
  ...charge(decisionId(name), { origin: { tenant } }),
  issued: { ids: [`resp_${name}`], provider: 'a' },
});

async function use(account: DurableObjectStub<Account>, names: readonly string[], tenant = 'shop') {
  for (const name of names) {
    await account.admit(ask(name, tenant));
    await account.settle(decisionId(name), ended(name, tenant));
  }
}

const rows = (account: DurableObjectStub<Account>, table: string) =>
  runInDurableObject(account, (_, { storage }) => storage.sql.exec(`SELECT * FROM ${table}`).toArray());

const requestsOf = async (stub: ReturnType<typeof newTenant>['stub']) => {
  const today = dayOf(unixMs(Date.now()));
  return sumOf((await stub.usage({ from: today, to: today, key: null, pools: [] })).byDay).requests;
};

describe('an account that is to forget its user', () => {
  it('has no decision, conversation or answer any more, and has counted what it has counted', async () => {
    const account = newAccount();
    await use(account, ['a', 'b']);
    expect(await account.forget()).toMatchObject({ decisions: 2, sessions: 1, issued: 2, onTheirWay: 0 });
    await evictDurableObject(account);
    expect(await account.decisions(-1)).toEqual([]);
    for (const table of ['request', 'session', 'issued'])
      expect([table, await rows(account, table)]).toEqual([table, []]);
    expect((await account.usage([DAILY])).map(stands)).toEqual(['daily: 2 used, 0 held']);
    expect((await account.standing([])).unreported).toMatchObject({ requests: 2, cost: 400 });
    expect(await account.forget()).toMatchObject(NOTHING);
    // And goes on as any other.
    await use(account, ['c']);
    expect(await account.decisions(-1)).toMatchObject([{ id: 'dec_c' }]);
  });

  it('charges what was on its way, and keeps nothing else of it', async () => {
    const account = newAccount();
    await account.admit(ask('before'));
    expect(await account.forget()).toMatchObject({ ...NOTHING, onTheirWay: 1 });
    expect(await account.forget()).toMatchObject(NOTHING);
    await account.admit(ask('after'));
    await evictDurableObject(account);
    await account.settle('dec_before', ended('before'));
    for (const table of ['session', 'issued']) expect([table, await rows(account, table)]).toEqual([table, []]);
    expect(await rows(account, 'request')).toMatchObject([{ decision: 'dec_after', settled: null }]);
    expect((await account.usage([DAILY])).map(stands)).toEqual(['daily: 1 used, 1 held']);
    await account.settle('dec_after', ended('after'));
    expect(await account.decisions(-1)).toMatchObject([{ id: 'dec_after' }]);
    expect((await account.standing([])).unreported).toMatchObject({ requests: 2 });
  });

  it('tells the learner nothing more of what was said, and knows no decision that could be rated', async () => {
    const account = newAccount();
    for (const name of ['a', 'b']) {
      await account.admit(ask(name));
      if (name === 'a') await account.settle(decisionId(name), learnable(name, { observed: { refused: true } }));
    }
    const rating = { feedback: { rating: 1 } };
    expect(await account.feedback('dec_b', rating, curriculum())).toMatchObject({ kind: 'heard' });
    expect(await rows(account, 'lesson')).toHaveLength(1);
    expect(await account.forget()).toMatchObject({ decisions: 1, lessons: 1, onTheirWay: 1 });
    for (const id of ['dec_a', 'dec_b'] as const) {
      expect([id, await account.feedback(id, rating, curriculum())]).toEqual([id, { kind: 'unknown' }]);
    }
    await account.settle('dec_b', learnable('b', { observed: { refused: true } }));
    expect([await rows(account, 'lesson'), await rows(account, 'request')]).toEqual([[], []]);
  });

  it('of whom it knows nothing has nothing to forget, and is gone again', async () => {
    const account = newAccount();
    expect(await account.forget()).toEqual(NOTHING);
    later(2 * MINUTE);
    await runDurableObjectAlarm(account);
    await runInDurableObject(account, async (_, { storage }) => expect((await storage.list()).size).toBe(0));
  });
});

describe("the tenant's object", () => {
  it('forgets the decisions of that user alone, and has counted what was used', async () => {
    const { tenant, stub } = newTenant();
    const [ann, bob] = [newAccount(), newAccount()];
    await use(ann, ['a', 'b'], tenant);
    await bob.admit(request({ origin: { tenant, user: 'user:bob' }, proposal: { id: 'dec_c' } }));
    await bob.settle('dec_c', charge('dec_c', { origin: { tenant, user: 'user:bob' } }));
    later(11 * MINUTE);
    for (const each of [ann, bob]) await runDurableObjectAlarm(each);
    expect(await stub.decisions(9)).toHaveLength(3);
    expect((await ann.forget()).untold).toBeNull();
    expect([await stub.forget('user:ann', null), await stub.forget('user:ann', null)]).toEqual([2, 0]);
    expect(await stub.decisions(9)).toMatchObject([{ id: 'dec_c', user: 'user:bob' }]);
    expect(await requestsOf(stub)).toBe(3);
    const kept = await runInDurableObject(stub, (_, { storage }) =>
      JSON.stringify(storage.sql.exec('SELECT json FROM report').toArray()),
    );
    expect(kept).not.toContain('user:ann');
  });

  it('keeps no decision of a report that was sent before and comes after, and counts it once', async () => {
    const { tenant, stub } = newTenant();
    const account = newAccount();
    await use(account, ['a', 'b'], tenant);
    later(11 * MINUTE);
    const sending: Batch[] = [];
    const report = (batch: Batch) => {
      sending.push(batch);
      return Promise.reject(new Error('The line is dead.'));
    };
    const lost = { getByName: () => ({ report }) };
    await runInDurableObject(account, (_, state) => new Account(state, Object({ ...env, TENANT: lost })).alarm());
    await evictDurableObject(account);
    const [sent] = sending;
    if (sent === undefined) throw new Error('Nothing was sent.');
    expect(sent.decisions).toHaveLength(2);

    const { untold } = await account.forget();
    expect(untold).toEqual({ life: sent.life, seq: sent.seq });
    expect(await stub.forget('user:ann', untold)).toBe(0);
    // What was sent arrives at last; what is sent again has no decision in it.
    await stub.report(sent);
    expect([await stub.decisions(9), await requestsOf(stub)]).toEqual([[], 2]);
    await use(account, ['c'], tenant);
    later(11 * MINUTE);
    await runDurableObjectAlarm(account);
    expect(await stub.decisions(9)).toMatchObject([{ id: 'dec_c' }]);
    expect(await requestsOf(stub)).toBe(3);
  });
});
