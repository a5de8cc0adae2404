/**
 * Reads a request's body as JSON within the size of CONTRACT §7. The length is counted as it arrives, so that a body
 * without a content-length, or with a false one, cannot fill the isolate's memory.
 */

import { Refusal } from '../error.ts';

/** 20 MB: a few images as data URLs, or several million characters of text. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

export interface Body {
  readonly json: unknown;
  /** Length in bytes as sent. */
  readonly bytes: number;
}

/** Throws Refusal `too_large` over 20 MB and `invalid_request` for what is no JSON. */
export async function readBody(request: Request): Promise<Body> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > MAX_BODY_BYTES) throw tooLarge();
  const bytes = request.body === null ? new Uint8Array() : await readBounded(request.body);
  try {
    // A TextDecoder that is not fatal would turn broken UTF-8 into replacement characters and send those on.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return { json: JSON.parse(text), bytes: bytes.byteLength };
  } catch (cause) {
    throw new Refusal(
      {
        code: 'invalid_request',
        // The engine's own sentence is left out: it quotes the body, and a body is never repeated in an error.
        message:
          'The request body is not valid JSON in UTF-8. Send one JSON object with content-type application/json.',
        param: null,
      },
      { cause },
    );
  }
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) throw tooLarge();
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

function tooLarge(): Refusal {
  return new Refusal({
    code: 'too_large',
    message: `The request body is larger than ${MAX_BODY_BYTES} bytes (20 MB). Send less, or send images by URL.`,
  });
}
