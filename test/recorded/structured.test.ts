/** Structured output through the parse helpers of the official clients and of the AI SDK, from models of another format. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { generateText, type LanguageModel, Output, streamText } from 'ai';
import OpenAI from 'openai';
import { zodFunction, zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ANSWER_TOOL } from '../../src/provider/anthropic/request.ts';
import { rowOf } from '../../src/provider/table.ts';
import { lacking } from '../../src/provider/target.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import { orderOf, targetOf } from '../support/order.ts';
import { type ClientWire, passed, WIRES } from './passage.ts';

const Weather = z.object({ city: z.string(), degrees: z.number().nullable() });
const OSLO = { city: 'Oslo', degrees: -3 };
const JSON_TEXT = JSON.stringify(OSLO);
/** A name that no provider takes as it is. */
const LOOK = 'weather.look.in.a.city.that.is.named.by.the.user.and.nowhere.else.at.all';

/** An answer in the format of its provider: whole, and the events of a stream. `said`: the JSON, or a call with it. */
interface Provider {
  readonly kind: ProviderKind;
  readonly id: string;
  readonly whole: (said: 'text' | 'call', name: string) => object;
  readonly events: (said: 'text' | 'call', name: string) => readonly object[];
}

const anthropicBlock = (text: boolean, name: string) =>
  text ? { type: 'text', text: JSON_TEXT } : { type: 'tool_use', id: 'toolu_1', name, input: OSLO };
const claude = (id: string, byTool: boolean): Provider => ({
  ...{ kind: 'anthropic', id },
  whole: (said, name) => ({
    ...{ type: 'message', id: 'msg_1', model: id, usage: { input_tokens: 9, output_tokens: 7 } },
    content: [anthropicBlock(said === 'text' && !byTool, said === 'text' ? ANSWER_TOOL : name)],
    stop_reason: said === 'text' && !byTool ? 'end_turn' : 'tool_use',
  }),
  events: (said, name) => {
    const isText = said === 'text' && !byTool;
    const block = isText
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: 'toolu_1', name: said === 'text' ? ANSWER_TOOL : name, input: {} };
    const delta = isText
      ? { type: 'text_delta', text: JSON_TEXT }
      : { type: 'input_json_delta', partial_json: JSON_TEXT };
    return [
      { type: 'message_start', message: { id: 'msg_1', model: id, usage: { input_tokens: 9, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: isText ? 'end_turn' : 'tool_use' }, usage: { output_tokens: 7 } },
      { type: 'message_stop' },
    ];
  },
});

const geminiWhole: Provider['whole'] = (said, name) => ({
  candidates: [
    {
      content: { parts: [said === 'text' ? { text: JSON_TEXT } : { functionCall: { name, args: OSLO } }] },
      finishReason: 'STOP',
    },
  ],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 7 },
});
const chatMessage = (said: 'text' | 'call', name: string) =>
  said === 'text'
    ? { content: JSON_TEXT }
    : { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name, arguments: JSON_TEXT } }] };
const usage = { prompt_tokens: 9, completion_tokens: 7, total_tokens: 16 };

const PROVIDERS: readonly Provider[] = [
  claude('claude-sonnet-4-5', false),
  claude('claude-3-5-haiku-latest', true),
  {
    ...{ kind: 'google', id: 'gemini-3-flash-preview', whole: geminiWhole },
    events: (said, name) => [geminiWhole(said, name)],
  },
  {
    ...{ kind: 'openai', id: 'gpt-4.1' },
    whole: (said, name) => ({ choices: [{ message: chatMessage(said, name), finish_reason: 'stop' }], usage }),
    events: (said, name) => [
      { choices: [{ index: 0, delta: chatMessage(said, name) }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage },
    ],
  },
];

/** The service, with the provider in place of the network. */
function service(provider: Provider, wire: ClientWire, said: 'text' | 'call'): typeof fetch {
  return async (_, init) => {
    const text = String(init?.body);
    const json = JSON.parse(text);
    const ask = WIRES[wire].read({ json, bytes: text.length }, { user: null, session: null, effort: null });
    const target = targetOf(provider.kind, { id: provider.id });
    const order = orderOf({ ask });
    const own = rowOf(provider.kind)?.dialect(wire);
    // A wire that the provider speaks goes out as it came, and there would be nothing to see.
    const dialect = own?.speaks === wire ? undefined : own;
    if (dialect === undefined) throw new Error('as it came');
    expect(lacking(target.model, ask)).toEqual([]);
    const { body } = await dialect.call(target, order);
    const [, name = LOOK] = /"name":"(weather[^"]*|json)"/.exec(body) ?? [];
    expect(body).not.toContain(LOOK);
    const head = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', model: provider.id, createdSeconds: 1_790_000_000, ask };
    if (!ask.stream) {
      const parts = dialect.readWhole(JSON.stringify(provider.whole(said, name)), target, order);
      return Response.json(WIRES[wire].whole(parts ?? [], head));
    }
    const end = provider.kind === 'openai' ? 'data: [DONE]\n\n' : '';
    const events = provider.events(said, name).map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const chunks = [...events, end].map((event) => new TextEncoder().encode(event));
    const { bytes } = await passed({ kind: provider.kind, dialect }, chunks, wire, ask);
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'text/event-stream' } });
  };
}

const key = { apiKey: 'sb', maxRetries: 0 };
const messages = [{ role: 'user' as const, content: 'How cold is Oslo?' }];
const foreign = (wire: ClientWire) => PROVIDERS.filter(({ kind }) => rowOf(kind)?.dialect(wire).speaks !== wire);

describe('the parse helpers of OpenAI’s client', () => {
  it.each(foreign('chat'))('chat.completions, whole and streamed, words and calls: $id', async (provider) => {
    const client = (said: 'text' | 'call') => new OpenAI({ ...key, fetch: service(provider, 'chat', said) });
    const asked = { model: 'auto', messages, response_format: zodResponseFormat(Weather, 'weather') };
    const whole = await client('text').chat.completions.parse(asked);
    expect(whole.choices[0]?.message).toMatchObject({ parsed: OSLO, refusal: null });
    const streamed = await client('text').chat.completions.stream(asked).finalChatCompletion();
    expect(streamed.choices[0]?.message.parsed).toEqual(OSLO);
    const tools = [zodFunction({ name: LOOK, parameters: Weather })];
    const called = await client('call').chat.completions.parse({ model: 'auto', messages, tools });
    const [call] = called.choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ function: { name: LOOK, parsed_arguments: OSLO } });
    const piecewise = await client('call')
      .chat.completions.stream({ model: 'auto', messages, tools })
      .finalChatCompletion();
    expect(piecewise.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ function: { name: LOOK, parsed_arguments: OSLO } }] },
    });
  });

  it.each(foreign('responses'))('responses, whole and streamed: $id', async (provider) => {
    const client = new OpenAI({ ...key, fetch: service(provider, 'responses', 'text') });
    const asked = { model: 'auto', input: 'How cold is Oslo?', text: { format: zodTextFormat(Weather, 'weather') } };
    expect((await client.responses.parse(asked)).output_parsed).toEqual(OSLO);
    expect((await client.responses.stream(asked).finalResponse()).output_parsed).toEqual(OSLO);
  });
});

it.each(foreign('messages'))('the parse helper of Anthropic’s client, and its stream: $id', async (provider) => {
  const client = new Anthropic({ ...key, fetch: service(provider, 'messages', 'text') });
  const asked = { model: 'auto', max_tokens: 99, messages, output_config: { format: zodOutputFormat(Weather) } };
  expect((await client.messages.parse(asked)).parsed_output).toEqual(OSLO);
  const streamed = await client.messages.stream(asked).finalMessage();
  expect(streamed.content).toMatchObject([{ type: 'text', text: JSON_TEXT }]);
  expect(streamed.stop_reason).toBe('end_turn');
});

describe('objects of the AI SDK', () => {
  const models: readonly (readonly [ClientWire, string, (fetch: typeof globalThis.fetch) => LanguageModel])[] = [
    ['chat', 'openai chat', (fetch) => createOpenAI({ ...key, fetch }).chat('auto')],
    [
      'chat',
      'openai-compatible',
      (fetch) =>
        createOpenAICompatible({ name: 'sb', baseURL: 'https://x.example/v1', fetch, supportsStructuredOutputs: true })(
          'auto',
        ),
    ],
    ['responses', 'openai responses', (fetch) => createOpenAI({ ...key, fetch }).responses('auto')],
    ['messages', 'anthropic', (fetch) => createAnthropic({ ...key, fetch })('claude-sonnet-4-5')],
    ['messages', 'anthropic by a tool', (fetch) => createAnthropic({ ...key, fetch })('auto')],
  ];
  for (const [wire, title, modelOf] of models) {
    // A model that it does not know is made to call a tool whose arguments are the object.
    const said = title.endsWith('by a tool') ? 'call' : 'text';
    it.each(foreign(wire))(`${title}, whole and streamed: $id`, async (provider) => {
      const model = modelOf(service(provider, wire, said));
      const asked = { model, prompt: 'How cold is Oslo?', output: Output.object({ schema: Weather }), maxRetries: 0 };
      expect((await generateText(asked)).output).toEqual(OSLO);
      expect(await streamText(asked).output).toEqual(OSLO);
    });
  }
});
