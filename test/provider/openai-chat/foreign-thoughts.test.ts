import { describe, expect, it } from 'vitest';
import { withoutForeignThoughts } from '../../../src/provider/openai-chat/foreign-thoughts.ts';
import { callOf, sent } from './calling.ts';

const OWN = { type: 'reasoning.text', format: 'anthropic-claude-v1', text: 'Hm.', signature: 'own' };
const FOREIGN = { type: 'reasoning.text', format: 'anthropic', text: 'Hm.', signature: 'foreign' };
const CALL = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
const SIGNED = { ...CALL, extra_content: { google: { thought_signature: 'foreign' } } };
const user = { role: 'user', content: 'Hi' };

describe('thoughts that others signed, in a chat', () => {
  it('are left out and listed, and nothing else is touched', () => {
    const said = { role: 'assistant', content: 'Hello.', odd: 1 };
    const body = {
      model: 'm',
      messages: [user, { ...said, reasoning_details: [OWN, FOREIGN] }, { ...said, reasoning_details: [FOREIGN] }],
    };
    const { body: kept, dropped } = withoutForeignThoughts(body);
    expect(kept).toEqual({ ...body, messages: [user, { ...said, reasoning_details: [OWN] }, said] });
    expect(dropped).toEqual(['messages.1.reasoning_details', 'messages.2.reasoning_details']);
  });

  it('are left out of calls', () => {
    const body = { messages: [user, { role: 'assistant', content: null, tool_calls: [SIGNED, CALL] }] };
    const { body: kept, dropped } = withoutForeignThoughts(body);
    expect(kept).toEqual({ messages: [user, { role: 'assistant', content: null, tool_calls: [CALL, CALL] }] });
    expect(dropped).toEqual(['messages.1.tool_calls.extra_content']);
  });

  it('are none in a body that has only its own: it is the very same', () => {
    const body = { messages: [user, { role: 'assistant', content: 'Hello.', reasoning_details: [OWN] }] };
    expect(withoutForeignThoughts(body).body).toBe(body);
    expect(withoutForeignThoughts({ messages: 'odd' })).toEqual({ body: { messages: 'odd' }, dropped: [] });
  });

  it('go on to a server that may be a router itself, and have handed them out', async () => {
    const messages = [user, { role: 'assistant', content: 'Hello.', reasoning_details: [FOREIGN] }, user];
    expect((await callOf('openai-compatible', sent({ messages }))).json['messages']).toEqual(messages);
    const { json, dropped } = await callOf('groq', sent({ messages }));
    expect(JSON.stringify(json)).not.toContain('foreign');
    expect(dropped).toEqual(['messages.1.reasoning_details']);
  });
});
