/**
 * The client's end of a relayed stream. Bytes wait here until the answer is committed to a source; from then on they are
 * written as they come, and a write waits until the client has taken it, so that a slow client slows the provider down
 * instead of filling the isolate's memory.
 */

/**
 * So many bytes may come before an answer has begun. As much as one event may have: a client's own instructions, which some
 * repeat at the beginning, stay below it, and a provider that sends comments and nothing else does not fill the isolate.
 */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** How long a client may take to read why its answer ends. The provider's own time may be over: this does not count on it. */
const LAST_WORDS_MS = 1000;

/** What the response is made of once somebody answers. `model` is whose events come first. */
export interface Head {
  readonly model: string;
  /** Fields of the request that it was not sent. */
  readonly dropped: readonly string[];
  readonly body: ReadableStream<Uint8Array>;
}

export class Outlet {
  readonly committed: Promise<Head>;
  readonly #stream = new IdentityTransformStream();
  #writer = this.#stream.writable.getWriter();
  readonly #onGone: () => void;
  readonly #isDraining: () => boolean;
  #resolve: ((head: Head) => void) | null = null;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #hasBegun = false;
  #listened: WritableStreamDefaultWriter<Uint8Array> | null = null;
  /** Writes that have not been taken. */
  #owed = 0;

  /**
   * `onGone` is called when a write finds the client gone. A native stream tells of it no sooner: while the provider is
   * silent, only the request's own signal does. While `isDraining` the provider is read to its end for nobody, and what is
   * written goes nowhere.
   */
  constructor(onGone: () => void, isDraining: () => boolean) {
    this.#onGone = onGone;
    this.#isDraining = isDraining;
    this.committed = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#listen();
  }

  /** The writer's end: from here on somebody else writes, and what he writes is owed until it is taken back. */
  handOver(): WritableStream<Uint8Array> {
    this.#owed++;
    this.#hasBegun = true;
    this.#listened = null;
    this.#writer.releaseLock();
    return this.#stream.writable;
  }

  /** Once whoever was handed it has stopped writing. `isTaken`: nothing that he wrote is owed any more. */
  takeBack(isTaken: boolean): void {
    if (isTaken) this.#owed--;
    this.#writer = this.#stream.writable.getWriter();
    this.#listen();
  }

  #listen(): void {
    const writer = this.#writer;
    this.#listened = writer;
    // A lock that is let go of rejects as well: that says nothing of the client.
    writer.closed.catch(() => {
      if (this.#listened === writer) this.#onGone();
    });
  }

  /** Bytes have gone to the client. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Something that was written has not been taken: it is on its way, or the client has gone without it. */
  get owes(): boolean {
    return this.#owed > 0;
  }

  /** Throws RangeError for more than may wait for an answer to begin. */
  add(bytes: Uint8Array): void {
    this.#waitingBytes += bytes.length;
    if (this.#resolve !== null && this.#waitingBytes > MAX_WAITING_BYTES) {
      throw new RangeError(`No answer began within ${MAX_WAITING_BYTES} bytes.`);
    }
    this.#waiting.push(bytes);
  }

  /** From now on bytes go to the client. The first call counts: a stream has one head. */
  commit({ model, dropped }: Omit<Head, 'body'>): void {
    if (this.#resolve === null) return;
    this.#resolve({ model, dropped, body: this.#stream.readable });
    this.#resolve = null;
  }

  /** Writes what waits, if committed. Rejects when the client has gone. */
  async flush(): Promise<void> {
    if (this.#resolve !== null || this.#waiting.length === 0) return;
    const bytes = joined(this.#waiting);
    this.forget();
    this.#owed++;
    if (this.#isDraining()) return;
    this.#hasBegun = true;
    try {
      await this.#writer.write(bytes);
      this.#owed--;
    } catch (cause) {
      this.#onGone();
      if (!this.#isDraining()) throw cause;
    }
  }

  /** Drops what waits: the source it came from has failed. */
  forget(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** Breaks the stream off: the client is not taking what it was sent. */
  async abort(reason: unknown): Promise<void> {
    await this.#writer.abort(reason);
  }

  /**
   * Writes what waits, and ends the stream. Rejects as `patient` does, which waits for the client; not once all has been
   * taken: a client may leave at the end mark, and be heard to leave before it is heard to have taken it.
   */
  async finish(patient: (work: Promise<void>) => Promise<void>): Promise<void> {
    const flushing = this.flush();
    await patient(flushing).catch(async (cause) => {
      const moment = new Promise<void>((resolve) => setTimeout(resolve, 0));
      await Promise.race([flushing, moment]).catch(() => undefined);
      if (this.owes) throw cause;
    });
    this.close().catch(() => undefined);
  }

  /** Writes what waits and `last`, and ends the stream; does nothing when it was never committed. */
  async close(last?: Uint8Array): Promise<void> {
    if (this.#resolve !== null) return;
    if (last !== undefined) this.add(last);
    await this.flush();
    if (this.#isDraining()) await this.#writer.abort(new Error('The client has left.')).catch(() => undefined);
    else await this.#writer.close();
  }

  /** Ends the stream; a client that does not take it must not keep the request from being settled. */
  async lastWords(bytes: Uint8Array): Promise<void> {
    const late = setTimeout(
      () => void this.abort(new Error('The client reads nothing.')).catch(() => undefined),
      LAST_WORDS_MS,
    );
    await this.close(bytes).catch(() => undefined);
    clearTimeout(late);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
