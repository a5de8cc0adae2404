/**
 * The breaker of an isolate: a classifier or a provider's model that failed several times in a row is not asked for a
 * while, so that requests stop spending their deadline on it; then one request is let through to try. Pure: the clock is
 * an argument. A key holds the tenant: what makes one fail may be a tenant's own, and must cost no other anything.
 */

import { type Milliseconds, milliseconds, type UnixMs } from './unit.ts';

/** So many failures in a row open it. */
export const MAX_FAILURES = 3;
/** For so long nobody is asked; then one request, and the next one this much later, unless the first succeeded. */
export const OPEN_MS: Milliseconds = milliseconds(30_000);
/** The longest wait that is believed, whatever a provider asks for. */
const MAX_ASKED_MS: Milliseconds = milliseconds(600_000);
/** Keys that an isolate remembers failures of. The one that failed longest ago is forgotten first. */
const MAX_KEYS = 1000;

interface Failing {
  readonly failures: number;
  readonly isOpen: boolean;
  /** When the next request may try; only of meaning while it is open. */
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
    if (known === undefined || !known.isOpen) return null;
    if (now >= known.tryAt) {
      this.#failing.set(key, { ...known, tryAt: now + OPEN_MS });
      return null;
    }
    const often = known.failures === 1 ? 'It failed' : `It failed ${known.failures} times in a row`;
    return `${often} and is not asked again for ${known.tryAt - now} ms.`;
  }

  succeeded(key: string): void {
    this.#failing.delete(key);
  }

  /** `untilAtLeast`: when it asked to be tried again, if it did. That alone opens it, and it is not asked before. */
  failed(key: string, now: UnixMs, untilAtLeast: UnixMs | null = null): void {
    const known = this.#failing.get(key);
    const failures = (known?.failures ?? 0) + 1;
    const asked = Math.min(untilAtLeast ?? now, now + MAX_ASKED_MS);
    const isOpen = failures >= MAX_FAILURES || asked > now || (known?.isOpen === true && known.tryAt > now);
    const waits = failures >= MAX_FAILURES ? now + OPEN_MS : now;
    this.#failing.delete(key);
    this.#failing.set(key, {
      failures,
      isOpen,
      tryAt: Math.max(waits, asked, known?.isOpen === true ? known.tryAt : 0),
    });
    if (this.#failing.size <= MAX_KEYS) return;
    for (const oldest of this.#failing.keys()) {
      this.#failing.delete(oldest);
      return;
    }
  }
}
