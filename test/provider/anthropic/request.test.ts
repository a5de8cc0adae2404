import { describe, expect, it } from 'vitest';
import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import { outputSchema } from '../../../src/provider/anthropic/schema.ts';
import type { Prompt } from '../../../src/wire/prompt.ts';
import { promptOf } from '../../support/ask.ts';
import { targetOf } from '../../support/order.ts';
import { callOf, REASONS } from './calling.ts';

const OLD = 'claude-sonnet-4-20250514';
const HAIKU = 'claude-haiku-4-5';
const text = (words: string) => ({ kind: 'text' as const, text: words });
const sent = (words: string) => ({ type: 'text', text: words });
const user = (...content: Prompt['messages'][number]['content']) =>
  ({ role: 'user', content, name: null }) as Prompt['messages'][number];
const toolCall = (id: string) => ({ kind: 'call' as const, id, name: 'f', arguments: '{"a":1}', signature: null });
const result = (callId: string, more: object = {}) => ({
  ...{ kind: 'result' as const, callId, name: 'f', content: [text('ok')], isError: false },
  ...more,
});
const TOOL = { name: 'f', description: 'd', parameters: { properties: {} }, strict: true };
const SCHEMA = { kind: 'schema' as const, name: 'n', description: null, schema: { type: 'object' }, strict: null };
const sampling = (more: object): Prompt['sampling'] => ({ ...promptOf('').sampling, ...more });

describe('a request of another wire', () => {
  it('becomes turns that alternate: results first, thoughts of Anthropic alone, nothing empty', async () => {
    const { json, url, headers } = await callOf(HAIKU, {
      prompt: {
        instructions: [{ ...text('Be brief.'), cache: { ttl: '1h' } }],
        messages: [
          user(text('a'), text('  ')),
          user({ kind: 'image', source: { kind: 'url', url: 'https://x/i.png' }, detail: null }),
          {
            role: 'assistant',
            content: [
              { kind: 'reasoning', text: 'foreign', signature: { issuer: 'google', value: 'g' } },
              { kind: 'reasoning', text: 'unsigned', signature: null },
              { kind: 'reasoning', text: 'mine', signature: { issuer: 'anthropic', value: 's' } },
              { kind: 'sealed', signature: { issuer: 'anthropic', value: 'r' }, id: null },
              toolCall('call:1'),
              toolCall('2'),
            ],
          },
          user(text('wait')),
          {
            role: 'tool',
            content: [
              result('call:1', {
                content: [
                  { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AA' }, detail: null },
                ],
              }),
              result('2', { isError: true, cache: { ttl: null } }),
            ],
          },
          { role: 'system', content: [text('Later.')] },
        ],
        tools: [TOOL],
        toolChoice: { kind: 'auto' },
        parallelCalls: false,
      },
    });
    expect(url).toBe('https://api.anthropic.com/v1/messages');
    expect(headers).toMatchObject({ 'x-api-key': 'sk-secret', 'anthropic-version': '2023-06-01' });
    expect(json).toEqual({
      ...{ model: HAIKU, max_tokens: 16_384 },
      system: [{ ...sent('Be brief.'), cache_control: { type: 'ephemeral', ttl: '1h' } }, sent('Later.')],
      messages: [
        { role: 'user', content: [sent('a'), { type: 'image', source: { type: 'url', url: 'https://x/i.png' } }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'mine', signature: 's' },
            { type: 'redacted_thinking', data: 'r' },
            { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
            { type: 'tool_use', id: '2', name: 'f', input: { a: 1 } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              ...{ type: 'tool_result', tool_use_id: 'call_1' },
              content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } }],
            },
            {
              ...{ type: 'tool_result', tool_use_id: '2', content: [sent('ok')], is_error: true },
              cache_control: { type: 'ephemeral' },
            },
            sent('wait'),
          ],
        },
      ],
      tools: [{ name: 'f', description: 'd', input_schema: { type: 'object', properties: {} }, strict: true }],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    });
  });

  it('keeps a PDF, and reads out a text', async () => {
    const file = (mediaType: string, data: string) =>
      ({ kind: 'file', source: { kind: 'base64', mediaType, data }, name: 'a' }) as const;
    const { json } = await callOf(HAIKU, {
      prompt: { messages: [user(file('application/pdf', 'JVBE'), file('text/csv', btoa('a,b')))] },
    });
    expect(Reflect.get(Object(json['messages'])[0], 'content')).toEqual([
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, title: 'a' },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' }, title: 'a' },
    ]);
  });

  it('does not end an answer that is begun in white space, which Anthropic refuses', async () => {
    const { json } = await callOf(HAIKU, {
      prompt: { messages: [user(text('a')), { role: 'assistant', content: [text('b \n')] }] },
    });
    expect(Object(json['messages'])[1].content).toEqual([sent('b')]);
  });

  const choices: [Partial<Prompt>, unknown][] = [
    [{ toolChoice: null }, undefined],
    [{ toolChoice: { kind: 'none' } }, { type: 'none' }],
    [{ toolChoice: { kind: 'required' } }, { type: 'any' }],
    [
      { toolChoice: { kind: 'tool', name: 'f' }, parallelCalls: false },
      { type: 'tool', name: 'f', disable_parallel_tool_use: true },
    ],
    [
      { toolChoice: null, parallelCalls: false },
      { type: 'auto', disable_parallel_tool_use: true },
    ],
  ];
  for (const [prompt, choice] of choices) {
    it(`chooses tools as ${JSON.stringify(prompt)} says`, async () =>
      expect((await callOf(HAIKU, { prompt: { tools: [TOOL], ...prompt } })).json['tool_choice']).toEqual(choice));
  }

  it('writes by a schema where the model can, and else gives the answer through a tool that is forced', async () => {
    const { json } = await callOf(HAIKU, { prompt: { format: SCHEMA } });
    expect(json['output_config']).toEqual({
      format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } },
    });
    const old = await callOf(OLD, { prompt: { format: SCHEMA }, effort: 'thinking' }, REASONS);
    expect(old.json).toMatchObject({
      tools: [{ name: 'signalbox_answer' }],
      tool_choice: { type: 'tool', name: 'signalbox_answer' },
    });
    expect(old.json).not.toHaveProperty('thinking');
    const both = await callOf(OLD, { prompt: { format: SCHEMA, tools: [TOOL] } });
    expect(both.json['tool_choice']).toEqual({ type: 'any' });
    const any = await callOf(HAIKU, { prompt: { format: { kind: 'json' } } });
    expect(JSON.stringify(any.json['system'])).toContain('one JSON object');
  });

  it('has the cap of the ledger, of the client, or the default, and never more than the model writes', async () => {
    const capped = async (id: string, ordered: object, more: object = {}) =>
      (await callOf(id, ordered, more)).json['max_tokens'];
    expect(await capped(HAIKU, {})).toBe(16_384);
    expect(await capped(HAIKU, { outputCap: 500 })).toBe(500);
    expect(await capped(HAIKU, { ask: { outputLimit: 700 as never } })).toBe(700);
    expect(await capped(HAIKU, { outputCap: 500 }, { context: 110 })).toBe(100);
    expect(await capped('claude-3-haiku-20240307', {})).toBe(4096);
    expect(await capped(HAIKU, { outputCap: 100_000 })).toBe(64_000);
  });

  const samplings: [string, object, object, string[]][] = [
    [OLD, { temperature: 1.5, topP: 0.9, topK: 4 }, { temperature: 1, top_p: 0.9, top_k: 4 }, ['temperature']],
    [HAIKU, { temperature: 0.5, topP: 0.9 }, { temperature: 0.5 }, ['top_p']],
    ['claude-opus-4-7', { temperature: 0.5, topK: 4 }, {}, ['temperature', 'top_k']],
    [
      HAIKU,
      { seed: 1, frequencyPenalty: 1, presencePenalty: 1, stop: ['END'] },
      { stop_sequences: ['END'] },
      ['seed', 'frequency_penalty', 'presence_penalty'],
    ],
  ];
  for (const [id, asked, fields, dropped] of samplings) {
    it(`is sampled by ${id} as it can: ${JSON.stringify(asked)}`, async () => {
      const call = await callOf(id, { prompt: { sampling: sampling(asked) } });
      const { model, max_tokens, messages, ...rest } = call.json;
      expect(rest).toEqual(fields);
      expect(call.dropped).toEqual(dropped);
    });
  }

  it('drops what thinking forbids, and thought where a tool is forced', async () => {
    const asked = { thought: { level: 'high', budget: null }, sampling: sampling({ temperature: 0.2 }) };
    const call = await callOf(HAIKU, { prompt: asked }, REASONS);
    expect(call.json).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 12_288 } });
    expect(call.dropped).toEqual(['temperature']);
    const forced = await callOf(
      HAIKU,
      { prompt: { ...asked, tools: [TOOL], toolChoice: { kind: 'required' } } },
      REASONS,
    );
    expect(forced.json).not.toHaveProperty('thinking');
    expect(forced.dropped).toEqual(['reasoning_effort']);
  });

  it('carries what is said of a schema within it, and lists the detail of an image and a strictness nobody keeps', async () => {
    const format = {
      ...SCHEMA,
      description: 'An answer.',
      strict: true,
      schema: { type: 'object', description: 'A.' },
    };
    const image = { kind: 'image' as const, source: { kind: 'url' as const, url: 'https://x/i.png' }, detail: 'high' };
    const prompt = { format, tools: [TOOL], messages: [user(image)] };
    const held = await callOf(HAIKU, { prompt });
    expect(held.json['output_config']).toMatchObject({ format: { schema: { description: 'An answer.; A.' } } });
    expect(held.dropped).toEqual(['messages.image_url.detail']);
    const told = await callOf(OLD, { prompt });
    expect(Object(told.json['tools'])[1]).toMatchObject({ name: 'signalbox_answer', description: 'An answer.' });
    expect(told.dropped).toEqual([
      ...['messages.image_url.detail', 'tools.strict', 'response_format.json_schema.strict'],
    ]);
    const shown = { messages: [{ role: 'tool' as const, content: [result('1', { content: [image] })] }] };
    expect((await callOf(OLD, { prompt: { ...shown, tools: [{ ...TOOL, strict: false }] } })).dropped).toEqual([
      'messages.image_url.detail',
    ]);
    expect((await callOf(HAIKU, { prompt: { messages: [user({ ...image, detail: 'auto' })] } })).dropped).toEqual([]);
  });

  it('lacks sound, unknown files and images, files of others, and a forced tool with a model that has none', () => {
    const lacks = (prompt: Partial<Prompt>, id = HAIKU) =>
      anthropicDialect.lacks(promptOf('', prompt), targetOf('anthropic', { id }).model);
    const image = (source: object) => ({ messages: [user({ kind: 'image', source, detail: null } as never)] });
    expect(lacks({ messages: [user({ kind: 'audio', format: 'wav', data: '' })] })).toEqual(['sound in a message']);
    expect(lacks(image({ kind: 'base64', mediaType: 'image/tiff', data: '' }))).toEqual([
      'an image of type image/tiff',
    ]);
    expect(lacks(image({ kind: 'id', id: 'f', issuer: 'openai' }))).toEqual(['a file that another provider keeps']);
    expect(lacks(image({ kind: 'id', id: 'f', issuer: 'anthropic' }))).toEqual([]);
    const forced: Partial<Prompt> = { tools: [TOOL], toolChoice: { kind: 'required' } };
    expect(lacks(forced)).toEqual([]);
    expect(lacks(forced, 'claude-opus-5-5')).toEqual(['a tool that must be called']);
  });
});

it('a schema is closed at every level, and what is not enforced is told', () => {
  expect(
    outputSchema({
      type: 'object',
      properties: {
        n: { type: 'integer', minimum: 1, description: 'a number' },
        list: { type: 'array', minItems: 1, items: { type: 'object', properties: {} } },
      },
      required: ['n'],
    }),
  ).toEqual({
    type: 'object',
    properties: {
      n: { type: 'integer', description: 'a number; minimum: 1' },
      list: { type: 'array', minItems: 1, items: { type: 'object', properties: {}, additionalProperties: false } },
    },
    required: ['n'],
    additionalProperties: false,
  });
});
