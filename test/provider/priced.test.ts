/**
 * From what a provider sends to what it costs: for every dialect an answer of which every kind of token that it tells
 * apart is counted, at prices that tell all of them apart. The sums are done by hand, in micro-dollars.
 */

import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/provider/table.ts';
import { costOf } from '../../src/quota/price.ts';
import { Meter } from '../../src/stream/meter.ts';
import { price } from '../../src/tenant/normalise-model.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import { tokens } from '../../src/unit.ts';
import type { WireName } from '../../src/wire/ask.ts';
import { orderOf, targetOf } from '../support/order.ts';

/** USD per million tokens are micro-dollars per token. */
const PRICE = price({
  ...{ input: 100, cachedInput: 10, cacheWrite: 125, cacheWrite1h: 200, audioInput: 700 },
  ...{ output: 1000, reasoning: 3000, audioOutput: 9000 },
});

interface Event {
  readonly name?: string;
  readonly data: object | '[DONE]';
}

interface Row {
  readonly kind: ProviderKind;
  readonly wire?: WireName;
  /** Its events, `usage` where the dialect has it; undefined: the provider sends none. */
  readonly events: (usage: object | undefined) => readonly Event[];
  readonly usage: object;
  /** Fresh + cached + written + written for an hour + heard + spoken + thought + sounded. */
  readonly cost: number;
}

const end: Event = { data: '[DONE]' };
const chatEvents = (usage: object | undefined): readonly Event[] => [
  { data: { choices: [{ index: 0, delta: { content: 'abcde' }, finish_reason: 'stop' }] } },
  ...(usage === undefined ? [] : [{ data: { choices: [], usage } }]),
  end,
];

const CHAT = {
  ...{ prompt_tokens: 100, completion_tokens: 50 },
  prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 20, audio_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 12, audio_tokens: 8 },
};
const CHAT_COST = 30 * 100 + 40 * 10 + 20 * 125 + 10 * 700 + 30 * 1000 + 12 * 3000 + 8 * 9000;

const ROWS: Readonly<Record<string, Row>> = {
  'openai-chat': { kind: 'openai-compatible', events: chatEvents, usage: CHAT, cost: CHAT_COST },
  'openai-chat, as DeepSeek counts': {
    kind: 'deepseek',
    events: chatEvents,
    usage: { prompt_tokens: 100, completion_tokens: 50, prompt_cache_hit_tokens: 40, prompt_cache_miss_tokens: 60 },
    cost: 60 * 100 + 40 * 10 + 50 * 1000,
  },
  'openai-chat, as xAI counts: reasoning beside the completion': {
    kind: 'xai',
    events: chatEvents,
    usage: {
      ...{ prompt_tokens: 100, completion_tokens: 38, total_tokens: 150 },
      completion_tokens_details: { reasoning_tokens: 12 },
    },
    cost: 100 * 100 + 38 * 1000 + 12 * 3000,
  },
  'openai-responses': {
    kind: 'openai',
    wire: 'responses',
    events: (usage) => [
      {
        data: { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'i', content: [] } },
      },
      { data: { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'abcde' } },
      { data: { type: 'response.completed', response: { id: 'r', status: 'completed', output: [], usage } } },
    ],
    usage: {
      ...{ input_tokens: 100, output_tokens: 50, total_tokens: 150 },
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 20 },
      output_tokens_details: { reasoning_tokens: 12 },
    },
    cost: 40 * 100 + 40 * 10 + 20 * 125 + 38 * 1000 + 12 * 3000,
  },
  anthropic: {
    kind: 'anthropic',
    events: (usage) => [
      { data: { type: 'message_start', message: { id: 'm', usage } } },
      { data: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'abcde' } } },
      {
        data: {
          ...{ type: 'message_delta', delta: { stop_reason: 'end_turn' } },
          ...(usage === undefined
            ? {}
            : { usage: { output_tokens: 50, output_tokens_details: { thinking_tokens: 12 } } }),
        },
      },
      { data: { type: 'message_stop' } },
    ],
    usage: {
      // What was fresh alone, beside what the cache gave and took.
      ...{ input_tokens: 40, cache_read_input_tokens: 40, cache_creation_input_tokens: 20, output_tokens: 1 },
      cache_creation: { ephemeral_5m_input_tokens: 15, ephemeral_1h_input_tokens: 5 },
    },
    cost: 40 * 100 + 40 * 10 + 15 * 125 + 5 * 200 + 38 * 1000 + 12 * 3000,
  },
  google: {
    kind: 'google',
    events: (usage) => [
      {
        data: { candidates: [{ content: { parts: [{ text: 'abcde' }] }, finishReason: 'STOP' }], usageMetadata: usage },
      },
    ],
    usage: {
      // Thoughts and the prompts of its own tools stand beside.
      ...{ promptTokenCount: 90, toolUsePromptTokenCount: 10, cachedContentTokenCount: 40 },
      ...{ candidatesTokenCount: 38, thoughtsTokenCount: 12 },
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 80 },
        { modality: 'AUDIO', tokenCount: 10 },
      ],
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 8 }],
    },
    cost: 50 * 100 + 40 * 10 + 10 * 700 + 30 * 1000 + 12 * 3000 + 8 * 9000,
  },
  cohere: {
    kind: 'cohere',
    events: (usage) => [
      { data: { type: 'content-delta', index: 0, delta: { message: { content: { text: 'abcde' } } } } },
      { data: { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } } },
    ],
    // What is billed counts, and not the words that Cohere puts around it.
    usage: { billed_units: { input_tokens: 100, output_tokens: 50 }, tokens: { input_tokens: 600, output_tokens: 52 } },
    cost: 100 * 100 + 50 * 1000,
  },
  'amazon-bedrock': {
    kind: 'amazon-bedrock',
    events: (usage) => [
      { name: 'contentBlockDelta', data: { contentBlockIndex: 0, delta: { text: 'abcde' } } },
      { name: 'messageStop', data: { stopReason: 'end_turn' } },
      { name: 'metadata', data: { usage } },
    ],
    usage: {
      ...{ inputTokens: 40, outputTokens: 50, cacheReadInputTokens: 40, cacheWriteInputTokens: 20 },
      cacheDetails: [
        { ttl: '5m', inputTokens: 15 },
        { ttl: '1h', inputTokens: 5 },
      ],
    },
    cost: 40 * 100 + 40 * 10 + 15 * 125 + 5 * 200 + 50 * 1000,
  },
  'workers-ai': {
    kind: 'workers-ai',
    events: (usage) => [{ data: { response: 'abcde', ...(usage === undefined ? {} : { usage }) } }, end],
    usage: { prompt_tokens: 100, completion_tokens: 50, prompt_tokens_details: { cached_tokens: 40 } },
    cost: 60 * 100 + 40 * 10 + 50 * 1000,
  },
};

/** 7 are an estimate of the prompt, 3 one of an answer of which nothing came; a letter is a token. */
function metered({ kind, wire = 'chat', events }: Row, usage: object | undefined) {
  const dialect = rowOf(kind)?.dialect(wire);
  const order = orderOf({ ask: { wire } });
  const reader = dialect?.reader(targetOf(kind, { id: kind === 'anthropic' ? 'claude-opus-4-7' : 'model-1' }), order);
  const meter = new Meter();
  for (const { name = null, data } of events(usage)) {
    const reading = reader?.read({ name, data: data === '[DONE]' ? data : JSON.stringify(data) });
    if (reading == null) throw new Error(`${kind} cannot read ${JSON.stringify(data)}.`);
    for (const part of reading.parts) meter.add(part);
  }
  for (const part of reader?.end() ?? []) meter.add(part);
  return meter.total(tokens(7), (text) => text.length, tokens(3));
}

describe.each(Object.entries(ROWS))('an answer by %s', (_, row) => {
  it('costs what its provider counted, every kind of token at its own price', () => {
    const usage = metered(row, row.usage);
    expect(usage).toMatchObject({ input: 100, output: 50, estimated: false });
    expect(costOf(usage, PRICE)).toBe(row.cost);
  });

  it('of which nobody counted anything is estimated, and marked', () => {
    const usage = metered(row, undefined);
    expect(usage).toEqual({ input: 7, cachedInput: 0, output: 5, estimated: true });
    expect(costOf(usage, PRICE)).toBe(7 * 100 + 5 * 1000);
  });
});
