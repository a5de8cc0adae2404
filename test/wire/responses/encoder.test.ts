import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { tokens } from '../../../src/unit.ts';
import { responsesEncoder } from '../../../src/wire/responses/encoder.ts';
import { wholeResponses } from '../../../src/wire/responses/whole.ts';
import { eventsIn, headOf, written } from '../../support/responses-client.ts';

const OF = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const text = (words: string): Part => ({ kind: 'text', text: words });
const finish = (reason: 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'other' = 'stop'): Part => ({
  kind: 'finish',
  reason,
  usage: undefined,
});
const told = (parts: readonly Part[], body = {}): Record<string, unknown>[] =>
  eventsIn(written(parts, body)).map(({ data }) => JSON.parse(data));
const types = (parts: readonly Part[], body = {}) =>
  told(parts, body).map(({ type }) => String(type).replace('response.', ''));
const last = (parts: readonly Part[], body = {}) => told(parts, body).at(-1)?.['response'] as Record<string, unknown>;
const BEGIN = ['created', 'in_progress'];

describe('the events of', () => {
  it.each<[string, Part[], string[]]>([
    [
      'a text',
      [text('a'), text(''), text('b')],
      [
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'output_item.done',
      ],
    ],
    [
      'a refusal after a text',
      [text('a'), { kind: 'refusal', text: 'no' }],
      [
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'content_part.added',
        'refusal.delta',
        'refusal.done',
        'content_part.done',
        'output_item.done',
      ],
    ],
    [
      'a thought',
      [{ kind: 'reasoning', text: 'a' }],
      [
        'output_item.added',
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
        'output_item.done',
      ],
    ],
    [
      'a sealed thought',
      [{ kind: 'sealed', signature: { issuer: 'anthropic', value: 'x' } }],
      ['output_item.added', 'output_item.done'],
    ],
    [
      'a call without arguments',
      [
        { kind: 'call', call: 0, id: 'c', name: 'f' },
        { kind: 'call_end', call: 0 },
      ],
      ['output_item.added', 'function_call_arguments.delta', 'function_call_arguments.done', 'output_item.done'],
    ],
    [
      'a source',
      [text('a'), { kind: 'source', url: 'https://x', title: undefined }],
      [
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.annotation.added',
        'output_text.done',
        'content_part.done',
        'output_item.done',
      ],
    ],
    ['nothing', [], []],
    ['another choice', [{ kind: 'text', text: 'b', choice: 1 }], []],
  ])('%s', (_, parts, expected) => {
    expect(types([...parts, finish()])).toEqual([...BEGIN, ...expected, 'completed']);
  });

  it('calls side by side, each under its own index and name', () => {
    const call = (at: number): Part => ({ kind: 'call', call: at, id: `c${at}`, name: 'f' });
    const args = (at: number, json: string): Part => ({ kind: 'arguments', call: at, json });
    const events = told([text('so'), call(0), call(1), args(1, '{}'), args(0, '[]'), finish('tool_calls')]);
    const deltas = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
    expect(deltas).toMatchObject([
      { output_index: 2, item_id: `fc_${OF}_2`, delta: '{}' },
      { output_index: 1, item_id: `fc_${OF}_1`, delta: '[]' },
    ]);
    expect(last([text('so'), call(0), call(1), args(1, '{}'), args(0, '[]'), finish('tool_calls')])).toMatchObject({
      status: 'completed',
      output: [
        { type: 'message', id: `msg_${OF}_0` },
        { type: 'function_call', call_id: 'c0', arguments: '[]', status: 'completed' },
        { type: 'function_call', call_id: 'c1', arguments: '{}', status: 'completed' },
      ],
    });
  });

  it('a custom tool, whose text is taken out of the JSON that stood for it', () => {
    const tools = [{ type: 'custom', name: 'patch' }];
    const parts: Part[] = [
      { kind: 'call', call: 0, id: 'c', name: 'patch' },
      { kind: 'arguments', call: 0, json: '{"input":"say ' },
      { kind: 'arguments', call: 0, json: '\\"x\\""}' },
      { kind: 'call_end', call: 0 },
      finish('tool_calls'),
    ];
    expect(types(parts, { tools })).toEqual([
      ...BEGIN,
      ...[
        'output_item.added',
        'custom_tool_call_input.delta',
        'custom_tool_call_input.done',
        'output_item.done',
        'completed',
      ],
    ]);
    expect(last(parts, { tools })).toMatchObject({
      output: [{ type: 'custom_tool_call', call_id: 'c', input: 'say "x"' }],
    });
  });
});

describe('a thought that is signed', () => {
  const google = { issuer: 'google' as const, value: 'sig' };
  it('goes out under a mark that names its issuer; what OpenAI sealed as it is, under its own name', () => {
    const parts: Part[] = [
      { kind: 'reasoning', text: 'hm' },
      { kind: 'signature', signature: { issuer: 'anthropic', value: 'a' } },
      { kind: 'reasoning', text: 'so', item: 'rs_theirs' },
      { kind: 'sealed', signature: { issuer: 'openai', value: 'gAAAA' }, id: 'rs_theirs' },
      { kind: 'call', call: 0, id: 'c:1', name: 'f', signature: google },
      finish('tool_calls'),
    ];
    expect(last(parts)['output']).toMatchObject([
      {
        type: 'reasoning',
        id: `rs_${OF}_0`,
        summary: [{ text: 'hm' }],
        encrypted_content: 'signalbox:signed:anthropic:a',
      },
      { type: 'reasoning', id: 'rs_theirs', summary: [{ text: 'so' }], encrypted_content: 'gAAAA' },
      { type: 'reasoning', id: `rs_${OF}_2`, summary: [], encrypted_content: 'signalbox:call:google:c%3A1:sig' },
      { type: 'function_call', id: `fc_${OF}_3`, call_id: 'c:1' },
    ]);
  });
});

describe('the last event', () => {
  it.each([
    ['stop', 'completed', null],
    ['tool_calls', 'completed', null],
    ['other', 'completed', null],
    ['length', 'incomplete', { reason: 'max_output_tokens' }],
    ['content_filter', 'incomplete', { reason: 'content_filter' }],
  ] as const)('of an answer that ended by %s is %s', (reason, status, details) => {
    const parts = [text('a'), finish(reason)];
    expect(types(parts).at(-1)).toBe(status);
    expect(last(parts)).toMatchObject({ status, incomplete_details: details, output: [{ status }] });
  });

  it('counts what is known and leaves out what is not', () => {
    const usage = {
      ...{ input: tokens(9), cachedInput: tokens(4), cacheWrite: undefined, audioInput: undefined },
      ...{ output: tokens(5), reasoning: undefined, audioOutput: undefined },
    };
    expect(last([text('a'), { kind: 'finish', reason: 'stop', usage }])['usage']).toEqual({
      ...{ input_tokens: 9, input_tokens_details: { cached_tokens: 4 } },
      ...{ output_tokens: 5, output_tokens_details: {}, total_tokens: 14 },
    });
    expect(last([text('a'), finish()])['usage']).toBeNull();
  });

  it('repeats what the client asked for, and says that nobody keeps the answer', () => {
    const body = {
      instructions: 'be brief',
      metadata: { a: 'b' },
      store: true,
      tools: [{ type: 'function', name: 'f' }],
      reasoning: { effort: 'low' },
    };
    expect(last([finish()], body)).toMatchObject({
      ...body,
      store: false,
      reasoning: { effort: 'low', summary: null },
      id: `resp_${OF}`,
    });
  });

  it('is what a whole answer is', () => {
    const parts = [text('a'), finish('length')];
    expect(wholeResponses(parts, headOf())).toEqual(last(parts));
  });
});

describe('a failure', () => {
  const why = { code: 'provider_timeout', message: 'Too slow.' } as const;
  const failing = (after?: number) => {
    const encoder = responsesEncoder(headOf());
    encoder.write({ kind: 'start', id: 'resp_theirs', model: 'gpt' });
    encoder.write(text('Hel'));
    return eventsIn(encoder.fail(why, after)).map(({ data }) => JSON.parse(data));
  };

  it('is told as the end of the response with what there is of it, and as an error', () => {
    expect(failing()).toMatchObject([
      {
        ...{ type: 'response.failed', sequence_number: 5 },
        response: {
          id: 'resp_theirs',
          status: 'failed',
          error: { code: 'server_error', message: 'Too slow.' },
          output: [{ content: [{ text: 'Hel' }] }],
        },
      },
      {
        type: 'error',
        sequence_number: 6,
        code: 'provider_timeout',
        message: 'Too slow.',
        param: null,
        error: { message: 'Too slow.' },
      },
    ]);
  });

  it('of an answer that went out as it came claims no output, and goes on from its number', () => {
    expect(failing(41)).toMatchObject([
      { sequence_number: 42, response: { id: 'resp_theirs', output: [] } },
      { sequence_number: 43 },
    ]);
  });

  it('of an answer that never began begins it, under our own name', () => {
    const encoder = responsesEncoder(headOf());
    encoder.write({ kind: 'start', id: 'chatcmpl-1', model: undefined });
    const events = eventsIn(responsesEncoder(headOf()).fail(why)).map(({ data }) => JSON.parse(data));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.failed',
      'error',
    ]);
    expect(events[2].response.id).toBe(`resp_${OF}`);
  });
});
