/** Sums by integer key, in the order in which the keys came. Pure. */

import type { Places } from './places.ts';

export class Sums {
  readonly keys: number[] = [];
  readonly sums: number[] = [];
  readonly #places: Places;

  /** `places` are emptied and used as long as something is added: one set serves many sums, one after another. */
  constructor(places: Places) {
    places.clear();
    this.#places = places;
  }

  /** True when the key is new. */
  add(key: number, amount: number): boolean {
    const place = this.#places.take(key);
    if (place < this.keys.length) {
      this.sums[place] = (this.sums[place] ?? 0) + amount;
      return false;
    }
    this.keys.push(key);
    this.sums.push(amount);
    return true;
  }
}
