/**
 * Policy documents as KV holds them: read afresh, without what the isolate remembers (that is `store.ts`).
 *
 * | KV key | value | metadata | written by |
 * |---|---|---|---|
 * | `tenant:<id>` | the policy document, JSON | `{ version }`; none counts as version 0 | the tenant's object, `npm start`, `wrangler kv key put` |
 * | `tenant:<id>@<version>` | that version of it, never changed | `{ version, createdAt?, by?, action?, from? }` | the tenant's object |
 * | `tenant:<id>@good` | the last document that was valid, JSON | `{ version, sha256 }` | `store.ts`, behind an answer |
 *
 * What a version is worth. The admin API writes through the tenant's object alone (`quota/publisher.ts`), which numbers
 * exactly: no version is ever given twice, and each has its snapshot before it is in force. A document that was put past
 * the object, by wrangler, is in force like any other, under the version that its metadata says; it gets one of the
 * object's own, and a snapshot, when the next change replaces it. KV itself is eventually consistent: what was written is
 * seen at once in the isolate that asked for it, usually at once in its data centre, elsewhere after KV's cache, 30 s here.
 */

import * as z from 'zod';
import { KV_CACHE_SECONDS } from '../cache.ts';
import { once } from '../once.ts';
import type { UnixMs } from '../unit.ts';
import { documentName, goodName, snapshotName } from './document-name.ts';
import { NAME } from './field-schemas.ts';
import { sha256Hex } from './key.ts';
import type { TenantId } from './policy.ts';

export interface StoredDocument {
  readonly text: string;
  readonly version: number;
  /** Of the text, in hex. */
  readonly sha256: string;
}

interface TenantVersion {
  readonly tenant: string;
  readonly version: number;
}

interface TenantPage {
  readonly tenants: readonly TenantVersion[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}

const metadataSchema = once(() => z.object({ version: z.int().min(0).catch(0) }).catch({ version: 0 }));

const PREFIX = 'tenant:';

/**
 * What this isolate knows to be written while KV's cache may still hold what was there before. Only a version lower than
 * that is taken for it, and never for longer than KV caches, so a raw `wrangler kv key put` is in force within the 60 s as
 * well.
 */
type Written = Map<TenantId, { readonly document: StoredDocument; readonly at: UnixMs }>;
const written = new WeakMap<KVNamespace, Written>();

export class Documents {
  readonly #kv: KVNamespace;
  readonly #clock: () => UnixMs;

  constructor(kv: KVNamespace, clock: () => UnixMs) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** The newest that KV shows here or that this isolate has written; null when the tenant has none. Rejects when KV does. */
  async current(tenant: TenantId): Promise<StoredDocument | null> {
    const found = await this.#read(documentName(tenant));
    const own = this.#ownWrites().get(tenant)?.document;
    return own !== undefined && own.version > (found?.version ?? -1) ? own : found;
  }

  /** Those that have a document: at least `atLeast` of them, unless they are all. Rejects for a cursor that is none. */
  async tenants(from: string | null, atLeast: number): Promise<TenantPage> {
    const tenants: TenantVersion[] = [];
    for (let cursor = from; ; ) {
      const page: KVNamespaceListResult<unknown> = await this.#kv.list({ prefix: PREFIX, cursor });
      for (const { name, metadata } of page.keys) {
        const tenant = name.slice(PREFIX.length);
        if (NAME.test(tenant)) tenants.push({ tenant, ...metadataSchema().parse(metadata) });
      }
      if (page.list_complete) return { tenants, next: null };
      cursor = page.cursor;
      if (tenants.length >= atLeast) return { tenants, next: cursor };
    }
  }

  /** That of one tenant, if it has one. */
  async ofTenant(tenant: TenantId): Promise<readonly TenantVersion[]> {
    const current = await this.current(tenant);
    return current === null ? [] : [{ tenant, version: current.version }];
  }

  /** The last one that was valid when it was met. */
  lastGood(tenant: TenantId): Promise<StoredDocument | null> {
    return this.#read(goodName(tenant));
  }

  /** Written once for each document, not once for each isolate that meets it. */
  async keepGood(tenant: TenantId, { text, version, sha256 }: StoredDocument): Promise<void> {
    const kept = await this.lastGood(tenant);
    if (kept?.sha256 === sha256 && kept.version === version) return;
    // KV is eventually consistent: this isolate may have met a document that others have moved on from.
    if (version > 0 && kept !== null && kept.version > version) return;
    await this.#kv.put(goodName(tenant), text, { metadata: { version, sha256 } });
  }

  /** What KV shows here, whatever this isolate has written. Rejects when KV does. */
  shown(tenant: TenantId): Promise<StoredDocument | null> {
    return this.#read(documentName(tenant));
  }

  /**
   * A version that was made; null when its snapshot is gone. One that is yet to be made must not be asked for: KV would go
   * on saying that there is none. Rejects when KV does.
   */
  async snapshot(tenant: TenantId, version: number): Promise<StoredDocument | null> {
    const found = await this.#read(snapshotName(tenant, version));
    return found === null ? null : { ...found, version };
  }

  /** This was written: it is the current one here, while KV may still show what was there before. */
  learn(tenant: TenantId, document: StoredDocument): void {
    const own = this.#ownWrites();
    if (document.version > (own.get(tenant)?.document.version ?? -1)) own.set(tenant, { document, at: this.#clock() });
  }

  /** What KV shows is newer than what this isolate knows to be written. */
  forget(tenant: TenantId): void {
    this.#ownWrites().delete(tenant);
  }

  async #read(name: string): Promise<StoredDocument | null> {
    const { value, metadata } = await this.#kv.getWithMetadata(name, { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    return value === null ? null : { text: value, ...metadataSchema().parse(metadata), sha256: await sha256Hex(value) };
  }

  /** Those that still matter; the rest, up to 1 MB each, are forgotten. */
  #ownWrites(): Written {
    const own: Written = written.get(this.#kv) ?? new Map();
    written.set(this.#kv, own);
    const since = this.#clock() - KV_CACHE_SECONDS * 1000;
    for (const [tenant, { at }] of own) if (at <= since) own.delete(tenant);
    return own;
  }
}
