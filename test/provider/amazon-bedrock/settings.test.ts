import { describe, expect, it } from 'vitest';
import type { Message, Prompt, Source, Tool } from '../../../src/wire/prompt.ts';
import { promptOf } from '../../support/ask.ts';
import { bodyOf, CLAUDE, CLAUDE_5, callOf, GPT, LLAMA, lacksOf, MISTRAL, NOVA, NOVA_2 } from './calling.ts';

const tool = (more: Partial<Tool> = {}): Tool => ({
  ...{ name: 'look', description: 'Looks out', parameters: { properties: {} }, strict: null, ...more },
});
const user = (text: string): Message => ({ role: 'user', content: [{ kind: 'text', text }], name: null });
const png: Source = { kind: 'base64', mediaType: 'image/png', data: 'cG5n' };
const pdf: Source = { kind: 'base64', mediaType: 'application/pdf', data: 'cGRm' };
const called = (id = 'call_1', json = '{"city":"Zürich"}'): Message => ({
  role: 'assistant',
  content: [{ kind: 'call', id, name: 'look', arguments: json, signature: null }],
});
const result = (text: string, more: object = {}): Message => ({
  role: 'tool',
  content: [
    { kind: 'result', callId: 'call_1', name: 'look', content: [{ kind: 'text', text }], isError: false, ...more },
  ],
});

describe('sampling', () => {
  const sampling: Prompt['sampling'] = {
    ...{ temperature: 1.5, topP: 0.9, topK: 40, frequencyPenalty: 0.1, presencePenalty: 0.2, seed: 7 },
    stop: ['END'],
  };
  const NEVER = ['seed', 'frequency_penalty', 'presence_penalty'];
  it.each<[string, object, object | undefined, string[]]>([
    [LLAMA, { temperature: 1, topP: 0.9, stopSequences: ['END'] }, undefined, ['temperature', 'top_k']],
    [NOVA, { temperature: 1, topP: 0.9, stopSequences: ['END'] }, { inferenceConfig: { topK: 40 } }, ['temperature']],
    [MISTRAL, { temperature: 1, topP: 0.9, stopSequences: ['END'] }, { top_k: 40 }, ['temperature']],
    // Refuses two of them at once.
    [CLAUDE, { temperature: 1, stopSequences: ['END'] }, { top_k: 40 }, ['temperature', 'top_p']],
    // Refuses them all.
    [CLAUDE_5, { stopSequences: ['END'] }, undefined, ['temperature', 'top_p', 'top_k']],
  ])('is said to %s as it takes it', async (id, inferenceConfig, more, dropped) => {
    const body = await bodyOf({ sampling }, id);
    expect(Reflect.get(body, 'inferenceConfig')).toEqual(inferenceConfig);
    expect(Reflect.get(body, 'additionalModelRequestFields')).toEqual(more);
    expect(body.dropped).toEqual([...dropped, ...NEVER]);
  });

  it('asks Claude which sequence it came to', async () => {
    expect(await bodyOf({ sampling })).toMatchObject({ additionalModelResponseFieldPaths: ['/stop_sequence'] });
    const { json } = await callOf({ ask: { stream: true, prompt: () => promptOf('Hi', { sampling }) } });
    expect(json['additionalModelResponseFieldPaths']).toEqual(['/delta/stop_sequence']);
  });

  it('has no stop sequences for OpenAI’s models', () => expect(lacksOf({ sampling }, GPT)).toEqual(['stop sequences']));
});

describe('thought', () => {
  const thinking = { thinking: { level: 'high' }, instant: { level: 'low' }, mini: { level: 'none' } } as const;
  const moreOf = async (id: string, ordered: Parameters<typeof callOf>[0] = {}) => {
    const { json } = await callOf({ effort: 'thinking', ...ordered }, { id, thought: thinking });
    return json['additionalModelRequestFields'];
  };

  it('is asked of each family in its own words', async () => {
    expect(await moreOf(CLAUDE)).toEqual({ thinking: { type: 'enabled', budget_tokens: 16_384 } });
    expect(await moreOf(CLAUDE_5)).toEqual({ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
    expect(await moreOf(NOVA_2)).toEqual({ reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } });
    expect(await moreOf(GPT)).toEqual({ reasoning_effort: 'high' });
    expect(await moreOf(NOVA)).toBeUndefined();
    expect(await moreOf(LLAMA)).toBeUndefined();
  });
  it('fits into the cap, and is not asked for where it does not', async () => {
    expect(await moreOf(CLAUDE, { outputCap: 4000 })).toEqual({ thinking: { type: 'enabled', budget_tokens: 3000 } });
    expect(await moreOf(CLAUDE, { outputCap: 1000 })).toBeUndefined();
    expect(await moreOf(NOVA_2, { outputCap: 4000 })).toMatchObject({
      reasoningConfig: { maxReasoningEffort: 'medium' },
    });
  });
  it('is not asked of Claude beside a tool that must be called, nor within a loop that began without one', async () => {
    const forced = { tools: [tool()], toolChoice: { kind: 'required' as const } };
    expect(await moreOf(CLAUDE, { prompt: forced })).toBeUndefined();
    const loop = { tools: [tool()], messages: [user('Hi'), called(), result('rain')] };
    expect(await moreOf(CLAUDE, { prompt: loop })).toBeUndefined();
  });
  it('leaves Claude no say in sampling', async () => {
    const sampling = { ...promptOf('').sampling, temperature: 0.5 };
    const { json, dropped } = await callOf(
      { effort: 'thinking', prompt: { sampling } },
      { id: CLAUDE, thought: thinking },
    );
    expect([json['inferenceConfig'], dropped]).toEqual([undefined, ['temperature']]);
  });
});

describe('an answer in JSON', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const format = { kind: 'schema' as const, name: 'it', description: null, schema, strict: true };
  it('is held to its schema where Bedrock does that, and asked for in words elsewhere', async () => {
    expect(await bodyOf({ format })).toMatchObject({
      additionalModelRequestFields: {
        output_config: { format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } } },
      },
    });
    for (const id of [LLAMA, CLAUDE_5]) {
      expect(await bodyOf({ format }, id)).toMatchObject({
        system: [{ text: expect.stringContaining(JSON.stringify(schema)) }],
      });
    }
    expect(await bodyOf({ format: { kind: 'json' } })).toMatchObject({
      system: [{ text: expect.stringContaining('JSON object') }],
    });
  });
});

describe('what Converse cannot be sent', () => {
  const held = (part: object): Partial<Prompt> => ({
    messages: [{ role: 'user', content: [part as Extract<Message, { role: 'user' }>['content'][number]], name: null }],
  });
  it.each([
    [{ kind: 'audio', format: 'wav', data: '' }, ['sound in a message']],
    [
      { kind: 'image', source: { kind: 'url', url: 'https://a.example' }, detail: null },
      ['an image or file by its URL'],
    ],
    [
      { kind: 'file', source: { kind: 'id', id: 'file_1', issuer: 'anthropic' }, name: null },
      ['a file that another provider keeps'],
    ],
    [{ kind: 'image', source: { ...png, mediaType: 'image/tiff' }, detail: null }, ['an image of type image/tiff']],
    [
      { kind: 'file', source: { ...pdf, mediaType: 'application/zip' }, name: null },
      ['a file of type application/zip'],
    ],
    [{ kind: 'image', source: png, detail: null }, []],
  ])('%j', (part, lacks) => expect(lacksOf(held(part))).toEqual(lacks));
});
