/**
 * The rest of an answer that goes out as it came: the runtime hands the provider's bytes on by itself, and what is counted
 * is read beside them, a few times a second. To wake JavaScript for each event of a stream costs more than everything else
 * that is done for the request.
 *
 * The bytes beside wait in the runtime until they are looked at. Looking asks the provider for more, so that a client which
 * does not read has at most `MAX_LOOK_BYTES` every `LOOK_MS` waiting for it.
 */

/** How often what has passed is looked at: a provider's silence is noticed by as much later. */
const LOOK_MS = 250;
const MAX_LOOK_BYTES = 8 * 1024;

export class Passing {
  readonly #beside: ReadableStreamBYOBReader;
  /** How the handing on ended: null when the provider's last byte has been handed on, else why it stopped. */
  readonly passed: Promise<{ readonly cause: unknown } | null>;
  #isOver = false;
  #isStopped = false;
  #wake: (() => void) | null = null;
  #looked: (() => void) | null = null;

  /** Neither end is closed. Throws TypeError for a stream that is not the runtime's own. */
  constructor(body: ReadableStream<Uint8Array>, to: WritableStream<Uint8Array>) {
    const [client, beside] = body.tee();
    this.#beside = beside.getReader({ mode: 'byob' });
    this.passed = client
      .pipeTo(to, { preventClose: true, preventAbort: true })
      .then(
        () => null,
        (cause: unknown) => ({ cause }),
      )
      .finally(() => {
        this.#isOver = true;
        this.#wake?.();
      });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** It was `stop` that ended it. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Ends the call by `end`: what the provider has sent until now is handed on all the same. */
  stop(end: () => void): void {
    if (this.#isOver) return;
    this.#isStopped = true;
    end();
  }

  /** Until it is time to look, or everything has passed. */
  async pause(): Promise<void> {
    this.#looked?.();
    this.#looked = null;
    if (this.#isOver) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  /** What has passed since the last look; waits where nothing has. */
  async read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    const { done, value } = await this.#beside.read(new Uint8Array(MAX_LOOK_BYTES));
    return done || value === undefined ? { done: true, value: undefined } : { done: false, value };
  }

  /** Looks now, and is done when what had passed has been taken: at once where nothing had. */
  look(): Promise<void> {
    const wake = this.#wake;
    if (wake === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#looked = resolve;
      wake();
    });
  }

  /** Nobody looks any more. */
  cancel(): Promise<void> {
    this.#looked?.();
    return this.#beside.cancel();
  }
}
