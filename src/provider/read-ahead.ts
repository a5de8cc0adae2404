/** A body that can be looked into before it is read: what was seen is read all the same, in its order. */

type Result = ReadableStreamReadResult<Uint8Array>;

/** As much as anybody needs of a stream of bytes. */
export interface Body {
  readonly getReader: () => { readonly read: () => Promise<Result>; readonly cancel: () => Promise<void> };
}

export class ReadAhead implements Body {
  readonly #reader: ReturnType<Body['getReader']>;
  /** Seen and not yet read. One that rejected is read as a rejection. */
  readonly #seen: Promise<Result>[] = [];

  constructor(body: Body) {
    this.#reader = body.getReader();
  }

  /** The next bytes that nobody has seen; `patient` says how long they are waited for. */
  ahead(patient: (work: Promise<Result>) => Promise<Result>): Promise<Result> {
    const next = patient(this.#reader.read());
    next.catch(() => undefined);
    this.#seen.push(next);
    return next;
  }

  getReader = (): ReturnType<Body['getReader']> => ({
    read: () => this.#seen.shift() ?? this.#reader.read(),
    cancel: () => this.#reader.cancel(),
  });
}
