/** The clients that people use, each given an answer in place of the network: what it makes of it, in the oracle's terms. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import { jsonSchema, type LanguageModel, streamText, type ToolSet } from 'ai';
import OpenAI from 'openai';
import type { Told } from '../support/oracle.ts';
import type { ClientWire } from './passage.ts';

export type Saying = Omit<Told, 'signatures'>;

export interface Client {
  readonly title: string;
  readonly wire: ClientWire;
  /** Counts that it takes for 0 where none came. */
  readonly takesForNought: readonly ('cachedInput' | 'reasoning')[];
  /** Rejects where the client finds fault with the stream. */
  readonly read: (fetch: typeof globalThis.fetch) => Promise<Saying>;
}

/** The names of the tools that the recordings call. */
const TOOLS = ['weather', 'updateIssueList', 'look'];
const inputSchema = jsonSchema({ type: 'object' });
const tools: ToolSet = Object.fromEntries(TOOLS.map((name) => [name, { inputSchema }]));
const asked = 'Hi';
const messages = [{ role: 'user' as const, content: asked }];
const apiKey = 'sb-client';
const key = { apiKey, maxRetries: 0 };

async function chat(fetch: typeof globalThis.fetch): Promise<Saying> {
  const stream = new OpenAI({ ...key, fetch }).chat.completions.stream({
    ...{ model: 'auto', messages, stream_options: { include_usage: true } },
  });
  let reasoning = '';
  stream.on('chunk', ({ choices }) => {
    for (const { delta } of choices) reasoning += textOf(Reflect.get(delta, 'reasoning_content'));
  });
  const { choices, usage } = await stream.finalChatCompletion();
  const [choice] = choices;
  if (choice === undefined) throw new Error('There is no choice.');
  const { message, finish_reason: finish } = choice;
  return {
    ...{ text: message.content ?? '', reasoning, finish: finish.replaceAll('_', '-') },
    calls: (message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function' ? [called(call.id, call.function.name, call.function.arguments)] : [],
    ),
    usage: {
      ...{ input: usage?.prompt_tokens, cachedInput: usage?.prompt_tokens_details?.cached_tokens },
      ...{ output: usage?.completion_tokens, reasoning: usage?.completion_tokens_details?.reasoning_tokens },
      raw: usage,
    },
  };
}

async function responses(fetch: typeof globalThis.fetch): Promise<Saying> {
  const stream = new OpenAI({ ...key, fetch }).responses.stream({ model: 'auto', input: asked });
  const { output, output_text: text, status, usage } = await stream.finalResponse();
  const calls = output.flatMap((item) =>
    item.type === 'function_call' ? [called(item.call_id, item.name, item.arguments)] : [],
  );
  const thoughts = output.flatMap((item) =>
    item.type === 'reasoning' ? [...item.summary, ...(item.content ?? [])] : [],
  );
  return {
    ...{ text, reasoning: thoughts.map((thought) => thought.text).join(''), calls },
    finish: status !== 'completed' ? String(status) : calls.length > 0 ? 'tool-calls' : 'stop',
    usage: {
      ...{ input: usage?.input_tokens, cachedInput: usage?.input_tokens_details.cached_tokens },
      ...{ output: usage?.output_tokens, reasoning: usage?.output_tokens_details.reasoning_tokens, raw: usage },
    },
  };
}

const STOPS: Readonly<Record<string, string>> = { end_turn: 'stop', tool_use: 'tool-calls', max_tokens: 'length' };

async function official(fetch: typeof globalThis.fetch): Promise<Saying> {
  const stream = new Anthropic({ ...key, fetch }).messages.stream({ model: 'auto', max_tokens: 1024, messages });
  const { content, stop_reason: stop, usage } = await stream.finalMessage();
  const { input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  return {
    text: content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''),
    reasoning: content.flatMap((block) => (block.type === 'thinking' ? [block.thinking] : [])).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, arguments: block.input }] : [],
    ),
    finish: STOPS[stop ?? ''] ?? String(stop),
    usage: {
      ...{ input: fresh + (read ?? 0) + (written ?? 0), cachedInput: read ?? undefined, output: usage.output_tokens },
      ...{ reasoning: usage.output_tokens_details?.thinking_tokens, raw: usage },
    },
  };
}

async function aiSdk(model: LanguageModel): Promise<Saying> {
  const failures: unknown[] = [];
  const answer = streamText({
    ...{ model, messages, tools, maxRetries: 0, maxOutputTokens: 1024 },
    onError: ({ error }) => void failures.push(error),
  });
  const [text, reasoning, calls, finish, usage] = await Promise.all([
    ...[answer.text, answer.reasoningText, answer.toolCalls, answer.finishReason, answer.usage],
  ] as const);
  if (failures.length > 0) throw new Error('The AI SDK finds fault with the stream.', { cause: failures[0] });
  return {
    ...{ text, reasoning: reasoning ?? '', finish },
    calls: calls.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, arguments: input })),
    usage: {
      ...{ input: usage.inputTokens, cachedInput: usage.inputTokenDetails.cacheReadTokens },
      ...{ output: usage.outputTokens, reasoning: usage.outputTokenDetails.reasoningTokens, raw: usage.raw },
    },
  };
}

const baseURL = 'https://router.example/v1';

export const CLIENTS: readonly Client[] = [
  { title: 'openai', wire: 'chat', takesForNought: [], read: chat },
  { title: 'openai', wire: 'responses', takesForNought: [], read: responses },
  { title: '@anthropic-ai/sdk', wire: 'messages', takesForNought: [], read: official },
  {
    ...{ title: 'ai with @ai-sdk/openai-compatible', wire: 'chat', takesForNought: ['cachedInput', 'reasoning'] },
    read: (fetch) =>
      aiSdk(createOpenAICompatible({ name: 'router', baseURL, apiKey, includeUsage: true, fetch })('auto')),
  },
  {
    ...{ title: 'ai with @ai-sdk/openai', wire: 'responses', takesForNought: ['cachedInput', 'reasoning'] },
    read: (fetch) => aiSdk(createOpenAI({ baseURL, apiKey, fetch }).responses('auto')),
  },
  {
    ...{ title: 'ai with @ai-sdk/anthropic', wire: 'messages', takesForNought: ['cachedInput'] },
    read: (fetch) => aiSdk(createAnthropic({ baseURL, apiKey, fetch })('auto')),
  },
];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const called = (id: string, name: string, json: string) => ({ id, name, arguments: JSON.parse(json) });
