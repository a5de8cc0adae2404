import { describe, expect, it } from 'vitest';
import type { Part, TokenUsage } from '../../../src/part.ts';
import { tokens } from '../../../src/unit.ts';
import { carry, uncarry } from '../../../src/wire/messages/carried.ts';
import { messagesWire } from '../../../src/wire/messages/wire.ts';
import { askOf } from '../../support/ask.ts';

const HEAD = { id: '01', model: 'model-1', createdSeconds: 1, ask: askOf('Hi', { wire: 'messages', inputBytes: 40 }) };
const USAGE: TokenUsage = {
  ...{ input: tokens(100), cachedInput: tokens(60), cacheWrite: tokens(10), audioInput: undefined },
  ...{ output: tokens(7), reasoning: tokens(3), audioOutput: undefined },
};
const START: Part = { kind: 'start', id: 'x', model: 'gpt-9' };
const finish = (more: object = {}): Part => ({ kind: 'finish', reason: 'stop', usage: USAGE, ...more });
const call = (n: number, more: object = {}): Part => ({ kind: 'call', call: n, id: `c${n}`, name: 'f', ...more });
const json = (n: number, text: string): Part => ({ kind: 'arguments', call: n, json: text });

function events(parts: readonly Part[]): Record<string, unknown>[] {
  const encoder = messagesWire.encoder(HEAD);
  const written = parts.map((part) => encoder.write(part)).join('') + encoder.end();
  return written.split('\n\n').flatMap((event) => {
    const [name, data] = event.split('\n');
    if (data === undefined) return [];
    const read = JSON.parse(data.slice('data: '.length));
    expect(name).toBe(`event: ${read.type}`);
    return [read];
  });
}

/** A stream put together again, as clients do it: by index, one block open at a time. */
function assembled(parts: readonly Part[]) {
  const content: Record<string, unknown>[] = [];
  let open: number | null = null;
  let last: Record<string, unknown> = {};
  for (const event of events(parts)) {
    const delta = Object(event['delta']);
    if (event['type'] === 'content_block_start') {
      expect(open).toBeNull();
      expect(event['index']).toBe(content.length);
      open = content.length;
      content.push({ ...Object(event['content_block']), json: '' });
    } else if (event['type'] === 'content_block_delta') {
      expect(event['index']).toBe(open);
      const block = Object(content[open ?? -1]);
      if (delta.type === 'text_delta') block.text += delta.text;
      if (delta.type === 'thinking_delta') block.thinking += delta.thinking;
      if (delta.type === 'signature_delta') block.signature = delta.signature;
      if (delta.type === 'input_json_delta') block.json += delta.partial_json;
      if (delta.type === 'citations_delta') block.citations = [...(block.citations ?? []), delta.citation];
    } else if (event['type'] === 'content_block_stop') open = null;
    else if (event['type'] === 'message_delta') last = { ...delta, usage: event['usage'] };
  }
  expect(open).toBeNull();
  const shown = content.map(({ json: text, input, ...block }) =>
    block['type'] === 'tool_use' ? { ...block, input: JSON.parse(String(text) || '{}') } : block,
  );
  return { content: shown, ...last };
}

const GOOGLE = { issuer: 'google' as const, value: 'a:b' };
const OPENAI = { issuer: 'openai' as const, value: 'ZW5j' };
const OWN = { issuer: 'anthropic' as const, value: 'c2ln' };
const thinking = (text: string, signature: string) => ({ type: 'thinking', thinking: text, signature });

describe('parts become the same message, streamed and whole', () => {
  const table: [string, Part[], object[], string][] = [
    [
      'words',
      [START, { kind: 'text', text: 'He' }, { kind: 'text', text: 'llo' }, finish()],
      [{ type: 'text', text: 'Hello' }],
      'end_turn',
    ],
    [
      'thoughts, signed and sealed',
      [
        START,
        { kind: 'reasoning', text: 'H' },
        { kind: 'reasoning', text: 'm' },
        { kind: 'signature', signature: OWN },
        { kind: 'reasoning', text: 'and' },
        { kind: 'sealed', signature: OPENAI, id: 'rs:1' },
        { kind: 'text', text: 'a' },
        finish(),
      ],
      [
        thinking('Hm', 'c2ln'),
        thinking('and', ''),
        { type: 'redacted_thinking', data: 'signalbox:openai:rs%3A1:ZW5j' },
        { type: 'text', text: 'a' },
      ],
      'end_turn',
    ],
    [
      'calls at once, their arguments mixed',
      [
        START,
        call(0),
        json(0, '{"a"'),
        call(1),
        json(1, '{"b":2}'),
        json(0, ':1}'),
        { kind: 'call_end', call: 0 },
        { kind: 'call_end', call: 1 },
        finish({ reason: 'tool_calls' }),
      ],
      [
        { type: 'tool_use', id: 'c0', name: 'f', input: { a: 1 } },
        { type: 'tool_use', id: 'c1', name: 'f', input: { b: 2 } },
      ],
      'tool_use',
    ],
    [
      'a call signed by Google, without arguments, at a plain stop',
      [START, call(0, { signature: GOOGLE }), { kind: 'call_end', call: 0 }, finish()],
      [thinking('', 'signalbox:google:c0:a:b'), { type: 'tool_use', id: 'c0', name: 'f', input: {} }],
      'tool_use',
    ],
    [
      'sources',
      [START, { kind: 'text', text: 'a' }, { kind: 'source', url: 'https://x', title: 'X', cited: 'c' }, finish()],
      [
        {
          ...{ type: 'text', text: 'a' },
          citations: [
            {
              ...{ type: 'web_search_result_location', url: 'https://x', title: 'X', cited_text: 'c' },
              encrypted_index: 'signalbox:source',
            },
          ],
        },
      ],
      'end_turn',
    ],
    ['a refusal', [START, { kind: 'refusal', text: 'No.' }, finish()], [{ type: 'text', text: 'No.' }], 'refusal'],
    [
      'an answer that is cut',
      [START, { kind: 'text', text: 'a' }, finish({ reason: 'length' })],
      [{ type: 'text', text: 'a' }],
      'max_tokens',
    ],
    ['a filter', [START, finish({ reason: 'content_filter' })], [], 'refusal'],
    ['another reason', [START, finish({ reason: 'other' })], [], 'end_turn'],
  ];
  for (const [what, parts, content, stop_reason] of table) {
    it(what, () => {
      const usage = {
        ...{ input_tokens: 30, cache_creation_input_tokens: 10, cache_read_input_tokens: 60, output_tokens: 7 },
        output_tokens_details: { thinking_tokens: 3 },
      };
      expect(assembled(parts)).toEqual({ content, stop_reason, stop_sequence: null, usage });
      expect(messagesWire.whole(parts, HEAD)).toEqual({
        ...{ id: 'msg_01', type: 'message', role: 'assistant', model: 'gpt-9' },
        ...{ content, stop_reason, stop_sequence: null, usage },
      });
    });
  }

  it('a stop sequence', () => {
    const parts = [START, finish({ stopSequence: 'END' })];
    expect(assembled(parts)).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'END' });
  });
});

describe('a streamed message', () => {
  it('shows a call as it is written, and the next one at once when the first is complete', () => {
    const encoder = messagesWire.encoder(HEAD);
    encoder.write(START);
    encoder.write(call(0));
    expect(encoder.write(json(0, '{"a":1}'))).toContain('input_json_delta');
    expect(encoder.write(call(1))).toMatch(/content_block_stop[\s\S]*content_block_start/);
    expect(encoder.write(json(1, '{'))).toContain('"index":1');
  });

  it('marks as an estimate what nobody counted', () => {
    const list = events([START, { kind: 'text', text: 'eight ch' }, finish({ usage: undefined })]);
    expect(list[0]).toMatchObject({ message: { usage: { input_tokens: 10 } }, estimated: true });
    expect(list.at(-2)).toMatchObject({ usage: { output_tokens: 2, estimated: true } });
    expect(messagesWire.whole([{ kind: 'text', text: 'eight ch' }], HEAD)).toMatchObject({
      usage: { input_tokens: 10, output_tokens: 2, estimated: true },
    });
  });

  it('ends a failure with its error and no end mark', () => {
    const encoder = messagesWire.encoder(HEAD);
    encoder.write(START);
    expect(encoder.fail({ code: 'provider_failed', message: 'It broke.', retryAfterSeconds: null })).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"It broke."}}\n\n',
    );
  });

  it('wraps arguments that are no JSON under the name Anthropic has for them', () => {
    expect(messagesWire.whole([call(0), json(0, '{"a":'), finish()], HEAD)).toMatchObject({
      content: [{ input: { INVALID_JSON: '{"a":' } }],
    });
  });
});

it('carries a thought of any issuer there and back, and leaves those of Anthropic alone', () => {
  for (const issuer of ['google', 'openai', 'openrouter', 'bedrock'] as const) {
    for (const id of [null, 'rs_1', 'a:b/ü%']) {
      const signature = { issuer, value: 'x:y+/==' };
      expect(uncarry(carry(signature, id))).toEqual({ signature, id });
    }
  }
  expect(carry(OWN)).toBe(OWN.value);
  expect(uncarry(OWN.value)).toEqual({ signature: OWN, id: null });
});
