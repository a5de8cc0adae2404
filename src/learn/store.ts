/**
 * What has been learned, remembered by the isolate (see `cache.ts`): a request on the hot path reads nothing. Fails open:
 * where nothing was published, or it cannot be read, the shipped prior stands, which decides nothing. An outage of KV
 * leaves what is known in use for as long as it lasts.
 *
 * A publication is in force everywhere after at most 30 s in KV's own cache and 25 s here, and so is a rollback.
 */

import { Cache, cacheOf, KV_CACHE_SECONDS, type Moment } from '../cache.ts';
import type { Beliefs, Believed } from '../route/believed.ts';
import type { TenantId } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { EMPTY } from './beliefs.ts';
import { believed } from './believed.ts';
import { hashOf } from './inputs.ts';
import { unpack } from './packed.ts';
import { beliefsName, type PackedBeliefs, readSnapshot } from './snapshot.ts';

/** Tenants whose beliefs an isolate remembers, as many as policies: each up to 200 KB of text, and as much unpacked. */
const MAX_TENANTS = 100;

/** A request waits no longer than this for what it can do without, once all else that it must read is there. */
const LATE_MS = 50;

const PRIOR: Believed = believed(EMPTY(), 0);

/** A tenant's beliefs as published, ready to be asked. */
export interface Published {
  /** As KV holds it; null when it holds nothing, or nothing that can be read. */
  readonly text: string | null;
  readonly standing: Beliefs;
  /** What decides a share of the conversations, 0 to 1, in place of `standing`. */
  readonly canary: { readonly beliefs: Beliefs; readonly share: number } | null;
}

const NOTHING: Published = { text: null, standing: { inForce: PRIOR, newest: PRIOR }, canary: null };

const caches = new WeakMap<KVNamespace, Cache<Published>>();

/** Made for each request, over what the isolate remembers. */
export class BeliefStore {
  readonly #kv: KVNamespace;
  readonly #waitUntil: Moment['waitUntil'];
  readonly #clock: () => UnixMs;

  constructor(kv: KVNamespace, waitUntil: Moment['waitUntil'], clock: () => UnixMs = () => unixMs(Date.now())) {
    this.#kv = kv;
    this.#waitUntil = waitUntil;
    this.#clock = clock;
  }

  /** Begins to look, and answers how to have what was found, at the latest `LATE_MS` after it is asked for. Never rejects. */
  begin(tenant: TenantId): () => Promise<Published> {
    let found: Published | null = null;
    const moment = { now: this.#clock(), waitUntil: this.#waitUntil };
    const cache = cacheOf(caches, this.#kv, () => new Cache(MAX_TENANTS, Number.POSITIVE_INFINITY));
    // After half a minute without a request KV is asked before the next: where it is slow, what was in force decides once more.
    const last = cache.remembered(tenant) ?? NOTHING;
    const looking = cache
      .get(tenant, (last) => this.#load(tenant, last), moment)
      .catch(() => null)
      .then((known) => {
        found = known ?? last;
        return found;
      });
    return async () => found ?? inTime(looking, last);
  }

  /** That there is nothing is a value like any other, so that a tenant without beliefs does not wait for KV to say so again. */
  async #load(tenant: TenantId, remembered: () => Published | undefined): Promise<Published> {
    try {
      const text = await this.#kv.get(beliefsName(tenant), { type: 'text', cacheTtl: KV_CACHE_SECONDS });
      const last = remembered();
      if (last !== undefined && last.text === text) return last;
      return text === null ? NOTHING : publishedIn(text, tenant);
    } catch (error) {
      if (remembered() !== undefined) throw error;
      console.warn(JSON.stringify({ event: 'beliefs_unreadable', tenant, message: String(error) }));
      return NOTHING;
    }
  }
}

/** Those that decide a conversation: one sees the same for as long as a canary is out, and another canary meets others. */
export function beliefsFor({ standing, canary }: Published, session: string): Beliefs {
  if (canary === null) return standing;
  const place = hashOf(`${canary.beliefs.inForce.version} ${session}`) / 2 ** 32;
  return place < canary.share ? canary.beliefs : standing;
}

function publishedIn(text: string, tenant: TenantId): Published {
  const snapshot = readSnapshot(text);
  const compiled = new Map<number, Believed>();
  const compile = ({ version, packed }: PackedBeliefs): Believed => {
    const known = compiled.get(version);
    if (known !== undefined) return known;
    const beliefs = packed === null ? null : unpack(packed);
    if (beliefs === null && packed !== null) warnOf(tenant, `version ${version} is of another format`);
    const made = beliefs === null ? PRIOR : believed(beliefs, version);
    compiled.set(version, made);
    return made;
  };
  if (snapshot === null) {
    warnOf(tenant, 'it is no snapshot of this format');
    return { ...NOTHING, text };
  }
  const newest = compile(snapshot.newest);
  const standing = { inForce: compile(snapshot.inForce), newest };
  const { canary } = snapshot;
  const tried = canary === null ? PRIOR : compile(canary);
  // A canary that cannot be read is none: what is in force decides its conversations, not the prior.
  const isTried = canary !== null && tried.version === canary.version;
  return { text, standing, canary: isTried ? { beliefs: { inForce: tried, newest }, share: canary.share } : null };
}

const warnOf = (tenant: TenantId, message: string): void =>
  console.warn(JSON.stringify({ event: 'beliefs_unreadable', tenant, message }));

/** What is late goes on behind the answer, for the next request. */
async function inTime(looking: Promise<Published>, last: Published): Promise<Published> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Published>((resolve) => {
    timer = setTimeout(() => resolve(last), LATE_MS);
  });
  return Promise.race([looking, late]).finally(() => clearTimeout(timer));
}
