/** Which candidate is tried next: in the decision's order, but for those who are known to be down. */

import type { Attempt } from '../breaker.ts';
import type { Cancellation } from '../cancellation.ts';
import { milliseconds, type UnixMs, unixMs } from '../unit.ts';
import type { Target } from './contract.ts';
import { type Failure, isBusy } from './failure.ts';
import { type Health, modelKey, providerKey } from './health.ts';

interface CandidatesOptions {
  readonly targets: readonly Target[];
  readonly tenant: string;
  readonly health: Health;
  readonly startedAt: UnixMs;
  readonly clientGone: Cancellation;
  readonly clock: () => UnixMs;
  readonly stream: boolean;
}

/** The longest wait for one who asks to be tried again: past it a client is better served by the refusal. */
const MAX_WAIT_MS = milliseconds(5000);

interface Resting {
  readonly target: Target;
  readonly until: UnixMs;
}

export class Candidates {
  readonly #options: CandidatesOptions;
  readonly #waiting: Target[];
  readonly #passedOver = new Map<Target, string>();
  /** Providers that this request has called. */
  readonly #called = new Set<string>();
  /** Of those who have been given out and of whom nothing has been heard yet. */
  readonly #attempts = new Map<Target, Attempt>();
  /** By the breaker's keys: those who have failed this request. */
  readonly #failed = new Set<string>();
  #resting: Resting[] = [];
  #hasWaited = false;

  constructor(options: CandidatesOptions) {
    this.#options = options;
    this.#waiting = [...options.targets];
  }

  get passedOver(): readonly { readonly model: string; readonly why: string }[] {
    return [...this.#passedOver].map(([{ model }, why]) => ({ model: model.name, why }));
  }

  /** Of those who failed: who is down for it, and until when. */
  get outages(): readonly { readonly key: string; readonly until: UnixMs }[] {
    const { health, clock } = this.#options;
    return [...this.#failed].flatMap((key) => {
      const until = health.breaker.downUntil(key, clock());
      return until === null ? [] : [{ key, until }];
    });
  }

  /** Null when nobody is left. Each candidate is given out once; one that asked for it, or was beaten, once more. */
  async take(): Promise<Target | null> {
    const { tenant, health, clock } = this.#options;
    const { breaker } = health;
    for (const target of [...this.#waiting]) {
      const attempt = breaker.admit(modelKey(tenant, target), clock());
      if (typeof attempt === 'string') this.#passedOver.set(target, attempt);
      else if (this.#mayCall(target)) return this.#give(target, attempt);
      else breaker.left(attempt);
    }
    for (const target of [...this.#waiting]) if (this.#mayCall(target)) return this.#give(target);
    // Nobody is left who may be called: those who wait do so for a budget that this request will not see again.
    for (const target of this.#waiting.splice(0)) {
      this.#passedOver.set(target, 'Its provider has been asked again too often of late.');
    }
    return this.#afterRest();
  }

  /**
   * The next who may be called beside `late`, which has not answered as soon as usual; null: nobody. It costs a retry of
   * the provider that is late, so that one which slows down does not have all of its requests made twice.
   */
  takeRival(late: Target): Target | null {
    const { tenant, health, clock, clientGone } = this.#options;
    const rival = this.#waiting.find((target) => !health.breaker.isDown(modelKey(tenant, target)));
    if (rival === undefined || clientGone.aborted) return null;
    return health.retries.spend(providerKey(tenant, late), clock()) ? this.#give(rival) : null;
  }

  /** It has begun to answer. */
  answers(target: Target): void {
    const attempt = this.#attempts.get(target);
    if (attempt !== undefined) this.#options.health.breaker.answers(attempt, this.#options.clock());
  }

  /** What became of an attempt; null: it gave a sound answer. */
  heard(target: Target, failed: Failure | null): void {
    const { health, clock } = this.#options;
    const { breaker } = health;
    const attempt = this.#attempts.get(target);
    if (attempt === undefined) return;
    this.#attempts.delete(target);
    const now = clock();
    if (failed === null) {
      breaker.succeeded(attempt, now);
      return;
    }
    const { retryAfterSeconds: rest } = failed;
    const until = rest === null ? null : unixMs(Math.ceil(now + rest * 1000));
    if (failed.blames) {
      breaker.failed(attempt, now, until);
      this.#failed.add(attempt.key);
    } else breaker.left(attempt);
    if (until !== null && isBusy(failed)) this.#resting.push({ target, until });
  }

  /**
   * Another has answered before it. To be later than usual, and than somebody who was asked after that, is a failure: one
   * that has fallen silent would else cost each request its usual time. Whoever was asked beside it had no such time. Both
   * may be asked again, should the one that answered fail.
   */
  beaten(target: Target, wasLate: boolean): void {
    const { breaker } = this.#options.health;
    const attempt = this.#attempts.get(target);
    if (attempt === undefined) return;
    this.#attempts.delete(target);
    if (wasLate) breaker.failed(attempt, this.#options.clock());
    else breaker.left(attempt);
    this.#waiting.push(target);
  }

  /** Nothing more will be heard of those who have been given out. */
  end(): void {
    for (const attempt of this.#attempts.values()) this.#options.health.breaker.left(attempt);
    this.#attempts.clear();
  }

  /** Leaves those who fit, of whom none is waited for; false when there is nobody. */
  keepOnly(fits: (target: Target) => boolean): boolean {
    this.#resting = [];
    const left = this.#waiting.filter(fits);
    this.#waiting.splice(0, this.#waiting.length, ...left);
    return left.length > 0;
  }

  /** A first attempt at a provider always; a further one as long as its budget lasts, and else never. */
  #mayCall(target: Target): boolean {
    const { tenant, health, clock } = this.#options;
    const key = providerKey(tenant, target);
    return !this.#called.has(key) || health.retries.spend(key, clock());
  }

  #give(target: Target, attempt?: Attempt): Target {
    const { tenant, health, clock } = this.#options;
    const key = providerKey(tenant, target);
    this.#attempts.set(target, attempt ?? health.breaker.force(modelKey(tenant, target)));
    if (!this.#called.has(key)) health.retries.earn(key, clock());
    this.#called.add(key);
    this.#passedOver.delete(target);
    const at = this.#waiting.indexOf(target);
    if (at >= 0) this.#waiting.splice(at, 1);
    return target;
  }

  async #afterRest(): Promise<Target | null> {
    const { clock, clientGone, startedAt, stream } = this.#options;
    const [soonest] = this.#resting.toSorted((a, b) => a.until - b.until);
    if (soonest === undefined || this.#hasWaited) return null;
    const { target, until } = soonest;
    const { firstByteMs, wholeFirstByteMs, totalMs } = target.timeouts;
    const waitMs = Math.max(0, until - clock());
    const mostMs = Math.min(MAX_WAIT_MS, stream ? firstByteMs : wholeFirstByteMs);
    if (waitMs > mostMs || clock() + waitMs >= startedAt + totalMs || !this.#mayCall(target)) return null;
    this.#hasWaited = true;
    await pause(waitMs, clientGone);
    return clientGone.aborted ? null : this.#give(target);
  }
}

/** Until the time has passed or the client has gone. */
function pause(ms: number, gone: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      gone.removeEventListener('abort', done);
      resolve();
    }
    gone.addEventListener('abort', done);
    if (gone.aborted) done();
  });
}
