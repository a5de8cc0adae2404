import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { PooledLimit } from '../../src/quota/contract.ts';
import type { Pool } from '../../src/quota/lending.ts';
import { milliseconds } from '../../src/unit.ts';
import { DAY, HOUR, later, MINUTE, newAccount, stopClock } from './account-object.ts';
import { learnable } from './lessons.ts';
import { charge, decisionId, FROM_INSTANT, limit, request } from './request.ts';

stopClock();

const THREE = [
  limit('5h-requests', { max: 1e6, perMs: milliseconds(5 * HOUR) }),
  limit('1d-tokens', { of: 'tokens', max: 1e9 }),
  limit('30d-cost', { of: 'cost', max: 1e9, perMs: milliseconds(30 * DAY) }),
];
const month = limit('month', { of: 'cost', max: 1e9, perMs: milliseconds(30 * DAY) });

/** So many requests, with as many checkpoints as come with them. */
const MANY = 96;

/**
 * SQL rows that a request of a busy account costs, a sticky conversation included, which the platform bills each: one to admit
 * it, one to settle it, and its part of a checkpoint.
 */
it.each([
  { limits: 0, budget: false, many: { read: 235, written: 207 } },
  { limits: 1, budget: false, many: { read: 235, written: 233 } },
  { limits: 3, budget: false, many: { read: 235, written: 245 } },
  { limits: 3, budget: true, many: { read: 273, written: 266 } },
  { limits: 1, budget: false, learns: true, many: { read: 235, written: 233 } },
])(
  '$limits limits, budget $budget, learns $learns: a row to admit, a row to settle, and of 96 requests $many',
  async (each) => {
    const pool: Pool = {
      tenant: `rows-${each.limits}-${each.budget}`,
      key: 'budget',
      max: month.max,
      perMs: month.perMs,
    };
    const pooled: PooledLimit[] = each.budget ? [{ limit: month, pool, scope: 'tenant' }] : [];
    const ask = (n: number) =>
      request({
        proposal: { id: decisionId(n), rungs: FROM_INSTANT },
        ...{ limits: THREE.slice(0, each.limits), pooled, output: 500 },
      });
    const costs = await runInDurableObject(newAccount(), async (_, state) => {
      const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
      const exec = state.storage.sql.exec.bind(state.storage.sql);
      vi.spyOn(state.storage.sql, 'exec').mockImplementation((query: string, ...bindings: unknown[]) => {
        const cursor = exec(query, ...bindings);
        cursors.push(cursor);
        return Object(cursor);
      });
      const rows = () => {
        const all = cursors.splice(0);
        // One that was written and not read on has not counted to its end.
        for (const cursor of all) cursor.toArray();
        return {
          read: all.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
          written: all.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
        };
      };
      const account = new Account(state, Object(env));
      await state.blockConcurrencyWhile(async () => undefined);
      let last = { admit: rows(), settle: rows() };
      const many = { read: 0, written: 0 };
      for (let n = 0; n < 24 + MANY; n++) {
        later(MINUTE);
        rows();
        if (each.budget) await account.admitPooled(ask(n));
        else account.admit(ask(n));
        const admit = rows();
        account.settle(decisionId(n), each.learns ? learnable(n, { fingerprint: `${n}` }) : charge(decisionId(n)));
        last = { admit, settle: rows() };
        if (n >= 24) {
          many.read += admit.read + last.settle.read;
          many.written += admit.written + last.settle.written;
        }
        // What is borrowed in good time is no part of one request.
        await state.storage.getAlarm();
      }
      return { ...last, many };
    });
    const one = { read: 1, written: 1 };
    expect(costs).toEqual({ admit: one, settle: one, many: each.many });
  },
);
