/**
 * What an isolate remembers for a while, bounded by weight: the entry that was used longest ago is forgotten first. Pure:
 * the clock is an argument. Keys name their tenant; nothing here knows of one.
 */

import type { Milliseconds, UnixMs } from '../unit.ts';

interface Entry<Value> {
  readonly value: Value;
  readonly weight: number;
  readonly at: UnixMs;
}

export interface RecentBounds {
  /** Of all entries together, in whatever unit `put` is given. */
  readonly weight: number;
  readonly ageMs: Milliseconds;
}

export class Recent<Value> {
  readonly #bounds: RecentBounds;
  readonly #entries = new Map<string, Entry<Value>>();
  #weight = 0;

  constructor(bounds: RecentBounds) {
    this.#bounds = bounds;
  }

  get(key: string, now: UnixMs): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now - entry.at >= this.#bounds.ageMs) {
      this.#forget(key);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** An entry heavier than the bound is not kept at all. */
  put(key: string, value: Value, weight: number, now: UnixMs): void {
    this.#forget(key);
    if (weight > this.#bounds.weight) return;
    this.#entries.set(key, { value, weight, at: now });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#bounds.weight) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }
}
