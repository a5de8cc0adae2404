/** What must not depend on which life of an account's object settles what another has admitted, or on a fault in between. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import { milliseconds } from '../../src/unit.ts';
import { HOUR, later, MINUTE, newAccount, stopClock } from './account-object.ts';
import { learnable } from './lessons.ts';
import { charge, decisionId, limit, request } from './request.ts';

stopClock();

const ALL = limit('all', { max: 1000, perMs: milliseconds(HOUR) });
const plain = (name: string | number) => request({ proposal: { id: decisionId(name) }, limits: [ALL] });

async function newLife(state: DurableObjectState): Promise<Account> {
  const account = new Account(state, Object(env));
  await state.blockConcurrencyWhile(async () => undefined);
  return account;
}

/** From now on the write of an admission fails once it has been done, and what `others` matches fails after that. */
function givenFault(state: DurableObjectState, others?: RegExp) {
  const exec = state.storage.sql.exec.bind(state.storage.sql);
  let hasFailed = false;
  return vi.spyOn(state.storage.sql, 'exec').mockImplementation((text: string, ...bindings: unknown[]) => {
    if (hasFailed && others?.test(text)) throw new Error('unreadable');
    const cursor = exec(text, ...bindings);
    if (!text.startsWith('INSERT OR REPLACE INTO request')) return Object(cursor);
    hasFailed = true;
    throw new Error('full');
  });
}

describe('a thinking answer counts in the share of thinking', () => {
  const sharing = (name: string) => request({ proposal: { id: decisionId(name) }, thinkingPer100: 1 });
  const next = async (account: DurableObjectStub<Account>) => (await account.peek(sharing('next'))).rung.effort;

  it('when a new life settles it, and after that', async () => {
    const account = newAccount();
    await account.admit(sharing('x'));
    await evictDurableObject(account);
    await account.settle('dec_x', charge('dec_x'));
    const efforts = [await next(account)];
    await runDurableObjectAlarm(account);
    efforts.push(await next(account));
    await evictDurableObject(account);
    expect([...efforts, await next(account)]).toEqual(['instant', 'instant', 'instant']);
  });

  it('when its hold runs out in a new life', async () => {
    const account = newAccount();
    await account.admit(sharing('x'));
    await evictDurableObject(account);
    later(6 * MINUTE);
    await runDurableObjectAlarm(account);
    expect(await next(account)).toBe('instant');
  });

  it('when the user is forgotten while it is on its way', async () => {
    const account = newAccount();
    await account.admit(sharing('x'));
    await account.forget();
    await account.settle('dec_x', charge('dec_x'));
    const effort = await next(account);
    await evictDurableObject(account);
    expect([effort, await next(account)]).toEqual(['instant', 'instant']);
  });

  it('when another admission fails while it is on its way', async () => {
    await runInDurableObject(newAccount(), async (_, state) => {
      const account = await newLife(state);
      account.admit(sharing('x'));
      const fault = givenFault(state);
      expect(() => account.admit(sharing('y'))).toThrow('full');
      fault.mockRestore();
      account.settle('dec_x', charge('dec_x'));
      expect(account.peek(sharing('next')).rung.effort).toBe('instant');
    });
  });
});

it('a settlement that comes to a life which was given up leaves the hold alone that stands in its place', async () => {
  await runInDurableObject(newAccount(), async (_, state) => {
    const old = await newLife(state);
    old.admit(plain('x'));
    const account = await newLife(state);
    account.settle('dec_x', { kind: 'withdraw' });
    account.admit(plain('y'));
    expect(old.settle('dec_x', charge('dec_x'))).toEqual({ kind: 'already' });
    const rows = state.storage.sql.exec('SELECT place, decision, settled FROM request').toArray();
    expect(rows).toEqual([{ place: 1, decision: 'dec_y', settled: null }]);
    expect(old.usage([ALL])).toMatchObject([{ used: 0, held: 1 }]);
  });
});

it('what was charged stands when a fault is followed by another, while the rows are read again', async () => {
  await runInDurableObject(newAccount(), async (_, state) => {
    const account = await newLife(state);
    account.admit(plain('x'));
    account.settle('dec_x', charge('dec_x'));
    const fault = givenFault(state, /ORDER BY settled/);
    expect(() => account.admit(plain('y'))).toThrow('full');
    expect(() => account.usage([ALL])).toThrow('unreadable');
    fault.mockRestore();
    expect(account.usage([ALL])).toMatchObject([{ used: 1, held: 0 }]);
  });
});

it('five hundred requests at once leave no more rows behind than are asked for or written over soon', async () => {
  await runInDurableObject(newAccount(), async (_, state) => {
    const account = await newLife(state);
    for (let at = 0; at < 500; at++) account.admit(plain(at));
    for (let at = 0; at < 500; at++) account.settle(decisionId(at), learnable(at, { fingerprint: `${at}` }));
    await account.alarm();
    const { rows } = state.storage.sql.exec('SELECT COUNT(*) AS rows FROM request').one();
    expect(rows).toBe(50 + 32);
    expect((await newLife(state)).usage([ALL])).toMatchObject([{ used: 500, held: 0 }]);
  });
});

it('rules of learning that a Worker of before sends as an object are kept as those that come as text', async () => {
  await runInDurableObject(newAccount(), async (_, state) => {
    const account = await newLife(state);
    const settlement = (name: string) => Object(learnable(name, { observed: { refused: true } }));
    const kept = () => state.storage.sql.exec<{ json: string }>('SELECT json FROM curriculum').one().json;
    account.admit(plain('x'));
    account.settle('dec_x', settlement('x'));
    const asText = kept();
    account.admit(plain('y'));
    account.settle('dec_y', { ...settlement('y'), curriculum: JSON.parse(asText) });
    expect(kept()).toBe(asText);
  });
});
