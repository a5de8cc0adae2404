/**
 * What an isolate remembers of KV, so that a request on the hot path reads nothing: served as it is while fresh, served
 * and refreshed behind the answer while stale, awaited when older. KV itself is read with `cacheTtl: 30`, so a change is
 * in force after at most 30 s there and 25 s here: within the 60 s that CONTRACT §4 promises. A refresh that fails
 * keeps the value it could not replace, up to a bound; a first load that fails throws. That bound is minutes for what
 * must not be missing (policies), and no more than `STALE_MS` for what must not outlive its end (keys): with KV's 30 s and
 * the 5 s for which a load is shared it is then gone after 60 s whatever happens.
 */

import type { UnixMs } from './unit.ts';

/** How long KV may answer from a data centre's own cache, in seconds: the least it takes. */
export const KV_CACHE_SECONDS = 30;
/** Up to this age a value is served and nothing else is done. */
export const FRESH_MS = 10_000;
/** Up to this age a value is served, and refreshed behind the answer. */
export const STALE_MS = 25_000;
/** That a key is absent is believed for so long: a new key is asked for soon after it was made. */
export const ABSENT_MS = 5_000;
/** While KV fails, a value is served up to this age unless the cache has a bound of its own: an outage is outlived. */
export const OUTAGE_MS = 300_000;
/** While KV fails, it is asked again no more often than this. */
export const RETRY_MS = 2_000;
/** A load older than this is not joined: a request that was torn down may have left it without an end. */
const JOIN_MS = 5_000;

/** What a look-up is given of the request that makes it. */
export interface Moment {
  readonly now: UnixMs;
  /** Keeps work alive behind the answer, and past a client that has hung up. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Reads the value anew; null when there is none. `last` is the value it will replace. */
export type Load<Value> = (last: Value | undefined) => Promise<Value | null>;

interface Entry<Value> {
  readonly value: Value;
  /** When the load was begun: what it read cannot be older. */
  readonly loadedAt: UnixMs;
  /** When the last refresh failed; null when it did not. */
  failedAt: UnixMs | null;
}

interface Loading<Value> {
  readonly since: UnixMs;
  readonly outcome: Promise<Value | null>;
}

/** Of a clock that was set back since nobody knows how old a value is: it counts as too old. */
const ageOf = ({ loadedAt }: Entry<unknown>, now: UnixMs): number =>
  now < loadedAt ? Number.POSITIVE_INFINITY : now - loadedAt;

export class Cache<Value> {
  readonly #present = new Map<string, Entry<Value>>();
  /** Kept apart, so that a flood of keys that do not exist cannot push out those that do. */
  readonly #absent = new Map<string, UnixMs>();
  readonly #loading = new Map<string, Loading<Value>>();
  readonly #capacity: number;
  readonly #outageMs: number;

  /**
   * `capacity` bounds the values, and again the absences, that are remembered; the oldest are forgotten. A value that is
   * `outageMs` old is never served, whether it can be read anew or not.
   */
  constructor(capacity: number, outageMs: number = OUTAGE_MS) {
    this.#capacity = capacity;
    this.#outageMs = outageMs;
  }

  /** The value, or null when there is none. Rejects with the load's own error when there is nothing to fall back on. */
  async get(key: string, load: Load<Value>, moment: Moment): Promise<Value | null> {
    const entry = this.#present.get(key);
    if (entry === undefined) {
      const absentAt = this.#absent.get(key);
      const isAbsent = absentAt !== undefined && moment.now - absentAt < ABSENT_MS;
      return isAbsent ? null : this.#load(key, load, moment);
    }
    const ageMs = ageOf(entry, moment.now);
    if (ageMs < FRESH_MS) return entry.value;
    const justFailed = entry.failedAt !== null && moment.now - entry.failedAt < RETRY_MS;
    if (justFailed && ageMs < this.#outageMs) return entry.value;
    const refreshed = this.#load(key, load, moment);
    return ageMs < STALE_MS ? entry.value : refreshed;
  }

  /** What is remembered, whatever its age, for whoever cannot wait; null when nothing is. */
  remembered(key: string): Value | null {
    return this.#present.get(key)?.value ?? null;
  }

  /** Reads the value anew, whatever its age: for one that was just changed here. A load that is under way has come too early. */
  renew(key: string, load: Load<Value>, moment: Moment): Promise<Value | null> {
    this.#loading.delete(key);
    return this.#load(key, load, moment);
  }

  /** One load at a time for each key: those who come while it runs share its outcome. */
  #load(key: string, load: Load<Value>, { now, waitUntil }: Moment): Promise<Value | null> {
    const running = this.#loading.get(key);
    if (running !== undefined && now - running.since < JOIN_MS) return running.outcome;
    const isLatest = (): boolean => this.#loading.get(key) === loading;
    const loading: Loading<Value> = { since: now, outcome: this.#run(key, load, now, isLatest) };
    this.#loading.set(key, loading);
    const done = (): void => {
      if (isLatest()) this.#loading.delete(key);
    };
    // Others may be waiting for it too, so it must outlive a client of this request that hangs up.
    waitUntil(loading.outcome.then(done, done));
    return loading.outcome;
  }

  async #run(key: string, load: Load<Value>, now: UnixMs, isLatest: () => boolean): Promise<Value | null> {
    const last = this.#present.get(key);
    try {
      const value = await load(last?.value);
      // Another load has begun since: what it reads is newer, and may be kept already.
      if (isLatest()) this.#keep(key, value, now);
      return value;
    } catch (error) {
      if (last === undefined || ageOf(last, now) >= this.#outageMs) throw error;
      last.failedAt = now;
      console.warn(JSON.stringify({ event: 'refresh_failed', key, message: String(error) }));
      return last.value;
    }
  }

  #keep(key: string, value: Value | null, now: UnixMs): void {
    this.#present.delete(key);
    this.#absent.delete(key);
    if (value === null) this.#absent.set(key, now);
    else this.#present.set(key, { value, loadedAt: now, failedAt: null });
    for (const map of [this.#present, this.#absent]) {
      for (const oldest of map.keys()) {
        if (map.size <= this.#capacity) break;
        map.delete(oldest);
      }
    }
  }
}

/** One cache for each KV binding of the isolate, so that two namespaces never answer for each other. */
export function cacheOf<Value>(
  caches: WeakMap<KVNamespace, Cache<Value>>,
  kv: KVNamespace,
  make: () => Cache<Value>,
): Cache<Value> {
  const known = caches.get(kv);
  if (known !== undefined) return known;
  const cache = make();
  caches.set(kv, cache);
  return cache;
}
