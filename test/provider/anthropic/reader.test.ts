import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { anthropicReader, readWholeMessage } from '../../../src/provider/anthropic/reader.ts';

const USAGE = { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: 100, output_tokens: 1 };
const started = { type: 'message_start', message: { id: 'msg_1', model: 'claude', usage: USAGE } };
const start = (content_block: object, index = 0) => ({ type: 'content_block_start', index, content_block });
const delta = (of: object, index = 0) => ({ type: 'content_block_delta', index, delta: of });
const stop = (index = 0) => ({ type: 'content_block_stop', index });
const ended = (stop_reason: string, more: object = {}) => ({
  ...{ type: 'message_delta', delta: { stop_reason, stop_sequence: null, ...more } },
  usage: { output_tokens: 20, output_tokens_details: { thinking_tokens: 7 } },
});
const END = { type: 'message_stop' };
const counted = (output: number, reasoning?: number) => ({
  ...{ input: 115, cachedInput: 100, cacheWrite: 5, output, reasoning, audioInput: undefined, audioOutput: undefined },
});

/** Everything but the start and the counts, empty pieces left out. */
function partsOf(events: readonly object[]): Part[] {
  const reader = anthropicReader();
  const parts = events.flatMap((event) => reader.read({ name: null, data: JSON.stringify(event) })?.parts ?? []);
  return parts.filter((part) => !['start', 'usage'].includes(part.kind) && !('text' in part && part.text === ''));
}

const finish = (reason: string, more: object = {}) => ({ kind: 'finish', reason, usage: counted(20, 7), ...more });

describe('a stream of Anthropic', () => {
  it('counts while it runs, and for good at its end: the cache is part of the input', () => {
    const reader = anthropicReader();
    const read = (event: object) => reader.read({ name: null, data: JSON.stringify(event) });
    expect(read(started)).toEqual({
      parts: [
        { kind: 'start', id: 'msg_1', model: 'claude' },
        { kind: 'usage', usage: counted(1), running: true },
      ],
      ...{ done: false, usageOnly: false },
    });
    expect(read(ended('end_turn'))?.parts).toEqual([{ kind: 'usage', usage: counted(20, 7), running: false }]);
    expect(read(END)).toEqual({ parts: [finish('stop')], done: true, usageOnly: false });
  });

  it('leaves unknown what is not counted', () => {
    const usage = { input_tokens: 3, output_tokens: 4, cache_read_input_tokens: null };
    const parts = readWholeMessage(JSON.stringify({ type: 'message', content: [], usage, stop_reason: 'end_turn' }));
    expect(parts?.at(-1)).toMatchObject({ usage: { input: 3, cachedInput: undefined, cacheWrite: undefined } });
    const none = readWholeMessage(JSON.stringify({ type: 'message', content: [], stop_reason: 'end_turn' }));
    expect(none?.at(-1)).toMatchObject({ usage: undefined });
  });

  it('leaves unknown what another router has merely estimated, and takes what is counted after that', () => {
    const usage = { input_tokens: 3, output_tokens: 1, estimated: true };
    const beside = { message: { usage: { ...usage, estimated: undefined } }, estimated: true };
    const finished = (last: object, first: object = { message: { usage } }) => {
      const reader = anthropicReader();
      const events = [{ type: 'message_start', ...first }, { ...ended('end_turn'), usage: last }, END];
      return events.flatMap((event) => reader.read({ name: null, data: JSON.stringify(event) })?.parts ?? []);
    };
    for (const first of [{ message: { usage } }, beside]) {
      const unknown = finished({ output_tokens: 9, estimated: true }, first);
      expect(unknown.filter(({ kind }) => kind === 'usage')).toEqual([]);
      expect(unknown.at(-1)).toMatchObject({ kind: 'finish', usage: undefined });
    }
    const known = finished({ input_tokens: 5, output_tokens: 9 });
    expect(known.at(-1)).toMatchObject({ usage: { input: 5, output: 9 } });
    const whole = readWholeMessage(JSON.stringify({ type: 'message', content: [], usage, stop_reason: 'end_turn' }));
    expect(whole?.at(-1)).toMatchObject({ usage: undefined });
  });

  const table: [string, object[], object[]][] = [
    [
      'words',
      [start({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 'Hi' }), stop()],
      [{ kind: 'text', text: 'Hi' }],
    ],
    [
      'a thought and its signature',
      [
        start({ type: 'thinking', thinking: '', signature: '' }),
        delta({ type: 'thinking_delta', thinking: 'Hm' }),
        delta({ type: 'signature_delta', signature: 's' }),
        stop(),
      ],
      [
        { kind: 'reasoning', text: 'Hm' },
        { kind: 'signature', signature: { issuer: 'anthropic', value: 's' } },
      ],
    ],
    [
      'a sealed thought',
      [start({ type: 'redacted_thinking', data: 'd' }), stop()],
      [{ kind: 'sealed', signature: { issuer: 'anthropic', value: 'd' } }],
    ],
    [
      'calls, one without arguments',
      [
        start({ type: 'tool_use', id: 't1', name: 'f', input: {} }),
        delta({ type: 'input_json_delta', partial_json: '{"a"' }),
        delta({ type: 'input_json_delta', partial_json: ':1}' }),
        stop(),
        start({ type: 'tool_use', id: 't2', name: 'g', input: {} }, 1),
        delta({ type: 'input_json_delta', partial_json: '' }, 1),
        stop(1),
      ],
      [
        { kind: 'call', call: 0, id: 't1', name: 'f' },
        { kind: 'arguments', call: 0, json: '{"a"' },
        { kind: 'arguments', call: 0, json: ':1}' },
        { kind: 'call_end', call: 0 },
        { kind: 'call', call: 1, id: 't2', name: 'g' },
        { kind: 'call_end', call: 1 },
      ],
    ],
    [
      'a search: its fruit are words and their sources, of which a place in a document is none',
      [
        start({ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
        delta({ type: 'input_json_delta', partial_json: '{"query":"x"}' }),
        stop(),
        start(
          {
            type: 'web_search_tool_result',
            tool_use_id: 's',
            content: [{ type: 'web_search_result', url: 'https://x' }],
          },
          1,
        ),
        stop(1),
        start({ type: 'text', text: '' }, 2),
        delta(
          {
            type: 'citations_delta',
            citation: { type: 'web_search_result_location', url: 'https://x', title: 'X', cited_text: 'c' },
          },
          2,
        ),
        delta({ type: 'citations_delta', citation: { type: 'page_location', cited_text: 'c', document_index: 0 } }, 2),
        delta({ type: 'text_delta', text: 'a' }, 2),
        stop(2),
      ],
      [
        { kind: 'source', url: 'https://x', title: 'X', cited: 'c' },
        { kind: 'text', text: 'a' },
      ],
    ],
    [
      'pings and what is yet to be invented',
      [{ type: 'ping' }, { type: 'news' }, start({ type: 'hologram' }), delta({ type: 'light' }), stop()],
      [],
    ],
  ];
  for (const [what, events, parts] of table) {
    it(`holds ${what}`, () =>
      expect(partsOf([started, ...events, ended('end_turn'), END])).toEqual([...parts, finish('stop')]));
  }

  it('lets nobody begin again once a tool of the provider is at work: its blocks have gone out as they came', () => {
    const works = (event: object) => anthropicReader().read({ name: null, data: JSON.stringify(event) })?.works;
    for (const type of ['server_tool_use', 'web_search_tool_result', 'mcp_tool_use', 'hologram']) {
      expect(works(start({ type })), type).toBe(true);
    }
    for (const type of ['text', 'thinking', 'redacted_thinking', 'tool_use']) {
      expect(works(start({ type })), type).toBeUndefined();
    }
    expect(works(started)).toBeUndefined();
  });

  const reasons: [string, string][] = [
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'other'],
    ['a_new_one', 'other'],
  ];
  for (const [sent, reason] of reasons) {
    it(`ends with ${sent} as ${reason}`, () => expect(partsOf([started, ended(sent), END])).toEqual([finish(reason)]));
  }

  it('names the stop sequence it came to', () =>
    expect(partsOf([started, ended('stop_sequence', { stop_sequence: 'END' }), END])).toEqual([
      finish('stop', { stopSequence: 'END' }),
    ]));

  it('has the arguments of the answering tool for its words, and a plain stop', () => {
    const events = [
      start({ type: 'tool_use', id: 't', name: 'signalbox_answer' }),
      delta({ type: 'input_json_delta', partial_json: '{"a":1}' }),
      stop(),
    ];
    expect(partsOf([started, ...events, ended('tool_use'), END])).toEqual([
      { kind: 'text', text: '{"a":1}' },
      finish('stop'),
    ]);
    const content = [{ type: 'tool_use', id: 't', name: 'signalbox_answer', input: { a: 1 } }];
    const whole = readWholeMessage(JSON.stringify({ type: 'message', content, stop_reason: 'tool_use' }));
    expect(whole?.slice(1)).toEqual([
      { kind: 'text', text: '{"a":1}' },
      { kind: 'finish', reason: 'stop', usage: undefined },
    ]);
  });

  it('is whole without its end mark once it has said why it stopped, and cut before', () => {
    const reader = anthropicReader();
    reader.read({ name: null, data: JSON.stringify(started) });
    expect(reader.end()).toBeNull();
    reader.read({ name: null, data: JSON.stringify(ended('end_turn')) });
    expect(reader.end()).toEqual([finish('stop')]);
    expect(reader.read({ name: null, data: '<html>' })).toBeNull();
  });

  const errors: [string, number | undefined][] = [
    ['overloaded_error', 529],
    ['rate_limit_error', 429],
    ['api_error', 500],
    ['a_new_error', undefined],
  ];
  for (const [type, status] of errors) {
    it(`fails with ${type}`, () => {
      const error = { type: 'error', error: { type, message: 'Busy.' } };
      const part = { kind: 'error', message: 'Busy.', ...(status === undefined ? {} : { status }) };
      expect(partsOf([started, error])).toEqual([part]);
      expect(readWholeMessage(JSON.stringify(error))).toEqual([part]);
    });
  }

  it('is no answer of another format', () => {
    expect(readWholeMessage('{"choices":[]}')).toBeNull();
    expect(readWholeMessage('{"type":"pong"}')).toBeNull();
    expect(readWholeMessage('no')).toBeNull();
  });
});

it('a whole message is read as its stream is', () => {
  const content = [
    { type: 'thinking', thinking: 'Hm', signature: 's' },
    { type: 'text', text: 'a', citations: [{ url: 'https://x', title: null, cited_text: '' }] },
    { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
  ];
  const message = { type: 'message', id: 'msg_1', model: 'claude', content, usage: USAGE, stop_reason: 'tool_use' };
  expect(readWholeMessage(JSON.stringify(message))).toEqual([
    { kind: 'start', id: 'msg_1', model: 'claude' },
    { kind: 'reasoning', text: 'Hm' },
    { kind: 'signature', signature: { issuer: 'anthropic', value: 's' } },
    { kind: 'text', text: 'a' },
    { kind: 'source', url: 'https://x', title: undefined },
    { kind: 'call', call: 0, id: 't', name: 'f' },
    { kind: 'arguments', call: 0, json: '{"a":1}' },
    { kind: 'call_end', call: 0 },
    { kind: 'finish', reason: 'tool_calls', usage: counted(1) },
  ]);
});
