/**
 * The keys of a tenant, by the index that is kept beside their records in KV: `tenantkey:<tenant>:<SHA-256 of the key>`.
 * A key that was put there by other means, and has no line in the index, is not found.
 */

import { KV_CACHE_SECONDS } from '../tenant/cache.ts';
import { type KeyRecord, keyRecordSchema } from '../tenant/key.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';

/** Read at most. KV hands over 100 in a call. */
const MOST_KEYS = 1000;
const AT_ONCE = 100;

interface TenantKeys {
  readonly keys: readonly KeyRecord[];
  /** There are more than were read. */
  readonly more: boolean;
}

/** Those that are good at `now`. Rejects when KV does. */
export async function tenantKeys(kv: KVNamespace, tenant: TenantId, now: UnixMs): Promise<TenantKeys> {
  const prefix = `tenantkey:${tenant}:`;
  const page = await kv.list({ prefix, limit: MOST_KEYS });
  const names = page.keys.map(({ name }) => `key:${name.slice(prefix.length)}`);
  const keys: KeyRecord[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const texts = await kv.get(names.slice(at, at + AT_ONCE), { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    for (const text of texts.values()) {
      const record = text === null ? null : readRecord(text);
      if (record?.tenant === tenant && (record.expiresAt ?? Number.POSITIVE_INFINITY) > now) keys.push(record);
    }
  }
  return { keys, more: !page.list_complete };
}

/** Null for one that no request gets by with. */
function readRecord(text: string): KeyRecord | null {
  try {
    return keyRecordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
