import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { workersAiDialect } from '../../../src/provider/workers-ai/dialect.ts';
import type { Prompt } from '../../../src/wire/prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';

const LLAMA = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';
const GPT = '@cf/openai/gpt-oss-120b';
const GLM = '@cf/zai-org/glm-5.3';
type Ordered = NonNullable<Parameters<typeof orderOf>[0]>;

async function callOf(ordered: Ordered, id = LLAMA, thought: Parameters<typeof targetOf>[1] = {}) {
  const call = await workersAiDialect.call(targetOf('workers-ai', { id, ...thought }, { key: null }), orderOf(ordered));
  const json: Record<string, unknown> = JSON.parse(call.body);
  return { ...call, json };
}
const lacksOf = (prompt: Partial<Prompt>, id = LLAMA) =>
  workersAiDialect.lacks(orderOf({ prompt }).ask.prompt(), targetOf('workers-ai', { id }).model);

function streamed(events: readonly (object | string)[], outputCap?: number, id = LLAMA) {
  const ordered = outputCap === undefined ? {} : { outputCap };
  const reader = workersAiDialect.reader(targetOf('workers-ai', { id }), orderOf(ordered));
  const readings = events.map((event) =>
    reader.read({ name: null, data: typeof event === 'string' ? event : JSON.stringify(event) }),
  );
  return {
    parts: readings.flatMap((reading) => reading?.parts ?? []).filter(({ kind }) => kind !== 'start'),
    unread: readings.some((reading) => reading === null),
    end: reader.end(),
  };
}
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const counted = { input: 10, output: 5 };

describe('a stream of Workers AI’s own models', () => {
  it('holds pieces, then the count, then its end', () => {
    const { parts } = streamed([
      { response: 'Hi' },
      { response: ' there', p: 'abc' },
      { response: '', usage: USAGE },
      '[DONE]',
    ]);
    expect(parts).toMatchObject([
      { kind: 'text', text: 'Hi' },
      { kind: 'text', text: ' there' },
      { kind: 'usage', usage: counted },
      { kind: 'finish', reason: 'stop', usage: counted },
    ]);
  });

  it('holds calls whose arguments are objects, and stops for them', () => {
    const { parts } = streamed([
      { response: '', tool_calls: [{ name: 'look', arguments: { city: 'Zürich' } }, { name: 'now' }] },
      { tool_calls: [{ id: null, name: null, arguments: null, function: { name: null } }] },
      { response: '', usage: USAGE },
      '[DONE]',
    ]);
    expect(parts).toMatchObject([
      { kind: 'call', call: 0, id: 'call_0', name: 'look' },
      { kind: 'arguments', call: 0, json: '{"city":"Zürich"}' },
      { kind: 'call', call: 1, id: 'call_1', name: 'now' },
      { kind: 'arguments', call: 1, json: '{}' },
      { kind: 'usage' },
      { kind: 'call_end', call: 0 },
      { kind: 'call_end', call: 1 },
      { kind: 'finish', reason: 'tool_calls' },
    ]);
  });

  it('holds calls in pieces', () => {
    const { parts } = streamed([
      { tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '1}' } }] },
      '[DONE]',
    ]);
    expect(parts).toMatchObject([
      { kind: 'call', call: 0, id: 'a', name: 'look' },
      { kind: 'arguments', json: '{"x":' },
      { kind: 'arguments', json: '1}' },
      { kind: 'call_end', call: 0 },
      { kind: 'finish', reason: 'tool_calls' },
    ]);
  });

  it('that was cut at the cap, or at the default that is sent without one, says so, though the model does not', () => {
    const reasonOf = (written: number, cap?: number) => {
      const usage = { prompt_tokens: 10, completion_tokens: written };
      return streamed([{ response: 'Hi' }, { response: '', usage }, '[DONE]'], cap).parts.at(-1);
    };
    expect(reasonOf(5, 5)).toMatchObject({ kind: 'finish', reason: 'length' });
    expect(reasonOf(4, 5)).toMatchObject({ kind: 'finish', reason: 'stop' });
    expect(reasonOf(4096)).toMatchObject({ kind: 'finish', reason: 'length' });
    expect(reasonOf(4095)).toMatchObject({ kind: 'finish', reason: 'stop' });
  });

  it('without its end is a cut', () => expect(streamed([{ response: 'Hi' }]).end).toBeNull());

  it.each([
    [{ errors: [{ message: 'Too many', code: 3040 }] }, { message: 'Too many', status: 429 }],
    [
      { errors: [{ message: 'Too many', code: 3040 }], success: false, result: {}, messages: [] },
      { message: 'Too many', status: 429 },
    ],
    [
      { errors: [{ message: 'Too many', code: 3040 }], success: false, result: null, messages: [] },
      { message: 'Too many', status: 429 },
    ],
    [{ errors: [{ message: 'AiError: 3040: Too many' }] }, { message: 'AiError: 3040: Too many', status: 429 }],
    [{ errors: [{ message: 'odd', code: 9999 }] }, { message: 'odd' }],
    [{ error: 'gone' }, { message: 'gone' }],
    [{ error: { message: 'gone' } }, { message: 'gone' }],
  ])('may hold an error, with the status of its number: %j', (event, error) => {
    expect(streamed([event]).parts).toEqual([{ kind: 'error', ...error }]);
  });

  it('that is no JSON cannot be read', () => expect(streamed(['<html>']).unread).toBe(true));
});

it('its newer models say for themselves why they stop, whatever the length', () => {
  const usage = { ...USAGE, completion_tokens: 9000 };
  const choice = { index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' };
  const { parts } = streamed([{ choices: [choice] }, { choices: [], usage }, '[DONE]'], undefined, GLM);
  expect(parts.at(-1)).toMatchObject({ kind: 'finish', reason: 'stop' });
});

it('a stream of its newer models is one of chat completions', () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const { parts } = streamed([
    chunk({ role: 'assistant', reasoning_content: 'Hm' }),
    chunk({ content: 'Hi' }),
    chunk({}, 'stop'),
    { choices: [], usage: USAGE },
    '[DONE]',
  ]);
  expect(parts).toMatchObject([
    { kind: 'reasoning', text: 'Hm' },
    { kind: 'text', text: 'Hi' },
    { kind: 'usage', usage: counted },
    { kind: 'finish', reason: 'stop' },
  ]);
});

describe('a whole answer of Workers AI’s', () => {
  const whole = (answer: unknown, outputCap = 100, id = LLAMA): readonly Part[] | null =>
    workersAiDialect.readWhole(JSON.stringify(answer), targetOf('workers-ai', { id }), orderOf({ outputCap }));
  const text = (said: string) => [
    { kind: 'start' },
    { kind: 'text', text: said },
    { kind: 'usage' },
    { kind: 'finish' },
  ];

  it.each<[string, object, object[]]>([
    ['text', { response: 'Hi', usage: USAGE }, text('Hi')],
    ['JSON that it has parsed', { response: { a: 1 }, usage: USAGE }, text('{"a":1}')],
    ['a number', { response: 7, usage: USAGE }, text('7')],
    ['a result', { result: { response: 'Hi', usage: USAGE }, success: true }, text('Hi')],
    [
      'a chat completion',
      { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }], usage: USAGE },
      text('Hi'),
    ],
    ['an error', { errors: [{ message: 'Too many' }], success: false }, [{ kind: 'error', message: 'Too many' }]],
    ['an error of ours', { message: 'Too many' }, [{ kind: 'error', message: 'Too many' }]],
  ])('may be %s', (_, answer, parts) => expect(whole(answer)).toMatchObject(parts));

  it('that was cut at the cap says so, though the model does not', () => {
    const answer = { response: 'Hi', usage: USAGE };
    expect(whole(answer, 5)?.at(-1)).toMatchObject({ kind: 'finish', reason: 'length' });
    expect(whole(answer, 6)?.at(-1)).toMatchObject({ kind: 'finish', reason: 'stop' });
    expect(whole({ response: 'Hi' }, 5)?.at(-1)).toMatchObject({ kind: 'finish', reason: 'stop' });
    const chosen = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }], usage: USAGE };
    expect(whole(chosen, 5, GPT)?.at(-1)).toMatchObject({ kind: 'finish', reason: 'stop' });
  });

  it('that says nothing cannot be read', () => {
    for (const answer of [{}, [], null, 'text']) expect(whole(answer)).toBeNull();
  });
});

const tool = { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} }, strict: null };
const SCHEMA = { type: 'object', properties: { a: { type: 'string' } } };
const format = { kind: 'schema' as const, name: 'it', description: null, schema: SCHEMA, strict: true };

describe('a request to Workers AI', () => {
  it('has the model’s id and no address, and asks for more than 256 tokens', async () => {
    const { url, headers, json } = await callOf({ ask: { stream: true } });
    expect([url, headers]).toEqual([LLAMA, {}]);
    expect(json).toEqual({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 4096, stream: true });
    expect((await callOf({ outputCap: 7 })).json['max_tokens']).toBe(7);
    expect((await callOf({ outputCap: 7 }, GPT)).json).toMatchObject({ max_completion_tokens: 7 });
    expect((await callOf({}, GPT)).json).not.toHaveProperty('max_completion_tokens');
  });

  it('has the schema where its models look for it', async () => {
    expect((await callOf({ prompt: { format } })).json['response_format']).toEqual({
      type: 'json_schema',
      json_schema: SCHEMA,
    });
    expect((await callOf({ prompt: { format } }, GPT)).json['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'it', schema: SCHEMA, strict: true },
    });
  });

  it('has tools, and calls without a null for content', async () => {
    const messages: Prompt['messages'] = [
      { role: 'user', content: [{ kind: 'text', text: 'Hi' }], name: null },
      { role: 'assistant', content: [{ kind: 'call', id: 'a', name: 'look', arguments: '{}', signature: null }] },
      {
        role: 'tool',
        content: [
          { kind: 'result', callId: 'a', name: 'look', content: [{ kind: 'text', text: 'rain' }], isError: false },
        ],
      },
    ];
    const { json, dropped } = await callOf({ prompt: { messages, tools: [tool], parallelCalls: false } });
    expect(json['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: '' },
      { role: 'tool', content: 'rain' },
    ]);
    expect(json['tools']).toMatchObject([{ type: 'function', function: { name: 'look' } }]);
    expect(json).not.toHaveProperty('parallel_tool_calls');
    expect(dropped).toEqual(['parallel_tool_calls']);
  });

  it('says how much to think in the words of each', async () => {
    const thought = {
      thought: { thinking: { level: 'high' }, instant: { level: 'none' }, mini: { level: 'none' } },
    } as const;
    expect((await callOf({ effort: 'thinking' }, GPT, thought)).json['reasoning_effort']).toBe('high');
    expect((await callOf({ effort: 'instant' }, GPT, thought)).json['reasoning_effort']).toBe('low');
    expect((await callOf({ effort: 'instant' }, GLM, thought)).json['chat_template_kwargs']).toEqual({
      enable_thinking: false,
    });
  });

  it('lacks stop sequences where the model’s schema has none, and images that it would have to fetch', () => {
    const sampling = { ...orderOf().ask.prompt().sampling, stop: ['END'] };
    expect(lacksOf({ sampling })).toEqual(['stop sequences']);
    expect(lacksOf({ sampling }, GPT)).toEqual([]);
    const image = (source: { kind: 'url'; url: string } | { kind: 'base64'; mediaType: string; data: string }) => ({
      messages: [{ role: 'user' as const, content: [{ kind: 'image' as const, source, detail: null }], name: null }],
    });
    expect(lacksOf(image({ kind: 'url', url: 'https://a.example/a.png' }))).toEqual(['an image by its URL']);
    expect(lacksOf(image({ kind: 'base64', mediaType: 'image/png', data: 'aaaa' }))).toEqual([]);
  });
});
