/**
 * Policies and keys, remembered by the isolate (see `cache.ts`). A document that is invalid never takes its tenant down:
 * the isolate's last good version stays in use, else the one that KV keeps. Keys fail closed.
 *
 * How policies lie in KV says `documents.ts`, and how keys do, `key-records.ts`.
 */

import { Cache, cacheOf, KV_CACHE_SECONDS, type Load, type Moment, STALE_MS } from '../cache.ts';
import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { Documents, type StoredDocument } from './documents.ts';
import { type KnownKey, readKey, type StoredKey } from './key.ts';
import { endName, keyName } from './key-records.ts';
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
      return this.#made(tenant, read.document, last());
    });
    if (loaded === null) return null;
    const { document } = read;
    // KV failed, and what was answered is what the isolate remembers.
    if (document === null) throw unavailable(UNREADABLE);
    return { document, inForce: loaded.policy, problems: loaded.problems };
  }

  #loaded(tenant: TenantId): Promise<Loaded | null> {
    return this.#remembered(tenant, 'get', async (last) => {
      const document = await this.#documents.current(tenant);
      // Another request may have made the policy of it in the meantime.
      return this.#made(tenant, document, last());
    });
  }

  #remembered(tenant: TenantId, how: 'get' | 'renew', load: Load<Loaded>): Promise<Loaded | null> {
    const cache = cacheOf(policyCaches, this.#kv, () => new Cache(MAX_POLICIES));
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

const keyCaches = new WeakMap<KVNamespace, Cache<KnownKey>>();

/** Texts that this isolate wrote of keys, by name in KV, while KV's cache may still hold what was there before. */
type WrittenTexts = Map<string, { readonly text: string; readonly at: UnixMs }>;
const writtenTexts = new WeakMap<KVNamespace, WrittenTexts>();

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
  async find(hash: string): Promise<StoredKey | null> {
    const known = await orUnavailable(this.#cache().get(hash, () => this.#read(hash), this.#moment()));
    if (known === null) return null;
    if ('record' in known) return known.record;
    throw unavailable('The record of this API key is faulty. Whoever issued the key has to mend it.', {
      cause: known.fault,
    });
  }

  /**
   * What was just written of a key is in force here at once, whatever KV's cache still holds of it: its record, or its end,
   * each by itself, so that who writes the one says nothing of the other. Rejects with nothing: it is written as it is.
   */
  async hold(hash: string, wrote: { readonly record: string } | { readonly end: string }): Promise<void> {
    const written: WrittenTexts = writtenTexts.get(this.#kv) ?? new Map();
    writtenTexts.set(this.#kv, written);
    const at = this.#clock();
    for (const [name, { at: before }] of written) if (isOver(before, at)) written.delete(name);
    if ('record' in wrote) written.set(keyName(hash), { text: wrote.record, at });
    else written.set(endName(hash), { text: wrote.end, at });
    await this.#cache()
      .renew(hash, () => this.#read(hash), this.#moment())
      .catch(() => null);
  }

  /** The record and its end in one call: a record is written once, and what ends it before its time stands beside it. */
  async #read(hash: string): Promise<KnownKey | null> {
    const names = [keyName(hash), endName(hash)] as const;
    const [ownRecord, ownEnd] = names.map((name) => this.#own(name));
    // Whoever has just made or revoked a key need not ask: what would be read is no newer.
    const isKnown = typeof ownRecord === 'string';
    const read = isKnown ? null : await this.#kv.get([...names], { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    const text = ownRecord ?? read?.get(names[0]) ?? null;
    return text === null ? null : readKey(text, ownEnd ?? read?.get(names[1]) ?? null);
  }

  #own(name: string): string | null {
    const own = writtenTexts.get(this.#kv)?.get(name);
    return own === undefined || isOver(own.at, this.#clock()) ? null : own.text;
  }

  /** A key that was revoked must not be served from memory for longer than one that can be read. */
  #cache(): Cache<KnownKey> {
    return cacheOf(keyCaches, this.#kv, () => new Cache(MAX_KEYS, STALE_MS));
  }

  #moment(): Moment {
    return { now: this.#clock(), waitUntil: this.#waitUntil };
  }
}

/** KV's cache holds nothing that is older than what was written then. */
const isOver = (at: UnixMs, now: UnixMs): boolean => now < at || now - at >= KV_CACHE_SECONDS * 1000;
