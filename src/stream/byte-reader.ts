/**
 * Reads a stream of the runtime's own into one buffer, over and over. For a read without one the runtime sets a buffer of
 * its own aside for as long as it waits: with a thousand slow streams open that was 40 to 60 MB.
 */

const LEAST_BYTES = 1024;
const MOST_BYTES = 64 * 1024;

export class ByteReader {
  readonly #reader: ReadableStreamBYOBReader;
  readonly #mostBytes: number;
  #buffer = new Uint8Array(LEAST_BYTES);
  #wasFull = false;

  /** At most so many bytes at once. Throws TypeError for a stream that is not the runtime's own, or is being read. */
  constructor(body: ReadableStream<Uint8Array>, mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
    this.#reader = body.getReader({ mode: 'byob' });
  }

  /** The last read may have left something behind. */
  get wasFull(): boolean {
    return this.#wasFull;
  }

  /** What has come; waits where nothing has. A sender that fills the buffer gets a larger one. */
  async read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    const { done, value } = await this.#reader.read(this.#buffer);
    if (done || value === undefined) return { done: true, value: undefined };
    const { byteLength } = value.buffer;
    this.#wasFull = value.length === byteLength;
    const grows = this.#wasFull && byteLength < this.#mostBytes;
    this.#buffer = grows ? new Uint8Array(2 * byteLength) : new Uint8Array(value.buffer);
    return { done: false, value: value.slice() };
  }

  releaseLock(): void {
    this.#reader.releaseLock();
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
