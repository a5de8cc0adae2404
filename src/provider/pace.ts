/**
 * How soon a model usually begins to answer, by its last answers in this isolate: what a request that waits for longer is
 * held against. Pure.
 */

import { type Milliseconds, milliseconds } from '../unit.ts';

/** Answers that are remembered of each. */
const REMEMBERED = 100;
/** Of fewer the slowest twentieth says nothing. */
const LEAST_ANSWERS = 20;
const USUAL = 0.95;
/** The one that was heard of longest ago is forgotten first. */
const MAX_KEYS = 1000;

interface Waits {
  /** The newest replaces the oldest, at `next`. */
  readonly ms: Float64Array;
  count: number;
  next: number;
}

export class Pace {
  readonly #waits = new Map<string, Waits>();

  /** It began to answer after so long; or had not by then, and was waited for no longer. */
  observe(key: string, ms: number): void {
    const waits = this.#waits.get(key) ?? { ms: new Float64Array(REMEMBERED), count: 0, next: 0 };
    waits.ms[waits.next] = Math.max(0, ms);
    waits.next = (waits.next + 1) % REMEMBERED;
    waits.count = Math.min(waits.count + 1, REMEMBERED);
    this.#waits.delete(key);
    this.#waits.set(key, waits);
    if (this.#waits.size <= MAX_KEYS) return;
    for (const oldest of this.#waits.keys()) {
      this.#waits.delete(oldest);
      return;
    }
  }

  /** By when nineteen answers in twenty have begun; null while too few are known. */
  usualMs(key: string): Milliseconds | null {
    const waits = this.#waits.get(key);
    if (waits === undefined || waits.count < LEAST_ANSWERS) return null;
    const sorted = waits.ms.slice(0, waits.count).sort();
    return milliseconds(sorted[Math.ceil(waits.count * USUAL) - 1] ?? 0);
  }
}
