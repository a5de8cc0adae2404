import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/error.ts';
import { asForeign, canGoOn, continued } from '../../src/provider/continuation.ts';
import { rowOf } from '../../src/provider/table.ts';
import { tokens } from '../../src/unit.ts';
import type { WireName } from '../../src/wire/ask.ts';
import { orderOf, targetOf } from '../support/order.ts';

const SPOKEN = { text: 'It rises', tokens: { output: 2, input: 8 } };
const chat = rowOf('openai-compatible')?.dialect('chat');
if (chat === undefined) throw new Error('Nobody serves openai-compatible.');

describe('an answer that broke off is asked for again', () => {
  it('with what the client has read as the turn of the assistant, and word to go on', () => {
    expect(continued(orderOf(), SPOKEN)?.ask.prompt().messages).toMatchObject([
      { role: 'user', content: [{ text: 'Hi' }] },
      { role: 'assistant', content: [{ text: 'It rises' }] },
      { role: 'user', content: [{ text: expect.stringContaining('Go on') }] },
    ]);
  });

  it('as it was, where nothing but a thought was shown', () => {
    const order = continued(orderOf(), { text: '', tokens: { output: 40, input: 0 } });
    expect(order?.ask.prompt().messages).toHaveLength(1);
  });

  it.each([
    ['without a cap where there was none', undefined, null],
    ['within what is left of its cap , once the words are written and read again', 200, 200 - 2 - 8 - 80],
  ])('%s', (_, outputCap, left) => {
    expect(continued(orderOf(outputCap === undefined ? {} : { outputCap }), SPOKEN)?.outputCap).toBe(left);
  });

  it('within what is left of the cap of the client, which is for the answer as a whole', () => {
    const limited = (outputLimit: number) => continued(orderOf({ ask: { outputLimit: tokens(outputLimit) } }), SPOKEN);
    expect(limited(50)?.ask.outputLimit).toBe(48);
    expect(limited(2)).toBeNull();
  });

  it('from a provider of the same wire as one of another: the body is no longer that of the client', async () => {
    const order = continued(
      orderOf({ ask: { body: { messages: [{ role: 'user', content: 'as it came' }] } } }),
      SPOKEN,
    );
    if (order === null) throw new Error('It must go on.');
    const call = await chat.call(
      targetOf('openai-compatible', {}, { baseUrl: 'https://a.example' }),
      asForeign(order, chat),
    );
    expect(JSON.parse(call.body).messages).toHaveLength(3);
    expect(call.body).not.toContain('as it came');
  });
});

describe('nobody goes on', () => {
  it.each([
    ['within a tool loop', { ask: { heldBy: 'tool_loop' as const } }],
    ['where a provider keeps the conversation', { ask: { heldBy: 'provider_state' as const } }],
    ['with one of several answers', { ask: { choices: 2 } }],
    ['with embeddings', { ask: { wire: 'embeddings' as WireName } }],
    ['with half a JSON document', { prompt: { format: { kind: 'json' as const } } }],
    ['with what no other wire can say', { prompt: { unsayable: ['an answer in speech'] } }],
    ['when the cap is spent', { outputCap: 90 }],
    [
      'with a body that only its own wire understands',
      {
        ask: {
          prompt: () => {
            throw new Refusal({ code: 'invalid_request', message: 'strange', param: null });
          },
        },
      },
    ],
  ])('%s', (_, ordered) => expect(continued(orderOf(ordered), SPOKEN)).toBeNull());

  it('who has no word for what was asked', () => {
    const file = {
      kind: 'file' as const,
      source: { kind: 'base64' as const, mediaType: 'application/pdf', data: 'AA' },
      name: 'a.pdf',
    };
    const messages = [{ role: 'user' as const, content: [file], name: null }];
    expect(canGoOn(orderOf({ prompt: { messages } }), chat, targetOf('openai-compatible'))).toBe(false);
    expect(canGoOn(orderOf(), chat, targetOf('openai-compatible'))).toBe(true);
  });
});
