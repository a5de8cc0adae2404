import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/stream/framer.ts';
import { Frames } from '../../src/stream/frames.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Feeds `chunks` and answers every frame, what is left at the end included. */
function cut(...chunks: Uint8Array[]): Frame[] {
  const frames = new Frames();
  const all = chunks.flatMap((chunk) => [...frames.push(chunk)]);
  const rest = frames.rest();
  return rest === null ? all : [...all, rest];
}

const dataOf = (frames: Frame[]) => frames.flatMap(({ data }) => data ?? []);
const textOf = (frames: Frame[]) => frames.map(({ bytes }) => decoder.decode(bytes, { stream: true })).join('');

describe('an event stream is cut into events that keep their bytes', () => {
  const streams: Record<string, string> = {
    'line feeds': 'data: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    'carriage returns and line feeds': 'data: {"a":1}\r\n\r\ndata: {"b":2}\r\n\r\ndata: [DONE]\r\n\r\n',
    'carriage returns': 'data: {"a":1}\r\rdata: {"b":2}\r\rdata: [DONE]\r\r',
    'comments and pings':
      ': ping\n\ndata: {"a":1}\n\n: OPENROUTER PROCESSING\n\nevent: ping\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    'event names, ids and no space': 'event: x\nid: 7\ndata:{"a":1}\n\nretry: 5\ndata:{"b":2}\n\ndata:[DONE]\n\n',
    'blank lines in a row': '\n\ndata: {"a":1}\n\n\n\ndata: {"b":2}\n\n\ndata: [DONE]\n\n',
    'no blank line at the end': 'data: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]',
    'a byte order mark': '\uFEFFdata: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
  };

  for (const [name, stream] of Object.entries(streams)) {
    it(`with ${name}, at every cut`, () => {
      const bytes = encoder.encode(stream);
      for (let at = 0; at <= bytes.length; at++) {
        const frames = cut(bytes.subarray(0, at), bytes.subarray(at));
        expect(dataOf(frames)).toEqual(['{"a":1}', '{"b":2}', '[DONE]']);
        expect(frames.reduce((length, frame) => length + frame.bytes.length, 0)).toBe(bytes.length);
      }
    });
  }

  it('with one byte at a time, multi-byte characters included', () => {
    const stream = 'data: {"t":"naïve 仔细想想 🙂"}\r\n\r\ndata: [DONE]\n\n';
    const frames = cut(...[...encoder.encode(stream)].map((byte) => Uint8Array.of(byte)));
    expect(dataOf(frames)).toEqual(['{"t":"naïve 仔细想想 🙂"}', '[DONE]']);
    expect(textOf(frames)).toBe(stream);
  });

  it('with several data lines, which are one datum', () => {
    expect(dataOf(cut(encoder.encode('data: {"a":\ndata: 1}\n\n')))).toEqual(['{"a":\n1}']);
  });

  it('with the bare JSON of an error behind them, as Gemini has it, and no other line without a field', () => {
    const error = '{\n  "error": {\n    "code": 503\n  }\n}';
    expect(dataOf(cut(encoder.encode(`data: 1\r\n\r\n${error}\n`)))).toEqual(['1', error]);
    for (const line of ['{"error": {"co', 'upstream connect error', '[gone]', ': {"a":1}', 'id: {}']) {
      expect(dataOf(cut(encoder.encode(`data: 1\n\n${line}\n`)))).toEqual(['1']);
    }
  });

  it('and an event is out as soon as its blank line is in', () => {
    const frames = new Frames();
    expect(frames.push(encoder.encode('data: 1\n'))).toHaveLength(0);
    expect(frames.push(encoder.encode('\n'))).toHaveLength(1);
    expect(frames.push(encoder.encode('data: 2\r\r'))).toHaveLength(1);
    expect(frames.push(encoder.encode('data: 3\r\n\r'))).toHaveLength(0);
    expect(frames.push(encoder.encode('\n'))).toHaveLength(1);
  });

  it('and an event has the line feed of its last line with it, however late', () => {
    const ends = (...chunks: string[]) =>
      cut(...chunks.map((chunk) => encoder.encode(chunk))).map(({ bytes }) => decoder.decode(bytes));
    expect(ends('data: 1\r\n\r', '\ndata: 2\r\n\r', '\n')).toEqual(['data: 1\r\n\r\n', 'data: 2\r\n\r\n']);
    expect(ends('data: 1\r\n\r', 'data: 2\n\n')).toEqual(['data: 1\r\n\r', 'data: 2\n\n']);
    expect(ends('data: 1\r\n\r', '', '\n')).toEqual(['data: 1\r\n\r\n']);
    expect(ends('data: 1\r\n\r')).toEqual(['data: 1\r\n\r']);
  });

  it('and one whose data are empty says nothing', () => {
    expect(cut(encoder.encode('data\n\nevent: x\ndata:\n\ndata: \n\n')).map(({ data }) => data)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('and a field whose name only begins like one that is read is none', () => {
    const event = 'dataset: 1\nevents: x\ndata\ndata:  2\r\nevent: y \r\ndat: 3\r\n\r\n';
    expect(cut(encoder.encode(event))).toMatchObject([{ name: 'y', data: '\n 2' }]);
  });

  it('and an event without end is refused before it fills the memory', () => {
    const frames = new Frames();
    const megabyte = new Uint8Array(1024 * 1024).fill(97);
    for (let pushed = 0; pushed < 16; pushed++) frames.push(megabyte);
    expect(() => frames.push(megabyte)).toThrow(RangeError);
  });
});
