/**
 * Policies and keys as KV holds them, remembered by the isolate (see `cache.ts`). A document that is invalid never takes
 * its tenant down: the isolate's last good version stays in use, else the one that KV keeps. Keys fail closed.
 *
 * | KV key | value | metadata | written by |
 * |---|---|---|---|
 * | `tenant:<id>` | the policy document, JSON | `{ version }`; none counts as version 0 | admin API, `npm start`, `wrangler kv key put` |
 * | `tenant:<id>@good` | the last document that was valid, JSON | `{ version, sha256 }` | this file, behind an answer |
 * | `key:<SHA-256 hex>` | the key's record, JSON | none | admin API, `npm start` |
 */

import * as z from 'zod';
import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { Cache, KV_CACHE_SECONDS, type Load, type Moment } from './cache.ts';
import { type KeyRecord, keyRecordSchema, sha256Hex } from './key.ts';
import { readPolicyText } from './normalise.ts';
import type { Policy, TenantId } from './policy.ts';
import type { Problem } from './problem.ts';

/** Policies an isolate remembers. Each may be 1 MB, so this bounds memory more than any other number here. */
const MAX_POLICIES = 100;
const MAX_KEYS = 10_000;

const RETRY_AFTER_SECONDS = 5;

const metadataSchema = z
  .object({ version: z.int().min(0).catch(0), sha256: z.string().optional().catch(undefined) })
  .catch({ version: 0 });

type WaitUntil = Moment['waitUntil'];
type Clock = () => UnixMs;
const platformClock: Clock = () => unixMs(Date.now());

const unavailable = (message: string, options?: ErrorOptions): Refusal =>
  new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, options);

/** One cache for each KV binding of the isolate, so that two namespaces never answer for each other. */
function cacheOf<Value>(caches: WeakMap<KVNamespace, Cache<Value>>, kv: KVNamespace, capacity: number): Cache<Value> {
  const known = caches.get(kv);
  if (known !== undefined) return known;
  const cache = new Cache<Value>(capacity);
  caches.set(kv, cache);
  return cache;
}

async function lookUp<Value>(
  cache: Cache<Value>,
  key: string,
  load: Load<Value>,
  moment: Moment,
): Promise<Value | null> {
  try {
    return await cache.get(key, load, moment);
  } catch (cause) {
    throw unavailable('The configuration of this service could not be read. Try again in a few seconds.', { cause });
  }
}

/** What was made of the document that KV held. */
interface Loaded {
  readonly sha256: string;
  readonly version: number;
  /** The policy in force: of an earlier document when this one has problems, and null when no good one is known. */
  readonly policy: Policy | null;
  readonly problems: readonly Problem[];
}

const policyCaches = new WeakMap<KVNamespace, Cache<Loaded>>();

/** Made for each request, over what the isolate remembers. */
export class PolicyStore {
  readonly #kv: KVNamespace;
  readonly #allowLocalUpstreams: boolean;
  readonly #waitUntil: WaitUntil;
  readonly #clock: Clock;

  constructor(env: Pick<Env, 'policies' | 'allowLocalUpstreams'>, waitUntil: WaitUntil, clock: Clock = platformClock) {
    this.#kv = env.policies;
    this.#allowLocalUpstreams = env.allowLocalUpstreams;
    this.#waitUntil = waitUntil;
    this.#clock = clock;
  }

  /**
   * The policy in force. The same object for as long as the document is the same, so that what is compiled from it can
   * be remembered by it. Throws Refusal `unavailable`: no policy, none that was ever valid, or KV cannot be read.
   */
  async load(tenant: TenantId): Promise<Policy> {
    const loaded = await this.#loaded(tenant);
    if (loaded === null) throw unavailable(`The tenant "${tenant}" has no policy.`);
    if (loaded.policy === null) {
      throw unavailable(`The policy of tenant "${tenant}" is invalid, and no earlier version of it was valid.`);
    }
    return loaded.policy;
  }

  /** What is wrong with the document in KV; empty when it is the one in force, or when there is none. Throws as `load` does. */
  async problemsOf(tenant: TenantId): Promise<readonly Problem[]> {
    return (await this.#loaded(tenant))?.problems ?? [];
  }

  #loaded(tenant: TenantId): Promise<Loaded | null> {
    const cache = cacheOf(policyCaches, this.#kv, MAX_POLICIES);
    const moment = { now: this.#clock(), waitUntil: this.#waitUntil };
    return lookUp(cache, `tenant:${tenant}`, (last) => this.#read(tenant, last), moment);
  }

  async #read(tenant: TenantId, last: Loaded | undefined): Promise<Loaded | null> {
    const { text, version } = await this.#document(`tenant:${tenant}`);
    if (text === null) return null;
    const sha256 = await sha256Hex(text);
    if (last?.sha256 === sha256 && last.version === version) return last;
    const read = readPolicyText(text, {
      tenant,
      version,
      revision: sha256,
      allowLocalUpstreams: this.#allowLocalUpstreams,
    });
    if (read.ok) {
      this.#waitUntil(this.#keepGood(tenant, text, { version, sha256 }));
      return { sha256, version, policy: read.policy, problems: [] };
    }
    const problems = read.problems.slice(0, 5);
    console.warn(JSON.stringify({ event: 'policy_invalid', tenant, version, problems }));
    return { sha256, version, policy: last?.policy ?? (await this.#lastGood(tenant)), problems: read.problems };
  }

  async #lastGood(tenant: TenantId): Promise<Policy | null> {
    const { text, version } = await this.#document(`tenant:${tenant}@good`);
    if (text === null) return null;
    const revision = await sha256Hex(text);
    const read = readPolicyText(text, { tenant, version, revision, allowLocalUpstreams: this.#allowLocalUpstreams });
    return read.ok ? read.policy : null;
  }

  /** Written once for each document, not once for each isolate that meets it. */
  async #keepGood(tenant: TenantId, text: string, seen: { readonly version: number; readonly sha256: string }) {
    const key = `tenant:${tenant}@good`;
    try {
      const kept = await this.#document(key);
      if (kept.sha256 === seen.sha256 && kept.version === seen.version) return;
      // KV is eventually consistent: this isolate may have met a document that others have moved on from.
      if (seen.version > 0 && kept.version > seen.version) return;
      await this.#kv.put(key, text, { metadata: seen });
    } catch (error) {
      console.warn(JSON.stringify({ event: 'good_policy_not_kept', tenant, message: String(error) }));
    }
  }

  async #document(key: string) {
    const { value, metadata } = await this.#kv.getWithMetadata(key, { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    return { text: value, ...metadataSchema.parse(metadata) };
  }
}

/** A key's record, or why it cannot be read. */
type KnownKey = { readonly record: KeyRecord } | { readonly fault: string };

const keyCaches = new WeakMap<KVNamespace, Cache<KnownKey>>();

/** Made for each request, over what the isolate remembers. */
export class KeyStore {
  readonly #kv: KVNamespace;
  readonly #waitUntil: WaitUntil;
  readonly #clock: Clock;

  constructor(kv: KVNamespace, waitUntil: WaitUntil, clock: Clock = platformClock) {
    this.#kv = kv;
    this.#waitUntil = waitUntil;
    this.#clock = clock;
  }

  /** The record under a key's hash, null when there is none. Throws Refusal `unavailable`: KV or the record cannot be read. */
  async find(hash: string): Promise<KeyRecord | null> {
    const cache = cacheOf(keyCaches, this.#kv, MAX_KEYS);
    const moment = { now: this.#clock(), waitUntil: this.#waitUntil };
    const known = await lookUp(cache, hash, () => this.#read(hash), moment);
    if (known === null) return null;
    if ('record' in known) return known.record;
    throw unavailable('The record of this API key is faulty. Whoever issued the key has to mend it.', {
      cause: known.fault,
    });
  }

  async #read(hash: string): Promise<KnownKey | null> {
    const text = await this.#kv.get(`key:${hash}`, { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    return text === null ? null : readRecord(text);
  }
}

function readRecord(text: string): KnownKey {
  try {
    const read = keyRecordSchema.safeParse(JSON.parse(text));
    return read.success ? { record: read.data } : { fault: z.prettifyError(read.error) };
  } catch (error) {
    return { fault: String(error) };
  }
}
