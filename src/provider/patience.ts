/**
 * How long one attempt is waited for: first byte, silence between bytes, and the whole, whichever ends first; and the
 * client, who may hang up. Ending it aborts the call, so that a provider stops working (and billing) for nobody.
 */

import type { Milliseconds, UnixMs } from '../unit.ts';
import { type Failure, failure } from './failure.ts';

interface PatienceOptions {
  readonly model: string;
  readonly clientGone: AbortSignal;
  readonly totalAt: UnixMs;
  readonly firstByteMs: Milliseconds;
  readonly idleMs: Milliseconds;
  readonly clock: () => UnixMs;
}

const LAST_WORDS_MS = 1000;

/** The client has hung up: there is nobody to fail over for. */
class HungUp extends Error {
  override readonly name = 'HungUp';
}

class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

export class Patience {
  readonly #options: PatienceOptions;
  readonly #controller = new AbortController();
  readonly #firstByteAt: number;
  #sawBytes = false;

  constructor(options: PatienceOptions) {
    this.#options = options;
    this.#firstByteAt = options.clock() + options.firstByteMs;
    // One listener for the life of the attempt; `end` and garbage collection both let it go.
    if (options.clientGone.aborted) this.end(new HungUp());
    else options.clientGone.addEventListener('abort', () => this.end(new HungUp()), { once: true });
  }

  /** To be handed to the call. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the call. Does nothing the second time. */
  end(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** From the first byte on, silence is measured by `idleMs`. */
  gotBytes(): void {
    this.#sawBytes = true;
  }

  /** `work`, or a rejection as soon as the attempt's time is over or the client has gone. */
  async of<T>(work: Promise<T>): Promise<T> {
    const { clock, totalAt, idleMs, firstByteMs } = this.#options;
    const now = clock();
    const silenceMs = this.#sawBytes ? idleMs : Math.max(0, this.#firstByteAt - now);
    const leftMs = Math.max(0, totalAt - now);
    const late =
      leftMs <= silenceMs
        ? 'did not finish within the total time'
        : this.#sawBytes
          ? `fell silent for ${idleMs} ms`
          : `sent nothing for ${firstByteMs} ms`;
    return this.#race(work, Math.min(silenceMs, leftMs), late);
  }

  /**
   * `work` that waits for the client to take what was sent. Its slowness is no silence of the provider's: only the total
   * time ends it, and the last words of a stream are always given a moment.
   */
  ofClient<T>(work: Promise<T>): Promise<T> {
    const leftMs = Math.max(LAST_WORDS_MS, this.#options.totalAt - this.#options.clock());
    return this.#race(work, leftMs, 'was not read to its end within the total time');
  }

  /** What a rejection of `of` means: a timeout, a hang-up (thrown on), or what the caller says it is. */
  failureFrom(cause: unknown, kind: 'connection' | 'cut', message: string): Failure {
    const { model } = this.#options;
    const reason = this.signal.aborted ? this.signal.reason : cause;
    if (reason instanceof HungUp) throw reason;
    if (reason instanceof TimedOut) return failure(model, 'timeout', reason.message);
    return failure(model, kind, message);
  }

  async #race<T>(work: Promise<T>, ms: number, late: string): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let onAbort: (() => void) | undefined;
    const { signal } = this;
    try {
      return await Promise.race([
        work,
        new Promise<never>((_, reject) => {
          onAbort = () => reject(signal.reason);
          if (signal.aborted) onAbort();
          else signal.addEventListener('abort', onAbort);
          timer = setTimeout(() => this.end(new TimedOut(late)), ms);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    }
  }
}
