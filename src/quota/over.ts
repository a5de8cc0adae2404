/**
 * Requests of this life of the object that are over. A call to admit that was tried again, as its answer was lost, may
 * still be under way: it can wait for the lender while the second try is admitted, answered and settled. It must then hold
 * nothing, as nobody would settle it and its alarm would charge it once more.
 */

import type { DecisionId } from '../route/decision.ts';

/** Far more than one user settles while a call waits; the last of them are in the books as well. */
const MAX_KNOWN = 10_000;

export class Over {
  readonly #ids = new Set<DecisionId>();

  has(id: DecisionId): boolean {
    return this.#ids.has(id);
  }

  add(id: DecisionId): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MAX_KNOWN && oldest !== undefined) this.#ids.delete(oldest);
  }

  /** The books begin anew. */
  clear(): void {
    this.#ids.clear();
  }
}
