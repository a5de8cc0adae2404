import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../src/provider/table.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { callOf, other } from './calling.ts';

describe('a request of another wire', () => {
  it('becomes a chat: instructions, words, calls and their results', async () => {
    const { json } = await callOf(
      'openai',
      other({
        instructions: [{ kind: 'text', text: 'Be brief.' }],
        messages: [
          { role: 'user', content: [{ kind: 'text', text: 'Weather?' }], name: null },
          {
            role: 'assistant',
            content: [
              { kind: 'reasoning', text: 'Hm', signature: { issuer: 'anthropic', value: 's' } },
              { kind: 'text', text: 'I look.' },
              { kind: 'call', id: 'a', name: 'weather', arguments: '{"at":"Rome"}', signature: null },
            ],
          },
          {
            role: 'tool',
            content: [
              {
                kind: 'result',
                callId: 'a',
                name: 'weather',
                content: [{ kind: 'text', text: 'sun' }],
                isError: false,
              },
            ],
          },
        ],
        tools: [{ name: 'weather', description: 'the weather', parameters: { type: 'object' }, strict: null }],
        toolChoice: { kind: 'required' },
      }),
    );
    expect(json).toEqual({
      model: 'model-1',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{"at":"Rome"}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'sun' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'the weather', parameters: { type: 'object', properties: {} } },
        },
      ],
      tool_choice: 'required',
    });
  });

  it('tells the model of a tool that failed', async () => {
    const result = {
      kind: 'result' as const,
      callId: 'a',
      name: null,
      content: [{ kind: 'text' as const, text: 'timeout' }],
      isError: true,
    };
    const { json } = await callOf('openai', other({ messages: [{ role: 'tool', content: [result] }] }));
    expect(json['messages']).toEqual([{ role: 'tool', tool_call_id: 'a', content: 'The tool failed.\ntimeout' }]);
  });

  it('keeps the image of a tool in a message after the result', async () => {
    const image = {
      kind: 'image' as const,
      source: { kind: 'base64' as const, mediaType: 'image/png', data: 'AA' },
      detail: null,
    };
    const result = { kind: 'result' as const, callId: 'a', name: null, content: [image], isError: false };
    const { json } = await callOf('openai', other({ messages: [{ role: 'tool', content: [result] }] }));
    expect(json['messages']).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What the tool call a showed:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
        ],
      },
    ]);
  });

  it('is capped by what the client allows, or the ledger', async () => {
    expect((await callOf('openai', other({}, { outputLimit: 70 }))).json).toMatchObject({ max_completion_tokens: 70 });
    const both = { ...other({}, { outputLimit: 70 }), outputCap: 50 };
    expect((await callOf('mistral', both)).json).toMatchObject({ max_tokens: 50 });
  });

  const sampling = {
    ...{ temperature: 0.5, topP: null, topK: 40, frequencyPenalty: 0.1, presencePenalty: null, seed: 7, stop: ['END'] },
  };
  it.each([
    ['openai', { temperature: 0.5, frequency_penalty: 0.1, seed: 7 }, ['top_k']],
    ['mistral', { temperature: 0.5, frequency_penalty: 0.1, random_seed: 7 }, ['top_k']],
    ['deepseek', { temperature: 0.5 }, ['top_k', 'seed', 'frequency_penalty']],
    ['together', { temperature: 0.5, frequency_penalty: 0.1, seed: 7, top_k: 40 }, []],
  ] as const)('has its sampling as %s will have it, and the rest is told', async (kind, expected, dropped) => {
    const call = await callOf(kind, other({ sampling }));
    expect(call.json).toEqual({ model: 'model-1', messages: expect.anything(), stop: ['END'], ...expected });
    expect(call.dropped).toEqual(dropped);
  });

  const format = { kind: 'schema' as const, name: 'a', description: null, schema: { type: 'object' }, strict: true };
  it('has its schema natively, or in words where a provider knows none', async () => {
    expect((await callOf('openai', other({ format }))).json['response_format']).toEqual({
      ...{ type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object' }, strict: true } },
    });
    const { json } = await callOf('deepseek', other({ format }));
    expect(json['response_format']).toEqual({ type: 'json_object' });
    expect(JSON.stringify(json['messages'])).toContain('JSON Schema describes: {\\"type\\":\\"object\\"}');
  });

  it('has ids of nine letters or digits for Mistral, the same for a call and its result', async () => {
    const call = { kind: 'call' as const, id: 'toolu_01QE1WLsSVp5', name: 'f', arguments: '{}', signature: null };
    const result = { kind: 'result' as const, callId: 'toolu_01QE1WLsSVp5', name: 'f', content: [], isError: false };
    const messages = [
      { role: 'assistant' as const, content: [call] },
      { role: 'tool' as const, content: [result] },
    ];
    const { json } = await callOf(
      'mistral',
      other({
        messages,
        toolChoice: { kind: 'required' },
        tools: [{ name: 'f', description: null, parameters: {}, strict: null }],
      }),
    );
    const [asked, answered] = json['messages'] as [{ tool_calls: [{ id: string }] }, { tool_call_id: string }];
    expect(asked.tool_calls[0].id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(answered.tool_call_id).toBe(asked.tool_calls[0].id);
    expect(json['tool_choice']).toBe('any');
  });

  it('gives DeepSeek the thoughts of earlier turns back, and OpenAI none', async () => {
    const content = [
      { kind: 'reasoning' as const, text: 'Hm', signature: null },
      { kind: 'text' as const, text: 'Yes' },
    ];
    const messages = [{ role: 'assistant' as const, content }];
    expect((await callOf('deepseek', other({ messages }))).json['messages']).toEqual([
      { role: 'assistant', content: 'Yes', reasoning_content: 'Hm' },
    ]);
    expect((await callOf('openai', other({ messages }))).json['messages']).toEqual([
      { role: 'assistant', content: 'Yes' },
    ]);
  });

  it.each([
    [
      'openai',
      { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data: 'AA' }, name: 'a.pdf' },
      [],
    ],
    [
      'groq',
      { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data: 'AA' }, name: 'a.pdf' },
      ['a file in a message'],
    ],
    ['groq', { kind: 'audio', format: 'wav', data: 'AA' }, ['sound in a message']],
    [
      'openai',
      { kind: 'file', source: { kind: 'id', id: 'f', issuer: 'anthropic' }, name: null },
      ['a file that another provider keeps'],
    ],
  ] as const)('of %s lacks what it has no word for', (kind, part, lacks) => {
    const { prompt } = orderOf({ prompt: { messages: [{ role: 'user', content: [part], name: null }] } }).ask;
    expect(rowOf(kind)?.dialect('messages').lacks(prompt(), targetOf(kind).model)).toEqual(lacks);
  });
});
