/** What a provider is not sent is named, or the request is refused: no field goes missing without a word. */

import { describe, expect, it } from 'vitest';
import { bedrockDialect } from '../../src/provider/amazon-bedrock/dialect.ts';
import { anthropicDialect } from '../../src/provider/anthropic/dialect.ts';
import { cohereDialect } from '../../src/provider/cohere/dialect.ts';
import type { Dialect } from '../../src/provider/contract.ts';
import { googleDialect } from '../../src/provider/google/dialect.ts';
import { chatDialect } from '../../src/provider/openai-chat/dialect.ts';
import { OPENAI } from '../../src/provider/openai-chat/rows.ts';
import { workersAiDialect } from '../../src/provider/workers-ai/dialect.ts';
import type { Prompt } from '../../src/wire/prompt.ts';
import { promptOf } from '../support/ask.ts';
import { orderOf, targetOf } from '../support/order.ts';

const CLAUDE = 'claude-sonnet-4-5';
const EARLY = 'claude-3-5-haiku';
const image = { kind: 'image' as const, source: { kind: 'url' as const, url: 'https://x.example/i.png' } };
const result = { kind: 'result' as const, callId: 'c', name: 'f', isError: false };
const shown = (detail: string): Prompt['messages'] => [
  { role: 'tool', content: [{ ...result, content: [{ ...image, detail }] }] },
];
const tool = { name: 'f', description: null, parameters: { type: 'object' }, strict: true };
const schema = { kind: 'schema' as const, name: 'n', description: 'd', schema: { type: 'object' }, strict: null };

async function called(dialect: Dialect, id: string, prompt: Partial<Prompt>, wire: 'chat' | 'responses' = 'responses') {
  const order = orderOf({ prompt, ask: { prompt: () => promptOf('Hi', prompt), wire } });
  const { body, dropped } = await dialect.call({ ...targetOf('openai', { id }), secret: 'A:b' }, order);
  const json: Record<string, unknown> = JSON.parse(body);
  return { json, dropped };
}

describe('the detail of an image that a tool showed', () => {
  it.each([
    ['Anthropic', anthropicDialect, CLAUDE, 'high'],
    ['Gemini', googleDialect, 'gemini-3-flash', 'high'],
    ['Bedrock', bedrockDialect, 'amazon.nova-lite-v1:0', 'high'],
    ['OpenAI, where Responses alone knows it,', chatDialect(OPENAI), 'gpt-4.1', 'original'],
    ['Cohere, where Responses alone knows it,', cohereDialect, 'command-a', 'original'],
  ] as const)('is named for %s', async (_, dialect, id, detail) => {
    expect((await called(dialect, id, { messages: shown(detail) })).dropped).toContain('messages.image_url.detail');
    expect((await called(dialect, id, { messages: shown('auto') })).dropped).toEqual([]);
  });
});

it.each([
  ['OpenAI', chatDialect(OPENAI)],
  ['Anthropic', anthropicDialect],
  ['Gemini', googleDialect],
  ['Cohere', cohereDialect],
  ['Workers AI', workersAiDialect],
  ['Bedrock', bedrockDialect],
] as const)(
  'a wish for thought is named that a model of %s, which does not reason, is not told',
  async (_, dialect) => {
    const wish = (level: string) => ({ thought: { level, budget: null } });
    expect((await called(dialect, 'm', wish('high'))).dropped).toEqual(['reasoning.effort']);
    expect((await called(dialect, 'm', wish('none'))).dropped).toEqual([]);
  },
);

describe('for Claude', () => {
  it.each([
    [anthropicDialect, CLAUDE],
    [bedrockDialect, `anthropic.${CLAUDE}`],
  ] as const)('a stop sequence that it would refuse is refused, and not left out', (dialect, id) => {
    const lacks = (stop: readonly string[]) =>
      dialect.lacks(
        promptOf('Hi', { sampling: { ...promptOf('').sampling, stop } }),
        targetOf('anthropic', { id }).model,
      );
    expect(lacks(['a', '\n'])).toEqual(['a stop sequence of white space alone']);
    expect(lacks(['a'])).toEqual([]);
  });

  it('strictness that a model does not know is named, and what a schema says of itself goes with it', async () => {
    expect((await called(anthropicDialect, EARLY, { tools: [tool] })).dropped).toEqual(['tools.strict']);
    expect((await called(anthropicDialect, CLAUDE, { tools: [tool] })).dropped).toEqual([]);
    expect((await called(anthropicDialect, CLAUDE, { format: schema })).dropped).toEqual([]);
  });

  it('instructions that nobody has spoken after are the words of the user', async () => {
    const { json } = await called(anthropicDialect, CLAUDE, {
      instructions: [{ kind: 'text', text: 'Go.' }],
      messages: [],
    });
    expect(json).toMatchObject({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Go.' }] }] });
    expect(json['system']).toBeUndefined();
  });

  it('a form for the answer leaves it as free to call as it was', async () => {
    const chosen = async (more: Partial<Prompt>) =>
      (await called(anthropicDialect, EARLY, { format: schema, tools: [tool], ...more })).json;
    const answer = { type: 'tool', name: 'signalbox_answer' };
    expect((await chosen({}))['tool_choice']).toEqual({ type: 'any' });
    expect((await chosen({ toolChoice: { kind: 'none' } }))['tool_choice']).toEqual(answer);
    expect((await chosen({ parallelCalls: false }))['tool_choice']).toMatchObject({ disable_parallel_tool_use: true });
    const forced = await chosen({ toolChoice: { kind: 'tool', name: 'f' } });
    expect(forced['tool_choice']).toEqual({ type: 'tool', name: 'f' });
    expect(forced['tools']).toHaveLength(1);
  });
});

it('an empty text is none of the words of a chat', async () => {
  const content = ['', 'a', ''].map((text) => ({ kind: 'text' as const, text }));
  const messages: Prompt['messages'] = [
    { role: 'user', content, name: null },
    { role: 'tool', content: [{ ...result, content: [...content, { ...image, detail: null }] }] },
  ];
  const { json } = await called(chatDialect(OPENAI), 'gpt-4.1', { messages });
  expect(json['messages']).toMatchObject([{ content: 'a' }, { content: 'a' }, { role: 'user' }]);
});
