/** What a month of requests uses of each meter: what one request was measured to use, by so many, and what is kept. Pure. */

import type { Usage } from './bill.ts';
import { isolateUse } from './isolates.ts';
import agent from './objects-agent.json' with { type: 'json' };
import chat from './objects-chat.json' with { type: 'json' };
import worker from './worker-usage.json' with { type: 'json' };

/** Who asks: somebody who talks, or a machine that never stops (`test/quota/unit-usage.test.ts`). */
export const PROFILES = { chat, agent };
export type Profile = keyof typeof PROFILES;

/** Requests, of which the command shows a month each. */
export const MONTHS = [1e6, 1e8, 1e10];

const DAYS = 30;
export const MONTH_SECONDS = DAYS * 24 * 60 * 60;
/** An object is billed for these whatever it uses. */
const OBJECT_GB = 0.128;
const LOG_DAYS = 7;
const GB = 1e9;

export interface Month {
  readonly requests: number;
  readonly profile: Profile;
  readonly tenants: number;
  /** The share of requests that Workers Logs keeps (`head_sampling_rate`), 0 to 1. */
  readonly logged: number;
}

/** As many as give each some thousands of requests a day: 10 for a million requests a month, 1,000 for ten thousand million. */
export const tenantsFor = (requests: number): number => Math.max(1, Math.round(Math.sqrt(requests / 10_000)));

export function usageOf({ requests, profile, tenants, logged }: Month): Usage {
  const { account, tenant, learner, observe, kvWrites, accountBytes, requestsADay } = PROFILES[profile];
  const { loads, tellings } = isolateUse(requests / MONTH_SECONDS, tenants);
  const objects = [account, tenant, learner];
  const sum = (of: 'calls' | 'alarms' | 'rowsRead' | 'rowsWritten') =>
    objects.reduce((total, object) => total + object[of], 0) + tellings * observe[of];
  const calls = sum('calls') + sum('alarms');
  // Whoever calls another object waits for it, and is billed as the other is.
  const activeMs =
    calls * worker.objects.msPerCall +
    (tenant.calls + learner.calls) * worker.objects.msAway +
    learner.calls * worker.objects.msBeforeTeaching;
  const invocations = 1 + calls;
  const logBytes =
    worker.logs.linesPerRequest * worker.logs.bytesPerLine + invocations * worker.logs.bytesPerInvocation;
  const logGb = (requests * logged * logBytes) / GB;
  const users = requests / (requestsADay * DAYS);
  return {
    requests,
    cpuMs: requests * worker.cpu.msPerRequest,
    kvReads: requests * loads * worker.kv.keysPerLoad,
    kvWrites: requests * kvWrites,
    kvStorage: (tenants * worker.kv.bytesPerTenant) / GB,
    objectRequests: requests * calls,
    objectDuration: (requests * activeMs * OBJECT_GB) / 1000,
    rowsRead: requests * sum('rowsRead'),
    rowsWritten: requests * sum('rowsWritten'),
    objectStorage: (users * accountBytes + tenants * worker.objects.bytesPerTenant) / GB,
    analyticsPoints: requests * worker.analytics.pointsPerRequest,
    logIngestion: logGb,
    logStorage: (logGb * LOG_DAYS) / DAYS,
  };
}
