import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { milliseconds } from '../../src/unit.ts';
import { DAY, HOUR, later, MINUTE, newAccount, SECOND, START, stands, stopClock } from './account-object.ts';
import { charge, decisionId, FROM_INSTANT, limit, request } from './request.ts';

stopClock();

const oneAtAll = limit('1d-all');

describe('the alarm', () => {
  const tokensADay = limit('1d-tokens', { of: 'tokens', max: 1_000_000 });
  const wish = request({
    proposal: { rungs: FROM_INSTANT },
    limits: [oneAtAll, tokensADay],
    output: 1000,
    holdMs: 30 * SECOND,
  });

  const asked = (n: number) => request({ proposal: { id: decisionId(n) }, limits: [tokensADay] });

  it('charges a hold that nobody settled in full, once', async () => {
    const account = newAccount();
    await account.admit(wish);
    later(30 * SECOND);
    expect(await runDurableObjectAlarm(account)).toBe(true);
    const charged = ['1d-all: 1 used, 0 held', '1d-tokens: 1100 used, 0 held'];
    expect((await account.usage([oneAtAll, tokensADay])).map(stands)).toEqual(charged);
    expect(await account.settle('dec_one', charge('dec_one'))).toEqual({ kind: 'already' });
    expect((await account.usage([oneAtAll, tokensADay])).map(stands)).toEqual(charged);
  });

  it('leaves a hold alone whose time has not come, and rings again when it has', async () => {
    const account = newAccount();
    await account.admit(wish);
    later(30 * SECOND - 1);
    await runDurableObjectAlarm(account);
    expect((await account.usage([oneAtAll])).map(stands)).toEqual(['1d-all: 0 used, 1 held']);
    const next = await runInDurableObject(account, (_, state) => state.storage.getAlarm());
    expect(next).toBe(START + 30 * SECOND);
  });

  it('stands at the end of the earliest hold, also after an eviction', async () => {
    const account = newAccount();
    const alarm = () => runInDurableObject(account, (_, state) => state.storage.getAlarm());
    await account.admit(request({ proposal: { id: 'dec_a' }, holdMs: 40 * SECOND }));
    expect(await alarm()).toBe(START + 40 * SECOND);
    await account.admit(request({ proposal: { id: 'dec_b' }, holdMs: 20 * SECOND }));
    expect(await alarm()).toBe(START + 20 * SECOND);
    await evictDurableObject(account);
    await account.admit(request({ proposal: { id: 'dec_c' }, holdMs: 50 * SECOND }));
    expect(await alarm()).toBe(START + 20 * SECOND);
  });

  it('is written once for many admissions', async () => {
    const account = newAccount();
    await account.admit(asked(0));
    await runInDurableObject(account, (instance: Account, state) => {
      const setAlarm = vi.spyOn(state.storage, 'setAlarm');
      for (let n = 1; n < 20; n++) instance.admit(asked(n));
      for (let n = 0; n < 20; n++) instance.settle(decisionId(n), charge(decisionId(n)));
      expect(setAlarm).not.toHaveBeenCalled();
      setAlarm.mockRestore();
    });
  });

  it('rests at least ten minutes between sweeps, and deletes what has expired', async () => {
    const account = newAccount();
    const limits = [1, 45].map((seconds) => limit(`${seconds}s`, { max: 5, perMs: milliseconds(seconds * SECOND) }));
    await account.admit(request({ limits, session: { idleMs: milliseconds(90 * SECOND) } }));
    await account.settle('dec_one', charge('dec_one'));
    const rows = () =>
      runInDurableObject(account, (_, { storage }) =>
        ['bucket', 'request', 'session'].map(
          (table) => storage.sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`).one().n,
        ),
      );
    const next = () => runInDurableObject(account, (_, state) => state.storage.getAlarm());
    expect(await rows()).toEqual([0, 1, 0]);
    await runDurableObjectAlarm(account);
    expect(await rows()).toEqual([2, 1, 1]);
    later(30 * SECOND);
    await runInDurableObject(account, (instance: Account) => instance.alarm());
    expect(await rows()).toEqual([1, 1, 1]);
    // What it used is reported then, and what else has expired goes with it.
    expect(await next()).toBe(START + 10 * MINUTE);
    vi.setSystemTime(START + 10 * MINUTE);
    await runDurableObjectAlarm(account);
    expect(await rows()).toEqual([0, 1, 1]);
    // The conversation is idle by now; a tool loop of it would still find its model.
    expect(await next()).toBe(START + HOUR);
    vi.setSystemTime(START + HOUR);
    await runDurableObjectAlarm(account);
    expect(await rows()).toEqual([0, 1, 0]);
    vi.setSystemTime(START + DAY);
    await runDurableObjectAlarm(account);
    expect(await rows()).toEqual([0, 0, 0]);
  });

  it('deletes an account of which nothing is left, and the account then begins anew', async () => {
    const account = newAccount();
    await account.admit(wish);
    await account.settle('dec_one', charge('dec_one'));
    vi.setSystemTime(START + 30 * DAY);
    await runDurableObjectAlarm(account);
    const left = await runInDurableObject(account, async (_, { storage }) => ({
      tables: storage.sql
        .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
      alarm: await storage.getAlarm(),
    }));
    expect(left).toEqual({ tables: [], alarm: null });
    expect(await account.admit(wish)).toMatchObject({ kind: 'admitted' });
    expect((await account.usage([oneAtAll])).map(stands)).toEqual(['1d-all: 0 used, 1 held']);
  });

  it('deletes an account that was only asked', async () => {
    const account = newAccount();
    await account.usage([oneAtAll]);
    later(MINUTE);
    expect(await runDurableObjectAlarm(account)).toBe(true);
    expect(await runInDurableObject(account, (_, { storage }) => storage.getAlarm())).toBeNull();
  });
});
