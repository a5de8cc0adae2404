/**
 * Policy documents as KV holds them: read afresh, without what the isolate remembers (that is `store.ts`), and written
 * with a version.
 *
 * | KV key | value | metadata | written by |
 * |---|---|---|---|
 * | `tenant:<id>` | the policy document, JSON | `{ version }`; none counts as version 0 | admin API, `npm start`, `wrangler kv key put` |
 * | `tenant:<id>@<version>` | that version of it, never changed | `{ version, createdAt? }` | admin API |
 * | `tenant:<id>@good` | the last document that was valid, JSON | `{ version, sha256 }` | `store.ts`, behind an answer |
 *
 * What a version is worth. KV is eventually consistent and has no compare-and-set, so two writers who both read version 3
 * may both write version 4: the later write stands, and `tenant:<id>@4` with it. Where one has seen the other's write
 * this cannot happen: at once in the isolate that wrote, where `alone` keeps two from interleaving, usually at once in its
 * data centre, elsewhere after KV's cache, 30 s here. Only an object that all writers ask can number exactly: `alone`,
 * `nextVersion` and `put` are what it will take over.
 */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import type { UnixMs } from '../unit.ts';
import { KV_CACHE_SECONDS } from './cache.ts';
import { sha256Hex } from './key.ts';
import type { TenantId } from './policy.ts';

export interface StoredDocument {
  readonly text: string;
  readonly version: number;
  /** Of the text, in hex. */
  readonly sha256: string;
}

const metadataSchema = z.object({ version: z.int().min(0).catch(0) }).catch({ version: 0 });

const nameOf = (tenant: TenantId): string => `tenant:${tenant}`;
const goodNameOf = (tenant: TenantId): string => `tenant:${tenant}@good`;
const snapshotNameOf = (tenant: TenantId, version: number): string => `tenant:${tenant}@${version}`;

/** KV takes one write a second for a key, and says no to more. */
const RETRY_AFTER_SECONDS = 2;

/**
 * What this isolate wrote while KV's cache may still hold what was there before. Only a version lower than one's own is
 * taken for that, and never for longer than KV caches, so a raw `wrangler kv key put` is in force within the 60 s as well.
 */
type Written = Map<TenantId, { readonly document: StoredDocument; readonly at: UnixMs }>;
const written = new WeakMap<KVNamespace, Written>();

/** Who is changing what in this isolate. One that was torn down is not waited for. */
const changing = new WeakMap<KVNamespace, Map<TenantId, UnixMs>>();
const MAX_CHANGE_MS = 30_000;

export class Documents {
  readonly #kv: KVNamespace;
  readonly #clock: () => UnixMs;

  constructor(kv: KVNamespace, clock: () => UnixMs) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** The newest that KV shows here or that this isolate has written; null when the tenant has none. Rejects when KV does. */
  async current(tenant: TenantId): Promise<StoredDocument | null> {
    const found = await this.#read(nameOf(tenant));
    const own = this.#ownWrites().get(tenant)?.document;
    return own !== undefined && own.version > (found?.version ?? -1) ? own : found;
  }

  /** The last one that was valid when it was met. */
  lastGood(tenant: TenantId): Promise<StoredDocument | null> {
    return this.#read(goodNameOf(tenant));
  }

  /** Written once for each document, not once for each isolate that meets it. */
  async keepGood(tenant: TenantId, { text, version, sha256 }: StoredDocument): Promise<void> {
    const kept = await this.lastGood(tenant);
    if (kept?.sha256 === sha256 && kept.version === version) return;
    // KV is eventually consistent: this isolate may have met a document that others have moved on from.
    if (version > 0 && kept !== null && kept.version > version) return;
    await this.#kv.put(goodNameOf(tenant), text, { metadata: { version, sha256 } });
  }

  /**
   * Runs a change that reads before it writes, unless another to the same tenant is under way in this isolate. Throws
   * Refusal `conflict`, and what `change` throws.
   */
  async alone<Value>(tenant: TenantId, change: () => Promise<Value>): Promise<Value> {
    const under = changing.get(this.#kv) ?? new Map<TenantId, UnixMs>();
    changing.set(this.#kv, under);
    const [since, now] = [under.get(tenant), this.#clock()];
    if (since !== undefined && now - since < MAX_CHANGE_MS) {
      const message = `Another change to the policy of "${tenant}" is under way. Get the policy again, and try again.`;
      throw new Refusal({ code: 'conflict', message });
    }
    under.set(tenant, now);
    try {
      return await change();
    } finally {
      if (under.get(tenant) === now) under.delete(tenant);
    }
  }

  /** One more than the highest that a version was ever given, also where a document without one was put over it since. */
  async nextVersion(tenant: TenantId, current: StoredDocument | null): Promise<number> {
    const snapshots = await this.#snapshots(tenant);
    return snapshots.reduce((most, version) => Math.max(most, version), current?.version ?? 0) + 1;
  }

  /**
   * Puts a document in force under a version that `nextVersion` gave. First its snapshot, so that no version is ever in
   * force that cannot be found again; `replaced` gets one too if it was put by other means. Throws Refusal `unavailable`.
   */
  async put(tenant: TenantId, text: string, version: number, replaced: StoredDocument | null): Promise<StoredDocument> {
    try {
      if (replaced !== null && replaced.version > 0) await this.#keepSnapshot(tenant, replaced);
      const [document, at] = [{ text, version, sha256: await sha256Hex(text) }, this.#clock()];
      const createdAt = new Date(at).toISOString();
      await this.#kv.put(snapshotNameOf(tenant, version), text, { metadata: { version, createdAt } });
      await this.#kv.put(nameOf(tenant), text, { metadata: { version } });
      this.#ownWrites().set(tenant, { document, at });
      return document;
    } catch (cause) {
      const message = `The policy of "${tenant}" could not be written: KV failed, or it was written less than a second ago. Try again.`;
      throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
    }
  }

  /** When it was made, nobody knows. */
  async #keepSnapshot(tenant: TenantId, { text, version }: StoredDocument): Promise<void> {
    const name = snapshotNameOf(tenant, version);
    if ((await this.#read(name)) === null) await this.#kv.put(name, text, { metadata: { version } });
  }

  /** The versions that have a snapshot. KV lists 1,000 at a time. */
  async #snapshots(tenant: TenantId): Promise<number[]> {
    const versions: number[] = [];
    const prefix = `${nameOf(tenant)}@`;
    for (let cursor: string | null = null; ; ) {
      const page: KVNamespaceListResult<unknown> = await this.#kv.list({ prefix, cursor });
      for (const { name } of page.keys) {
        const version = name.slice(prefix.length);
        if (/^[1-9]\d*$/.test(version)) versions.push(Number(version));
      }
      if (page.list_complete) return versions;
      cursor = page.cursor;
    }
  }

  async #read(name: string): Promise<StoredDocument | null> {
    const { value, metadata } = await this.#kv.getWithMetadata(name, { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    return value === null ? null : { text: value, ...metadataSchema.parse(metadata), sha256: await sha256Hex(value) };
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
