import { describe, expect, it } from 'vitest';
import { heldBy } from '../../../src/wire/chat/held-by.ts';

const user = { role: 'user', content: 'and now?' };
const says = (parts: object) => ({ role: 'assistant', content: 'so it is', ...parts });
const call = (id?: string) => ({ ...(id === undefined ? {} : { id }), type: 'function', function: { name: 'f' } });
const result = (id?: string) => ({ role: 'tool', content: '7', ...(id === undefined ? {} : { tool_call_id: id }) });

type Messages = Parameters<typeof heldBy>[0];

describe('tool_loop: a tool has been called and the model has not spoken since', () => {
  it.each<[string, Messages]>([
    ['a result is last', [user, says({ tool_calls: [call('1')] }), result('1')]],
    ['one of two results is last', [user, says({ tool_calls: [call('1'), call('2')] }), result('1')]],
    [
      'a result of an old function call',
      [user, says({ function_call: { name: 'f' } }), { role: 'function', name: 'f' }],
    ],
    ['the call itself is last', [user, says({ tool_calls: [call('1')] })]],
    ['an old function call is last', [user, says({ function_call: { name: 'f' } })]],
    ['a call that is signed, too', [user, says({ tool_calls: [call('1')], reasoning_details: [{ signature: 's' }] })]],
  ])('%s', (_, messages) => expect(heldBy(messages)).toBe('tool_loop'));
});

describe('pending_call: a call has no answer, though the user has spoken since', () => {
  it.each<[string, Messages]>([
    ['none at all', [user, says({ tool_calls: [call('1')] }), user]],
    ['one of two', [user, says({ tool_calls: [call('1'), call('2')] }), result('1'), user]],
    ['one of two without names', [user, says({ tool_calls: [call(), call()] }), result(), user]],
    ['an answer to another call', [user, says({ tool_calls: [call('2')] }), result('1'), user]],
    ['an old function call', [user, says({ function_call: { name: 'f' } }), user]],
  ])('%s', (_, messages) => expect(heldBy(messages)).toBe('pending_call'));
});

describe('provider_state: what its provider alone can read', () => {
  const google = { google: { thought_signature: 'c2ln' } };
  it.each<[string, object]>([
    ['a signed detail of reasoning', { reasoning_details: [{ type: 'reasoning.text', text: 't', signature: 's' }] }],
    ['a sealed one', { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] }],
    ['a signed thought beside the text', { thinking_blocks: [{ type: 'thinking', thinking: 't', signature: 's' }] }],
    ['a signed thought within it', { content: [{ type: 'thinking', thinking: 't', signature: 's' }] }],
    ['a redacted thought', { thinking_blocks: [{ type: 'redacted_thinking', data: 'x' }] }],
    ['a signature of Gemini', { extra_content: google }],
    ['one on a call that has been answered', { tool_calls: [{ ...call('1'), extra_content: google }] }],
    ['one that a proxy passes on', { provider_specific_fields: { thought_signature: 's' } }],
    ['several of them', { provider_specific_fields: { thought_signatures: ['s'] } }],
    ['an answer in sound, kept under a name', { audio: { id: 'audio_1' } }],
  ])('%s', (_, parts) => {
    expect(heldBy([user, says(parts), result('1'), user])).toBe('provider_state');
    // Also when others have spoken since: the providers check the whole history.
    expect(heldBy([user, says(parts), result('1'), says({}), user])).toBe('provider_state');
  });
});

describe('null: any model can go on', () => {
  it.each<[string, Messages]>([
    ['nothing has been said', []],
    ['a first question', [user]],
    ['a plain answer', [user, says({}), user]],
    ['a call that is answered', [user, says({ tool_calls: [call('1')] }), result('1'), user]],
    ['calls without names that are answered', [user, says({ tool_calls: [call(), call()] }), result(), result(), user]],
    ['an old function call that is answered', [user, says({ function_call: {} }), { role: 'function' }, user]],
    ['a call that the model itself has given up', [user, says({ tool_calls: [call('1')] }), user, says({}), user]],
    ['no calls', [user, says({ tool_calls: [], function_call: null }), user]],
    ['reasoning in plain words', [user, says({ reasoning_content: 'hm', reasoning: 'hm' }), user]],
    [
      'unsigned details',
      [user, says({ reasoning_details: [{ type: 'reasoning.summary', summary: 's', signature: null }] }), user],
    ],
    ['an empty signature', [user, says({ thinking_blocks: [{ type: 'thinking', signature: '' }] }), user]],
    ['data that is not sealed', [user, says({ content: [{ type: 'image', data: 'x' }] }), user]],
    [
      'fields with something else in them',
      [user, says({ extra_content: { google: {} }, provider_specific_fields: {}, audio: null }), user],
    ],
    [
      'fields of another shape',
      [user, says({ extra_content: 'x', thinking_blocks: 'x', reasoning_details: [null, 7] }), user],
    ],
    ['a signature in the words of a user', [{ role: 'user', content: [{ type: 'text', signature: 's' }] }]],
  ])('%s', (_, messages) => expect(heldBy(messages)).toBeNull());
});
