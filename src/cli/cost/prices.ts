/**
 * What Cloudflare charges for, on the plan Workers Paid: list prices in US dollars, before any agreement of one's own. Each
 * was read on 2026-11-26 in Cloudflare's documentation, at the address beside it.
 */

export interface Meter {
  readonly name: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** Dollars for `per` units beyond those that are included in a month. */
  readonly usd: number;
  readonly per: number;
  readonly included: number;
  readonly source: string;
}

const WORKERS = 'https://developers.cloudflare.com/workers/platform/pricing/';
const OBJECTS = 'https://developers.cloudflare.com/durable-objects/platform/pricing/';
const KV = 'https://developers.cloudflare.com/kv/platform/pricing/';
const MILLION = 1e6;

/** Subrequests, egress and what a Worker waits for cost nothing. */
export const METERS = {
  requests: {
    ...{ name: 'Worker requests', unit: 'requests', source: WORKERS },
    ...{ usd: 0.3, per: MILLION, included: 10 * MILLION },
  },
  cpuMs: {
    ...{ name: 'Worker CPU', unit: 'ms', source: WORKERS },
    ...{ usd: 0.02, per: MILLION, included: 30 * MILLION },
  },
  kvReads: {
    ...{ name: 'KV reads', unit: 'keys', source: KV },
    ...{ usd: 0.5, per: MILLION, included: 10 * MILLION },
  },
  kvWrites: {
    ...{ name: 'KV writes', unit: 'keys', source: KV },
    ...{ usd: 5, per: MILLION, included: MILLION },
  },
  kvStorage: {
    ...{ name: 'KV storage', unit: 'GB-months', source: KV },
    ...{ usd: 0.5, per: 1, included: 1 },
  },
  /** Each RPC call is one, and each alarm. */
  objectRequests: {
    ...{ name: 'Durable Object requests', unit: 'calls and alarms', source: OBJECTS },
    ...{ usd: 0.15, per: MILLION, included: MILLION },
  },
  /**
   * 128 MB for as long as an object is at work, or waits for what keeps it from hibernating: a timer, or a call of its own.
   * One that is idle and could hibernate costs nothing, also in the ten seconds before it does.
   */
  objectDuration: {
    ...{ name: 'Durable Object duration', unit: 'GB-s', source: OBJECTS },
    ...{ usd: 12.5, per: MILLION, included: 400_000 },
  },
  rowsRead: {
    ...{ name: 'SQL rows read', unit: 'rows', source: OBJECTS },
    ...{ usd: 0.001, per: MILLION, included: 25_000 * MILLION },
  },
  /** A row of an index is one, a row that is deleted, and an alarm that is set. */
  rowsWritten: {
    ...{ name: 'SQL rows written', unit: 'rows', source: OBJECTS },
    ...{ usd: 1, per: MILLION, included: 50 * MILLION },
  },
  objectStorage: {
    ...{ name: 'SQL storage', unit: 'GB-months', source: OBJECTS },
    ...{ usd: 0.2, per: 1, included: 5 },
  },
  /** The list says that nothing is charged yet, and that this will be. */
  analyticsPoints: {
    ...{ name: 'Analytics Engine points', unit: 'points', usd: 0.25, per: MILLION, included: 10 * MILLION },
    source: 'https://developers.cloudflare.com/analytics/analytics-engine/pricing/',
  },
  /** From 2026-12-01; until then a million log events are 0.60 dollars, and 20 million are included. */
  logIngestion: {
    ...{ name: 'Workers Logs ingested', unit: 'GB', usd: 0.25, per: 1, included: 50 },
    source: 'https://developers.cloudflare.com/observability/pricing/',
  },
  logStorage: {
    ...{ name: 'Workers Logs stored', unit: 'GB-months', usd: 0.1, per: 1, included: 12 },
    source: 'https://developers.cloudflare.com/observability/pricing/',
  },
} as const satisfies Readonly<Record<string, Meter>>;

export type MeterId = keyof typeof METERS;

/** What the plan costs by itself. Source: `WORKERS`. */
export const PLAN_USD = 5;
