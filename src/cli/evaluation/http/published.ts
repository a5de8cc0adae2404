/** Waiting until what was said of answers has become beliefs, and those are what `/v1/route` tells of. */

import { setTimeout as pause } from 'node:timers/promises';
import type { TaughtTenant } from './taught-tenant.ts';

const LOOK_EVERY_MS = 500;
/** What was said last is on its way from the account to the learner for half a second. */
const ON_THE_WAY_MS = 2000;
const LONGEST_MS = 400_000;

/** Until the tenant has beliefs of its own. Answers how long that took; throws where it takes longer than `withinMs`. */
export async function untilPublished(tenant: TaughtTenant, withinMs: number): Promise<number> {
  const from = performance.now();
  while (performance.now() - from < withinMs) {
    if ((await tenant.gain('anything')).version > 0) return performance.now() - from;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${tenant.name} had no beliefs of its own after ${withinMs} ms.`);
}

/** Until all that these tenants were taught is what `/v1/route` tells of. */
export async function untilLearned(tenants: readonly TaughtTenant[]): Promise<void> {
  const from = performance.now();
  await pause(ON_THE_WAY_MS);
  for (const tenant of tenants) {
    while (!(await isLearned(tenant))) {
      if (performance.now() - from > LONGEST_MS)
        throw new Error(`${tenant.name} has more to learn after ${LONGEST_MS} ms.`);
      await pause(LOOK_EVERY_MS);
    }
  }
}

async function isLearned(tenant: TaughtTenant): Promise<boolean> {
  const version = await tenant.learned();
  return version !== null && (await tenant.gain('anything')).version === version;
}
