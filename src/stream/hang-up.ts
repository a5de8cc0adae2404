/**
 * What a client's leaving means for the call to its provider. `cancel`: the call ends with it, and what was produced is
 * charged by what was seen of it. `drain`: the provider is read on to the end of its answer, which tells what it cost,
 * though for a bounded time and a bounded number of bytes; then the call ends all the same.
 */

import { type Cancellation, Cancelling } from '../cancellation.ts';
import type { HangUpRule } from '../tenant/policy.ts';
import { milliseconds } from '../unit.ts';

/** The platform lets work go on for 30 s after a client has left; the settlement must still fit. */
const DRAIN_MS = milliseconds(25_000);
/** What has come from the provider and was not counted yet is read in far less. */
const LAST_LOOK_MS = milliseconds(20);
/** Far above the rest of any answer in words; a provider that sends more is not read to find out how much. */
export const DRAIN_BYTES = 4 * 1024 * 1024;

export class HangUp {
  readonly #gone = new Cancelling();
  readonly #abandoned = new Cancelling();
  /** Counts what has come until now; the call goes on until it has. */
  beforeLeaving: (() => Promise<void>) | null = null;
  readonly #rule: HangUpRule;
  #drained = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `signal` is the request's own. */
  constructor(signal: AbortSignal, rule: HangUpRule) {
    this.#rule = rule;
    if (signal.aborted) this.leave();
    else signal.addEventListener('abort', () => this.leave(), { once: true });
  }

  /** The client has left. */
  get gone(): Cancellation {
    return this.#gone;
  }

  /** Nobody wants the provider's answer any more, not even its usage. */
  get abandoned(): Cancellation {
    return this.#abandoned;
  }

  /** The answer is read for its usage alone. */
  get isDraining(): boolean {
    return this.gone.aborted && !this.abandoned.aborted;
  }

  /** By the request's own signal, or when a write finds nobody there. Does nothing the second time. */
  leave(): void {
    if (this.gone.aborted) return;
    if (this.#rule === 'cancel') this.#cancel();
    else if (!this.abandoned.aborted) this.#timer = setTimeout(() => this.#abandoned.abort(), DRAIN_MS);
    this.#gone.abort();
  }

  #cancel(): void {
    if (this.beforeLeaving === null) {
      this.#abandoned.abort();
      return;
    }
    this.#timer = setTimeout(() => this.#abandoned.abort(), LAST_LOOK_MS);
    void this.beforeLeaving().then(() => this.#abandoned.abort());
  }

  /** So many bytes came from the provider. */
  read(bytes: number): void {
    if (!this.isDraining) return;
    this.#drained += bytes;
    if (this.#drained > DRAIN_BYTES) this.#abandoned.abort();
  }

  /** The answer is over: whatever call is left is ended, and nothing is waited for should the client leave yet. */
  end(): void {
    clearTimeout(this.#timer);
    this.#abandoned.abort();
  }
}
