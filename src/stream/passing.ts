/**
 * The rest of an answer that goes out as it came: the runtime hands the provider's bytes on by itself, and what is counted
 * is read beside them, a few times a second. To wake JavaScript for each event of a stream costs more than everything else
 * that is done for the request.
 *
 * The bytes beside wait in the runtime until they are looked at. Looking asks the provider for more, so that a client which
 * does not read has at most `MAX_READS` of `MAX_READ_BYTES` every `LOOK_MS` waiting for it.
 */

import { ByteReader } from './byte-reader.ts';
import { LOOK_MS } from './tempo.ts';

const MAX_READ_BYTES = 8 * 1024;
/** Of one look. */
const MAX_READS = 8;

export class Passing {
  readonly #beside: ByteReader;
  /** How the handing on ended: null when the provider's last byte has been handed on, else why it stopped. */
  readonly passed: Promise<{ readonly cause: unknown } | null>;
  #isOver = false;
  #isStopped = false;
  #reads = 0;
  #wake: (() => void) | null = null;
  #looked: (() => void) | null = null;

  /** Neither end is closed. Throws TypeError for a stream that is not the runtime's own. */
  constructor(body: ReadableStream<Uint8Array>, to: WritableStream<Uint8Array>) {
    const [client, beside] = body.tee();
    this.#beside = new ByteReader(beside, MAX_READ_BYTES);
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
    if (!this.#isOver) this.#isStopped = true;
    end();
  }

  /** Until it is time to look, or everything has passed. Does not wait where the look has not come to its end. */
  async pause(): Promise<void> {
    if (this.#beside.wasFull && this.#reads < MAX_READS) return;
    this.#reads = 0;
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
  read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    this.#reads += 1;
    return this.#beside.read();
  }

  /** Looks now, and is done when what had passed has been taken; waits where nothing has. */
  look(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#looked = resolve;
      this.#wake?.();
    });
  }

  /** Nobody looks any more. */
  cancel(): Promise<void> {
    this.#looked?.();
    return this.#beside.cancel();
  }
}
