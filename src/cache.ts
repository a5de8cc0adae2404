/**
 * What an isolate remembers of KV, so that a request on the hot path reads nothing: served as it is while fresh, served
 * and refreshed behind the answer while stale, awaited when older. KV itself is read with `cacheTtl: 30`, so a change is
 * in force after at most 30 s there and 25 s here: within the 60 s that CONTRACT §4 promises. A refresh that fails
 * keeps the value it could not replace, up to a bound; a first load that fails throws. That bound is minutes for what
 * must not be missing (policies), and no more than `STALE_MS` for what must not outlive its end (keys): with KV's 30 s it
 * is then gone after 60 s whatever happens.
 *
 * Nobody waits for a load that another request began. A promise belongs to the request that made it: workerd goes on with
 * whoever awaits it in that request's context, as soon as V8 has compiled the code to optimised code and passes over the
 * runtime's own check. There one's own request cannot be read ("Cannot perform I/O on behalf of a different request"), and
 * nothing goes on once the other has ended ("code had hung"). So requests that find nothing read KV each for itself, which
 * KV's own cache answers, and values alone are shared.
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
/** A refresh behind an answer keeps others from beginning one for so long: who began it may have been torn down. */
const REFRESH_MS = 5_000;

/** What a look-up is given of the request that makes it. */
export interface Moment {
  readonly now: UnixMs;
  /** Keeps work alive behind the answer, and past a client that has hung up. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Reads the value anew; null when there is none. `last` is the value it will replace, as it is when asked for. */
export type Load<Value> = (last: () => Value | undefined) => Promise<Value | null>;

interface Entry<Value> {
  readonly value: Value;
  /** When the load was begun: what it read cannot be older. */
  readonly loadedAt: UnixMs;
  /** The place of that load among all: of two that overlap, the one that began later has read what is newer. */
  readonly load: number;
  /** When the last refresh failed; null when it did not. */
  failedAt: UnixMs | null;
  /** When the refresh that runs behind an answer was begun; null while none does. */
  refreshingSince: UnixMs | null;
}

type Absence = Pick<Entry<never>, 'loadedAt' | 'load'>;

/** Of a clock that was set back since nobody knows how old a value is: it counts as too old. */
const ageOf = ({ loadedAt }: Entry<unknown>, now: UnixMs): number =>
  now < loadedAt ? Number.POSITIVE_INFINITY : now - loadedAt;

export class Cache<Value> {
  readonly #present = new Map<string, Entry<Value>>();
  /** Kept apart, so that a flood of keys that do not exist cannot push out those that do. */
  readonly #absent = new Map<string, Absence>();
  #loads = 0;
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
      const absence = this.#absent.get(key);
      const isAbsent = absence !== undefined && moment.now - absence.loadedAt < ABSENT_MS;
      return isAbsent ? null : this.#load(key, load, moment);
    }
    const ageMs = ageOf(entry, moment.now);
    if (ageMs < FRESH_MS) return entry.value;
    const justFailed = entry.failedAt !== null && moment.now - entry.failedAt < RETRY_MS;
    if (justFailed && ageMs < this.#outageMs) return entry.value;
    if (ageMs >= STALE_MS) return this.#load(key, load, moment);
    this.#refresh(entry, key, load, moment);
    return entry.value;
  }

  /** What is remembered, whatever its age, for whoever cannot wait; null when nothing is. */
  remembered(key: string): Value | null {
    return this.#present.get(key)?.value ?? null;
  }

  /** Reads the value anew, whatever its age: for one that was just changed here. A load that is under way has come too early. */
  renew(key: string, load: Load<Value>, moment: Moment): Promise<Value | null> {
    return this.#load(key, load, moment);
  }

  /** Behind the answer, one at a time. */
  #refresh(entry: Entry<Value>, key: string, load: Load<Value>, moment: Moment): void {
    const { refreshingSince } = entry;
    if (refreshingSince !== null && moment.now - refreshingSince < REFRESH_MS) return;
    entry.refreshingSince = moment.now;
    const done = (): void => {
      entry.refreshingSince = null;
    };
    this.#load(key, load, moment).then(done, done);
  }

  /** Goes on past a client that hangs up, so that the next request finds what this one read. */
  #load(key: string, load: Load<Value>, { now, waitUntil }: Moment): Promise<Value | null> {
    const outcome = this.#run(key, load, now);
    waitUntil(outcome.then(Boolean, Boolean));
    return outcome;
  }

  async #run(key: string, load: Load<Value>, now: UnixMs): Promise<Value | null> {
    this.#loads += 1;
    const place = this.#loads;
    try {
      const value = await load(() => this.#present.get(key)?.value);
      this.#keep(key, value, { loadedAt: now, load: place });
      return value;
    } catch (error) {
      const last = this.#present.get(key);
      // Read since this load began: as good as what it would have brought, and nothing has failed that must be told.
      if (last !== undefined && last.load > place) return last.value;
      if (last === undefined || ageOf(last, now) >= this.#outageMs) throw error;
      last.failedAt = now;
      console.warn(JSON.stringify({ event: 'refresh_failed', key, message: String(error) }));
      return last.value;
    }
  }

  /** What a load brings that was overtaken by a later one is not kept. */
  #keep(key: string, value: Value | null, read: Absence): void {
    const known = this.#present.get(key) ?? this.#absent.get(key);
    if (known !== undefined && known.load > read.load) return;
    this.#present.delete(key);
    this.#absent.delete(key);
    if (value === null) this.#absent.set(key, read);
    else this.#present.set(key, { value, ...read, failedAt: null, refreshingSince: null });
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
