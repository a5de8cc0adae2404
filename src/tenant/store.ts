/**
 * Policies and keys, remembered by the isolate (see `cache.ts`). A document that is invalid never takes its tenant down:
 * the isolate's last good version stays in use, else the one that KV keeps. Keys fail closed.
 *
 * How policies lie in KV says `documents.ts`. Of keys it holds:
 *
 * | KV key | value | metadata | written by |
 * |---|---|---|---|
 * | `key:<SHA-256 hex>` | the key's record, JSON | none | admin API, `npm start` |
 */

import * as z from 'zod';
import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { Cache, KV_CACHE_SECONDS, type Load, type Moment } from './cache.ts';
import { Documents, type StoredDocument } from './documents.ts';
import { type KeyRecord, keyRecordSchema } from './key.ts';
import { type ReadResult, readPolicyText } from './normalise.ts';
import type { Policy, TenantId } from './policy.ts';
import type { Problem } from './problem.ts';

/** Policies an isolate remembers. Each may be 1 MB, so this bounds memory more than any other number here. */
const MAX_POLICIES = 100;
const MAX_KEYS = 10_000;

const RETRY_AFTER_SECONDS = 5;

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

const UNREADABLE = 'The configuration of this service could not be read. Try again in a few seconds.';

async function orUnavailable<Value>(looked: Promise<Value>): Promise<Value> {
  try {
    return await looked;
  } catch (cause) {
    throw unavailable(UNREADABLE, { cause });
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

/** A tenant's document and its state, for whoever administers it. */
export interface Inspected {
  readonly document: StoredDocument;
  /** The policy in use: an earlier one where the document is invalid; null when none was ever valid. */
  readonly inForce: Policy | null;
  /** What is wrong with the document; empty when it is the one in force. */
  readonly problems: readonly Problem[];
}

const policyCaches = new WeakMap<KVNamespace, Cache<Loaded>>();

/** Made for each request, over what the isolate remembers. */
export class PolicyStore {
  readonly #kv: KVNamespace;
  readonly #documents: Documents;
  readonly #allowLocalUpstreams: boolean;
  readonly #waitUntil: WaitUntil;
  readonly #clock: Clock;

  constructor(env: Pick<Env, 'policies' | 'allowLocalUpstreams'>, waitUntil: WaitUntil, clock: Clock = platformClock) {
    this.#kv = env.policies;
    this.#documents = new Documents(env.policies, clock);
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

  /**
   * The document as KV holds it now, and what is made of it: from here on that is in force in this isolate. Null when the
   * tenant has none. Throws Refusal `unavailable` when KV cannot be read.
   */
  async inspect(tenant: TenantId): Promise<Inspected | null> {
    const read: { document: StoredDocument | null } = { document: null };
    const loaded = await this.#remembered(tenant, 'renew', async (last) => {
      read.document = await this.#documents.current(tenant);
      return this.#made(tenant, read.document, last);
    });
    if (loaded === null) return null;
    const { document } = read;
    // KV failed, and what was answered is what the isolate remembers.
    if (document === null) throw unavailable(UNREADABLE);
    return { document, inForce: loaded.policy, problems: loaded.problems };
  }

  #loaded(tenant: TenantId): Promise<Loaded | null> {
    return this.#remembered(tenant, 'get', async (last) =>
      this.#made(tenant, await this.#documents.current(tenant), last),
    );
  }

  #remembered(tenant: TenantId, how: 'get' | 'renew', load: Load<Loaded>): Promise<Loaded | null> {
    const cache = cacheOf(policyCaches, this.#kv, MAX_POLICIES);
    const moment = { now: this.#clock(), waitUntil: this.#waitUntil };
    return orUnavailable(cache[how](`tenant:${tenant}`, load, moment));
  }

  async #made(tenant: TenantId, document: StoredDocument | null, last: Loaded | undefined): Promise<Loaded | null> {
    if (document === null) return null;
    const { version, sha256 } = document;
    if (last?.sha256 === sha256 && last.version === version) return last;
    const read = this.#policyOf(tenant, document);
    if (read.ok) {
      this.#waitUntil(this.#keepGood(tenant, document));
      return { sha256, version, policy: read.policy, problems: [] };
    }
    const problems = read.problems.slice(0, 5);
    console.warn(JSON.stringify({ event: 'policy_invalid', tenant, version, problems }));
    return { sha256, version, policy: last?.policy ?? (await this.#lastGood(tenant)), problems: read.problems };
  }

  async #lastGood(tenant: TenantId): Promise<Policy | null> {
    const document = await this.#documents.lastGood(tenant);
    const read = document === null ? null : this.#policyOf(tenant, document);
    return read?.ok ? read.policy : null;
  }

  #policyOf(tenant: TenantId, { text, version, sha256: revision }: StoredDocument): ReadResult {
    return readPolicyText(text, { tenant, version, revision, allowLocalUpstreams: this.#allowLocalUpstreams });
  }

  async #keepGood(tenant: TenantId, document: StoredDocument): Promise<void> {
    try {
      await this.#documents.keepGood(tenant, document);
    } catch (error) {
      console.warn(JSON.stringify({ event: 'good_policy_not_kept', tenant, message: String(error) }));
    }
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
    const known = await orUnavailable(cache.get(hash, () => this.#read(hash), moment));
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
