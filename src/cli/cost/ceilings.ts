/** What breaks first as traffic grows past one machine: the load on each thing that has a limit, beside the limit. Pure. */

import { billOf } from './bill.ts';
import { isolatesFor, isolateUseAt } from './isolates.ts';
import { MONTH_SECONDS, PROFILES, type Profile, tenantsFor, usageOf } from './month.ts';
import { OBJECT_REQUESTS_PER_SECOND } from './placement-report.ts';
import { amount, dollars, tableOf } from './words.ts';
import worker from './worker-usage.json' with { type: 'json' };
import { zipfShares } from './zipf.ts';

/** Requests a second. */
export const SCALES = [1e4, 1e5, 1e6];

/** Events that Workers Logs takes of one account in a day; of what comes after, one in a hundred. Source: developers.cloudflare.com/workers/observability/logs/workers-logs/, read on 2026-11-26. */
const LOG_EVENTS_PER_DAY = 5e9;
const DAY_SECONDS = 24 * 60 * 60;

interface Ceiling {
  readonly what: string;
  /** A second; `limit` in the same. */
  readonly load: number;
  readonly limit: number;
  /** What happens beyond it. */
  readonly then: string;
}

export interface Ceilings {
  readonly requestsPerSecond: number;
  readonly tenants: number;
  /** Of the largest tenant. */
  readonly hottest: number;
  /** That which is furthest beyond its limit comes first. */
  readonly ceilings: readonly Ceiling[];
  readonly usdPerSecond: number;
}

/** Tenants as in the price of such a month, of Zipf's sizes. */
export function ceilingsAt(requestsPerSecond: number, profile: Profile): Ceilings {
  const { account, tenant, learner } = PROFILES[profile];
  const requests = requestsPerSecond * MONTH_SECONDS;
  const tenants = tenantsFor(requests);
  const hottest = requestsPerSecond * (zipfShares(tenants)[0] ?? 1);
  const usage = usageOf({ requests, profile, tenants, logged: 1 });
  const { tellings } = isolateUseAt(hottest / isolatesFor(requestsPerSecond));
  const invocations = 1 + usage.objectRequests / requests;
  const object = { limit: OBJECT_REQUESTS_PER_SECOND };
  const ceilings: Ceiling[] = [
    {
      what: 'the largest tenant’s object, were every request to ask it',
      ...{ load: hottest * 2, ...object, then: 'why it is not asked' },
    },
    {
      what: 'the largest tenant’s object: loans, reports',
      ...{
        load: hottest * (tenant.calls + tenant.alarms),
        ...object,
        then: 'loans fail: 503 for whoever has no slice',
      },
    },
    {
      what: 'the largest tenant’s learner: lessons, telemetry',
      ...{ load: hottest * (learner.calls + learner.alarms + tellings), ...object },
      then: 'lessons wait in their accounts, telemetry is lost; no request fails',
    },
    {
      what: 'one account, were the largest tenant to name no end users',
      ...{
        load: hottest * (account.calls + account.alarms),
        ...object,
        then: '503: a key without users is one account',
      },
    },
    {
      what: 'events of Workers Logs',
      load: requestsPerSecond * (worker.logs.linesPerRequest + invocations),
      limit: LOG_EVENTS_PER_DAY / DAY_SECONDS,
      then: 'one request in a hundred is logged for the rest of the day',
    },
  ];
  return {
    ...{ requestsPerSecond, tenants, hottest },
    ceilings: ceilings.toSorted((a, b) => b.load / b.limit - a.load / a.limit),
    usdPerSecond: billOf(requests, usage).totalUsd / MONTH_SECONDS,
  };
}

/** The load in parts of the limit: what is above 1 breaks. */
export function ceilingsTable(profile: Profile): string {
  const all = SCALES.map((rate) => ceilingsAt(rate, profile));
  const row = (name: string, of: (each: Ceilings) => string, then: string) => [name, ...all.map(of), then];
  const ratio = (each: Ceilings, what: string) => {
    const found = each.ceilings.find((ceiling) => ceiling.what === what);
    const times = found === undefined ? 0 : found.load / found.limit;
    return times > 1 ? `**${amount(times)}**` : amount(times);
  };
  return tableOf(
    row('load, as a part of the limit', (each) => `${amount(each.requestsPerSecond)} requests/s`, 'beyond it'),
    [
      ...(all[0]?.ceilings ?? []).map(({ what, limit, then }) =>
        row(`${what} (${amount(limit)}/s)`, (each) => ratio(each, what), then),
      ),
      row('tenants; the largest of them, requests/s', (each) => `${amount(each.tenants)}; ${amount(each.hottest)}`, ''),
      row('dollars a second', (each) => dollars(each.usdPerSecond), ''),
    ],
  );
}
