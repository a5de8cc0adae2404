/**
 * The breaker of an isolate: a classifier that failed several times in a row is not asked for a while, so that requests
 * stop spending their deadline on it; then one request is let through to try. Pure: the clock is an argument.
 */

import { type Milliseconds, milliseconds, type UnixMs } from '../unit.ts';

/** So many failures in a row open it. */
export const MAX_FAILURES = 3;
/** For so long nobody is asked; then one request, and the next one this much later, unless the first succeeded. */
export const OPEN_MS: Milliseconds = milliseconds(30_000);
/** Classifiers that an isolate remembers failures of. The one that failed longest ago is forgotten first. */
const MAX_KEYS = 1000;

interface Failing {
  readonly failures: number;
  /** When the next request may try; only of meaning once `failures` has reached the most there may be. */
  readonly tryAt: number;
}

export class Breaker {
  readonly #failing = new Map<string, Failing>();

  /**
   * Null when `key` may be asked, else why not, as a sentence. Past the wait the first to ask is the probe: it gets null,
   * and the wait begins anew for all others. A probe that is torn down and reports nothing so blocks nobody for ever.
   */
  admit(key: string, now: UnixMs): string | null {
    const known = this.#failing.get(key);
    if (known === undefined || known.failures < MAX_FAILURES) return null;
    if (now >= known.tryAt) {
      this.#failing.set(key, { ...known, tryAt: now + OPEN_MS });
      return null;
    }
    return `It failed ${known.failures} times in a row and is not asked again for ${known.tryAt - now} ms.`;
  }

  succeeded(key: string): void {
    this.#failing.delete(key);
  }

  failed(key: string, now: UnixMs): void {
    const failures = (this.#failing.get(key)?.failures ?? 0) + 1;
    this.#failing.delete(key);
    this.#failing.set(key, { failures, tryAt: now + OPEN_MS });
    if (this.#failing.size <= MAX_KEYS) return;
    for (const oldest of this.#failing.keys()) {
      this.#failing.delete(oldest);
      return;
    }
  }
}
