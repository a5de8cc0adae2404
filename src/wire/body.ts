/**
 * Reads a request's body as JSON within the sizes of CONTRACT §7. The length is counted as it arrives, so that a body
 * without a content-length, or with a false one, cannot fill the isolate's memory; and it has to arrive at some pace, so
 * that bodies which never end cannot keep a connection and a handler each for as long as they like.
 */

import { Refusal } from '../error.ts';
import { type Milliseconds, milliseconds } from '../unit.ts';

/** How much of a body is read, and what its sender is told of one that is longer or no JSON. */
export interface Bounds {
  readonly bytes: number;
  readonly tooLarge: string;
  readonly notJson: string;
}

/** 20 MB: a few images as data URLs, or several million characters of text. */
const ASK: Bounds = {
  bytes: 20 * 1024 * 1024,
  tooLarge: 'The request body is larger than 20971520 bytes (20 MB). Send less, or send images by URL.',
  notJson: 'The request body is not valid JSON in UTF-8. Send one JSON object with content-type application/json.',
};

/** Of a body that is still on its way, so much has to come in every such time: 70 kbit/s, and 20 MB within 40 minutes. */
const PACE = { bytes: 256 * 1024, everyMs: milliseconds(30_000) };

/** Calls `tick` every so often, until what it returns is called. */
export type Every = (ms: Milliseconds, tick: () => void) => () => void;

const everyOfPlatform: Every = (ms, tick) => {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
};

export interface Body {
  readonly json: unknown;
  /** Length in bytes as sent. */
  readonly bytes: number;
}

/** Throws Refusal `too_large` over 20 MB (or other bounds) and `invalid_request` for what is no JSON or comes too slowly. */
export async function readBody(request: Request, bounds = ASK, every = everyOfPlatform): Promise<Body> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > bounds.bytes) throw tooLarge(bounds);
  const bytes = await bytesOf(request, announced, bounds, every);
  try {
    // A TextDecoder that is not fatal would turn broken UTF-8 into replacement characters and send those on.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return { json: JSON.parse(text), bytes: bytes.byteLength };
  } catch (cause) {
    throw new Refusal(
      {
        code: 'invalid_request',
        // The engine's own sentence is left out: it quotes the body, and a body is never repeated in an error.
        message: bounds.notJson,
        param: null,
      },
      { cause },
    );
  }
}

/** One that says it is short is read by the runtime in one go: to wake us for each piece and for its end costs more than all of it. */
async function bytesOf(request: Request, announced: number, bounds: Bounds, every: Every): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  if (!(announced > 0 && announced <= PACE.bytes)) return readBounded(request.body, bounds, every);
  const late = Promise.withResolvers<never>();
  const stop = every(PACE.everyMs, () => late.reject(tooSlow()));
  try {
    return new Uint8Array(await Promise.race([request.arrayBuffer(), late.promise]));
  } finally {
    stop();
  }
}

/**
 * In one buffer that grows as it must: a body in pieces of a byte each, of which every one would hold a buffer of its own,
 * takes no more memory than another, and one that announces megabytes takes what has come of them.
 */
async function readBounded(body: ReadableStream<Uint8Array>, bounds: Bounds, every: Every): Promise<Uint8Array> {
  const reader = body.getReader();
  let whole: Uint8Array = new Uint8Array();
  let length = 0;
  let before = 0;
  let isTooSlow = false;
  const stop = every(PACE.everyMs, () => {
    isTooSlow = length - before < PACE.bytes;
    before = length;
    // Ends the read that waits.
    if (isTooSlow) reader.cancel().catch(() => undefined);
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isTooSlow) throw tooSlow();
      if (done) return whole.subarray(0, length);
      const longer = length + value.byteLength;
      if (longer > bounds.bytes) throw tooLarge(bounds);
      if (length === 0) whole = value;
      else {
        if (longer > whole.byteLength) whole = grown(whole.subarray(0, length), longer);
        whole.set(value, length);
      }
      length = longer;
    }
  } catch (cause) {
    reader.cancel().catch(() => undefined);
    throw isTooSlow ? tooSlow() : cause;
  } finally {
    stop();
  }
}

function grown(bytes: Uint8Array, least: number): Uint8Array {
  const larger = new Uint8Array(Math.max(least, 2 * bytes.byteLength));
  larger.set(bytes);
  return larger;
}

function tooLarge(bounds: Bounds): Refusal {
  return new Refusal({ code: 'too_large', message: bounds.tooLarge });
}

function tooSlow(): Refusal {
  const message = `The request body came too slowly: it was not there after ${PACE.everyMs / 1000} s in which less than ${PACE.bytes} bytes (256 KB) of it arrived. Send it again.`;
  return new Refusal({ code: 'invalid_request', message, param: null });
}
