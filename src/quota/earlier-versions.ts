/** The versions of a policy that KV held before the tenant's object kept books: part of that object. */

import * as z from 'zod';
import { once } from '../once.ts';
import { snapshotName, snapshotVersion } from '../tenant/document-name.ts';
import type { TenantId } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';

interface Earlier {
  readonly version: number;
  /** Null where nobody wrote it down. */
  readonly createdAt: UnixMs | null;
}

const metadataSchema = once(() => z.object({ createdAt: z.iso.datetime() }));

/** Every snapshot of the tenant. KV lists 1,000 at a time. Rejects when KV does. */
export async function earlierVersions(kv: KVNamespace, tenant: TenantId): Promise<Earlier[]> {
  const found: Earlier[] = [];
  const prefix = snapshotName(tenant, 0).slice(0, -1);
  for (let cursor: string | null = null; ; ) {
    const page: KVNamespaceListResult<unknown> = await kv.list({ prefix, cursor });
    for (const { name, metadata } of page.keys) {
      const version = snapshotVersion(tenant, name);
      if (version !== null) found.push({ version, createdAt: createdAtOf(metadata) });
    }
    if (page.list_complete) return found;
    cursor = page.cursor;
  }
}

function createdAtOf(metadata: unknown): UnixMs | null {
  const read = metadataSchema().safeParse(metadata);
  return read.success ? unixMs(Date.parse(read.data.createdAt)) : null;
}
