import { describe, expect, it } from 'vitest';
import { billOf, type Usage } from '../../../src/cli/cost/bill.ts';
import { tenantsFor, usageOf } from '../../../src/cli/cost/month.ts';
import { METERS, type Meter, type MeterId, PLAN_USD } from '../../../src/cli/cost/prices.ts';
import { amount, dollars } from '../../../src/cli/cost/words.ts';

const ids = Object.keys(METERS) as MeterId[];
const using = (parts: Partial<Usage>): Usage => ({
  ...(Object.fromEntries(ids.map((id) => [id, 0])) as Usage),
  ...parts,
});
const usdOf = (parts: Partial<Usage>) => billOf(1e6, using(parts)).totalUsd - PLAN_USD;

describe('a bill', () => {
  it.each([
    // The examples of Cloudflare's own pages: Workers 4, Workers KV by its list, Durable Objects 2 and 4 unrounded, Observability.
    ['100 M requests of 7 ms', { requests: 100e6, cpuMs: 700e6 }, 27 + 13.4],
    [
      '3.75 M calls of objects, 100 of them awake for 240 hours',
      { objectRequests: 3.75e6, objectDuration: 11_059_200 },
      0.4125 + 133.24,
    ],
    ['4,320,000 seconds awake', { objectDuration: 552_960 }, 1.912],
    ['75 GB of logs, 20 GB-months kept', { logIngestion: 75, logStorage: 20 }, 6.25 + 0.8],
    ['51 M rows written and 26 B read', { rowsWritten: 51e6, rowsRead: 26e9 }, 1 + 1],
    ['12 M keys read, 3 M written', { kvReads: 12e6, kvWrites: 3e6 }, 1 + 10],
  ] as const)('of %s', (_, used, usd) => {
    expect(usdOf(used)).toBeCloseTo(usd, 3);
  });

  it.each(ids)('takes off what the plan includes of %s, and charges the rest at its price', (id) => {
    const { included, per, usd }: Meter = METERS[id];
    expect(usdOf({ [id]: included })).toBe(0);
    expect(usdOf({ [id]: included + 3 * per })).toBeCloseTo(3 * usd, 6);
  });

  it('says what dominates, the dearest first; nothing does where all is included', () => {
    const bill = billOf(1e6, using({ rowsWritten: 59e6, requests: 20e6 }));
    expect(bill.lines.slice(0, 3).map(({ meter, usd }) => [meter, usd])).toEqual([
      ['rowsWritten', 9],
      ['requests', 3],
      ['cpuMs', 0],
    ]);
    expect(bill.dominant).toEqual({ meter: 'rowsWritten', share: 0.75 });
    expect(bill.totalUsd).toBe(PLAN_USD + 12);
    expect(billOf(1, using({ requests: 1 }))).toMatchObject({ dominant: null, totalUsd: PLAN_USD });
  });
});

describe.each(['chat', 'agent'] as const)('a month of %s', (profile) => {
  const month = (requests: number, logged = 1) => usageOf({ requests, profile, logged, tenants: tenantsFor(requests) });

  it('costs more the more is asked, and no meter ever less', () => {
    let [before, total] = [month(1e5), 0];
    for (let requests = 3e5; requests <= 1e12; requests *= 3) {
      const usage = month(requests);
      for (const id of ids) expect(usage[id], `${id} of ${requests}`).toBeGreaterThanOrEqual(before[id]);
      const { totalUsd } = billOf(requests, usage);
      expect(totalUsd).toBeGreaterThanOrEqual(total);
      [before, total] = [usage, totalUsd];
    }
  });

  it('uses what a request was measured to use, by so many', () => {
    const usage = month(1e8);
    expect(usage.requests).toBe(1e8);
    expect(usage.rowsWritten / 1e8).toBeGreaterThan(3);
    expect(usage.rowsWritten / 1e8).toBeLessThan(10);
    expect(usage.objectRequests / 1e8).toBeGreaterThan(2);
    // An isolate that sees a tenant often reads its documents every ten seconds, and one that sees it seldom each time.
    expect(usageOf({ requests: 1e12, profile, logged: 1, tenants: 1 }).kvReads / 1e12).toBeLessThan(0.01);
    expect(month(1e6).kvReads / 1e6).toBeGreaterThan(3.5);
    expect(month(1e6).kvReads / 1e6).toBeLessThanOrEqual(4);
  });

  it('logs as much as is sampled', () => {
    expect(month(1e8, 0)).toMatchObject({ logIngestion: 0, logStorage: 0 });
    expect(month(1e8, 0.1).logIngestion).toBeCloseTo(month(1e8).logIngestion / 10, 6);
  });
});

it.each([
  [0, '0', '$0'],
  [0.004, '0.004', '< $0.01'],
  [1.005, '1', '$1.01'],
  [1234.5, '1.23 k', '$1,235'],
  [9_996_000, '10 M', '$9,996,000'],
])('%d reads %s and %s', (value, number, usd) => {
  expect([amount(value), dollars(value)]).toEqual([number, usd]);
});
