import { expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { chatWire } from '../../../src/wire/chat/wire.ts';
import { askOf } from '../../support/ask.ts';

const head = { id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi', { choices: 2 }) };
const parts: readonly Part[] = [
  { kind: 'text', text: 'one' },
  { kind: 'call', call: 0, id: 'a', name: 'f' },
  { kind: 'refusal', text: 'No.', choice: 1 },
  { kind: 'call', call: 1, id: 'b', name: 'g', choice: 1 },
  { kind: 'arguments', call: 1, json: '{"x":1}', choice: 1 },
  { kind: 'finish', reason: 'stop', usage: undefined },
  { kind: 'finish', reason: 'stop', usage: undefined, choice: 1 },
];
const call = (id: string, name: string, json: string) => ({
  id,
  type: 'function',
  function: { name, arguments: json },
});

it('keeps several answers apart: the words, the calls and the end of each are its own', () => {
  const { choices } = chatWire.whole(parts, head) as { choices: object[] };
  expect(choices).toMatchObject([
    { index: 0, message: { content: 'one', refusal: null, tool_calls: [call('a', 'f', '{}')] }, finish_reason: 'stop' },
    { index: 1, message: { refusal: 'No.', tool_calls: [call('b', 'g', '{"x":1}')] }, finish_reason: 'content_filter' },
  ]);
});

it('numbers the calls of each of several answers from 0 on, and ends each as it ended', () => {
  const encoder = chatWire.encoder(head);
  const stream = parts.map((part) => encoder.write(part)).join('');
  const events: unknown[] = stream.split('\n\n').flatMap((event) => (event === '' ? [] : [JSON.parse(event.slice(6))]));
  const one = (index: number, delta: object, reason: string | null = null) => ({
    choices: [{ index, delta, finish_reason: reason }],
  });
  expect(events).toMatchObject([
    one(0, { content: 'one' }),
    one(0, { tool_calls: [{ index: 0, id: 'a' }] }),
    one(1, { refusal: 'No.' }),
    one(1, { tool_calls: [{ index: 0, id: 'b' }] }),
    one(1, { tool_calls: [{ index: 0, function: { arguments: '{"x":1}' } }] }),
    one(0, {}, 'stop'),
    one(1, {}, 'content_filter'),
  ]);
});
