/** Any JSON as what a provider sends: read as something, or as nothing, by every dialect, and written for every client. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import { cohereDialect } from '../../../src/provider/cohere/dialect.ts';
import type { Dialect } from '../../../src/provider/contract.ts';
import { googleDialect } from '../../../src/provider/google/dialect.ts';
import { workersAiDialect } from '../../../src/provider/workers-ai/dialect.ts';
import { framerOf } from '../../../src/stream/framings.ts';
import { anyAnswer } from '../../support/any-answer.ts';
import { anyJson, mutated } from '../../support/any-json.ts';
import { askOf } from '../../support/ask.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { written } from '../../support/replay.ts';
import { RUNS } from '../../support/runs.ts';
import { WIRES } from './carried.ts';

interface Sent {
  readonly name: string | null;
  readonly json: unknown;
}

const head = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  model: 'm',
  createdSeconds: 1,
  ask: askOf('Hi', { wantsUsage: true }),
};
const target = targetOf('openai');

const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
const usage = { input_tokens: 1, output_tokens: 2 };
const SAMPLES: readonly (readonly [string, Dialect, readonly Sent[], object])[] = [
  [
    'Gemini',
    googleDialect,
    [
      { candidates: [{ content: { parts: [{ text: 'a', thought: true, thoughtSignature: 's' }] } }], responseId: 'r' },
      { candidates: [{ content: { parts: [{ functionCall: { name: 'f', args: { x: 1 } } }] }, finishReason: 'STOP' }] },
      { usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 }, promptFeedback: { blockReason: 'X' } },
      { candidates: [{ groundingMetadata: { groundingChunks: [{ web: { uri: 'https://x.example' } }] } }] },
      { error: { code: 400, message: 'no' } },
    ].map((json) => ({ name: null, json })),
    { candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' }] },
  ],
  [
    'Cohere',
    cohereDialect,
    [
      { type: 'message-start', id: 'i', delta: { message: {} } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'a', thinking: 't' } } } },
      { type: 'tool-call-start', index: 0, delta: { message: { tool_calls: call } } },
      { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: 'null' } } } } },
      { type: 'tool-call-end', index: 0 },
      { type: 'citation-start', delta: { message: { citations: { sources: [{ document: { url: 'https://x' } }] } } } },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: { billed_units: usage } } },
    ].map((json) => ({ name: null, json })),
    { message: { content: [{ type: 'text', text: 'a' }], tool_calls: [call] }, finish_reason: 'COMPLETE' },
  ],
  [
    'Bedrock',
    bedrockDialect,
    [
      ['messageStart', { role: 'assistant' }],
      ['contentBlockStart', { contentBlockIndex: 0, start: { toolUse: { toolUseId: 'c', name: 'f' } } }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { toolUse: { input: '{}' } } }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { reasoningContent: { text: 'a', signature: 's' } } }],
      ['contentBlockStop', { contentBlockIndex: 0 }],
      ['messageStop', { stopReason: 'end_turn', additionalModelResponseFields: { stop_sequence: 'x' } }],
      ['metadata', { usage: { inputTokens: 1, outputTokens: 2 } }],
      ['exception:throttlingException', { message: 'slow' }],
    ].map(([name, json]) => ({ name: String(name), json })),
    { output: { message: { content: [{ text: 'a' }] } }, stopReason: 'end_turn', usage: {} },
  ],
  [
    'Workers AI',
    workersAiDialect,
    [
      { response: 'a', usage: { prompt_tokens: 1, completion_tokens: 2 } },
      { response: null, tool_calls: [{ name: 'f', arguments: { x: 1 } }] },
      { result: { choices: [{ delta: { content: 'a', tool_calls: [call] }, finish_reason: 'stop' }] } },
      { errors: [{ message: 'no' }] },
    ].map((json) => ({ name: null, json })),
    { response: 'a', tool_calls: [{ name: 'f', arguments: {} }] },
  ],
];

/** The events of a stream that our own wire writes, as its providers write them. */
function eventsOf(text: string): readonly Sent[] {
  const frames = framerOf('sse').push(new TextEncoder().encode(text));
  return frames.flatMap(({ name, data }) =>
    data === null || data === '[DONE]' ? [] : [{ name, json: JSON.parse(data) as unknown }],
  );
}

const KINDS = [
  ...WIRES.map(({ name, dialect, wire }) => ({
    ...{ name, dialect, streams: anyAnswer.map((parts) => eventsOf(written(parts, wire.encoder(head)))) },
    wholes: anyAnswer.map((parts): unknown => wire.whole(parts, head)),
  })),
  ...SAMPLES.map(([name, dialect, events, whole]) => ({
    ...{ name, dialect, streams: fc.constant(events), wholes: fc.constant<unknown>(whole) },
  })),
];

/** Whatever was read can be told to every client. */
function tell(parts: readonly Part[]): void {
  for (const { wire } of WIRES) {
    expect(typeof written(parts, wire.encoder(head))).toBe('string');
    expect(typeof JSON.stringify(wire.whole(parts, head))).toBe('string');
  }
}

describe.each(KINDS)('any JSON as an answer of $name', ({ dialect, streams, wholes }) => {
  it('is read as an event, or is not, and is told to every client', () => {
    const wrong = streams.chain((events) =>
      fc
        .tuple(fc.nat(Math.max(0, events.length - 1)), mutated(events.map(({ json }) => json)), anyJson)
        .map(([place, changed, other]) => {
          const list: readonly unknown[] = Array.isArray(changed) ? changed : [changed];
          return list.toSpliced(place, 0, other).map((json, at) => ({ name: events[at]?.name ?? null, json }));
        }),
    );
    fc.assert(
      fc.property(wrong, (events) => {
        const reader = dialect.reader(target, orderOf());
        const parts = events.flatMap(
          ({ name, json }) => reader.read({ name, data: JSON.stringify(json) })?.parts ?? [],
        );
        tell([...parts, ...(reader.end() ?? [])]);
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('is read as a whole, or is not, and is told to every client', () => {
    fc.assert(
      fc.property(fc.oneof(wholes.chain(mutated), anyJson), (json) => {
        tell(dialect.readWhole(JSON.stringify(json), target, orderOf()) ?? []);
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      }),
      RUNS,
    );
  });
});
