import { expect, it } from 'vitest';
import { messagesEncoder } from '../../../src/wire/messages/encoder.ts';
import { readMessages } from '../../../src/wire/messages/read.ts';
import { askOf } from '../../support/ask.ts';
import { CLAUDE, CLAUDE_5, callOf, NOVA } from './calling.ts';

const MARK = { type: 'ephemeral' };
const HEADERS = { user: null, session: null, effort: null };
const asked = (more: object, beta?: string) =>
  readMessages(
    { json: { max_tokens: 9000, messages: [{ role: 'user', content: 'Hi' }], ...more }, bytes: 900 },
    beta === undefined ? HEADERS : { ...HEADERS, passable: { 'anthropic-beta': beta } },
  );
const point = { cachePoint: { type: 'default' } };
const thought = (text: string) => ({ reasoningContent: { reasoningText: { text, signature: 's' } } });

it('Claude on Bedrock gets the marks of the cache and the thoughts between calls where they stood', async () => {
  const thinking = (text: string) => ({ type: 'thinking', thinking: text, signature: 's' });
  const use = (id: string) => ({ type: 'tool_use', id, name: 'read', input: {} });
  const found = (id: string, more: object = {}) => ({ type: 'tool_result', tool_use_id: id, content: 'a', ...more });
  const ask = asked({
    system: [{ type: 'text', text: 'Be brief.', cache_control: MARK }],
    tools: [{ name: 'read', input_schema: { type: 'object' }, cache_control: MARK }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: MARK }] },
      { role: 'assistant', content: [thinking('One'), use('t1')] },
      { role: 'user', content: [found('t1')] },
      { role: 'assistant', content: [thinking('Two'), { type: 'text', text: 'So' }, thinking('Three'), use('t2')] },
      { role: 'user', content: [found('t2', { cache_control: MARK })] },
    ],
  });
  const { json } = await callOf({ ask });
  const sent = (id: string) => ({ toolUse: { toolUseId: id, name: 'read', input: {} } });
  const back = (id: string) => ({ toolResult: { toolUseId: id, content: [{ text: 'a' }] } });
  expect(json).toMatchObject({
    system: [{ text: 'Be brief.' }, point],
    toolConfig: { tools: [{ toolSpec: { name: 'read' } }, point] },
    messages: [
      { role: 'user', content: [{ text: 'Hi' }, point] },
      { role: 'assistant', content: [thought('One'), sent('t1')] },
      { role: 'user', content: [back('t1')] },
      { role: 'assistant', content: [thought('Two'), { text: 'So' }, thought('Three'), sent('t2')] },
      { role: 'user', content: [back('t2'), point] },
    ],
  });
});

it('a thought that Bedrock sealed goes to the client and back as it was', async () => {
  const encoder = messagesEncoder({ id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi') });
  const events = encoder.write({ kind: 'sealed', signature: { issuer: 'bedrock', value: 'c2VhbGVk' } });
  const data = /"data":"([^"]+)"/.exec(events)?.[1];
  const assistant = {
    role: 'assistant',
    content: [
      { type: 'redacted_thinking', data },
      { type: 'text', text: 'So' },
    ],
  };
  const user = { role: 'user', content: 'Hi' };
  const { json } = await callOf({ ask: asked({ messages: [user, assistant, user] }) });
  expect(Object(json['messages'])[1].content).toEqual([
    { reasoningContent: { redactedContent: 'c2VhbGVk' } },
    { text: 'So' },
  ]);
});

it('thought between calls is switched on in the body for those who take it, and other betas are listed', async () => {
  const INTERLEAVED = 'interleaved-thinking-2025-05-14';
  const call = async (beta: string, id: string) => {
    const { json, dropped } = await callOf({ ask: asked({}, beta) }, { id });
    return [Reflect.get(Object(json['additionalModelRequestFields']), 'anthropic_beta'), dropped];
  };
  expect(await call(INTERLEAVED, CLAUDE)).toEqual([[INTERLEAVED], []]);
  expect(await call(`claude-code-20250219, ${INTERLEAVED}`, CLAUDE)).toEqual([[INTERLEAVED], ['anthropic-beta']]);
  expect(await call(INTERLEAVED, CLAUDE_5)).toEqual([undefined, ['anthropic-beta']]);
  expect(await call(INTERLEAVED, NOVA)).toEqual([undefined, ['anthropic-beta']]);
});
