import { describe, expect, it } from 'vitest';
import { inTurns } from '../../../src/provider/openai-chat/in-turns.ts';
import { readMessages } from '../../../src/wire/messages/read.ts';
import { callOf, sent } from './calling.ts';

const user = { role: 'user', content: 'Go.' };
const more = { role: 'user', content: 'And hurry.' };
const called = { role: 'assistant', content: null, tool_calls: [{ id: 'abcdef123', type: 'function' }] };
const tool = { role: 'tool', tool_call_id: 'abcdef123', content: 'sun' };
const said = { role: 'assistant', content: 'Sun.' };
const late = { role: 'system', content: 'Be brief.' };
const BRIDGE = { role: 'assistant', content: 'I have read the result.' };

const sentTo = async (kind: 'mistral' | 'perplexity' | 'groq', messages: object[]) =>
  (await callOf(kind, sent({ messages }))).json['messages'];

describe('messages in an order that the provider takes', () => {
  it('have a word of the model’s behind each tool for Mistral, and mark an answer that is begun', async () => {
    expect(await sentTo('mistral', [user, called, tool, tool, more])).toEqual([user, called, tool, tool, BRIDGE, more]);
    expect(await sentTo('mistral', [user, called, tool, late, said, more])).toEqual([
      ...[user, called, tool, BRIDGE, late, said, more],
    ]);
    expect(await sentTo('mistral', [user, said])).toEqual([user, { ...said, prefix: true }]);
    expect(await sentTo('mistral', [user, called])).toEqual([user, called]);
  });

  it('alternate for Perplexity, and instructions lead', async () => {
    expect(await sentTo('perplexity', [late, user, more, said, said, late, more])).toEqual([
      late,
      { role: 'user', content: 'Go.\n\nAnd hurry.' },
      { role: 'assistant', content: 'Sun.\n\nSun.' },
      { role: 'user', content: 'Be brief.\n\nAnd hurry.' },
    ]);
    const image = { type: 'image_url', image_url: { url: 'https://x.example/a.png' } };
    expect(await sentTo('perplexity', [user, { role: 'user', content: [image] }])).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go.' }, image] },
    ]);
  });

  it('are the very same where there is nothing to do', async () => {
    const fine = [late, user, called, tool, said, more];
    for (const turns of ['free', 'bridged', 'alternate'] as const) expect(inTurns(fine, turns)).toBe(fine);
    expect(await sentTo('groq', [user, called, tool, more, late])).toEqual([user, called, tool, more, late]);
    const odd = [user, 'odd', user];
    expect(inTurns(odd, 'alternate')).toBe(odd);
  });

  it('that Claude Code sends, with a reminder beside the result of a tool', async () => {
    const json = {
      model: 'auto',
      max_tokens: 99,
      messages: [
        { role: 'user', content: 'Go.' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: 'sun' },
            { type: 'text', text: '<system-reminder>Hurry.</system-reminder>' },
          ],
        },
      ],
    };
    const ask = readMessages({ json, bytes: 500 }, { user: null, session: null, effort: null });
    const messages = (await callOf('mistral', { ask })).json['messages'] as { role: string }[];
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'user']);
  });
});
