/** A relay between providers whose events a test pushes by hand and a client that it reads as. */

import { expect } from 'vitest';
import type { Cancellation } from '../../src/cancellation.ts';
import type { StreamReader } from '../../src/provider/contract.ts';
import { type Failure, failure } from '../../src/provider/failure.ts';
import { chatReader } from '../../src/provider/openai-chat/reader.ts';
import { HangUp } from '../../src/stream/hang-up.ts';
import { jointUsage } from '../../src/stream/joint-usage.ts';
import { type Relayed, relay, type Source, type Takeover } from '../../src/stream/relay.ts';
import type { Told } from '../../src/stream/told.ts';
import type { HangUpRule } from '../../src/tenant/policy.ts';
import { milliseconds, tokens } from '../../src/unit.ts';
import { chatEncoder } from '../../src/wire/chat/encoder.ts';
import { askOf } from '../support/ask.ts';

export const encoder = new TextEncoder();

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
export const ROLE = chunk({ role: 'assistant', content: '' });
export const HELLO = chunk({ content: 'Hello' });
export const WORLD = chunk({ content: ' world' });
export const STOP = chunk({}, 'stop');
export const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\n\n';
export const DONE = 'data: [DONE]\n\n';
export const ERROR = 'data: {"error":{"message":"overloaded"}}\n\n';

/** A provider whose events the test pushes by hand. */
export class FakeSource implements Source {
  readonly framing = 'sse';
  readonly verbatim: boolean;
  readonly dropped: readonly string[] = [];
  readonly reader: StreamReader;
  readonly model: string;
  readonly body: ReadableStream<Uint8Array>;
  ended = false;
  gotEverything = false;
  /** What became of its body. */
  left: 'open' | 'closed' | 'cut' | 'cancelled' = 'open';
  #giveUp: (cause: Error) => void = () => undefined;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly #gone: Cancellation;

  constructor(model: string, gone: Cancellation, { choices = 1, verbatim = true } = {}) {
    this.model = model;
    this.reader = chatReader(choices);
    this.verbatim = verbatim;
    this.#gone = gone;
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.left = 'cancelled';
      },
    });
  }
  send(...events: string[]): this {
    for (const event of events) if (this.left === 'open') this.#controller.enqueue(encoder.encode(event));
    return this;
  }
  close(): this {
    if (this.left === 'open') this.#controller.close();
    if (this.left === 'open') this.left = 'closed';
    return this;
  }
  cut(): this {
    if (this.left === 'open') this.#controller.error(new Error('socket closed'));
    if (this.left === 'open') this.left = 'cut';
    return this;
  }
  /** It is silent for too long: whoever waits for it now waits no longer. */
  fallSilent(): this {
    this.#giveUp(new Error('silent'));
    return this;
  }
  async patient<T>(work: Promise<T>): Promise<T> {
    const gone = new Promise<never>((_, reject) => {
      const leave = () => reject(new Error('hung up'));
      if (this.#gone.aborted) leave();
      else this.#gone.addEventListener('abort', leave);
    });
    const late = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    return Promise.race([work, gone, late]);
  }
  patientWithClient<T>(work: Promise<T>): Promise<T> {
    return this.patient(work);
  }
  gotAll(): void {
    this.gotEverything = true;
  }
  gotBytes(): void {
    expect(this.ended).toBe(false);
  }
  failureFrom(_: unknown, message: string): Failure {
    return failure(this.model, 'cut', message);
  }
  failed(kind: 'error_event' | 'malformed' | 'cut', message: string, said?: string): Failure {
    return failure(this.model, kind, message, said);
  }
  end(): void {
    this.ended = true;
  }
}

interface Run {
  readonly sources?: readonly string[];
  readonly withholdUsage?: boolean;
  readonly graceMs?: number;
  readonly choices?: number;
  readonly verbatim?: boolean;
  readonly onHangup?: HangUpRule;
  /** Who comes after the first then goes on with its answer, from a request of another wire. */
  readonly takeover?: Takeover['verbatim'];
}

export function start({
  sources = ['fast', 'backup'],
  withholdUsage = false,
  graceMs = 60_000,
  choices = 1,
  verbatim = true,
  onHangup = 'cancel',
  takeover,
}: Run = {}) {
  const hangUp = new HangUp(new AbortController().signal, onHangup);
  const fakes = sources.map((model, at) => {
    const asItComes = verbatim && (at === 0 || takeover === undefined);
    return new FakeSource(model, hangUp.abandoned, { choices, verbatim: asItComes });
  });
  const told: string[] = [];
  const waiting = [...fakes];
  const failures: Failure[] = [];
  const { head, done } = relay({
    next: async () => (hangUp.gone.aborted && waiting.length < fakes.length ? null : (waiting.shift() ?? null)),
    report: (failed) => failures.push(failed),
    withholdUsage,
    encoder: () => ({
      ...chatEncoder({ id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi', { wantsUsage: !withholdUsage }) }),
      fail: ({ message }) => `data: {"error":{"message":"${message}"}}\n\n`,
    }),
    whyBroken: ({ model, message, said }) => ({
      code: 'provider_failed',
      message: `${model} ${message}${said && `: ${said}`}`,
      retryAfterSeconds: null,
    }),
    graceMs: milliseconds(graceMs),
    onFirstContent: () => undefined,
    clientGone: hangUp.gone,
    onClientGone: () => hangUp.leave(),
    hangUp,
    ...(takeover === undefined
      ? {}
      : {
          takeover: {
            verbatim: takeover,
            begin: (so: Told) => {
              told.push(so.text);
              return waiting.length > 0;
            },
            counted: (last, earlier) =>
              jointUsage({
                ...{ earlier: earlier.map(({ meter }) => meter), last },
                ...{ added: 3, estimateTokens: (text: string) => text.length },
              }),
          },
        }),
  });
  const opened = () => fakes.slice(0, fakes.length - waiting.length);
  const [first, second, third] = fakes;
  if (first === undefined) throw new Error('A relay needs a source.');
  const gone = { signal: hangUp.gone, abort: () => hangUp.leave() };
  return {
    first,
    second: second ?? first,
    third: third ?? first,
    failures,
    head,
    done,
    gone,
    hangUp,
    told,
    fakes,
    opened,
  };
}

/** What the client reads, and how the relay ended. */
export async function outcome({ head, done }: { head: ReturnType<typeof relay>['head']; done: Promise<Relayed> }) {
  const answered = await head;
  const text = answered === null ? null : await new Response(answered.body).text();
  const { ending, model, meter, failure: failed } = await done;
  const usage = meter.total(tokens(100), (words) => words.length, tokens(0));
  return { head: answered?.model ?? null, text, ending, model, usage, failed: failed?.kind ?? null };
}
