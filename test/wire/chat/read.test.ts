import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import { readChat, readModelWish } from '../../../src/wire/chat/read.ts';
import type { AskHeaders } from '../../../src/wire/headers.ts';
import { readQuestion } from '../../../src/wire/question.ts';

const NO_HEADERS: AskHeaders = { user: null, session: null, effort: null };
const user = (content: unknown) => ({ role: 'user', content });

function ask(body: object, headers: AskHeaders = NO_HEADERS) {
  return readChat({ json: body, bytes: JSON.stringify(body).length }, headers);
}

describe('model', () => {
  const table: [string | null, ReturnType<typeof readModelWish>][] = [
    [null, { kind: 'auto', effort: null }],
    ['', { kind: 'auto', effort: null }],
    ['auto', { kind: 'auto', effort: null }],
    ['auto:thinking', { kind: 'auto', effort: 'thinking' }],
    ['auto:instant', { kind: 'auto', effort: 'instant' }],
    ['auto:mini', { kind: 'auto', effort: 'mini' }],
    ['auto:fastest', { kind: 'model', name: 'auto:fastest' }],
    ['route:code', { kind: 'route', route: 'code' }],
    ['fast', { kind: 'model', name: 'fast' }],
    ['openai/gpt-5', { kind: 'model', name: 'openai/gpt-5' }],
  ];
  for (const [model, wish] of table) it(`${model} is read`, () => expect(readModelWish(model)).toEqual(wish));
});

describe('a chat body', () => {
  it('keeps every field it does not know, for the provider', () => {
    const body = { model: 'auto', messages: [user('hi')], seed: 7, a_new_parameter: { deep: [1] } };
    expect(ask(body).body).toEqual(body);
  });

  it('has the words of every turn, content parts joined, roles reduced to four', () => {
    const { turns } = ask({
      messages: [
        { role: 'developer', content: 'be brief' },
        user([
          { type: 'text', text: 'what is' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
          { type: 'text', text: 'this?' },
        ]),
        { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
        { role: 'tool', content: 'a cat', tool_call_id: '1' },
      ],
    });
    expect(turns).toEqual([
      { role: 'system', text: 'be brief' },
      { role: 'user', text: 'what is\nthis?' },
      { role: 'assistant', text: '' },
      { role: 'tool', text: 'a cat' },
    ]);
  });

  it('names what it needs', () => {
    expect(ask({ messages: [user('hi')], tools: [] }).needs).toEqual([]);
    expect(ask({ messages: [user('hi')], tools: [{ type: 'function' }] }).needs).toEqual(['tools']);
    expect(ask({ messages: [user('hi')], response_format: { type: 'text' } }).needs).toEqual([]);
    expect(ask({ messages: [user('hi')], response_format: { type: 'json_schema' } }).needs).toEqual(['json']);
    const media = [
      { type: 'image_url', image_url: { url: 'https://x' } },
      { type: 'input_audio', input_audio: { data: 'AA' } },
    ];
    const { needs, modality, images } = ask({ messages: [user(media)] });
    expect({ needs, modality, images }).toEqual({
      needs: ['vision', 'audio'],
      modality: ['text', 'image', 'audio'],
      images: 1,
    });
  });

  it('counts the bytes a model reads, and an image not by its bytes', () => {
    const text = { messages: [user('x'.repeat(5000))] };
    expect(ask(text).inputBytes).toBe(JSON.stringify(text).length);
    const image = {
      messages: [user([{ type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(50_000)}` } }])],
    };
    expect(ask(image).inputBytes).toBeLessThan(200);
  });

  it('cannot hide text from that count in a field of an image', () => {
    const body = { messages: [user([{ type: 'image_url', image_url: { url: 'https://x' }, text: 'x'.repeat(5000) }])] };
    expect(ask(body).inputBytes).toBeGreaterThan(5000);
  });

  it('takes the newer cap before the older, and is held by a tool loop after a tool has spoken', () => {
    expect(ask({ messages: [user('hi')], max_tokens: 10, max_completion_tokens: 20 }).outputLimit).toBe(20);
    expect(ask({ messages: [user('hi')], max_tokens: 10 }).outputLimit).toBe(10);
    expect(ask({ messages: [user('hi')] }).outputLimit).toBeNull();
    expect(ask({ messages: [user('hi'), { role: 'tool', content: 'x' }] }).heldBy).toBe('tool_loop');
    expect(ask({ messages: [{ role: 'tool', content: 'x' }, user('hi')] }).heldBy).toBeNull();
  });

  it('names the end user by user, safety_identifier or metadata.user_id, in that order', () => {
    const messages = [user('hi')];
    expect(ask({ messages, user: 'a', safety_identifier: 'b' }).user).toBe('a');
    expect(ask({ messages, safety_identifier: 'b', metadata: { user_id: 'c' } }).user).toBe('b');
    expect(ask({ messages, metadata: { user_id: 'c' } }).user).toBe('c');
    expect(ask({ messages }).user).toBeNull();
  });

  it('pins the effort by header before reasoning_effort, and by neither for a value unknown here', () => {
    const body = { messages: [user('hi')], reasoning_effort: 'high' };
    expect(ask(body).effort).toEqual({ wish: 'thinking', by: 'reasoning_effort' });
    expect(ask(body, { ...NO_HEADERS, effort: 'mini' }).effort).toEqual({ wish: 'mini', by: 'header' });
    expect(ask({ ...body, reasoning_effort: 'minimal' }).effort).toEqual({ wish: 'instant', by: 'reasoning_effort' });
    expect(ask({ ...body, reasoning_effort: 'gargantuan' }).effort).toBeNull();
  });

  const bad: [string, object, string | null][] = [
    ['no messages', { model: 'auto' }, 'messages'],
    ['an empty list of messages', { messages: [] }, 'messages'],
    ['a message without a role', { messages: [{ content: 'hi' }] }, 'messages.0.role'],
    ['a role nobody knows', { messages: [{ role: 'king', content: 'hi' }] }, 'messages.0.role'],
    ['a number for content', { messages: [user(7)] }, 'messages.0.content'],
    ['a cap of zero', { messages: [user('hi')], max_tokens: 0 }, 'max_tokens'],
    ['a list for a body', [], null],
  ];
  for (const [name, body, param] of bad) {
    it(`is refused with ${name}, and says where`, () => {
      const refusal = thrownBy(() => ask(body));
      expect(refusal.why).toMatchObject({ code: 'invalid_request', param });
    });
  }
});

describe('a question for /v1/route', () => {
  const question = (json: unknown) => readQuestion({ json, bytes: 100 }, NO_HEADERS);
  it('may be a text, a list of messages, or a chat body', () => {
    const turns = [{ role: 'user', text: 'hi' }];
    expect(question({ input: 'hi' }).turns).toEqual(turns);
    expect(question({ input: [user([{ type: 'input_text', text: 'hi' }])] }).turns).toEqual(turns);
    expect(question({ messages: [user('hi')] }).turns).toEqual(turns);
    expect(question({ input: 'hi', model: 'route:x' }).model).toEqual({ kind: 'route', route: 'x' });
  });

  it('is a chat body where it has messages, whatever stands beside them', () => {
    expect(question({ input: 'hi', messages: [user('bye')] }).turns).toEqual([{ role: 'user', text: 'bye' }]);
  });

  it.each([
    [{}],
    [{ input: null }],
    [{ input: 5 }],
    [{ input: ['hi'] }],
    [{ input: [] }],
    [{ input: [{ type: 'reasoning' }] }],
  ])('that is none, %j, is refused and told how to ask', (json) => {
    const { why } = thrownBy(() => question(json));
    expect(why).toMatchObject({ code: 'invalid_request', param: 'input' });
    expect(why.message).toContain('Send {"input": "text"}');
  });

  it('is told what is wrong with it under the name that it was sent by', () => {
    const { why } = thrownBy(() => question({ input: [{ role: 'king', content: 'hi' }] }));
    expect(why).toMatchObject({ code: 'invalid_request', param: 'input.0.role' });
    expect(why.message).toMatch(/^input\.0\.role: /);
    expect(thrownBy(() => question({ input: 'hi', user: 7 })).why).toMatchObject({ param: 'user' });
  });

  it('is held by the answer it goes on from, which its provider keeps', () => {
    expect(question({ input: 'hi', previous_response_id: 'resp_1' }).heldBy).toBe('provider_state');
    expect(question({ input: 'hi', previous_response_id: null }).heldBy).toBeNull();
    const output = { type: 'function_call_output', call_id: '1', output: '7' };
    expect(question({ input: [output], previous_response_id: 'resp_1' }).heldBy).toBe('tool_loop');
  });
});

function thrownBy(act: () => unknown): Refusal {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
