/** A candidate whose status and headers have arrived and are good: its body, how to read it, and how long to wait for it. */

import type { Part } from '../part.ts';
import type { Dialect, Order, StreamReader, Target } from './contract.ts';
import { type Failure, failure } from './failure.ts';
import type { Patience } from './patience.ts';
import { providersWords } from './providers-words.ts';

interface Opening {
  readonly target: Target;
  readonly dialect: Dialect;
  readonly order: Order;
  readonly response: Response;
  readonly patience: Patience;
  readonly dropped: readonly string[];
}

export class Opened {
  readonly model: string;
  readonly body: ReadableStream<Uint8Array>;
  readonly framing: Dialect['framing'];
  readonly reader: StreamReader;
  readonly readWhole: (body: string) => readonly Part[] | null;
  /** The bytes are what the client's wire expects, and go out as they come. */
  readonly verbatim: boolean;
  /** Fields of the client's request that were not sent. */
  readonly dropped: readonly string[];
  readonly #secret: string | null;
  readonly #patience: Patience;

  constructor({ target, dialect, order, response, patience, dropped }: Opening) {
    this.model = target.model.name;
    this.body = response.body ?? new Blob([]).stream();
    this.framing = dialect.framing;
    this.reader = dialect.reader(target, order);
    this.verbatim = dialect.verbatim && dialect.speaks === order.ask.wire;
    const wanted = this.verbatim ? null : (order.ask.embeddable?.texts ?? null);
    this.readWhole = (body) => {
      const parts = dialect.readWhole(body, target, order);
      return parts === null || wanted === null || isOneEach(parts, wanted.length) ? parts : null;
    };
    this.dropped = dropped;
    this.#secret = target.secret;
    this.#patience = patience;
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

  /** What a rejection while reading means; throws it on when it says that the client has gone. */
  failureFrom(cause: unknown, message: string): Failure {
    return this.#patience.failureFrom(cause, 'cut', message);
  }

  /** `said`: the provider's own words, if it had any; `status`: the one that its error names. */
  failed(kind: 'error_event' | 'malformed' | 'cut', message: string, said = '', status: number | null = null): Failure {
    return failure(this.model, kind, message, providersWords(said, this.#secret), status);
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
