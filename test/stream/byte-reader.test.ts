import { expect, it } from 'vitest';
import { ByteReader } from '../../src/stream/byte-reader.ts';

/** A stream of the runtime's own, written to from outside. */
function native() {
  const { readable, writable } = new IdentityTransformStream();
  return { readable, writer: writable.getWriter() };
}

it('reads what was written, and what it has handed out stays as it was', async () => {
  const { readable, writer } = native();
  const reader = new ByteReader(readable, 2048);
  const sent = Array.from({ length: 5000 }, (_, at) => at % 251);
  const writing = writer.write(Uint8Array.from(sent)).then(() => writer.close());
  const read: Uint8Array[] = [];
  for (let one = await reader.read(); !one.done; one = await reader.read()) read.push(one.value);
  await writing;
  expect(read.flatMap((piece) => [...piece])).toEqual(sent);
  // Whoever sends a lot is read in larger pieces, up to the bound.
  expect(read.map(({ length }) => length)).toEqual([1024, 2048, 1928]);
});

it('waits for what has not come, and gives the stream back between two reads', async () => {
  const { readable, writer } = native();
  const reader = new ByteReader(readable);
  const waiting = reader.read();
  await writer.write(Uint8Array.of(1, 2));
  expect(await waiting).toEqual({ done: false, value: Uint8Array.of(1, 2) });
  reader.releaseLock();
  const writing = writer.write(Uint8Array.of(3));
  expect((await readable.getReader().read()).value).toEqual(Uint8Array.of(3));
  await writing;
});

it('is none for a stream of chunks that JavaScript made', () => {
  const made = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(1)) });
  expect(() => new ByteReader(made)).toThrow(TypeError);
});
