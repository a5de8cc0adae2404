/**
 * Failover: the candidates of a decision, tried in order until one answers. Each attempt has its own first-byte timeout,
 * all share one total deadline. It may go on until the first content has reached the client; when that is, the stream
 * says (`stream/relay.ts`), and reports here what went wrong. Past it, a policy may have the next candidate go on.
 *
 * A model that is known to be down is passed over while another can be tried, and is tried all the same when none can:
 * what an isolate remembers never refuses a request by itself. When nobody is left, one that asked to be tried again
 * shortly is waited for, once. Where the policy says so, one that is late is not waited for alone (`hedge.ts`).
 */

import type { Cancellation } from '../cancellation.ts';
import type { UnixMs } from '../unit.ts';
import { Calling, type CallingOptions } from './calling.ts';
import { Candidates } from './candidates.ts';
import { addedWords, canGoOn, continued, type Spoken } from './continuation.ts';
import type { Dialect, Order, Target } from './contract.ts';
import type { Failure } from './failure.ts';
import { type Health, modelKey } from './health.ts';
import { Hedge, type Hedged } from './hedge.ts';
import { type EventFramer, Opened } from './opened.ts';
import { rowOf } from './table.ts';

export interface FailoverOptions extends CallingOptions {
  readonly targets: readonly Target[];
  readonly order: Order;
  /** Aborts when the client has hung up: nobody else is tried. */
  readonly clientGone: Cancellation;
  readonly health: Health;
  /** What is held for the request covers a second who reads it beside the first. */
  readonly hedges: boolean;
  readonly framerOf: (framing: Dialect['framing']) => EventFramer;
}

/** One that was handed the request, and was ended because another answered, or is running beside another still. */
interface Beside {
  readonly target: Target;
  readonly calledAt: UnixMs;
  /** Null while it is running. */
  readonly endedAt: UnixMs | null;
}

export class Failover {
  readonly failures: Failure[] = [];
  /**
   * Who answered until it broke off, and was taken over from; `input` is what it was sent beside the client's own request,
   * `most` what it was allowed to write.
   */
  readonly earlier: { readonly target: Target; readonly input: number; readonly most: number }[] = [];
  /** Tokens of the answer so far and of the word to go on, which `current` was sent beside the client's own request. */
  spoken = 0;
  readonly #options: FailoverOptions;
  readonly #candidates: Candidates;
  readonly #hedge: Hedge;
  readonly #beaten: Beside[] = [];
  /** Who have been handed the request and have not failed; the first is the one that counts as answering. */
  #running: readonly Calling[] = [];
  #last: Calling | null = null;
  #order: Order;

  constructor(options: FailoverOptions) {
    this.#options = options;
    this.#order = options.order;
    const { targets, order, health, startedAt, clientGone, clock, framerOf } = options;
    const { tenant } = order.decision.policy;
    const { stream } = order.ask;
    this.#candidates = new Candidates({ targets, tenant, health, startedAt, clientGone, clock, stream });
    this.#hedge = new Hedge({
      framerOf,
      usualMs: ({ target }) => (this.#isHedged ? health.pace.usualMs(this.#paceKey(target)) : null),
      callRival: ({ target }) => {
        const rival = this.#candidates.takeRival(target);
        if (rival === null) return null;
        const calling = this.#call(rival);
        this.#running = [...this.#running, calling];
        return calling;
      },
    });
  }

  /** Who has been handed the request and has not failed: from here on it may cost something. */
  get current(): Target | null {
    return this.#running[0]?.target ?? null;
  }

  /** When `current` was handed the request. */
  get calledAt(): UnixMs {
    return this.#running[0]?.calledAt ?? this.#options.startedAt;
  }

  /** The provider's own name for the call that `current` is, or that failed last. */
  get requestId(): string | null {
    return (this.#running[0] ?? this.#last)?.requestId ?? null;
  }

  /** Who else has been handed the request and has not failed: each may cost something too. */
  get beside(): readonly Beside[] {
    const running = this.#running.slice(1).map(({ target, calledAt }) => ({ target, calledAt, endedAt: null }));
    return [...this.#beaten, ...running];
  }

  /** Null while nobody was called beside another. */
  get hedged(): Hedged | null {
    return this.#hedge.made;
  }

  /** Who was not tried, and why. */
  get passedOver(): readonly { readonly model: string; readonly why: string }[] {
    return this.#candidates.passedOver;
  }

  /** Whom this request found to be down, by this isolate's keys. */
  get outages(): readonly { readonly key: string; readonly until: UnixMs }[] {
    return this.#candidates.outages;
  }

  /** The most that `current` was allowed to write, all choices together. Infinity: as much as it liked. */
  get most(): number {
    const { outputCap, ask } = this.#order;
    return (outputCap ?? ask.outputLimit ?? Number.POSITIVE_INFINITY) * ask.choices;
  }

  /** What is held for the answer, all choices and all who write of it together. Infinity: nothing depends on it. */
  get covered(): number {
    const { outputCap, ask } = this.#options.order;
    return outputCap === null ? Number.POSITIVE_INFINITY : outputCap * ask.choices;
  }

  /** The next candidate that answers with success; null when none is left, may be tried, or the client has gone. */
  async next(): Promise<Opened | null> {
    for (;;) {
      const running = this.#running[0] ?? (await this.#callNext());
      if (running === null) return null;
      const { calling, result, answers } = await this.#hedge.first(running);
      this.#running = [calling, ...this.#running.filter((other) => other !== calling)];
      if (!(result instanceof Opened)) {
        this.report(result);
        continue;
      }
      if (answers) this.#endOthers();
      if (!this.#order.ask.stream) this.#observe(calling);
      return result;
    }
  }

  /** The current one failed before its first content. */
  report(failed: Failure): void {
    this.#heard(failed);
    this.#last = this.#running[0] ?? this.#last;
    this.#running = this.#running.slice(1);
    this.failures.push(failed);
  }

  /** The first content of the current one is on its way to the client. */
  begun(): void {
    const [current] = this.#running;
    if (current === undefined) return;
    this.#endOthers();
    this.#candidates.answers(current.target);
    this.#observe(current);
  }

  /** What became of the answer that the current one gave: `failed` past its first content, or null when it was sound. */
  over(failed: Failure | null): void {
    this.#heard(failed);
  }

  /** Nothing more is going to be asked or told of this request. */
  end(): void {
    this.#endOthers();
    this.#candidates.end();
  }

  /**
   * The current one broke off past its first content. True when `next` may find somebody who can go on from what it has
   * said; it has then been taken over from, and is charged for all the same.
   */
  goOn(spoken: Spoken, failed: Failure): boolean {
    const order = continued(this.#options.order, spoken);
    // Within limits, what is held covers one more model and no second.
    const isCovered = this.#options.order.outputCap === null || this.earlier.length === 0;
    const { current } = this;
    if (current === null || order === null || !isCovered || this.#options.clientGone.aborted) return false;
    const fits = (target: Target): boolean => {
      const row = rowOf(target.model.provider.kind);
      return row !== undefined && canGoOn(order, row.dialect(order.ask.wire), target);
    };
    if (!this.#candidates.keepOnly(fits)) return false;
    this.#heard(failed);
    this.earlier.push({ target: current, input: this.spoken, most: this.most });
    this.spoken = this.#options.estimateTokens(addedWords(spoken.text));
    this.failures.push(failed);
    this.#running = [];
    this.#order = order;
    return true;
  }

  /** A continuation is another request, of another length: it is neither hedged nor a measure of the model's pace. */
  get #isHedged(): boolean {
    return this.#options.hedges && this.earlier.length === 0;
  }

  #paceKey(target: Target): string {
    const { tenant } = this.#order.decision.policy;
    return `${this.#order.ask.stream ? 'stream' : 'whole'} ${modelKey(tenant, target)}`;
  }

  /** How long it took to begin, or how long it was waited for in vain. */
  #observe({ target, calledAt }: Calling): void {
    const { health, clock } = this.#options;
    if (this.#isHedged) health.pace.observe(this.#paceKey(target), clock() - calledAt);
  }

  #heard(failed: Failure | null): void {
    const { current } = this;
    if (current !== null) this.#candidates.heard(current, failed);
  }

  #call(target: Target): Calling {
    return new Calling(target, this.#order, this.earlier.length > 0, this.#options);
  }

  async #callNext(): Promise<Calling | null> {
    const last = this.failures.at(-1);
    if (this.#options.clientGone.aborted || (last !== undefined && !last.retryable)) return null;
    const target = await this.#candidates.take();
    if (target === null) return null;
    const calling = this.#call(target);
    this.#running = [calling];
    return calling;
  }

  /** The current one answers: nobody is waited for beside it. */
  #endOthers(): void {
    const [current, ...others] = this.#running;
    if (current === undefined || others.length === 0) return;
    this.#running = [current];
    for (const other of others) {
      other.end();
      const { failed } = other;
      if (failed !== null) {
        // All that is missing is what it says of it: nothing is paid for that.
        this.#candidates.heard(other.target, failed);
        this.failures.push(failed);
        continue;
      }
      this.#observe(other);
      this.#candidates.beaten(other.target, other.target.model.name === this.hedged?.late);
      this.#beaten.push({ target: other.target, calledAt: other.calledAt, endedAt: this.#options.clock() });
    }
  }
}
