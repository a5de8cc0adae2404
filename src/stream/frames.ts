/**
 * Cuts a byte stream into Server-Sent Events and keeps each one's very bytes, so that what is forwarded is what came.
 * A push parser: bytes in as they arrive, whole events out; it never looks at a byte twice and holds one event at most.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */

import type { Frame, Framer } from './framer.ts';

const LF = 10;
const CR = 13;

/** One event may not be longer: an endless line would otherwise fill the isolate. Images in a chunk stay well below. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export class Frames implements Framer {
  /** Bytes of the event that has not ended yet: `#buffer[0, #length)`. */
  #buffer = new Uint8Array(1024);
  #length = 0;
  /** The current line holds no byte yet: a line end now ends the event. */
  #lineIsEmpty = true;
  /** The last byte was a CR: a LF right after it belongs to the same line end. */
  #afterCarriageReturn = false;
  /** A line has ended in CRLF. */
  #hasPairs = false;
  /** An event is complete but for the LF of its last CRLF. */
  #owesLineFeed = false;

  /** The events that `chunk` completes. Throws RangeError when one grows beyond 16 MB. */
  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = [];
    if (chunk.length === 0) return frames;
    let start = 0;
    if (this.#owesLineFeed) {
      this.#owesLineFeed = false;
      start = chunk[0] === LF ? 1 : 0;
      frames.push(this.#take(chunk.subarray(0, start)));
      this.#afterCarriageReturn = false;
    }
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === LF && this.#afterCarriageReturn) {
        this.#afterCarriageReturn = false;
        this.#hasPairs = true;
        continue;
      }
      this.#afterCarriageReturn = byte === CR;
      if (byte !== LF && byte !== CR) {
        this.#lineIsEmpty = false;
        continue;
      }
      if (!this.#lineIsEmpty) {
        this.#lineIsEmpty = true;
        continue;
      }
      // The LF of a CRLF goes out with its event, since the last event of all ends the stream. Where lines end in CRLF it
      // is waited for; a stream of CRs alone has none to wait for.
      if (byte === CR && at + 1 === chunk.length && this.#hasPairs) {
        this.#owesLineFeed = true;
        break;
      }
      const end = byte === CR && chunk[at + 1] === LF ? at + 2 : at + 1;
      frames.push(this.#take(chunk.subarray(start, end)));
      start = end;
    }
    this.#keep(chunk.subarray(start));
    return frames;
  }

  get held(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** What is left when the stream ends without a blank line; null when nothing is. */
  rest(): Frame | null {
    return this.#length === 0 ? null : this.#take(new Uint8Array());
  }

  #take(tail: Uint8Array): Frame {
    if (this.#length === 0) return frameOf(tail);
    this.#keep(tail);
    const bytes = this.#buffer.slice(0, this.#length);
    this.#length = 0;
    return frameOf(bytes);
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > MAX_FRAME_BYTES) throw new RangeError(`An event is longer than ${MAX_FRAME_BYTES} bytes.`);
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }
}

const decoder = new TextDecoder();

/** The last `event:` counts, and every `data:`, joined by line feeds. An event whose data are empty is none. */
function frameOf(bytes: Uint8Array): Frame {
  const text = decoder.decode(bytes);
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  let name: string | null = null;
  let data: string | null = null;
  for (let at = 0; at < lines.length; ) {
    const lineFeed = lines.indexOf('\n', at);
    const end = lineFeed === -1 ? lines.length : lineFeed;
    if (lines.startsWith('data', at) && (end === at + 4 || lines[at + 4] === ':')) {
      const line = lines.slice(lines[at + 5] === ' ' ? at + 6 : at + 5, end);
      data = data === null ? line : `${data}\n${line}`;
    } else if (lines.startsWith('event:', at)) name = lines.slice(at + 6, end).trim();
    at = end + 1;
  }
  return { bytes, name, data: data === null ? bareJson(text) : data || null };
}

/**
 * Gemini ends a stream that fails with the error's JSON as it stands, which is no event: without it nobody would learn
 * why. Null for all else that is no data.
 */
function bareJson(text: string): string | null {
  const bare = text.trim();
  if (!/^[{[]/.test(bare)) return null;
  try {
    JSON.parse(bare);
    return bare;
  } catch {
    // Not JSON: one of the lines that Server-Sent Events pass over.
    return null;
  }
}
