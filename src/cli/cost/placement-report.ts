/** What slices and batches buy at a hot tenant's object, beside a design that asks it for each request. Pure. */

import { type TenantLoad, type Traffic, tenantLoad } from './placement.ts';
import { amount, percent, tableOf } from './words.ts';

/** Soft limit of one object. Source: developers.cloudflare.com/durable-objects/platform/limits/, read on 2026-11-26. */
export const OBJECT_REQUESTS_PER_SECOND = 1000;
/** Without slices a request would hold at the tenant's object, and settle there. */
const CALLS_WITHOUT = 2;
/**
 * A call to an object on another continent, there and back: assumed, as between Europe and the west of America. An object is
 * made near to who first asks for it and stays there: an account near its user, the tenant's wherever its first user was.
 */
const FAR_MS = 150;

export interface Placement extends TenantLoad {
  readonly who: string;
  readonly traffic: Traffic;
  /** Calls of the tenant's object for each request. */
  readonly callsPerRequest: number;
  /** How many times as many calls there would be without slices and batches. */
  readonly factor: number;
  /** Requests a second of one tenant at which its object has as many calls as one should. */
  readonly mostPerSecond: number;
  /** What waiting for a far tenant's object adds to a request on average, where it would else be the whole of it. */
  readonly farMs: number;
}

/** A tenant of 200 requests a second: the largest of 100 of Zipf's sizes that have 1,000 together. */
const HOT = { seed: 7, requestsPerSecond: 200, seconds: 900 };
const KINDS: readonly (readonly [string, Omit<Traffic, keyof typeof HOT>])[] = [
  ['12,000 people, a question a minute each', { users: 12_000, budget: 'plenty' }],
  ['2,000 machines, a request in ten seconds each', { users: 2000, budget: 'plenty' }],
  ['the people, less than a quarter of the budget left', { users: 12_000, budget: 'scarce' }],
  ['the machines, less than a quarter of the budget left', { users: 2000, budget: 'scarce' }],
];

export const placements = (): readonly Placement[] =>
  KINDS.map(([who, traffic]) => placementOf(who, { ...HOT, ...traffic }));

export function placementOf(who: string, traffic: Traffic): Placement {
  const load = tenantLoad(traffic);
  const callsPerRequest = (load.loans + load.givenBack + load.reports) / load.requests;
  return {
    ...{ who, traffic, ...load, callsPerRequest },
    factor: CALLS_WITHOUT / callsPerRequest,
    mostPerSecond: OBJECT_REQUESTS_PER_SECOND / callsPerRequest,
    farMs: (load.waits / load.requests) * FAR_MS,
  };
}

export function placementTable(all: readonly Placement[]): string {
  const rows = all.map((each) => [
    each.who,
    amount(each.callsPerRequest),
    `${amount(each.factor)} ×`,
    amount(each.mostPerSecond),
    percent(each.waits / each.requests),
    `${amount(each.farMs)} ms`,
    amount(each.ofLargestUser / each.traffic.seconds),
  ]);
  const header = [
    'the tenant',
    'calls a request',
    'fewer by',
    'requests/s at 1,000 calls/s',
    'requests that wait for it',
  ];
  return [
    tableOf([...header, `added, ${FAR_MS} ms away`, 'largest user, requests/s'], rows),
    '',
    `Without slices and batches: ${CALLS_WITHOUT} calls a request, ${amount(OBJECT_REQUESTS_PER_SECOND / CALLS_WITHOUT)} requests/s, and every request waits ${FAR_MS} ms.`,
  ].join('\n');
}
