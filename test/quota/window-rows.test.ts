/** What a request costs its account: rows of SQL read and written, as the runtime counts them (and Cloudflare bills them). */

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import { milliseconds } from '../../src/unit.ts';
import { DAY, later, newAccount, SECOND, stopClock } from './account-object.ts';
import { charge, decisionId, limit, request } from './request.ts';

stopClock();

interface Rows {
  read: number;
  written: number;
}

/** An account over the same storage that counts the rows of all its queries. */
async function counting(state: DurableObjectState): Promise<{ account: Account; rows: Rows }> {
  const rows: Rows = { read: 0, written: 0 };
  const { sql } = state.storage;
  const real = sql.exec.bind(sql);
  vi.spyOn(sql, 'exec').mockImplementation((query: string, ...bindings: SqlStorageValue[]) => {
    const cursor = real(query, ...bindings);
    const all = cursor.toArray();
    rows.read += cursor.rowsRead;
    rows.written += cursor.rowsWritten;
    return Object({ toArray: () => all, one: () => all[0], [Symbol.iterator]: () => all[Symbol.iterator]() });
  });
  const account = new Account(state, Object(env));
  await state.blockConcurrencyWhile(async () => undefined);
  return { account, rows };
}

const LIMITS = [
  limit('requests', { of: 'requests', max: 1e9, perMs: milliseconds(DAY) }),
  limit('tokens', { of: 'tokens', max: 1e15, perMs: milliseconds(DAY) }),
  limit('usd', { of: 'cost', max: 1e15, perMs: milliseconds(DAY) }),
];

const ask = (nth: number): AdmitRequest =>
  request({ proposal: { id: decisionId(nth) }, limits: LIMITS, thinkingPer100: 7, session: { sticky: false } });

/** Rows of the admission and of the settlement of one request. */
function cost({ account, rows }: { account: Account; rows: Rows }, nth: number) {
  const of = (act: () => unknown): Rows => {
    const before = { ...rows };
    act();
    return { read: rows.read - before.read, written: rows.written - before.written };
  };
  return {
    admit: of(() => account.admit(ask(nth))),
    settle: of(() => account.settle(decisionId(nth), charge(decisionId(nth)))),
  };
}

it('a request reads no row but its own, after ten thousand requests as after a hundred', async () => {
  const told = await runInDurableObject(newAccount(), async (_, state) => {
    const counted = await counting(state);
    const few = cost(counted, 0);
    for (let nth = 1; nth <= 100; nth++) cost(counted, nth);
    const hundred = cost(counted, 101);
    // Three days, so that every sixtieth of the window has something in it.
    for (let nth = 102; nth < 10_000; nth++) {
      later(26 * SECOND);
      cost(counted, nth);
    }
    const thousands = cost(counted, 10_000);
    return { few, hundred, thousands };
  });
  // A regression shows here: what was read once is known.
  expect(told).toEqual({
    few: { admit: { read: 5, written: 1 }, settle: { read: 4, written: 1 } },
    hundred: { admit: { read: 1, written: 1 }, settle: { read: 1, written: 1 } },
    thousands: { admit: { read: 1, written: 1 }, settle: { read: 1, written: 1 } },
  });
}, 120_000);
