import { describe, expect, it } from 'vitest';
import { isContent, type Part } from '../../../src/part.ts';
import { readWholeResponses, responsesReader } from '../../../src/provider/openai-responses/reader.ts';
import { partsOf } from '../../support/responses-client.ts';

const read = (...events: object[]): Part[] =>
  partsOf(
    responsesReader(),
    events.map((event) => ({ name: null, data: JSON.stringify(event) })),
  );

const CREATED = {
  type: 'response.created',
  sequence_number: 0,
  response: { id: 'resp_1', model: 'gpt', status: 'in_progress' },
};
const completed = (more: object = {}) => ({
  type: 'response.completed',
  response: { id: 'resp_1', status: 'completed', ...more },
});
const added = (item: object, at = 0) => ({ type: 'response.output_item.added', output_index: at, item });
const done = (item: object, at = 0) => ({ type: 'response.output_item.done', output_index: at, item });
const USAGE = { input_tokens: 9, output_tokens: 5, total_tokens: 14 };
/** What was said, without the empty pieces that only open an item. */
const said = (parts: readonly Part[]) =>
  parts.filter((part) => part.kind !== 'start' && !('text' in part && part.text === ''));

describe('the beginning', () => {
  it('is the answer’s name, once, and no content yet', () => {
    const parts = read(
      CREATED,
      { ...CREATED, type: 'response.in_progress' },
      added({ type: 'reasoning', id: 'rs_1' }),
      added({ type: 'message', id: 'msg_1' }, 1),
    );
    expect(parts).toEqual([
      { kind: 'start', id: 'resp_1', model: 'gpt' },
      { kind: 'reasoning', text: '', item: 'rs_1' },
      { kind: 'text', text: '', item: 'msg_1' },
    ]);
    expect(parts.some(isContent)).toBe(false);
  });
});

describe('text', () => {
  const place = { output_index: 0, content_index: 0, item_id: 'msg_1' };
  it('comes in pieces and is not said again when it is repeated whole', () => {
    const item = { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Hello' }] };
    const parts = read(
      added({ type: 'message', id: 'msg_1', content: [] }),
      { type: 'response.output_text.delta', ...place, delta: 'Hel' },
      { type: 'response.output_text.delta', ...place, delta: 'lo' },
      { type: 'response.output_text.done', ...place, text: 'Hello' },
      done(item),
      completed({ output: [item] }),
    );
    expect(said(parts)).toMatchObject([{ text: 'Hel' }, { text: 'lo' }, { kind: 'finish', reason: 'stop' }]);
  });

  it('that was never streamed is said when it is there', () => {
    const item = { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Hello' }] };
    expect(said(read(completed({ output: [item] })))).toMatchObject([
      { kind: 'text', text: 'Hello' },
      { kind: 'finish' },
    ]);
  });

  it('rests on what is cited; files have no address to cite', () => {
    const annotation = { type: 'url_citation', url: 'https://x.example', title: 'X', start_index: 0, end_index: 3 };
    const parts = read(
      added({ type: 'message', id: 'msg_1' }),
      { type: 'response.output_text.delta', ...place, delta: 'Hello' },
      { type: 'response.output_text.annotation.added', ...place, annotation },
      { type: 'response.output_text.annotation.added', ...place, annotation: { type: 'file_citation', file_id: 'f' } },
      done({
        type: 'message',
        id: 'msg_1',
        content: [{ type: 'output_text', text: 'Hello', annotations: [annotation, {}] }],
      }),
    );
    expect(said(parts)).toMatchObject([{ kind: 'text' }, { kind: 'source', url: 'https://x.example', title: 'X' }]);
  });

  it('may be a refusal', () => {
    const parts = read(
      added({ type: 'message', id: 'msg_1' }),
      { type: 'response.refusal.delta', ...place, delta: 'I ca' },
      { type: 'response.refusal.done', ...place, refusal: 'I cannot' },
    );
    expect(said(parts)).toEqual([
      { kind: 'refusal', text: 'I ca' },
      { kind: 'refusal', text: 'nnot' },
    ]);
  });
});

describe('thought', () => {
  it('is its summary, part by part, and its seal with the name of the item', () => {
    const place = { output_index: 0, item_id: 'rs_1' };
    const parts = read(
      added({ type: 'reasoning', id: 'rs_1' }),
      { type: 'response.reasoning_summary_part.added', ...place, summary_index: 0 },
      { type: 'response.reasoning_summary_text.delta', ...place, summary_index: 0, delta: 'one' },
      { type: 'response.reasoning_summary_part.added', ...place, summary_index: 1 },
      { type: 'response.reasoning_summary_text.delta', ...place, summary_index: 1, delta: 'two' },
      done({ type: 'reasoning', id: 'rs_1', summary: [{ text: 'one' }, { text: 'two' }], encrypted_content: 'sealed' }),
    );
    expect(said(parts)).toEqual([
      ...['one', '\n\n', 'two'].map((text) => ({ kind: 'reasoning', text, item: 'rs_1' })),
      { kind: 'sealed', signature: { issuer: 'openai', value: 'sealed' }, id: 'rs_1' },
    ]);
  });

  it('is the raw text of models that show it', () => {
    const place = { output_index: 0, item_id: 'rs_1', content_index: 0 };
    const parts = read(added({ type: 'reasoning', id: 'rs_1' }), {
      type: 'response.reasoning_text.delta',
      ...place,
      delta: 'hm',
    });
    expect(said(parts)).toEqual([{ kind: 'reasoning', text: 'hm', item: 'rs_1' }]);
  });
});

describe('calls', () => {
  const call = (id: string, name: string) => ({
    type: 'function_call',
    id: `fc_${id}`,
    call_id: id,
    name,
    arguments: '',
  });
  it('come in pieces, interleaved, and finish the answer', () => {
    const args = (at: number, delta: string) => ({
      type: 'response.function_call_arguments.delta',
      output_index: at,
      delta,
    });
    const parts = read(
      added(call('a', 'f'), 0),
      added(call('b', 'g'), 1),
      args(0, '{"x":'),
      args(1, '{}'),
      args(0, '1}'),
      done({ ...call('a', 'f'), arguments: '{"x":1}' }, 0),
      done({ ...call('b', 'g'), arguments: '{}' }, 1),
      completed({ usage: USAGE, output: [call('a', 'f'), call('b', 'g')] }),
    );
    expect(parts).toEqual([
      { kind: 'call', call: 0, id: 'a', name: 'f' },
      { kind: 'call', call: 1, id: 'b', name: 'g' },
      { kind: 'arguments', call: 0, json: '{"x":' },
      { kind: 'arguments', call: 1, json: '{}' },
      { kind: 'arguments', call: 0, json: '1}' },
      { kind: 'call_end', call: 0 },
      { kind: 'call_end', call: 1 },
      { kind: 'start', id: 'resp_1', model: undefined },
      {
        kind: 'finish',
        reason: 'tool_calls',
        usage: expect.objectContaining({ input: 9, output: 5, reasoning: undefined }),
      },
    ]);
  });

  it('whose arguments come whole alone, as LM Studio sends them', () => {
    const parts = read(
      added(call('a', 'f')),
      { type: 'response.function_call_arguments.done', output_index: 0, arguments: '{"x":1}' },
      done({ ...call('a', 'f'), arguments: '{"x":1}' }),
    );
    expect(parts).toMatchObject([{ kind: 'call' }, { kind: 'arguments', json: '{"x":1}' }, { kind: 'call_end' }]);
  });

  it('of a custom tool are read as a function whose one argument is the text', () => {
    const item = { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c', name: 'patch', input: '' };
    const delta = (text: string) => ({ type: 'response.custom_tool_call_input.delta', output_index: 0, delta: text });
    const parts = read(added(item), delta('say "'), delta('hi"\n'), done({ ...item, input: 'say "hi"\n' }));
    const json = parts.map((part) => (part.kind === 'arguments' ? part.json : '')).join('');
    expect(JSON.parse(json)).toEqual({ input: 'say "hi"\n' });
    const empty = read(added(item), done(item)).map((part) => (part.kind === 'arguments' ? part.json : ''));
    expect(JSON.parse(empty.join(''))).toEqual({ input: '' });
  });
});

describe('the end', () => {
  it.each([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'content_filter'],
    [{ status: 'incomplete', incomplete_details: null }, 'other'],
    [{ status: 'completed' }, 'stop'],
  ])('%j is %s', (response, reason) => {
    const type = `response.${response.status}`;
    expect(said(read({ type, response }))).toMatchObject([{ kind: 'finish', reason, usage: undefined }]);
  });

  it('counts what was read from the cache and written as thought; what is not said is unknown, not 0', () => {
    const usage = {
      ...USAGE,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens_details: { reasoning_tokens: 2 },
    };
    const of = (one: object) => said(read(completed({ usage: one }))).at(-1);
    expect(of(usage)).toMatchObject({
      usage: { input: 9, cachedInput: 4, output: 5, reasoning: 2, cacheWrite: undefined },
    });
    expect(of({ ...USAGE, input_tokens_details: null })).toMatchObject({ usage: { cachedInput: undefined } });
    // A count that makes no sense is as good as none.
    expect(of({ ...USAGE, input_tokens: -1 })).toMatchObject({ usage: undefined });
  });

  it.each<[string, object, object]>([
    [
      'flat, as documented',
      { type: 'error', code: 'server_error', message: 'Down.' },
      { message: 'Down.', status: 500 },
    ],
    [
      'nested, as sent',
      { type: 'error', error: { code: 'rate_limit_exceeded', message: 'Busy.' } },
      { message: 'Busy.', status: 429 },
    ],
    [
      'of the whole response',
      { type: 'response.failed', response: { status: 'failed', error: { code: 'x', message: 'No.' } } },
      { message: 'No.' },
    ],
    [
      'without a reason',
      { type: 'response.failed', response: { status: 'failed', error: null } },
      { message: expect.stringContaining('failed') },
    ],
    [
      'cancelled',
      { type: 'response.cancelled', response: { status: 'cancelled' } },
      { message: expect.stringContaining('cancelled') },
    ],
  ])('may be an error: %s', (_, event, error) => {
    expect(said(read(event))).toEqual([{ kind: 'error', ...error }]);
  });

  it('is no end mark: an answer without its last event is cut', () => {
    const reader = responsesReader();
    expect(reader.read({ name: null, data: '[DONE]' })).toMatchObject({ parts: [], done: false });
    expect(reader.end()).toBeNull();
  });

  it('is not the end of what nobody here can read: those events are passed over', () => {
    const reader = responsesReader();
    const data = JSON.stringify({
      type: 'response.image_generation_call.partial_image',
      output_index: 3,
      sequence_number: 7,
    });
    expect(reader.read({ name: null, data })).toEqual({ parts: [], done: false, usageOnly: false, sequence: 7 });
    expect(reader.read({ name: null, data: '<html>' })).toBeNull();
    expect(reader.read({ name: null, data: '{"no":"type"}' })).toBeNull();
  });
});

describe('a whole answer', () => {
  it('is read in order', () => {
    const output = [
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'sealed' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'So.', annotations: [] }] },
      { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' },
    ];
    const body = { id: 'resp_1', object: 'response', model: 'gpt', status: 'completed', output, usage: USAGE };
    expect(readWholeResponses(JSON.stringify(body))?.map(({ kind }) => kind)).toEqual([
      ...['start', 'reasoning', 'sealed', 'text', 'call', 'arguments', 'call_end', 'finish'],
    ]);
  });

  it.each([
    ['nothing that can be read', '<html>', null],
    ['another kind of JSON', '{"object":"list"}', null],
    ['an answer that is still being written', '{"object":"response","status":"queued","output":[]}', 'error'],
    ['an error', '{"error":{"message":"No.","code":null}}', 'error'],
  ])('may be %s', (_, body, kind) => {
    expect(readWholeResponses(body)?.at(-1)?.kind ?? null).toBe(kind);
  });
});
