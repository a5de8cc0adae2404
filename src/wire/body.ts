/**
 * Reads a request's body as JSON within the sizes of CONTRACT §7. The length is counted as it arrives, so that a body
 * without a content-length, or with a false one, cannot fill the isolate's memory.
 */

import { Refusal } from '../error.ts';

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

export interface Body {
  readonly json: unknown;
  /** Length in bytes as sent. */
  readonly bytes: number;
}

/** Throws Refusal `too_large` over 20 MB (or other bounds) and `invalid_request` for what is no JSON. */
export async function readBody(request: Request, bounds = ASK): Promise<Body> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > bounds.bytes) throw tooLarge(bounds);
  const bytes = request.body === null ? new Uint8Array() : await readBounded(request.body, bounds);
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

async function readBounded(body: ReadableStream<Uint8Array>, bounds: Bounds): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > bounds.bytes) throw tooLarge(bounds);
    chunks.push(chunk);
  }
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function tooLarge(bounds: Bounds): Refusal {
  return new Refusal({ code: 'too_large', message: bounds.tooLarge });
}
