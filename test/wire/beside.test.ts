import { expect, it } from 'vitest';
import { readSignals } from '../../src/classify/signals.ts';
import { readChat } from '../../src/wire/chat/read.ts';
import { readResponses } from '../../src/wire/responses/read.ts';

const HEADERS = { user: null, session: null, effort: null };
const DATA = `data:application/pdf;base64,${'A'.repeat(800_000)}`;
const CODE = JSON.stringify({ path: 'a.ts', text: 'const total = items.length; '.repeat(50) });

it('what a call is made with and a file count for the length of a chat', () => {
  const count = (...messages: object[]) => readSignals(readChat({ json: { messages }, bytes: 9 }, HEADERS)).inputTokens;
  const hello = { role: 'user', content: 'hi' };
  const least = count(hello);
  const made = { id: 'c', type: 'function', function: { name: 'write', arguments: CODE } };
  expect(count(hello, { role: 'assistant', content: null, tool_calls: [made] }) - least).toBeGreaterThan(250);
  const file = { role: 'user', content: [{ type: 'file', file: { file_data: DATA } }] };
  expect(count(hello, file) - least).toBeGreaterThan(4000);
  expect(count(hello, { role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }) - least).toBeGreaterThan(
    2000,
  );
});

it('and of a response', () => {
  const count = (...input: object[]) => readSignals(readResponses({ json: { input }, bytes: 9 }, HEADERS)).inputTokens;
  const hello = { role: 'user', content: 'hi' };
  const least = count(hello);
  const call = { type: 'function_call', call_id: 'c', name: 'write', arguments: CODE };
  const own = { type: 'custom_tool_call', call_id: 'd', name: 'write', input: CODE };
  expect(count(hello, call) - least).toBeGreaterThan(250);
  expect(count(hello, own) - least).toBeGreaterThan(250);
  const file = { role: 'user', content: [{ type: 'input_file', file_data: DATA }] };
  expect(count(hello, file) - least).toBeGreaterThan(4000);
});
