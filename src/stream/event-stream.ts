/**
 * Cuts a byte stream into the messages of AWS's event streams. A push parser, as its sibling for Server-Sent Events is.
 * https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
 *
 * An event's name is its `:event-type`. What AWS reports in place of an event has a name that no event has:
 * `exception:throttlingException`, its data JSON with a `message`.
 */

import { EventStreamCodec } from '@smithy/eventstream-codec';
import type { Frame, Framer } from './framer.ts';

/** Two lengths and their checksum lead a message, and its own checksum ends it. */
const PRELUDE_BYTES = 12;
const LEAST_BYTES = PRELUDE_BYTES + 4;

/** One message may not be longer, as a Server-Sent Event may not: AWS's own are far shorter. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : decoder.decode(bytes)),
  (text) => encoder.encode(text),
);

export class EventStream implements Framer {
  /** Bytes of the message that has not ended yet: `#buffer[0, #length)`. */
  #buffer = new Uint8Array(1024);
  #length = 0;
  /** Why nothing more can be framed. */
  #fault: unknown = null;

  /**
   * The messages that `chunk` completes. Throws RangeError for one beyond 16 MB, and Error where a checksum is wrong: not
   * before the messages that came ahead of it in the same chunk have been handed out, since their words were said.
   */
  push(chunk: Uint8Array): readonly Frame[] {
    if (this.#fault !== null) throw this.#fault;
    const frames: Frame[] = [];
    try {
      this.#cut(chunk, frames);
    } catch (cause) {
      if (frames.length === 0) throw cause;
      this.#fault = cause;
    }
    return frames;
  }

  #cut(chunk: Uint8Array, frames: Frame[]): void {
    let rest = chunk;
    while (rest.length > 0) {
      // The length has to be known before it is known how much more belongs to the message.
      const wanted = (this.#length < PRELUDE_BYTES ? PRELUDE_BYTES : lengthOf(this.#buffer)) - this.#length;
      this.#keep(rest.subarray(0, wanted));
      rest = rest.subarray(wanted);
      if (this.#length < PRELUDE_BYTES || this.#length < lengthOf(this.#buffer)) continue;
      frames.push(frameOf(this.#buffer.slice(0, this.#length)));
      this.#length = 0;
    }
  }

  get held(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** A message that was cut says nothing. Throws what `push` was still to throw. */
  rest(): Frame | null {
    if (this.#fault !== null) throw this.#fault;
    if (this.#length === 0) return null;
    return { bytes: this.#buffer.slice(0, this.#length), name: null, data: null };
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }
}

function lengthOf({ buffer, byteOffset }: Uint8Array): number {
  const length = new DataView(buffer, byteOffset).getUint32(0);
  if (length < LEAST_BYTES) throw new Error(`A message of an event stream cannot be ${length} bytes long.`);
  if (length > MAX_MESSAGE_BYTES) throw new RangeError(`A message is longer than ${MAX_MESSAGE_BYTES} bytes.`);
  return length;
}

function frameOf(bytes: Uint8Array): Frame {
  const { headers, body } = codec.decode(bytes);
  const header = (name: string): string | null => {
    const value = headers[name]?.value;
    return typeof value === 'string' ? value : null;
  };
  const data = decoder.decode(body);
  switch (header(':message-type')) {
    case 'exception':
      return { bytes, name: `exception:${header(':exception-type') ?? 'unknown'}`, data };
    case 'error': {
      const said = JSON.stringify({ message: header(':error-message') ?? data });
      return { bytes, name: `exception:${header(':error-code') ?? 'unknown'}`, data: said };
    }
    default:
      return { bytes, name: header(':event-type'), data };
  }
}
