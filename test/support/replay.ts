/** A stream on its way from a provider: framed, read by its dialect, and written by a wire for a client of another. */

import type { Part } from '../../src/part.ts';
import type { Dialect } from '../../src/provider/contract.ts';
import { framerOf } from '../../src/stream/framings.ts';
import type { Encoder } from '../../src/wire/wire.ts';
import { orderOf, targetOf } from './order.ts';

const toBytes = new TextEncoder();

/**
 * The parts of a stream that comes in these pieces. Throws where an event cannot be read, or the stream was cut;
 * `untilError`: it was, and what is read ends with the provider's error.
 */
export function partsIn(
  dialect: Dialect,
  chunks: readonly Uint8Array[],
  { untilError = false, choices = 1 }: { untilError?: boolean; choices?: number } = {},
): readonly Part[] {
  const framer = framerOf(dialect.framing);
  const reader = dialect.reader(targetOf('openai'), orderOf({ ask: { choices } }));
  const parts: Part[] = [];
  const rest = () => {
    const last = framer.rest();
    return last === null ? [] : [last];
  };
  for (const frame of [...chunks.flatMap((chunk) => framer.push(chunk)), ...rest()]) {
    if (frame.data === null) continue;
    const reading = reader.read({ name: frame.name, data: frame.data });
    if (reading === null) throw new Error(`This event cannot be read: ${frame.data}`);
    parts.push(...reading.parts);
    if (reading.done) return parts;
  }
  if (untilError) return parts;
  const ending = reader.end();
  if (ending === null) throw new Error('The stream was cut.');
  return [...parts, ...ending];
}

export function written(parts: readonly Part[], encoder: Encoder): string {
  return parts.map((part) => encoder.write(part)).join('') + encoder.end();
}

/** `chunks` as they come from the provider, as a client of the encoder's wire reads them. */
export function replay(dialect: Dialect, chunks: readonly Uint8Array[], encoder: Encoder): string {
  return written(partsIn(dialect, chunks), encoder);
}

/** Every way to have the bytes come in two pieces, and once byte by byte. */
export function* cuts(stream: string | Uint8Array): Generator<readonly Uint8Array[]> {
  const bytes = typeof stream === 'string' ? toBytes.encode(stream) : stream;
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}
