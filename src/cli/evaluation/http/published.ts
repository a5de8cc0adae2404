/** Waiting until what was said of answers has become beliefs, and those are what `/v1/route` tells of. */

import { setTimeout as pause } from 'node:timers/promises';
import type { TaughtTenant } from './taught-tenant.ts';

const LOOK_EVERY_MS = 500;
/** CONTRACT §6 promises 30 s; what stays the same for longer than that has been published. */
const QUIET_MS = 35_000;
const LONGEST_MS = 180_000;

/** Until the tenant has beliefs of its own. Answers how long that took; throws where it takes longer than `withinMs`. */
export async function untilPublished(tenant: TaughtTenant, withinMs: number): Promise<number> {
  const from = performance.now();
  while (performance.now() - from < withinMs) {
    if ((await tenant.gain('anything')).version > 0) return performance.now() - from;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${tenant.name} had no beliefs of its own after ${withinMs} ms.`);
}

/** Until nothing more comes: all that these tenants were taught has been published. */
export async function untilQuiet(tenants: readonly TaughtTenant[]): Promise<void> {
  const from = performance.now();
  const known = new Map<string, { readonly version: number; readonly since: number }>();
  while (performance.now() - from < LONGEST_MS) {
    for (const tenant of tenants) {
      const { version } = await tenant.gain('anything');
      if (known.get(tenant.name)?.version !== version) known.set(tenant.name, { version, since: performance.now() });
    }
    const isQuiet = [...known.values()].every(({ since }) => performance.now() - since > QUIET_MS);
    if (isQuiet) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`Beliefs were still being published after ${LONGEST_MS} ms.`);
}
