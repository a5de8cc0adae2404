import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import { promptOfChat } from '../../../src/wire/chat/prompt.ts';

const messagesOf = (...messages: object[]) => promptOfChat({ messages }).messages;
const assistant = (fields: object) => {
  const [message] = messagesOf({ role: 'user', content: 'Hi' }, { role: 'assistant', ...fields }).slice(1);
  return message?.content;
};
const text = (words: string) => ({ kind: 'text', text: words });

describe('the messages of a chat', () => {
  it('begin with instructions; one that comes later stays where it is', () => {
    const { instructions, messages } = promptOfChat({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
        { role: 'user', content: 'Hi' },
        { role: 'system', content: 'Now in French.' },
      ],
    });
    expect(instructions).toEqual([text('Be brief.'), text('Be kind.')]);
    expect(messages).toEqual([
      { role: 'user', content: [text('Hi')], name: null },
      { role: 'system', content: [text('Now in French.')] },
    ]);
  });

  it.each([
    [
      { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
      { ...text('a'), cache: { ttl: null } },
    ],
    [
      { type: 'text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' } },
      { ...text('a'), cache: { ttl: null } },
    ],
    [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: 'low' },
    ],
    [
      { type: 'image_url', image_url: { url: 'https://x.example/a.png' } },
      { kind: 'image', source: { kind: 'url', url: 'https://x.example/a.png' }, detail: null },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'AA', format: 'mp3' } },
      { kind: 'audio', data: 'AA', format: 'mp3' },
    ],
    [
      { type: 'file', file: { file_data: 'data:application/pdf;base64,AA', filename: 'a.pdf' } },
      { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data: 'AA' }, name: 'a.pdf' },
    ],
    [
      { type: 'file', file: { file_id: 'file-1' } },
      { kind: 'file', source: { kind: 'id', id: 'file-1', issuer: 'openai' }, name: null },
    ],
  ])('hold %j', (part, content) => {
    expect(messagesOf({ role: 'user', content: [part] })).toEqual([{ role: 'user', content: [content], name: null }]);
  });

  it('of a kind that only another provider of this wire might know are refused, and say where', () => {
    const message = { role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'hologram' }] };
    expect(() => messagesOf(message)).toThrow(Refusal);
    expect(() => messagesOf(message)).toThrow(/^messages\.0\.content\.1: this part of a message cannot be sent/);
  });

  it('join the results of parallel calls, each with the name of its tool', () => {
    const call = (id: string, name: string) => ({ id, type: 'function', function: { name, arguments: '' } });
    const messages = messagesOf(
      { role: 'assistant', content: null, tool_calls: [call('a', 'f'), call('b', 'g')] },
      { role: 'tool', tool_call_id: 'b', content: 'two' },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'one' }] },
    );
    const result = { kind: 'result', isError: false };
    expect(messages).toEqual([
      {
        role: 'assistant',
        content: [
          { kind: 'call', id: 'a', name: 'f', arguments: '{}', signature: null },
          { kind: 'call', id: 'b', name: 'g', arguments: '{}', signature: null },
        ],
      },
      {
        role: 'tool',
        content: [
          { ...result, callId: 'b', name: 'g', content: [text('two')] },
          { ...result, callId: 'a', name: 'f', content: [text('one')] },
        ],
      },
    ]);
  });
});

describe('what an assistant has said', () => {
  it.each([
    [
      'a thought that was shown',
      { reasoning_content: 'Hm', content: 'Yes' },
      [{ kind: 'reasoning', text: 'Hm', signature: null }, text('Yes')],
    ],
    [
      'a thought with its signature, streamed apart from it',
      {
        reasoning_content: 'Hm',
        reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', signature: 's' }],
        content: '',
      },
      [{ kind: 'reasoning', text: 'Hm', signature: { issuer: 'anthropic', value: 's' } }],
    ],
    [
      'a thought as OpenRouter has it, said once',
      {
        reasoning: 'Hm',
        reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 's', format: 'google-gemini-v1' }],
      },
      [{ kind: 'reasoning', text: 'Hm', signature: { issuer: 'google', value: 's' } }],
    ],
    [
      'a thought that is not shown',
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', format: 'openai-responses-v1', id: 'rs_1' }] },
      [{ kind: 'sealed', signature: { issuer: 'openai', value: 'x' }, id: 'rs_1' }],
    ],
    [
      'the blocks of LiteLLM',
      {
        thinking_blocks: [
          { type: 'thinking', thinking: 'Hm', signature: 's' },
          { type: 'redacted_thinking', data: 'x' },
        ],
      },
      [
        { kind: 'reasoning', text: 'Hm', signature: { issuer: 'anthropic', value: 's' } },
        { kind: 'sealed', signature: { issuer: 'anthropic', value: 'x' }, id: null },
      ],
    ],
    [
      'a call that Gemini signed',
      {
        tool_calls: [
          {
            id: 'a',
            function: { name: 'f', arguments: '{"x":1}' },
            extra_content: { google: { thought_signature: 's' } },
          },
        ],
      },
      [{ kind: 'call', id: 'a', name: 'f', arguments: '{"x":1}', signature: { issuer: 'google', value: 's' } }],
    ],
    [
      'the call of old',
      { function_call: { name: 'f', arguments: '{}' } },
      [{ kind: 'call', id: 'call_f', name: 'f', arguments: '{}', signature: null }],
    ],
  ])('may be %s', (_, fields, content) => expect(assistant(fields)).toEqual(content));
});

describe('the rest of a chat', () => {
  const prompt = (fields: object) => promptOfChat({ messages: [{ role: 'user', content: 'Hi' }], ...fields });

  it('is its tools, old and new, and how they are to be chosen', () => {
    const tool = { name: 'f', description: 'does', parameters: { type: 'object' }, strict: true };
    const read = { name: 'f', description: 'does', parameters: { type: 'object' }, strict: true };
    expect(prompt({ tools: [{ type: 'function', function: tool }] }).tools).toEqual([read]);
    expect(prompt({ functions: [{ name: 'f' }] }).tools).toEqual([
      { name: 'f', description: null, parameters: { type: 'object', properties: {} }, strict: null },
    ]);
    expect(prompt({ tool_choice: 'required' }).toolChoice).toEqual({ kind: 'required' });
    expect(prompt({ tool_choice: { type: 'function', function: { name: 'f' } } }).toolChoice).toEqual({
      kind: 'tool',
      name: 'f',
    });
    expect(prompt({ function_call: { name: 'f' } }).toolChoice).toEqual({ kind: 'tool', name: 'f' });
    expect(prompt({}).toolChoice).toBeNull();
  });

  it('is its form, its sampling and its thought', () => {
    const schema = { name: 'a', schema: { type: 'object' }, strict: true };
    expect(prompt({ response_format: { type: 'json_schema', json_schema: schema } }).format).toEqual({
      ...{ kind: 'schema', name: 'a', description: null, schema: { type: 'object' }, strict: true },
    });
    expect(prompt({ response_format: { type: 'json_object' } }).format).toEqual({ kind: 'json' });
    expect(prompt({ stop: 'END', temperature: 0, seed: 3 }).sampling).toMatchObject({
      stop: ['END'],
      temperature: 0,
      seed: 3,
      topP: null,
    });
    expect(prompt({ reasoning_effort: 'high' }).thought).toEqual({ level: 'high', budget: null });
  });

  it('names what it cannot say, apart from what changes the meaning', () => {
    const { unsaid, unsayable } = prompt({
      ...{
        model: 'auto',
        n: 1,
        max_tokens: 5,
        stream: true,
        user: 'u',
        logit_bias: { 1: 2 },
        metadata: {},
        store: null,
      },
      ...{ modalities: ['text', 'audio'], tools: [{ type: 'custom', custom: { name: 'x' } }] },
    });
    expect(unsaid).toEqual(['logit_bias', 'metadata']);
    expect(unsayable).toEqual(['an answer in speech', 'a tool of type "custom"']);
  });

  it('that cannot be read is refused by the field that cannot', () => {
    expect(() => prompt({ temperature: 'warm' })).toThrow(/^temperature: /);
  });
});
