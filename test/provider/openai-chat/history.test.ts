import { describe, expect, it } from 'vitest';
import { callOf, other, sent } from './calling.ts';

/** As OpenAI's client pushes the message of an answer of ours into its history. */
const SAID = {
  ...{ role: 'assistant', content: 'Hello.', refusal: null, annotations: [], reasoning_content: 'Hm.' },
  reasoning_details: [{ type: 'reasoning.text', format: 'openrouter', text: 'Hm.' }],
};
const USER = { role: 'user', content: 'Hi', reasoning_content: 'mine' };

describe('what an answer held beside its words, in a history that goes on with another', () => {
  it.each(['mistral', 'groq', 'cerebras'] as const)(
    'is left out for %s, which refuses it, and listed',
    async (kind) => {
      const { json, dropped } = await callOf(kind, sent({ messages: [USER, SAID, USER] }));
      expect(json['messages']).toEqual([USER, { role: 'assistant', content: 'Hello.' }, USER]);
      expect(dropped).toEqual(['messages.1.reasoning_content', 'messages.1.reasoning_details']);
    },
  );

  it('is left out of the thoughts alone for OpenAI, and stays elsewhere', async () => {
    const { json } = await callOf('openai', sent({ messages: [USER, SAID] }));
    expect(json['messages']).toEqual([USER, { role: 'assistant', content: 'Hello.', refusal: null, annotations: [] }]);
    for (const kind of ['deepseek', 'openai-compatible'] as const) {
      expect((await callOf(kind, sent({ messages: [USER, SAID] }))).json['messages']).toEqual([USER, SAID]);
    }
  });
});

describe('a field that the provider has under another name', () => {
  it('goes under that: the cap, which would be refused or lost', async () => {
    const newer = sent({ max_completion_tokens: 9, messages: [] });
    for (const kind of ['mistral', 'deepseek', 'together', 'fireworks', 'perplexity'] as const) {
      expect((await callOf(kind, newer)).json).toEqual({ max_tokens: 9, messages: [], model: 'model-1' });
      expect((await callOf(kind, { ...newer, outputCap: 5 })).json).toMatchObject({ max_tokens: 5 });
    }
    const older = sent({ max_tokens: 9 });
    for (const pinned of [true, false]) {
      const { json } = await callOf('openai', { ...older, pinned, outputCap: 5 }, { id: 'gpt-5-mini' });
      expect(json).toEqual({ model: 'gpt-5-mini', max_completion_tokens: 5 });
    }
    expect((await callOf('openai', older, { id: 'gpt-4o' })).json).toEqual({ model: 'gpt-4o', max_tokens: 9 });
    expect((await callOf('openai-compatible', newer)).json).toMatchObject({ max_completion_tokens: 9 });
    const both = sent({ max_tokens: 3, max_completion_tokens: 9 });
    expect((await callOf('mistral', both)).json).toEqual({ max_tokens: 3, model: 'model-1' });
  });

  it('goes under that: the seed of Mistral, which refuses much that OpenAI has', async () => {
    const { json, dropped } = await callOf('mistral', sent({ seed: 7, store: false, user: 'ann', odd: 1 }));
    expect(json).toEqual({ model: 'model-1', random_seed: 7, odd: 1 });
    expect(dropped).toEqual(['store', 'user']);
  });
});

it('a request of another wire is sent nothing that a reasoning model refuses, by whatever name it was asked for', async () => {
  const sampling = {
    ...{ temperature: 0.2, topP: null, topK: null, seed: null },
    frequencyPenalty: null,
    presencePenalty: null,
    stop: [],
  };
  const { json, dropped } = await callOf('openai', { ...other({ sampling }), pinned: true }, { id: 'gpt-5' });
  expect(json).not.toHaveProperty('temperature');
  expect(dropped).toEqual(['temperature']);
});

it('a tool without properties is declared with none, since OpenAI refuses an object schema that lacks them', async () => {
  const tool = (parameters: object) => ({ name: 'f', description: null, parameters: { ...parameters }, strict: null });
  const tools = [tool({ type: 'object' }), tool({}), tool({ type: 'object', properties: { a: {} } })];
  const { json } = await callOf('openai', other({ tools }));
  const sentTools = json['tools'] as { function: { parameters: unknown } }[];
  const none = { type: 'object', properties: {} };
  expect(sentTools.map((one) => one.function.parameters)).toEqual([
    none,
    none,
    { type: 'object', properties: { a: {} } },
  ]);
});
