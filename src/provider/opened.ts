/** A candidate whose status and headers have arrived and are good: its body, how to read it, and how long to wait for it. */

import { isContent, type Part } from '../part.ts';
import type { Dialect, Order, ProviderEvent, StreamReader, Target } from './contract.ts';
import { type Failure, failure } from './failure.ts';
import type { Patience } from './patience.ts';
import { providersWords } from './providers-words.ts';
import { type Body, ReadAhead } from './read-ahead.ts';

interface Opening {
  readonly target: Target;
  readonly dialect: Dialect;
  readonly order: Order;
  readonly response: Response;
  readonly patience: Patience;
  readonly dropped: readonly string[];
  /** It came over the network, and from nobody else. */
  readonly network?: boolean;
}

/** Cuts a stream into events; those without data have none. */
export interface EventFramer {
  readonly push: (
    chunk: Uint8Array,
  ) => readonly { readonly name: ProviderEvent['name']; readonly data: string | null }[];
}

/** As much as may come before an answer has begun (`stream/outlet.ts`): whoever reads the body comes upon it in turn. */
const MAX_AHEAD_BYTES = 16 * 1024 * 1024;

export class Opened {
  readonly model: string;
  readonly framing: Dialect['framing'];
  readonly reader: StreamReader;
  readonly readWhole: (body: string) => readonly Part[] | null;
  /** The bytes are what the client's wire expects, and go out as they come. */
  readonly verbatim: boolean;
  /** Fields of the client's request that were not sent. */
  readonly dropped: readonly string[];
  readonly #network: boolean;
  readonly #secret: string | null;
  readonly #patience: Patience;
  readonly #newReader: () => StreamReader;
  #body: Body;

  constructor({ target, dialect, order, response, patience, dropped, network = false }: Opening) {
    this.model = target.model.name;
    this.#body = response.body ?? new Blob([]).stream();
    this.framing = dialect.framing;
    this.#newReader = () => dialect.reader(target, order);
    this.reader = this.#newReader();
    this.verbatim = dialect.verbatim && dialect.speaks === order.ask.wire;
    const wanted = this.verbatim ? null : (order.ask.embeddable?.texts ?? null);
    this.readWhole = (body) => {
      const parts = dialect.readWhole(body, target, order);
      return parts === null || wanted === null || isOneEach(parts, wanted.length) ? parts : null;
    };
    this.dropped = dropped;
    this.#network = network;
    this.#secret = target.secret;
    this.#patience = patience;
  }

  /** To be read once. */
  get body(): Body {
    return this.#body;
  }

  /** The body as a stream of the runtime's own; null where it is none, or has been looked into. */
  get native(): ReadableStream<Uint8Array> | null {
    return this.#network && this.#body instanceof ReadableStream && isOfBytes(this.#body) ? this.#body : null;
  }

  /**
   * Reads a stream on to the first event that tells whether it is an answer: true for content, false for an error, for an
   * end before it, or for what cannot be read, all of which whoever reads the body will come upon in turn. Rejects when
   * the client has gone.
   */
  async begins(framer: EventFramer): Promise<boolean> {
    const body = new ReadAhead(this.#body);
    this.#body = body;
    const reader = this.#newReader();
    try {
      for (let bytes = 0; bytes <= MAX_AHEAD_BYTES; ) {
        const { done, value } = await body.ahead((work) => this.patient(work));
        if (done) return reader.end() !== null;
        bytes += value.length;
        this.gotBytes();
        for (const { name, data } of framer.push(value)) {
          if (data === null) continue;
          const reading = reader.read({ name, data });
          if (reading === null || reading.parts.some(({ kind }) => kind === 'error')) return false;
          if (reading.done || reading.works === true || reading.parts.some(isContent)) return true;
        }
      }
      return false;
    } catch (cause) {
      this.failureFrom(cause, 'broke off its stream');
      return false;
    }
  }

  /** `work`, or a rejection when the provider is too slow or the client has gone. */
  patient<T>(work: Promise<T>): Promise<T> {
    return this.#patience.of(work);
  }

  /** `work` that waits for the client, not the provider: bounded by the total time alone. */
  patientWithClient<T>(work: Promise<T>): Promise<T> {
    return this.#patience.ofClient(work);
  }

  gotBytes(): void {
    this.#patience.gotBytes();
  }

  gotAll(): void {
    this.#patience.gotAll();
  }

  /** What a rejection while reading means; throws it on when it says that the client has gone. */
  failureFrom(cause: unknown, message: string): Failure {
    return this.#patience.failureFrom(cause, 'cut', message);
  }

  /** `said`: the provider's own words, if it had any; `status`: the one that its error names. */
  failed(kind: 'error_event' | 'malformed' | 'cut', message: string, said = '', status: number | null = null): Failure {
    return failure(this.model, kind, message, providersWords(said, this.#secret), status);
  }

  /** Its body is not going to be read, or not any further. */
  cancel(): Promise<void> {
    return this.#body.getReader().cancel();
  }

  /** Ends the call, whatever is still under way. */
  end(): void {
    this.#patience.end(new Error('The answer is over.'));
  }
}

/** With a vector fewer than texts one would be taken for another's. */
function isOneEach(parts: readonly Part[], texts: number): boolean {
  return parts.some(({ kind }) => kind === 'error') || parts.filter(({ kind }) => kind === 'vector').length === texts;
}

/** A stream that was made of JavaScript's chunks cannot be read into a buffer, and nobody but JavaScript hands it on. */
function isOfBytes(body: ReadableStream<Uint8Array>): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
