/**
 * How often a provider may be asked again within one isolate, so that its outage is not multiplied by everyone who tries
 * once more. A request's first attempt at a provider is never limited, it earns a share of a retry; every further attempt
 * at the same provider spends one. Pure: the clock is an argument.
 */

import type { UnixMs } from '../unit.ts';

/** Retries for each first attempt: at most a fifth. */
const SHARE = 0.2;
/** What everyone starts with, and what may be saved: a few requests an hour must be able to try again. */
const MOST = 10;
/** What comes back by itself. */
const PER_SECOND = 0.5;
/** Providers that an isolate remembers. The one that was asked longest ago is forgotten first, and starts anew. */
const MAX_KEYS = 1000;

interface Purse {
  readonly left: number;
  readonly at: UnixMs;
}

export class RetryBudget {
  readonly #purses = new Map<string, Purse>();

  /** A request's first attempt at the provider. */
  earn(key: string, now: UnixMs): void {
    this.#put(key, Math.min(MOST, this.#left(key, now) + SHARE), now);
  }

  /** A further one: false when there is nothing left for it. */
  spend(key: string, now: UnixMs): boolean {
    const left = this.#left(key, now);
    this.#put(key, left < 1 ? left : left - 1, now);
    return left >= 1;
  }

  #left(key: string, now: UnixMs): number {
    const purse = this.#purses.get(key);
    if (purse === undefined) return MOST;
    return Math.min(MOST, purse.left + (Math.max(0, now - purse.at) / 1000) * PER_SECOND);
  }

  #put(key: string, left: number, at: UnixMs): void {
    this.#purses.delete(key);
    this.#purses.set(key, { left, at });
    if (this.#purses.size <= MAX_KEYS) return;
    for (const oldest of this.#purses.keys()) {
      this.#purses.delete(oldest);
      return;
    }
  }
}
