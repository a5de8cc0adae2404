/**
 * What isolates read and tell by themselves, by how much traffic each sees of each tenant. Pure.
 *
 * An isolate reads a tenant's documents anew with the first request that comes when they are `FRESH_MS` old, so that of
 * `rate` requests a second one in `1 + rate × FRESH_MS` reads; it tells the learner what it saw likewise (`telemetry.ts`).
 */

import { FRESH_MS } from '../../cache.ts';
import { TOLD_MS, TOLD_REQUESTS } from '../../learn/telemetry.ts';
import { zipfShares } from './zipf.ts';

/** Data centres that requests come in by. Cloudflare has some 330; fewer see most of a service's traffic. An assumption. */
const PLACES = 30;
/** What one isolate answers before another is started. An assumption: nothing of it is documented. */
const REQUESTS_PER_SECOND = 100;

export const isolatesFor = (requestsPerSecond: number): number =>
  Math.max(PLACES, Math.ceil(requestsPerSecond / REQUESTS_PER_SECOND));

export interface IsolateUse {
  /** Of a request: that documents are read for it. */
  readonly loads: number;
  /** Of a request: that the learner is told with it. */
  readonly tellings: number;
}

/** On average over all tenants' requests. */
export function isolateUse(requestsPerSecond: number, tenants: number): IsolateUse {
  const isolates = isolatesFor(requestsPerSecond);
  let [loads, tellings] = [0, 0];
  for (const share of zipfShares(tenants)) {
    const use = isolateUseAt((requestsPerSecond * share) / isolates);
    loads += share * use.loads;
    tellings += share * use.tellings;
  }
  return { loads, tellings };
}

/** `rate`: requests a second of one tenant at one isolate. */
export const isolateUseAt = (rate: number): IsolateUse => ({
  loads: 1 / (1 + rate * (FRESH_MS / 1000)),
  tellings: 1 / Math.min(TOLD_REQUESTS, 1 + rate * (TOLD_MS / 1000)),
});
