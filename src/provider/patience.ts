/**
 * How long one attempt is waited for: first byte, silence between bytes, and the whole, whichever ends first; and the
 * client, who may hang up. Ending it aborts the call, so that a provider stops working (and billing) for nobody.
 */

import type { Cancellation } from '../cancellation.ts';
import { type Milliseconds, type UnixMs, unixMs } from '../unit.ts';
import { type Failure, failure, type Timeout } from './failure.ts';

interface PatienceOptions {
  readonly model: string;
  /** Aborts when nobody is left who wants the answer. */
  readonly abandoned: Cancellation;
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
/** One for all: every request that is over lets go of its call, and a trace of where from would cost more than that. */
const HUNG_UP = new HungUp();

class TimedOut extends Error {
  override readonly name = 'TimedOut';
  readonly kind: Timeout;

  constructor(kind: Timeout, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Somebody who waits for a step of the call, and until when. */
interface Wait {
  readonly until: UnixMs;
  readonly late: () => TimedOut;
  readonly reject: (reason: unknown) => void;
}

/**
 * One timer and one listener watch over an attempt, however many steps it has: a stream has hundreds, and most come long
 * before anybody would be late.
 */
export class Patience {
  readonly #options: PatienceOptions;
  readonly #controller = new AbortController();
  readonly #waits = new Set<Wait>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer goes off; Infinity while there is none. */
  #watchedUntil = Number.POSITIVE_INFINITY;
  readonly #firstByteAt: number;
  /** It has had at least half of the time that a first byte may take: to run out of the total time says something of it. */
  readonly #hadItsTime: boolean;
  #sawBytes = false;
  #sawAll = false;
  /** Why it was ended; null while it goes on. */
  #ended: Error | null = null;

  constructor(options: PatienceOptions) {
    this.#options = options;
    const now = options.clock();
    this.#firstByteAt = now + options.firstByteMs;
    this.#hadItsTime = options.totalAt - now >= options.firstByteMs / 2;
    // One listener for the life of the attempt; `end` and garbage collection both let it go.
    if (options.abandoned.aborted) this.end(HUNG_UP);
    else options.abandoned.addEventListener('abort', () => this.end(HUNG_UP), { once: true });
  }

  /** To be handed to the call. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the call, where it is not over by itself. Does nothing the second time. */
  end(reason: Error): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    clearTimeout(this.#timer);
    if (!this.#sawAll) this.#controller.abort(reason);
    for (const { reject } of this.#waits) reject(reason);
    this.#waits.clear();
  }

  /** From the first byte on, silence is measured by `idleMs`. */
  gotBytes(): void {
    this.#sawBytes = true;
  }

  /** The last byte has come: nobody is at work any more who would have to be told to stop. */
  gotAll(): void {
    this.#sawAll = true;
  }

  /** `work`, or a rejection as soon as the attempt's time is over or the client has gone. */
  of<T>(work: Promise<T>): Promise<T> {
    const { clock, totalAt, idleMs, firstByteMs } = this.#options;
    const sawBytes = this.#sawBytes;
    const silentAt = sawBytes ? clock() + idleMs : this.#firstByteAt;
    if (totalAt <= silentAt) return this.#until(totalAt, work, tooLong);
    return this.#until(unixMs(silentAt), work, () =>
      sawBytes
        ? new TimedOut('idle_timeout', `fell silent for ${idleMs} ms`)
        : new TimedOut('first_byte_timeout', `sent nothing for ${firstByteMs} ms`),
    );
  }

  /**
   * `work` that waits for the client to take what was sent. Its slowness is no silence of the provider's: only the total
   * time ends it, and the last words of a stream are always given a moment.
   */
  ofClient<T>(work: Promise<T>): Promise<T> {
    const { clock, totalAt } = this.#options;
    return this.#until(unixMs(Math.max(clock() + LAST_WORDS_MS, totalAt)), work, unread);
  }

  /** What a rejection of `of` means: a timeout, a hang-up (thrown on), or what the caller says it is. */
  failureFrom(cause: unknown, kind: 'connection' | 'cut', message: string): Failure {
    const { model } = this.#options;
    const reason = this.#ended ?? cause;
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

  #until<T>(until: UnixMs, work: Promise<T>, late: Wait['late']): Promise<T> {
    if (this.#ended !== null) return Promise.race([work, Promise.reject(this.#ended)]);
    return new Promise((resolve, reject) => {
      const wait = { until, late, reject };
      this.#waits.add(wait);
      work.then(
        (value) => {
          this.#waits.delete(wait);
          resolve(value);
        },
        (cause) => {
          this.#waits.delete(wait);
          reject(cause);
        },
      );
      if (until < this.#watchedUntil) this.#watch(until);
    });
  }

  /** A wait that ends leaves the timer as it is: when it goes off, it looks who is waiting by then. */
  #watch(until: number): void {
    clearTimeout(this.#timer);
    this.#watchedUntil = until;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, until - this.#options.clock()));
  }

  #look(): void {
    // A timer that has gone off is right about the time, should the clock be a little behind it.
    const now = Math.max(this.#watchedUntil, this.#options.clock());
    this.#watchedUntil = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const { until, late } of this.#waits) {
      if (until <= now) {
        this.end(late());
        return;
      }
      next = Math.min(next, until);
    }
    if (next < Number.POSITIVE_INFINITY) this.#watch(next);
  }
}

const tooLong = (): TimedOut => new TimedOut('total_timeout', 'did not finish within the total time');
const unread = (): TimedOut => new TimedOut('total_timeout', 'was not read to its end within the total time');
