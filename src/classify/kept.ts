/**
 * What is known of things by their numbers, remembered within a bound: the latest and as many before them. What is asked
 * for again counts as late, so that common things are never forgotten. Pure.
 */

export class Kept<Value> {
  readonly #most: number;
  #young = new Map<number, Value>();
  #old = new Map<number, Value>();

  /** Up to `most` are remembered. */
  constructor(most: number) {
    this.#most = most / 2;
  }

  get(key: number): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: number, value: Value): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
