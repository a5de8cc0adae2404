/**
 * Says once that something is no longer wanted. Of an AbortSignal it is the part that is used here, so that one can be
 * passed where this is asked for; to make one of the runtime's, to listen to it and to abort it are calls out of
 * JavaScript each, and a request has several.
 */

export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export class Cancelling implements Cancellation {
  #aborted = false;
  readonly #listeners = new Set<() => void>();

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Does nothing the second time. A listener that throws stops those behind it: none of them should. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** It is called once at most, and not any more for what has been said already: as an AbortSignal's. */
  addEventListener(_: 'abort', listener: () => void): void {
    if (!this.#aborted) this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
