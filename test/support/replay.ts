/** A recorded stream on its way to a client of another wire: framed, read by its dialect, written by the wire. */

import type { Dialect } from '../../src/provider/contract.ts';
import { framerOf } from '../../src/stream/framings.ts';
import type { Encoder } from '../../src/wire/wire.ts';
import { orderOf, targetOf } from './order.ts';

const toBytes = new TextEncoder();

/** `chunks` as they come from the provider. Throws where an event cannot be read, or the stream was cut. */
export function replay(dialect: Dialect, chunks: readonly Uint8Array[], encoder: Encoder): string {
  const framer = framerOf(dialect.framing);
  const reader = dialect.reader(targetOf('openai'), orderOf());
  let written = '';
  const rest = () => {
    const last = framer.rest();
    return last === null ? [] : [last];
  };
  for (const frame of [...chunks.flatMap((chunk) => framer.push(chunk)), ...rest()]) {
    if (frame.data === null) continue;
    const reading = reader.read({ name: frame.name, data: frame.data });
    if (reading === null) throw new Error(`This event cannot be read: ${frame.data}`);
    written += reading.parts.map((part) => encoder.write(part)).join('');
    if (reading.done) return written + encoder.end();
  }
  const ending = reader.end();
  if (ending === null) throw new Error('The stream was cut.');
  return written + ending.map((part) => encoder.write(part)).join('') + encoder.end();
}

/** Every way to have the bytes come in two pieces, and once byte by byte. */
export function* cuts(stream: string | Uint8Array): Generator<readonly Uint8Array[]> {
  const bytes = typeof stream === 'string' ? toBytes.encode(stream) : stream;
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}
