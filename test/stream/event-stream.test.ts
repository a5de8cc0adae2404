import { describe, expect, it } from 'vitest';
import { EventStream } from '../../src/stream/event-stream.ts';
import { awsMessage, bedrockEvent, bedrockException, joined } from '../support/event-stream.ts';
import { cuts } from '../support/replay.ts';

const read = (chunks: readonly Uint8Array[]) => {
  const framer = new EventStream();
  return chunks.flatMap((chunk) => framer.push(chunk)).map(({ name, data }) => ({ name, data }));
};

describe('an event stream of AWS', () => {
  const event = bedrockEvent('contentBlockDelta', { delta: { text: 'Zürich 信号 🚦' } });
  const stream = joined([event, bedrockException('throttlingException', 'Slow down'), event]);
  const told = [
    { name: 'contentBlockDelta', data: '{"delta":{"text":"Zürich 信号 🚦"},"p":"abcdefgh"}' },
    { name: 'exception:throttlingException', data: '{"message":"Slow down"}' },
    { name: 'contentBlockDelta', data: '{"delta":{"text":"Zürich 信号 🚦"},"p":"abcdefgh"}' },
  ];

  it('is the same wherever it is cut', () => {
    expect(read([stream])).toEqual(told);
    for (const chunks of cuts(stream)) expect(read(chunks)).toEqual(told);
  });

  it('keeps each message’s very bytes', () => {
    const [first] = new EventStream().push(joined([event, event]));
    expect(first?.bytes).toEqual(event);
  });

  it('may hold an error of the transport’s, which has its words in its headers', () => {
    const headers = { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'Gone' };
    expect(read([awsMessage(headers, '')])).toEqual([{ name: 'exception:InternalError', data: '{"message":"Gone"}' }]);
  });

  it('may hold a message longer than what the buffer begins with', () => {
    const text = 'x'.repeat(100_000);
    const long = bedrockEvent('a', { text });
    for (const size of [1, 999, 100_001]) {
      const chunks = Array.from({ length: Math.ceil(long.length / size) }, (_, at) =>
        long.subarray(at * size, (at + 1) * size),
      );
      expect(read(chunks)).toEqual([{ name: 'a', data: JSON.stringify({ text, p: 'abcdefgh' }) }]);
    }
  });

  it('says nothing in a message that is cut', () => {
    const framer = new EventStream();
    expect(framer.push(event.subarray(0, -1))).toEqual([]);
    expect(framer.rest()).toMatchObject({ name: null, data: null });
    expect(new EventStream().rest()).toBeNull();
  });

  it('gives what came whole before bytes that cannot be read, in the same chunk, and then says so', () => {
    const noise = new Uint8Array(40).fill(0xaa);
    for (const goOn of [(one: EventStream) => one.push(event), (one: EventStream) => one.rest()]) {
      const framer = new EventStream();
      expect(framer.push(joined([event, noise]))).toHaveLength(1);
      expect(() => goOn(framer)).toThrow('longer than');
    }
    expect(() => new EventStream().push(noise)).toThrow('longer than');
  });

  it('cannot be read where a byte is wrong, whichever it is', () => {
    for (let at = 0; at < event.length; at++) {
      const wrong = event.slice();
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      // A wrong length may ask for more than there is: the message is then cut.
      const outcome = (() => {
        try {
          return read([wrong]);
        } catch {
          return 'refused';
        }
      })();
      expect(outcome === 'refused' || (at < 4 && Array.isArray(outcome) && outcome.length === 0), `byte ${at}`).toBe(
        true,
      );
    }
  });

  it('is refused as soon as a message says that it is longer than 16 MB, or shorter than its own frame', () => {
    const prelude = (length: number) => {
      const bytes = new Uint8Array(12);
      new DataView(bytes.buffer).setUint32(0, length);
      return bytes;
    };
    expect(() => read([prelude(16 * 1024 * 1024 + 1)])).toThrow(RangeError);
    expect(() => read([prelude(15)])).toThrow('cannot be 15 bytes long');
    expect(() => read([prelude(0)])).toThrow('cannot be 0 bytes long');
    expect(() => read([new TextEncoder().encode('<html>Not found</html>')])).toThrow(RangeError);
  });
});
