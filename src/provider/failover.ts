/**
 * Failover: the candidates of a decision, tried in order until one answers. Each attempt has its own first-byte timeout,
 * all share one total deadline. It may go on until the first content has reached the client; when that is, the stream
 * says (`stream/relay.ts`), and reports here what went wrong before it.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { Order, Target } from './contract.ts';
import { readErrorBody, send } from './egress.ts';
import { type Failure, failure, statusFailure } from './failure.ts';
import { loopback } from './loopback.ts';
import { Opened } from './opened.ts';
import { Patience } from './patience.ts';
import { messageIn, providersWords } from './providers-words.ts';
import { rowOf } from './table.ts';

export interface FailoverOptions {
  readonly targets: readonly Target[];
  readonly order: Order;
  /** Aborts when the client has hung up. */
  readonly clientGone: AbortSignal;
  readonly startedAt: UnixMs;
  readonly clock: () => UnixMs;
  readonly estimateTokens: (text: string) => number;
}

export class Failover {
  readonly failures: Failure[] = [];
  /** Who has been handed the request and has not failed: from here on it may cost something. */
  current: Target | null = null;
  readonly #options: FailoverOptions;
  readonly #waiting: Target[];

  constructor(options: FailoverOptions) {
    this.#options = options;
    this.#waiting = [...options.targets];
  }

  /** The next candidate that answers with success; null when none is left, may be tried, or the client has gone. */
  async next(): Promise<Opened | null> {
    for (let target = this.#take(); target !== undefined; target = this.#take()) {
      const opened = await this.#try(target);
      if (opened instanceof Opened) return opened;
      this.report(opened);
    }
    return null;
  }

  /** An opened candidate failed before its first content. */
  report(failed: Failure): void {
    this.current = null;
    this.failures.push(failed);
  }

  #take(): Target | undefined {
    const last = this.failures.at(-1);
    if (this.#options.clientGone.aborted || (last !== undefined && !last.retryable)) return undefined;
    return this.#waiting.shift();
  }

  async #try(target: Target): Promise<Opened | Failure> {
    const { order, clientGone, startedAt, clock, estimateTokens } = this.#options;
    const { model, timeouts, secret } = target;
    const totalAt = unixMs(startedAt + timeouts.totalMs);
    const firstByteMs = order.ask.stream ? timeouts.firstByteMs : timeouts.wholeFirstByteMs;
    const patience = new Patience({
      model: model.name,
      clientGone,
      totalAt,
      firstByteMs,
      idleMs: timeouts.idleMs,
      clock,
    });
    const row = rowOf(model.provider.kind);
    if (row === undefined)
      return { ...failure(model.name, 'connection', `has no provider of kind ${model.provider.kind}`) };
    this.current = target;
    try {
      const createdSeconds = Math.floor(clock() / 1000);
      const dialect = row.dialect(order.ask.wire);
      const call = row.transport === 'loopback' ? null : await dialect.call(target, order);
      const response =
        call === null
          ? loopback({ model, order, estimateTokens, createdSeconds })
          : await patience.of(send(call, patience.signal));
      if (response.ok && !(order.ask.stream && isDocument(response))) {
        return new Opened({ target, dialect, order, response, patience, dropped: call?.dropped ?? [] });
      }
      const said = await patience.of(readErrorBody(response));
      const message = providersWords(messageIn(said), secret);
      return response.ok
        ? failure(model.name, 'malformed', 'answered with a document instead of a stream', message)
        : statusFailure(model.name, response.status, message, retryAfter(response.headers));
    } catch (cause) {
      return patience.failureFrom(cause, 'connection', 'could not be reached');
    }
  }
}

/** A 200 that holds an error or a login page where a stream was asked for. Servers that name no type are believed. */
function isDocument(response: Response): boolean {
  return /json|html|xml/i.test(response.headers.get('content-type') ?? '');
}

/** `Retry-After` in seconds, from either of its forms (RFC 9110 §10.2.3); null when absent or unreadable. */
function retryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(value);
  const sentAt = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) || Number.isNaN(sentAt) ? null : Math.max(0, (at - sentAt) / 1000);
}
