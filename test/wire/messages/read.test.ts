import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import type { AskHeaders } from '../../../src/wire/headers.ts';
import { readMessages, readUnlimited } from '../../../src/wire/messages/read.ts';
import { readQuestion } from '../../../src/wire/question.ts';

const NO_HEADERS: AskHeaders = { user: null, session: null, effort: null };
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (...content: object[]) => ({ role: 'assistant', content });
const call = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} });
const result = (id: string, content: unknown = 'done') => ({ type: 'tool_result', tool_use_id: id, content });

function ask(body: object, headers: AskHeaders = NO_HEADERS) {
  const json = { max_tokens: 100, messages: [user('hi')], ...body };
  return readMessages({ json, bytes: JSON.stringify(json).length }, headers);
}

describe('the effort that a body pins', () => {
  const table: [object, string | null][] = [
    [{}, null],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 } }, 'thinking'],
    [{ thinking: { type: 'disabled' } }, 'instant'],
    [{ thinking: { type: 'adaptive' } }, 'thinking'],
    [{ thinking: { type: 'between_tools' } }, 'thinking'],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }, 'instant'],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } }, 'thinking'],
    [{ thinking: { type: 'disabled' }, output_config: { effort: 'max' } }, 'instant'],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 }, output_config: { effort: 'low' } }, 'thinking'],
    [{ output_config: { effort: 'low' } }, 'instant'],
    [{ output_config: { effort: 'xhigh' } }, 'thinking'],
    [{ output_config: { effort: 'utmost' } }, null],
    [{ thinking: { type: 'yet_to_come' } }, null],
  ];
  for (const [body, wish] of table) {
    it(`${JSON.stringify(body)} pins ${wish}`, () =>
      expect(ask(body).effort).toEqual(wish === null ? null : { wish, by: 'reasoning_effort' }));
  }

  it('gives way to the header', () => {
    const { effort } = ask({ thinking: { type: 'adaptive' } }, { ...NO_HEADERS, effort: 'mini' });
    expect(effort).toEqual({ wish: 'mini', by: 'header' });
  });
});

describe('what holds a conversation with its model', () => {
  const thought = { type: 'thinking', thinking: 'Hm', signature: 'c2ln' };
  const table: [string, object[], string | null][] = [
    ['nothing', [user('a'), assistant({ type: 'text', text: 'b' }), user('c')], null],
    ['a tool loop', [user('a'), assistant(call('1')), user([result('1')])], 'tool_loop'],
    [
      'a tool loop with words',
      [user('a'), assistant(call('1')), user([result('1'), { type: 'text', text: 'and?' }])],
      'tool_loop',
    ],
    ['a call that was just made', [user('a'), assistant(call('1'))], 'tool_loop'],
    ['a server tool that was paused', [user('a'), assistant({ ...call('1'), type: 'server_tool_use' })], 'tool_loop'],
    ['a call nobody answered', [user('a'), assistant(call('1')), user('never mind')], 'pending_call'],
    [
      'a loop that is over',
      [user('a'), assistant(call('1')), user([result('1')]), assistant({ type: 'text', text: 'b' }), user('c')],
      null,
    ],
    ['a signed thought', [user('a'), assistant(thought), user('c')], 'provider_state'],
    ['a thought that nobody signed', [user('a'), assistant({ ...thought, signature: '' }), user('c')], null],
    ['a sealed thought', [user('a'), assistant({ type: 'redacted_thinking', data: 'x' }), user('c')], 'provider_state'],
    [
      'what a search found',
      [
        user('a'),
        assistant({ ...call('1'), type: 'server_tool_use' }, { ...result('1', []), type: 'web_search_tool_result' }),
        user('c'),
      ],
      'provider_state',
    ],
    ['a file it keeps', [user([{ type: 'document', source: { type: 'file', file_id: 'file_1' } }])], 'provider_state'],
  ];
  for (const [what, messages, held] of table) it(what, () => expect(ask({ messages }).heldBy).toBe(held));

  it('a container', () => expect(ask({ container: 'c_1' }).heldBy).toBe('provider_state'));
});

describe('a messages body', () => {
  it('is passed on as it came, the order of its fields included', () => {
    const json = { zebra: 1, messages: [user('hi')], max_tokens: 5, model: 'auto', a_new_field: [null] };
    expect(JSON.stringify(readMessages({ json, bytes: 10 }, NO_HEADERS).body)).toBe(JSON.stringify(json));
  });

  it('has the words of the system, of users, models and tools apart', () => {
    const { turns } = ask({
      system: [
        { type: 'text', text: 'Be' },
        { type: 'text', text: 'brief.' },
      ],
      messages: [
        user('hi'),
        assistant(
          { type: 'thinking', thinking: 'secret', signature: 's' },
          { type: 'text', text: 'I look.' },
          call('1'),
        ),
        user([result('1', [{ type: 'text', text: 'sun' }]), { type: 'text', text: 'so?' }]),
        user([result('2')]),
      ],
    });
    expect(turns).toEqual([
      { role: 'system', text: 'Be\nbrief.' },
      { role: 'user', text: 'hi' },
      { role: 'assistant', text: 'I look.' },
      { role: 'tool', text: 'sun' },
      { role: 'user', text: 'so?' },
      { role: 'tool', text: 'done' },
    ]);
  });

  it('needs what it holds, an image in a result included, whose base64 is no text', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(5000) } };
    const asked = ask({
      messages: [user([result('1', [image]), { type: 'document', source: { type: 'url', url: 'https://x/a.pdf' } }])],
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
      output_config: { format: { type: 'json_schema', schema: {} } },
    });
    expect(asked).toMatchObject({ needs: ['tools', 'vision', 'json'], modality: ['text', 'image', 'file'], images: 1 });
    expect(asked.inputBytes).toBeLessThan(1000);
  });

  it('names its user, of Claude Code the person and not the session', () => {
    const userOf = (user_id: string) => ask({ metadata: { user_id } }).user;
    expect(userOf('ann')).toBe('ann');
    expect(userOf('')).toBeNull();
    expect(userOf('user_ab12_account_77-9_session_c0-ff')).toBe('user_ab12_account_77-9');
    expect(userOf('user_ab12_account__session_c0-ff')).toBe('user_ab12_account_');
    expect(userOf('{"device_id":"d","account_uuid":"","session_id":"s"}')).toBe('d');
    expect(userOf('{"device_id":"d","account_uuid":"a","session_id":"s"}')).toBe('a');
    expect(userOf('{"mine":1}')).toBe('{"mine":1}');
    expect(userOf('{broken')).toBe('{broken');
  });

  it('forwards the two headers and no other', () => {
    const passable = { 'anthropic-beta': 'b-1', 'anthropic-version': '2023-06-01' };
    expect(ask({}, { ...NO_HEADERS, passable }).forwarded).toEqual(passable);
  });

  it('loses on its way to Anthropic what this router put into it, and nothing else', () => {
    const kept = [
      { type: 'thinking', thinking: 'Hm', signature: 'c2ln' },
      {
        type: 'text',
        text: 'b',
        citations: [{ type: 'web_search_result_location', url: 'u', encrypted_index: 'Eo8=' }],
      },
    ];
    const messages = [
      user('a'),
      assistant(
        { type: 'thinking', thinking: '', signature: 'signalbox:google:toolu_1:c2ln' },
        { type: 'thinking', thinking: 'of DeepSeek', signature: '' },
        { type: 'redacted_thinking', data: 'signalbox:openai:rs_1:ZW5j' },
        { type: 'text', text: '', citations: [{ url: 'u', encrypted_index: 'signalbox:source' }] },
        { type: 'text', text: '\n\n' },
        ...kept,
        { type: 'text', text: 'c', citations: [{ url: 'u', encrypted_index: 'signalbox:source' }] },
      ),
      user('d'),
    ];
    expect(ask({ messages }).body['messages']).toEqual([
      user('a'),
      assistant(...kept, { type: 'text', text: 'c' }),
      user('d'),
    ]);
    const own = [user('a'), assistant(...kept), user('d')];
    expect(ask({ messages: own }).body['messages']).toBe(own);
  });

  const wrong: [object, string][] = [
    [{ max_tokens: undefined }, 'max_tokens'],
    [{ max_tokens: -1 }, 'max_tokens'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages.0.role'],
    [{ messages: [user(7)] }, 'messages.0.content'],
    [{ thinking: { budget_tokens: 1 } }, 'thinking.type'],
  ];
  for (const [body, param] of wrong) {
    it(`is refused for ${JSON.stringify(body)}`, () => {
      expect(() => ask(body)).toThrow(Refusal);
      try {
        ask(body);
      } catch (cause) {
        expect(cause).toMatchObject({ why: { code: 'invalid_request', param } });
      }
    });
  }
});

describe('a question for /v1/route', () => {
  const asked = (json: object) => readQuestion({ json, bytes: 10 }, NO_HEADERS).wire;
  it('is a messages body when it says what a chat cannot', () => {
    expect(asked({ messages: [user('hi')] })).toBe('chat');
    expect(asked({ messages: [{ role: 'system', content: 'x' }, user('hi')], tools: [{ type: 'function' }] })).toBe(
      'chat',
    );
    expect(asked({ messages: [user('hi')], system: 'x' })).toBe('messages');
    expect(asked({ messages: [user('hi')], tools: [{ name: 'f', input_schema: {} }] })).toBe('messages');
    expect(asked({ messages: [user([result('1')])] })).toBe('messages');
    expect(asked({ messages: [user([{ type: 'image', source: { type: 'url', url: 'u' } }])] })).toBe('messages');
  });

  it('and a count need no max_tokens', () => {
    expect(readUnlimited({ json: { messages: [user('hi')] }, bytes: 10 }, NO_HEADERS).outputLimit).toBeNull();
  });
});
