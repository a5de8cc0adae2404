import { describe, expect, it } from 'vitest';
import type { Message, Prompt, Source, Tool } from '../../../src/wire/prompt.ts';
import { bodyOf, CLAUDE, LLAMA, lacksOf, MISTRAL, messagesOf, NOVA } from './calling.ts';

const tool = (more: Partial<Tool> = {}): Tool => ({
  ...{ name: 'look', description: 'Looks out', parameters: { properties: {} }, strict: null, ...more },
});
const SPEC = {
  toolSpec: { name: 'look', description: 'Looks out', inputSchema: { json: { type: 'object', properties: {} } } },
};
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

describe('the messages of a call to Bedrock', () => {
  it('take turns, the user first, what tools answered before other words, and nothing empty', async () => {
    const messages = [
      called(),
      user('Go on'),
      result('rain'),
      user(' '),
      { role: 'assistant' as const, content: [{ kind: 'text' as const, text: 'It ' }] },
      { role: 'assistant' as const, content: [{ kind: 'text' as const, text: 'rains \n' }] },
    ];
    expect(await messagesOf(messages)).toEqual([
      { role: 'user', content: [{ text: '(continued)' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'call_1', name: 'look', input: { city: 'Zürich' } } }] },
      {
        role: 'user',
        content: [{ toolResult: { toolUseId: 'call_1', content: [{ text: 'rain' }] } }, { text: 'Go on' }],
      },
      { role: 'assistant', content: [{ text: 'It ' }, { text: 'rains' }] },
    ]);
  });

  it('hold images and documents by their bytes, each document under a name that Bedrock allows and no other has', async () => {
    const file = (name: string | null, source = pdf) => ({ kind: 'file' as const, source, name });
    const content = [
      { kind: 'image' as const, source: png, detail: null },
      file('My_report (v2).final.pdf'),
      file('My report (v2) final.pdf'),
      file(null, { ...pdf, mediaType: 'text/x-log; charset=utf-8' }),
      file(null, png),
    ];
    expect(await messagesOf([{ role: 'user', content, name: null }])).toEqual([
      {
        role: 'user',
        content: [
          { image: { format: 'png', source: { bytes: 'cG5n' } } },
          { document: { format: 'pdf', name: 'My report (v2) final', source: { bytes: 'cGRm' } } },
          { document: { format: 'pdf', name: 'My report (v2) final (2)', source: { bytes: 'cGRm' } } },
          { document: { format: 'txt', name: 'document', source: { bytes: 'cGRm' } } },
          { image: { format: 'png', source: { bytes: 'cG5n' } } },
          // A document alone is refused.
          { text: 'The document is attached.' },
        ],
      },
    ]);
  });

  it.each<[string, Message, string, object]>([
    ['as text', result('rain'), CLAUDE, { content: [{ text: 'rain' }] }],
    ['as JSON where that is the same', result('{"sky":"rain"}'), CLAUDE, { content: [{ json: { sky: 'rain' } }] }],
    [
      'as text where JSON would be another',
      result('{"id": 12345678901234567890}'),
      CLAUDE,
      { content: [{ text: '{"id": 12345678901234567890}' }] },
    ],
    ['as a list, which is text', result('[1]'), CLAUDE, { content: [{ text: '[1]' }] }],
    ['empty', result(''), CLAUDE, { content: [{ text: '(nothing)' }] }],
    ['failed', result('no', { isError: true }), NOVA, { content: [{ text: 'no' }], status: 'error' }],
    [
      'failed, in words',
      result('no', { isError: true }),
      LLAMA,
      { content: [{ text: 'The tool failed.' }, { text: 'no' }] },
    ],
    [
      'with an image',
      result('', { content: [{ kind: 'image', source: png, detail: null }] }),
      CLAUDE,
      { content: [{ image: { format: 'png', source: { bytes: 'cG5n' } } }] },
    ],
  ])('hold what a tool answered %s', async (_, message, id, told) => {
    expect(await messagesOf([user('Hi'), called(), message], id)).toMatchObject([
      {},
      {},
      { role: 'user', content: [{ toolResult: { toolUseId: 'call_1', ...told } }] },
    ]);
  });

  it('hold of the thoughts those that the model’s own issuer signed', async () => {
    const content: Extract<Message, { role: 'assistant' }>['content'] = [
      { kind: 'reasoning', text: 'Hm', signature: { issuer: 'anthropic', value: 's' } },
      { kind: 'reasoning', text: 'Ho', signature: { issuer: 'bedrock', value: 't' } },
      { kind: 'reasoning', text: 'Unsigned', signature: null },
      { kind: 'sealed', signature: { issuer: 'bedrock', value: 'Ynl0ZXM=' }, id: null },
      { kind: 'sealed', signature: { issuer: 'openai', value: 'x' }, id: 'rs_1' },
      { kind: 'text', text: 'Hi' },
    ];
    const thoughts = async (id: string) => {
      const messages = await messagesOf([user('Hi'), { role: 'assistant', content }, user('And?')], id);
      return Array.isArray(messages) ? messages[1]?.content : null;
    };
    const sealed = { reasoningContent: { redactedContent: 'Ynl0ZXM=' } };
    expect(await thoughts(CLAUDE)).toEqual([
      { reasoningContent: { reasoningText: { text: 'Hm', signature: 's' } } },
      sealed,
      { text: 'Hi' },
    ]);
    expect(await thoughts(LLAMA)).toEqual([
      { reasoningContent: { reasoningText: { text: 'Ho', signature: 't' } } },
      sealed,
      { text: 'Hi' },
    ]);
  });

  it.each([
    ['functions.look:0', CLAUDE, /^call_[a-z0-9]+$/],
    ['x'.repeat(65), CLAUDE, /^call_[a-z0-9]+$/],
    ['toolu_01-A', CLAUDE, /^toolu_01-A$/],
    ['toolu_01-A', MISTRAL, /^[a-z0-9]{9}$/],
    ['abcDEF123', MISTRAL, /^abcDEF123$/],
  ])('have the id %s for %s as it will have it, the same of call and result', async (id, model, pattern) => {
    const sent = JSON.stringify(await messagesOf([user('Hi'), called(id), result('a', { callId: id })], model));
    const ids = [...sent.matchAll(/"toolUseId":"([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([expect.stringMatching(pattern), ids[0]]);
  });

  it('show the model arguments that are no object as it wrote them', async () => {
    expect(await messagesOf([user('Hi'), called('a', '{"x":'), result('')])).toMatchObject([
      {},
      { content: [{ toolUse: { input: { INVALID_JSON: '{"x":' } } }] },
      {},
    ]);
  });
});

describe('marks of what is worth caching', () => {
  const cache = { ttl: '1h' };
  const prompt: Partial<Prompt> = {
    instructions: [{ kind: 'text', text: 'Be brief.', cache }],
    messages: [{ role: 'user', content: [{ kind: 'text', text: 'Hi', cache: { ttl: null } }], name: null }],
    tools: [tool({ cache })],
  };
  const long = { cachePoint: { type: 'default', ttl: '1h' } };
  const short = { cachePoint: { type: 'default' } };

  it('go to those who take them, where they take them', async () => {
    expect(await bodyOf(prompt)).toMatchObject({
      system: [{ text: 'Be brief.' }, long],
      messages: [{ content: [{ text: 'Hi' }, short] }],
      toolConfig: { tools: [SPEC, long] },
    });
    const nova = await bodyOf(prompt, NOVA);
    expect(nova).toMatchObject({
      system: [{ text: 'Be brief.' }, long],
      messages: [{ content: [{ text: 'Hi' }, short] }],
    });
    expect(Reflect.get(nova, 'toolConfig')).toEqual({ tools: [SPEC] });
  });
  it('go to nobody else: they would be refused', async () => {
    expect(JSON.stringify(await bodyOf(prompt, LLAMA))).not.toContain('cachePoint');
  });
});

describe('tools', () => {
  const history = [user('Hi'), called(), result('rain')];
  it.each<[string, Partial<Prompt>, string, object | undefined, object | undefined]>([
    ['any', { toolChoice: { kind: 'required' } }, LLAMA, { tools: [SPEC], toolChoice: { any: {} } }, undefined],
    [
      'one',
      { toolChoice: { kind: 'tool', name: 'look' } },
      NOVA,
      { tools: [SPEC], toolChoice: { tool: { name: 'look' } } },
      undefined,
    ],
    ['free', { toolChoice: { kind: 'auto' } }, CLAUDE, { tools: [SPEC], toolChoice: { auto: {} } }, undefined],
    ['unsaid', {}, CLAUDE, { tools: [SPEC] }, undefined],
    [
      'none, which Claude has a word for',
      { toolChoice: { kind: 'none' } },
      CLAUDE,
      { tools: [SPEC] },
      { tool_choice: { type: 'none' } },
    ],
    ['none', { toolChoice: { kind: 'none' } }, LLAMA, undefined, undefined],
    [
      'one at a time',
      { parallelCalls: false },
      CLAUDE,
      { tools: [SPEC] },
      { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    ],
    [
      'one at a time, and that one',
      { parallelCalls: false, toolChoice: { kind: 'tool', name: 'look' } },
      CLAUDE,
      { tools: [SPEC] },
      { tool_choice: { type: 'tool', name: 'look', disable_parallel_tool_use: true } },
    ],
  ])('may be chosen: %s', async (_, prompt, id, toolConfig, more) => {
    const body = await bodyOf({ tools: [tool()], ...prompt }, id);
    expect(Reflect.get(body, 'toolConfig')).toEqual(toolConfig);
    expect(Reflect.get(body, 'additionalModelRequestFields')).toEqual(more);
  });

  it('that were called are declared, as Bedrock demands, though the client no longer does', async () => {
    const spec = { toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } };
    expect(await bodyOf({ messages: history }, LLAMA)).toMatchObject({ toolConfig: { tools: [spec] } });
    expect(await bodyOf({ messages: history })).toMatchObject({
      toolConfig: { tools: [spec] },
      additionalModelRequestFields: { tool_choice: { type: 'none' } },
    });
  });

  it('that may not be called again, or must be, are not asked of those who have no word for it', () => {
    const none = { tools: [tool()], toolChoice: { kind: 'none' as const } };
    expect(lacksOf({ ...none, messages: history }, LLAMA)).toEqual(['tools that may not be called again']);
    expect(lacksOf(none, LLAMA)).toEqual([]);
    expect(lacksOf({ ...none, messages: history })).toEqual([]);
    const must = { tools: [tool()], toolChoice: { kind: 'required' as const } };
    expect(lacksOf(must, 'anthropic.claude-fable-5-1-v1:0')).toEqual(['a tool that must be called']);
  });

  it('are not held to their schema, and one at a time is not said to others: the client is told', async () => {
    expect((await bodyOf({ tools: [tool({ strict: true })], parallelCalls: false }, LLAMA)).dropped).toEqual([
      'parallel_tool_calls',
      'tools.strict',
    ]);
  });
});
