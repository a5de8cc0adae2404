/**
 * An answer of Gemini's, as each wire's client is given it, and as that client hands it back with its tools' results:
 * https://ai.google.dev/gemini-api/docs/thought-signatures asks for every signature on the very part it came with.
 */

import { describe, expect, it } from 'vitest';
import { readWholeGoogle } from '../../../src/provider/google/reader.ts';
import type { Ask } from '../../../src/wire/ask.ts';
import { chatWire } from '../../../src/wire/chat/wire.ts';
import { messagesWire } from '../../../src/wire/messages/wire.ts';
import { responsesWire } from '../../../src/wire/responses/wire.ts';
import type { Wire } from '../../../src/wire/wire.ts';
import { askOf } from '../../support/ask.ts';
import { callOf } from './calling.ts';

type Call = { readonly functionCall: { readonly id: string; readonly name: string; readonly args: object } };
const call = (id: string, city: string): Call => ({ functionCall: { id, name: 'look', args: { city } } });

/** Calls side by side: the first alone is signed, and so are the words before it. */
const SIDE_BY_SIDE = [
  { text: 'I look at both.', thought: true },
  { text: 'Let me see.', thoughtSignature: 'd29yZHM=' },
  { ...call('f1', 'Rome'), thoughtSignature: 'Y2FsbA==' },
  call('f2', 'Oslo'),
];
/** No words and no thought that is shown. */
const ALONE = [{ ...call('f1', 'Rome'), thoughtSignature: 'Y2FsbA==' }, call('f2', 'Oslo')];

const RESULTS = [
  { id: 'f2', said: 'snow' },
  { id: 'f1', said: 'sun' },
];

interface Client {
  readonly wire: Wire;
  /** The next request: what was answered, and the tools' results, in another order than the calls. */
  readonly next: (answer: object) => object;
}

const at = (value: unknown, key: string | number): unknown => Reflect.get(Object(value), key);
const USER = { role: 'user', content: 'Rome or Oslo?' };

const CLIENTS: readonly (readonly [string, Client])[] = [
  [
    'chat completions',
    {
      wire: chatWire,
      next: (answer) => ({
        messages: [
          USER,
          at(at(at(answer, 'choices'), 0), 'message'),
          ...RESULTS.map(({ id, said }) => ({ role: 'tool', tool_call_id: id, content: said })),
        ],
      }),
    },
  ],
  [
    'messages',
    {
      wire: messagesWire,
      next: (answer) => ({
        max_tokens: 100,
        messages: [
          USER,
          { role: 'assistant', content: at(answer, 'content') },
          {
            role: 'user',
            content: RESULTS.map(({ id, said }) => ({ type: 'tool_result', tool_use_id: id, content: said })),
          },
        ],
      }),
    },
  ],
  [
    'responses',
    {
      wire: responsesWire,
      next: (answer) => ({
        input: [
          USER,
          ...(at(answer, 'output') as readonly object[]),
          ...RESULTS.map(({ id, said }) => ({ type: 'function_call_output', call_id: id, output: said })),
        ],
      }),
    },
  ],
];

const NO_HEADERS = { user: null, session: null, effort: null };

async function handedBack({ wire, next }: Client, said: readonly object[]): Promise<unknown> {
  const answer = { responseId: 'r1', candidates: [{ content: { role: 'model', parts: said }, finishReason: 'STOP' }] };
  const parts = readWholeGoogle(JSON.stringify(answer)) ?? [];
  const whole = wire.whole(parts, { id: 'x', model: 'gemini', createdSeconds: 0, ask: askOf('Hi') });
  // As the client keeps it: JSON that has been read.
  const json: object = JSON.parse(JSON.stringify(next(JSON.parse(JSON.stringify(whole)))));
  const ask: Ask = wire.read({ json, bytes: 1000 }, NO_HEADERS);
  return (await callOf({ ask })).json['contents'];
}

describe.each(CLIENTS)('by a client of %s', (_, client) => {
  it.each([
    ['signed words and calls side by side', SIDE_BY_SIDE, [SIDE_BY_SIDE[1], SIDE_BY_SIDE[2], SIDE_BY_SIDE[3]]],
    ['calls side by side alone', ALONE, ALONE],
  ])('%s come back as they were, each signature on its part, each result by its id', async (_what, said, back) => {
    const result = (id: string, output: string) => ({
      functionResponse: { id, name: 'look', response: { output } },
    });
    expect(await handedBack(client, said)).toEqual([
      { role: 'user', parts: [{ text: 'Rome or Oslo?' }] },
      { role: 'model', parts: back },
      { role: 'user', parts: [result('f2', 'snow'), result('f1', 'sun')] },
    ]);
  });
});
