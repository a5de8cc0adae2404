/** The keys of a tenant that requests get by with, those that were put raw included, as far as a change of policy asks for them. */

import { whyEnded } from '../tenant/caller.ts';
import { isAdminKey, type KeyRecord } from '../tenant/key.ts';
import { KeyList } from '../tenant/key-list.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';

/** Read at most, in so many pages: what a page costs is bounded (`key-list.ts`). */
const MOST_KEYS = 1000;
const PAGE = 100;
const MOST_PAGES = 12;

interface TenantKeys {
  readonly keys: readonly KeyRecord[];
  /** There may be more than were read. */
  readonly more: boolean;
}

/** Those that are good at `now`. Rejects when KV does. */
export async function tenantKeys(kv: KVNamespace, tenant: TenantId, now: UnixMs): Promise<TenantKeys> {
  const list = new KeyList(kv);
  const keys: KeyRecord[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES && keys.length < MOST_KEYS; page++) {
    const { keys: found, next } = await list.page(tenant, PAGE, cursor);
    for (const { known } of found) {
      if (!('record' in known) || isAdminKey(known.record)) continue;
      if (whyEnded(known.record, now) === null) keys.push(known.record);
    }
    if (next === null) return { keys, more: false };
    cursor = next;
  }
  return { keys, more: true };
}
