import { expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { tokens } from '../../../src/unit.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { askOf } from '../../support/ask.ts';

const HEAD = { id: '1', model: 'auto', createdSeconds: 7, ask: askOf('Hi') };
const ENVELOPE = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 7 };
/** A chunk as the whole of it would be written: every field, in its order. */
const chunk = (model: string, choices: object[], more: object = {}) =>
  `data: ${JSON.stringify({ ...ENVELOPE, model, choices, ...more })}\n\n`;
const choice = (delta: object, index = 0, finish_reason: string | null = null) => ({
  ...{ index, delta, logprobs: null, finish_reason },
});
const ROLE = { role: 'assistant', content: '' };

const ODD = 'a"b\\c\n\u0000\u2028é😀\ud800</script>';

it.each([
  ['is not asked for', false],
  ['is asked for', true],
])('a stream is written chunk by chunk as JSON would write each, where usage %s', (_, wantsUsage) => {
  const more = wantsUsage ? { usage: null } : {};
  const encoder = chatEncoder({ ...HEAD, ask: { ...HEAD.ask, wantsUsage } });
  const usage = { input: tokens(3), output: tokens(4) } as Extract<Part, { kind: 'usage' }>['usage'];
  const written = (
    [
      { kind: 'start', id: 'x', model: 'm"2' },
      { kind: 'text', text: ODD },
      { kind: 'reasoning', text: ODD },
      { kind: 'text', text: 'other', choice: 1 },
      { kind: 'reasoning', text: '', choice: 1 },
      { kind: 'finish', reason: 'length', usage },
    ] satisfies Part[]
  ).map((part) => encoder.write(part));
  expect(written).toEqual([
    chunk('m"2', [choice(ROLE)], more),
    chunk('m"2', [choice({ content: ODD })], more),
    chunk('m"2', [choice({ reasoning_content: ODD })], more),
    chunk('m"2', [choice({ ...ROLE, content: 'other' }, 1)], more),
    chunk('m"2', [choice({ reasoning_content: '' }, 1)], more),
    chunk('m"2', [choice({}, 0, 'length')], more),
  ]);
  const counts = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
  expect(encoder.end()).toBe(`${wantsUsage ? chunk('m"2', [], { usage: counts }) : ''}data: [DONE]\n\n`);
});
