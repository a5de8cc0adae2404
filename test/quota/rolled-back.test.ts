import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import { milliseconds } from '../../src/unit.ts';
import { HOUR, newAccount, stopClock } from './account-object.ts';
import { learnable } from './lessons.ts';
import { charge, decisionId, limit, request } from './request.ts';

stopClock();

const LIMITS = [
  limit('requests', { max: 100, perMs: milliseconds(HOUR) }),
  limit('tokens', { of: 'tokens', max: 1e9 }),
];
const ask = (n: number) => request({ proposal: { id: decisionId(n) }, limits: LIMITS, thinkingPer100: 50 });

/** What an account says of itself. */
const told = (account: Account) => ({
  standing: account.standing(LIMITS),
  decisions: account.decisions(9).map(({ id }) => id),
  next: account.peek(ask(99)),
});

it.each([
  ['INSERT OR REPLACE INTO request', 'admit'],
  ['UPDATE request SET settled', 'settle'],
  ['INSERT OR REPLACE INTO issued', 'settle'],
  ['INSERT INTO bucket', 'settle, and a checkpoint'],
  ['INSERT OR REPLACE INTO session', 'settle, and a checkpoint'],
  ['INSERT INTO usage', 'settle, and a checkpoint'],
  ['INSERT OR REPLACE INTO checkpoint', 'settle, and a checkpoint'],
] as const)('where "%s" fails nothing of the call has happened, in the rows and in memory', async (query, call) => {
  await runInDurableObject(newAccount(), async (_, state) => {
    const account = new Account(state, Object(env));
    await state.blockConcurrencyWhile(async () => undefined);
    account.admit(ask(1));
    account.settle(decisionId(1), charge(decisionId(1)));
    account.admit(ask(2));
    const issued = { ids: ['resp_2'], provider: 'a' };
    const acts = {
      admit: () => account.admit(ask(3)).kind,
      settle: () => account.settle(decisionId(2), Object({ ...learnable(2), issued })).kind,
      'settle, and a checkpoint': () => account.settle(decisionId(2), learnable(2)).kind,
    };
    if (call === 'settle, and a checkpoint') {
      for (let n = 100; n < 130; n++) {
        account.admit(ask(n));
        account.settle(decisionId(n), charge(decisionId(n)));
      }
    }
    const before = told(account);
    const exec = state.storage.sql.exec.bind(state.storage.sql);
    const faulty = vi.spyOn(state.storage.sql, 'exec').mockImplementation((text: string, ...bindings: unknown[]) => {
      // It is written, and fails for all that.
      const cursor = exec(text, ...bindings);
      if (text.startsWith(query)) throw new Error('the disk is full');
      return Object(cursor);
    });
    expect(acts[call]).toThrow('the disk is full');
    faulty.mockRestore();
    expect(told(account)).toEqual(before);
    expect(acts[call]()).toBe(call === 'admit' ? 'admitted' : 'settled');
    const reborn = new Account(state, Object(env));
    await state.blockConcurrencyWhile(async () => undefined);
    expect(told(reborn)).toEqual(told(account));
    expect(told(account)).not.toEqual(before);
  });
});
