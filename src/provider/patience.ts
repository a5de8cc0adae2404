/**
 * How long one attempt is waited for: first byte, silence between bytes, and the whole, whichever ends first; and the
 * client, who may hang up. Ending it aborts the call, so that a provider stops working (and billing) for nobody.
 */

import type { Milliseconds, UnixMs } from '../unit.ts';
import { type Failure, failure, type Timeout } from './failure.ts';

interface PatienceOptions {
  readonly model: string;
  /** Aborts when nobody is left who wants the answer. */
  readonly abandoned: AbortSignal;
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
  readonly kind: Timeout;

  constructor(kind: Timeout, message: string) {
    super(message);
    this.kind = kind;
  }
}

export class Patience {
  readonly #options: PatienceOptions;
  readonly #controller = new AbortController();
  readonly #firstByteAt: number;
  /** It has had at least half of the time that a first byte may take: to run out of the total time says something of it. */
  readonly #hadItsTime: boolean;
  #sawBytes = false;

  constructor(options: PatienceOptions) {
    this.#options = options;
    const now = options.clock();
    this.#firstByteAt = now + options.firstByteMs;
    this.#hadItsTime = options.totalAt - now >= options.firstByteMs / 2;
    // One listener for the life of the attempt; `end` and garbage collection both let it go.
    if (options.abandoned.aborted) this.end(new HungUp());
    else options.abandoned.addEventListener('abort', () => this.end(new HungUp()), { once: true });
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
        ? new TimedOut('total_timeout', 'did not finish within the total time')
        : this.#sawBytes
          ? new TimedOut('idle_timeout', `fell silent for ${idleMs} ms`)
          : new TimedOut('first_byte_timeout', `sent nothing for ${firstByteMs} ms`);
    return this.#race(work, Math.min(silenceMs, leftMs), late);
  }

  /**
   * `work` that waits for the client to take what was sent. Its slowness is no silence of the provider's: only the total
   * time ends it, and the last words of a stream are always given a moment.
   */
  ofClient<T>(work: Promise<T>): Promise<T> {
    const leftMs = Math.max(LAST_WORDS_MS, this.#options.totalAt - this.#options.clock());
    return this.#race(work, leftMs, new TimedOut('total_timeout', 'was not read to its end within the total time'));
  }

  /** What a rejection of `of` means: a timeout, a hang-up (thrown on), or what the caller says it is. */
  failureFrom(cause: unknown, kind: 'connection' | 'cut', message: string): Failure {
    const { model } = this.#options;
    const reason = this.signal.aborted ? this.signal.reason : cause;
    if (reason instanceof HungUp) throw reason;
    if (reason instanceof TimedOut) {
      const late = failure(model, reason.kind, reason.message);
      // An answer that is merely long, or an attempt that others left no time for, is nothing that a breaker counts.
      return reason.kind === 'total_timeout' && (this.#sawBytes || !this.#hadItsTime)
        ? { ...late, blames: false }
        : late;
    }
    return failure(model, kind, message);
  }

  async #race<T>(work: Promise<T>, ms: number, late: TimedOut): Promise<T> {
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
          timer = setTimeout(() => this.end(late), ms);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    }
  }
}
