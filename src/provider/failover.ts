/**
 * Failover: the candidates of a decision, tried in order until one answers. Each attempt has its own first-byte timeout,
 * all share one total deadline. It may go on until the first content has reached the client; when that is, the stream
 * says (`stream/relay.ts`), and reports here what went wrong. Past it, a policy may have the next candidate go on.
 *
 * A model that is known to fail is passed over while another can be tried, and is tried all the same when none can: what
 * an isolate remembers never refuses a request by itself. When nobody is left, one that asked to be tried again shortly is
 * waited for, once.
 */

import type { AiRunner } from '../classify/workers-ai.ts';
import type { PublicUrl } from '../tenant/base-url.ts';
import { milliseconds, type UnixMs, unixMs } from '../unit.ts';
import { Candidates } from './candidates.ts';
import { addedWords, asForeign, canGoOn, continued, type Spoken } from './continuation.ts';
import type { Order, Target } from './contract.ts';
import { Forbidden, readErrorBody, requestIdOf, send } from './egress.ts';
import { type Failure, failure, statusFailure } from './failure.ts';
import type { Health } from './health.ts';
import { loopback } from './loopback.ts';
import { Opened } from './opened.ts';
import { originOf } from './origins.ts';
import { Patience } from './patience.ts';
import { messageIn, providersWords } from './providers-words.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { rowOf } from './table.ts';
import { run } from './workers-ai/run.ts';

export interface FailoverOptions {
  readonly targets: readonly Target[];
  readonly order: Order;
  /** Aborts when the client has hung up: nobody else is tried. */
  readonly clientGone: AbortSignal;
  /** Aborts when nobody wants the answer any more: the call is ended. */
  readonly abandoned: AbortSignal;
  readonly startedAt: UnixMs;
  readonly clock: () => UnixMs;
  readonly estimateTokens: (text: string) => number;
  readonly readUrl: (url: string) => PublicUrl;
  readonly health: Health;
  /** The binding of Workers AI. Absent where a deployment left it out: its models are then no candidates. */
  readonly ai: AiRunner | undefined;
}

export class Failover {
  readonly failures: Failure[] = [];
  /** Who has been handed the request and has not failed: from here on it may cost something. */
  current: Target | null = null;
  /**
   * Who answered until it broke off, and was taken over from; `input` is what it was sent beside the client's own request,
   * `most` what it was allowed to write.
   */
  readonly earlier: { readonly target: Target; readonly input: number; readonly most: number }[] = [];
  /** When `current` was handed the request. */
  calledAt: UnixMs;
  /** Tokens of the answer so far and of the word to go on, which `current` was sent beside the client's own request. */
  spoken = 0;
  /** The provider's own name for the call that `current` is. */
  requestId: string | null = null;
  readonly #options: FailoverOptions;
  readonly #candidates: Candidates;
  #order: Order;

  constructor(options: FailoverOptions) {
    this.#options = options;
    this.#order = options.order;
    this.calledAt = options.startedAt;
    const { targets, order, health, startedAt, clientGone, clock } = options;
    const { tenant } = order.decision.policy;
    this.#candidates = new Candidates({
      targets,
      tenant,
      health,
      startedAt,
      clientGone,
      clock,
      stream: order.ask.stream,
    });
  }

  /** Who was not tried, and why. */
  get passedOver(): readonly { readonly model: string; readonly why: string }[] {
    return this.#candidates.passedOver;
  }

  /** The most that `current` was allowed to write, all choices together. Infinity: as much as it liked. */
  get most(): number {
    const { outputCap, ask } = this.#order;
    return (outputCap ?? ask.outputLimit ?? Number.POSITIVE_INFINITY) * ask.choices;
  }

  /** The next candidate that answers with success; null when none is left, may be tried, or the client has gone. */
  async next(): Promise<Opened | null> {
    for (let target = await this.#take(); target !== null; target = await this.#take()) {
      this.current = target;
      this.calledAt = this.#options.clock();
      const opened = await this.#try(target);
      if (opened instanceof Opened) return opened;
      this.report(opened);
    }
    return null;
  }

  /** An opened candidate failed before its first content. */
  report(failed: Failure): void {
    this.#heard(failed);
    this.current = null;
    this.failures.push(failed);
  }

  /** What became of the answer that the current one gave: `failed` past its first content, or null when it was sound. */
  over(failed: Failure | null): void {
    this.#heard(failed);
  }

  /**
   * The current one broke off past its first content. True when `next` may find somebody who can go on from what it has
   * said; it has then been taken over from, and is charged for all the same.
   */
  goOn(spoken: Spoken, failed: Failure): boolean {
    const order = continued(this.#options.order, spoken);
    // Within limits, what is held covers one more model and no second.
    const isCovered = this.#options.order.outputCap === null || this.earlier.length === 0;
    if (this.current === null || order === null || !isCovered || this.#options.clientGone.aborted) return false;
    const fits = (target: Target): boolean => {
      const row = rowOf(target.model.provider.kind);
      return row !== undefined && canGoOn(order, row.dialect(order.ask.wire), target);
    };
    if (!this.#candidates.keepOnly(fits)) return false;
    this.#heard(failed);
    this.earlier.push({ target: this.current, input: this.spoken, most: this.most });
    this.spoken = this.#options.estimateTokens(addedWords(spoken.text));
    this.failures.push(failed);
    this.current = null;
    this.#order = order;
    return true;
  }

  #heard(failed: Failure | null): void {
    if (this.current !== null) this.#candidates.heard(this.current, failed);
  }

  async #take(): Promise<Target | null> {
    const last = this.failures.at(-1);
    if (this.#options.clientGone.aborted || (last !== undefined && !last.retryable)) return null;
    return this.#candidates.take();
  }

  async #try(target: Target): Promise<Opened | Failure> {
    const { abandoned, startedAt, clock, estimateTokens, readUrl, ai } = this.#options;
    const { model, timeouts, secret } = target;
    const { stream } = this.#order.ask;
    const patience = new Patience({
      model: model.name,
      abandoned,
      totalAt: unixMs(startedAt + timeouts.totalMs),
      firstByteMs: stream ? timeouts.firstByteMs : timeouts.wholeFirstByteMs,
      idleMs: milliseconds(timeouts.idleMs),
      clock,
    });
    const row = rowOf(model.provider.kind);
    if (row === undefined) return failure(model.name, 'forbidden', `has no provider of kind ${model.provider.kind}`);
    try {
      const createdSeconds = Math.floor(clock() / 1000);
      const dialect = row.dialect(this.#order.ask.wire);
      const order = this.earlier.length === 0 ? this.#order : asForeign(this.#order, dialect);
      const call = row.transport === 'loopback' ? null : await dialect.call(target, order);
      const gate = { origin: originOf(model.provider), readUrl };
      const response =
        call === null
          ? loopback({ model, order, estimateTokens, createdSeconds })
          : await patience.of(
              row.transport === 'workers-ai'
                ? run(bound(ai), call, patience.signal)
                : send(call, gate, patience.signal),
            );
      this.requestId = requestIdOf(response, secret);
      if (response.ok && !(stream && isDocument(response))) {
        return new Opened({ target, dialect, order, response, patience, dropped: call?.dropped ?? [] });
      }
      const said = await patience.of(readErrorBody(response));
      const message = providersWords(messageIn(said), secret);
      return response.ok
        ? failure(model.name, 'malformed', 'answered with a document instead of a stream', message)
        : statusFailure(model.name, response.status, message, retryAfterSeconds(response.headers));
    } catch (cause) {
      if (cause instanceof Forbidden) return failure(model.name, 'forbidden', cause.message);
      return patience.failureFrom(cause, 'connection', 'could not be reached');
    }
  }
}

/** A model of it that has come this far without the binding was admitted by another deployment's. */
function bound(ai: AiRunner | undefined): AiRunner {
  if (ai === undefined) throw new Error('The binding AI is missing.');
  return ai;
}

/** A 200 that holds an error or a login page where a stream was asked for. Servers that name no type are believed. */
function isDocument(response: Response): boolean {
  return /json|html|xml/i.test(response.headers.get('content-type') ?? '');
}
