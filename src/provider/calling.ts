/**
 * One candidate and the call to it: built in its dialect, sent, and waited for until its status and headers are there, or
 * until it has begun to answer.
 */

import type { Cancellation } from '../cancellation.ts';
import type { AiRunner } from '../classify/workers-ai.ts';
import { Refusal } from '../error.ts';
import type { PublicUrl } from '../tenant/base-url.ts';
import { milliseconds, type UnixMs, unixMs } from '../unit.ts';
import { asForeign } from './continuation.ts';
import type { Call, Dialect, Order, Target } from './contract.ts';
import { Forbidden, readErrorBody, requestIdOf, send } from './egress.ts';
import { type Failure, failure, statusFailure } from './failure.ts';
import { loopback } from './loopback.ts';
import { type EventFramer, Opened } from './opened.ts';
import { originOf } from './origins.ts';
import { Patience } from './patience.ts';
import { messageIn, providersWords } from './providers-words.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { rowOf } from './table.ts';
import { run } from './workers-ai/run.ts';

export interface CallingOptions {
  /** Aborts when nobody wants the answer any more: the call is ended. */
  readonly abandoned: Cancellation;
  readonly startedAt: UnixMs;
  readonly clock: () => UnixMs;
  readonly estimateTokens: (text: string) => number;
  readonly readUrl: (url: string) => PublicUrl;
  /** The binding of Workers AI. Absent where a deployment left it out: its models are then no candidates. */
  readonly ai: AiRunner | undefined;
}

/** A response whose headers are there, and what it is the answer to. */
type Heard = Omit<ConstructorParameters<typeof Opened>[0], 'target' | 'patience'>;

/** What a call has come to. */
export interface Outcome {
  readonly calling: Calling;
  readonly result: Opened | Failure;
  /** Nothing is known that speaks against its being an answer. */
  readonly answers: boolean;
}

export class Calling {
  readonly target: Target;
  readonly calledAt: UnixMs;
  /** The provider's own name for the call. */
  requestId: string | null = null;
  /** Why there is not going to be an answer; null as long as there may be one. */
  failed: Failure | null = null;
  readonly #options: CallingOptions;
  readonly #order: Order;
  readonly #patience: Patience;
  readonly #opened: Promise<Outcome>;
  #begun: Promise<Outcome> | null = null;

  /** `isContinued`: the order is no longer the client's own request, and goes to every provider as one of another wire. */
  constructor(target: Target, order: Order, isContinued: boolean, options: CallingOptions) {
    const { model, timeouts } = target;
    const { abandoned, startedAt, clock } = options;
    this.target = target;
    this.#order = order;
    this.#options = options;
    this.calledAt = clock();
    this.#patience = new Patience({
      model: model.name,
      abandoned,
      totalAt: unixMs(startedAt + timeouts.totalMs),
      firstByteMs: order.ask.stream ? timeouts.firstByteMs : timeouts.wholeFirstByteMs,
      idleMs: milliseconds(timeouts.idleMs),
      clock,
    });
    this.#opened = this.#call(isContinued).then((result) => {
      if (!(result instanceof Opened)) this.failed = result;
      return { calling: this, result, answers: true };
    });
    // Of two that are waited for together one may be let go before it rejects.
    this.#opened.catch(() => undefined);
  }

  /** Once its status and headers are there. Rejects when nobody wants the answer any more. */
  opened(): Promise<Outcome> {
    return this.#begun ?? this.#opened;
  }

  /** Once it has begun to answer, or shown that it will not: of a stream by its events, which stay to be read. */
  begun(framerOf: (framing: Dialect['framing']) => EventFramer): Promise<Outcome> {
    if (this.#begun !== null) return this.#begun;
    this.#begun = this.#opened.then(async (opened) => {
      const { result } = opened;
      if (!this.#order.ask.stream || !(result instanceof Opened)) return opened;
      return { ...opened, answers: await result.begins(framerOf(result.framing)) };
    });
    this.#begun.catch(() => undefined);
    return this.#begun;
  }

  /** Ends the call: another has answered. */
  end(): void {
    this.#patience.end(new Error('Another has answered.'));
    // Where ending the call does not reach the provider, a body that nobody reads on does.
    void this.#opened
      .then(({ result }) => (result instanceof Opened ? result.cancel() : undefined))
      .catch(() => undefined);
  }

  async #call(isContinued: boolean): Promise<Opened | Failure> {
    const { clock, estimateTokens } = this.#options;
    const { model } = this.target;
    const { ask } = this.#order;
    const row = rowOf(model.provider.kind);
    if (row === undefined) return failure(model.name, 'forbidden', `has no provider of kind ${model.provider.kind}`);
    const dialect = row.dialect(ask.wire);
    const order = isContinued ? asForeign(this.#order, dialect) : this.#order;
    let call: Call | null;
    try {
      call = row.transport === 'loopback' ? null : await dialect.call(this.target, order);
    } catch (cause) {
      return uncalled(model.name, cause);
    }
    try {
      const createdSeconds = Math.floor(clock() / 1000);
      const response =
        call === null
          ? loopback({ model, order, estimateTokens, createdSeconds })
          : await this.#patience.of(this.#send(row.transport === 'workers-ai', call));
      const network = row.transport === 'https';
      return await this.#heard({ response, dialect, order, dropped: call?.dropped ?? [], network });
    } catch (cause) {
      if (cause instanceof Forbidden) return failure(model.name, 'forbidden', cause.message);
      return this.#patience.failureFrom(cause, 'connection', 'could not be reached');
    }
  }

  #send(byBinding: boolean, call: Call): Promise<Response> {
    const { readUrl, ai } = this.#options;
    const { provider } = this.target.model;
    if (!byBinding) return send(call, { origin: originOf(provider), readUrl }, this.#patience.signal);
    // A model of it that has come this far without the binding was admitted by another deployment's.
    if (ai === undefined) throw new Forbidden('is not called: the binding AI is missing');
    return run(ai, call, this.#patience.signal);
  }

  async #heard(heard: Heard): Promise<Opened | Failure> {
    const { response, order } = heard;
    const { target } = this;
    const { model, secret } = target;
    this.requestId = requestIdOf(response, secret);
    if (response.ok && !(order.ask.stream && isDocument(response))) {
      return new Opened({ ...heard, target, patience: this.#patience });
    }
    const failed = (said: string): Failure =>
      response.ok
        ? failure(model.name, 'malformed', 'answered with a document instead of a stream', said)
        : statusFailure(model.name, response.status, said, retryAfterSeconds(response.headers));
    // What it says of it may take a while to come.
    this.failed = failed('');
    const said = await this.#patience.of(readErrorBody(response));
    return failed(providersWords(messageIn(said), secret));
  }
}

/**
 * Nobody was called: the request could not be put into the provider's words. Another may have them. A fault of ours goes
 * to the log, since its text may hold anything.
 */
function uncalled(model: string, cause: unknown): Failure {
  if (cause instanceof Refusal) return failure(model, 'unwritable', 'was not called', cause.message);
  console.error(JSON.stringify({ event: 'call_unwritable', model, message: String(cause) }));
  return failure(model, 'unwritable', 'was not called: the request could not be written as its provider expects it');
}

/** A 200 that holds an error or a login page where a stream was asked for. Servers that name no type are believed. */
function isDocument(response: Response): boolean {
  return /json|html|xml/i.test(response.headers.get('content-type') ?? '');
}
