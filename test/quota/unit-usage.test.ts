/**
 * What a request uses of the three objects, as the platform bills it: two users' lives through the real classes, in the
 * runtime, on a clock that stands still between events. `npm run cost` prices the file that this test keeps.
 *
 * A change that is meant writes the file anew: `npx vitest run test/quota/unit-usage.test.ts -u`. The budgets stand above.
 */

import { env } from 'cloudflare:workers';
import { afterEach, expect, it, vi } from 'vitest';
import { Learner } from '../../src/learn/learner.ts';
import { Account } from '../../src/quota/account.ts';
import type { PooledLimit } from '../../src/quota/contract.ts';
import { Tenant } from '../../src/quota/tenant.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { DAY, HOUR, MINUTE, newAccount, SECOND, START, stopClock } from './account-object.ts';
import { curriculum, learnable } from './lessons.ts';
import { Metered, type ObjectUsage } from './metered.ts';
import { decisionId, FROM_INSTANT, limit, request } from './request.ts';

stopClock();
afterEach(() => {
  vi.restoreAllMocks();
});

const LIMITS = [
  limit('5h-requests', { max: 1e6, perMs: milliseconds(5 * HOUR) }),
  limit('1d-tokens', { of: 'tokens', max: 1e9 }),
  limit('30d-cost', { of: 'cost', max: 1e9, perMs: milliseconds(30 * DAY) }),
];
const BUDGET = limit('month', { of: 'cost', max: 1e12, perMs: milliseconds(30 * DAY) });

/** Somebody who talks: three times a day of eight questions, a minute apart. A machine: one request every ten seconds. */
const LIVES = {
  chat: { talks: [9 * HOUR, 13 * HOUR, 19 * HOUR], questions: 8, apartMs: MINUTE, answeredMs: 8 * SECOND },
  agent: { talks: [0], questions: 100, apartMs: 10 * SECOND, answeredMs: 8 * SECOND },
};
/** What an isolate tells of a model: 50 of its requests. */
const SEEN = { arm: 'fast@instant' as const, count: 50, failed: 1, timed: 49, firstContentMs: 20_000 };
/** One answer in twenty is rated. */
const RATED = 20;
/**
 * What a request may cost each object at most. Rows written are most of what a request costs: a change that needs more is
 * to say why.
 */
const MOST = {
  account: { calls: 2.1, alarms: 1, rowsRead: 260, rowsWritten: 8 },
  tenant: { calls: 0.15, alarms: 0.1, rowsRead: 3, rowsWritten: 0.6 },
  learner: { calls: 0.06, alarms: 0.1, rowsRead: 15, rowsWritten: 1 },
};

const TOLD = 20;

/** One of so many. */
function shared({ calls, alarms, rowsRead, rowsWritten }: ObjectUsage, by: number): ObjectUsage {
  const part = (sum: number) => Number((sum / by).toFixed(3));
  return { calls: part(calls), alarms: part(alarms), rowsRead: part(rowsRead), rowsWritten: part(rowsWritten) };
}

/** The three objects of a tenant whose one user is `account`. */
async function given(tenant: TenantId) {
  const account = newAccount();
  const [lender, learner] = [env.TENANT.getByName(tenant), env.LEARNER.getByName(tenant)];
  // Their tables are made by the first call.
  await account.decisions(1);
  await lender.decisions(1);
  await learner.rows(1);
  return {
    stub: account,
    objects: {
      account: await Metered.of(account, Account.prototype, ['admitPooled', 'settle', 'feedback', 'giveBack']),
      tenant: await Metered.of(lender, Tenant.prototype, ['lend', 'report', 'record']),
      learner: await Metered.of(learner, Learner.prototype, ['teach', 'observe']),
    },
  };
}

/** Nothing is on its way from the account to the others. */
const isQuiet = (account: Metered) =>
  account.within((_, exec) => {
    const waits = [
      `SELECT 1 FROM slice WHERE json ->> '$.slice.unheardSince' IS NOT NULL`,
      'SELECT 1 FROM reporter WHERE batch IS NOT NULL',
      'SELECT 1 FROM lesson',
    ];
    return waits.every((query) => exec(query).toArray().length === 0);
  });

it.each(['chat', 'agent'] as const)(
  '%s: what a request uses, and within which bounds',
  async (name) => {
    const life = LIVES[name];
    const tenant = `usage-${name}` as TenantId;
    const rules = { ...curriculum(), tenant };
    const pool = { tenant, key: 'budget', max: BUDGET.max, perMs: BUDGET.perMs };
    const pooled: PooledLimit[] = [{ limit: BUDGET, pool, scope: 'tenant' }];
    const { stub, objects } = await given(tenant);
    const all = Object.values(objects);
    const until = async (at: number) => {
      for (const each of all) await each.ring(at);
      vi.setSystemTime(at);
    };
    const quiet = () => vi.waitFor(async () => expect(await isQuiet(objects.account)).toBe(true), 5000);

    let asked = 0;
    const ask = async (at: number, talk: string) => {
      const id = decisionId(`${name}-${asked++}`);
      await until(at);
      const proposal = { id, rungs: FROM_INSTANT };
      const origin = { tenant };
      const admission = await stub.admitPooled(
        request({ origin, proposal, limits: LIMITS, pooled, output: 500, session: { id: talk } }),
      );
      expect(admission.kind).toBe('admitted');
      await until(at + life.answeredMs);
      const settlement = learnable(`${name}-${asked - 1}`, { fingerprint: `${asked}`, askedAt: unixMs(at) });
      await stub.settle(id, {
        ...settlement,
        ...{ origin: { tenant, user: 'user:ann', key: 'k1' }, curriculum: JSON.stringify(rules) },
      });
      if (asked % RATED === 0) await stub.feedback(id, { feedback: { rating: 1 } }, rules);
      await quiet();
    };
    const day = async (begins: number) => {
      for (const [n, talk] of life.talks.entries()) {
        for (let q = 0; q < life.questions; q++) await ask(begins + talk + q * life.apartMs, `${begins}-${n}`);
      }
      await until(begins + DAY);
      await quiet();
    };

    // The first day fills what is kept of the last decisions and requests.
    await day(START);
    for (const each of all) await each.used();
    const puts = vi.spyOn(Object.getPrototypeOf(env.POLICIES), 'put');
    const before = asked;
    await day(START + DAY);
    const requests = asked - before;
    const perRequest = (used: ObjectUsage) => shared(used, requests);
    const used = {
      account: perRequest(await objects.account.used()),
      tenant: perRequest(await objects.tenant.used()),
      learner: perRequest(await objects.learner.used()),
    };
    const kvWrites = Number((puts.mock.calls.length / requests).toFixed(3));
    for (let n = 0; n < TOLD; n++) {
      await objects.learner.ring(Date.now());
      await env.LEARNER.getByName(tenant).observe(tenant, [SEEN]);
      vi.setSystemTime(Date.now() + MINUTE);
    }
    await objects.learner.ring(Date.now() + HOUR);
    const observe = shared(await objects.learner.used(), TOLD);
    const accountBytes = await objects.account.within(({ sql }) => sql.databaseSize);
    for (const object of ['account', 'tenant', 'learner'] as const) {
      for (const of of ['calls', 'alarms', 'rowsRead', 'rowsWritten'] as const) {
        expect(used[object][of], `${object}: ${of}`).toBeLessThanOrEqual(MOST[object][of]);
      }
    }
    const kept = JSON.stringify({ requestsADay: requests, ...used, observe, kvWrites, accountBytes }, null, 2);
    await expect(`${kept}\n`).toMatchFileSnapshot(`../../src/cli/cost/objects-${name}.json`);
  },
  60_000,
);
