/**
 * One request and its answer at the mock provider. Whatever a scenario does goes through here and is written down, so
 * that a test can ask afterwards what the provider saw and when.
 */

import type { ServerResponse } from 'node:http';

/** What the provider saw of one request. Times are Unix milliseconds. */
export interface Seen {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed from JSON; null when it was none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Each write to the caller, in order. */
  readonly writes: { readonly at: number; readonly bytes: number }[];
  /** When the answer was complete; null while it is not. */
  finishedAt: number | null;
  /** When the caller went away before the answer was complete; null when it did not. */
  abortedAt: number | null;
}

export class Exchange {
  readonly model: string;
  readonly stream: boolean;
  /** `stream_options.include_usage`: the only case in which OpenAI streams a usage chunk. */
  readonly wantsUsage: boolean;
  readonly #response: ServerResponse;
  readonly #seen: Seen;
  readonly #release: Promise<void>;
  #cut = false;

  /** `release` resolves when a test lets go of the requests for this model. */
  constructor(seen: Seen, model: string, response: ServerResponse, release: Promise<void>) {
    this.model = model;
    this.stream = seen.body?.['stream'] === true;
    const options = seen.body?.['stream_options'];
    this.wantsUsage = typeof options === 'object' && options !== null && Reflect.get(options, 'include_usage') === true;
    this.#response = response;
    this.#seen = seen;
    this.#release = release;
    response.once('finish', () => {
      seen.finishedAt = Date.now();
    });
    response.once('close', () => {
      if (!response.writableFinished && !this.#cut) seen.abortedAt = Date.now();
    });
  }

  /** What the caller authenticated with: some providers repeat it in their errors. */
  get authorization(): string {
    return this.#seen.headers['authorization'] ?? '';
  }

  /** The last message of the request: some providers quote it in their errors. */
  get lastMessage(): string {
    return JSON.stringify(this.#seen.body?.['messages'] ?? []);
  }

  /** The text of the last message. */
  get lastText(): string {
    const messages = this.#seen.body?.['messages'];
    const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
    return typeof last === 'object' && last !== null ? String(Reflect.get(last, 'content')) : '';
  }

  /** How many tokens of output the caller allows. */
  get most(): number {
    return Number(this.#seen.body?.['max_tokens'] ?? Number.POSITIVE_INFINITY);
  }

  /** Sends the status line and headers at once, before any byte of the body. */
  head(status: number, contentType: string, headers: Readonly<Record<string, string | number>> = {}): void {
    this.#response.writeHead(status, { 'content-type': contentType, 'x-request-id': 'req_mock', ...headers });
    this.#response.flushHeaders();
  }

  /** Hands bytes to the network and waits until they have gone, so that each write travels by itself. A caller who is gone gets nothing. */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#response.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#seen.writes.push({ at: Date.now(), bytes: Buffer.byteLength(data) });
    this.#response.write(data, () => resolve());
    await promise;
  }

  /** A whole answer of a kind of text. */
  whole(
    status: number,
    contentType: string,
    body: string,
    headers: Readonly<Record<string, string | number>> = {},
  ): void {
    this.head(status, contentType, { 'content-length': Buffer.byteLength(body), ...headers });
    this.#seen.writes.push({ at: Date.now(), bytes: Buffer.byteLength(body) });
    this.#response.end(body);
  }

  json(status: number, body: string, headers: Readonly<Record<string, string | number>> = {}): void {
    this.whole(status, 'application/json', body, headers);
  }

  /** A clean end of the HTTP message. */
  end(): void {
    this.#response.end();
  }

  /** The connection breaks. */
  cut(): void {
    this.#cut = true;
    this.#response.destroy();
  }

  /** A status line, and then headers without end, a byte at a time. */
  dribble(): void {
    const { socket } = this.#response;
    socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
    const timer = setInterval(() => socket?.write('x'), 20);
    socket?.once('close', () => clearInterval(timer));
  }

  /** Waits for the test's release, `atMostMs`, or the caller's leaving, whichever comes first. */
  async released(atMostMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, atMostMs);
    this.#response.once('close', resolve);
    await Promise.race([promise, this.#release]);
    clearTimeout(timer);
  }
}
