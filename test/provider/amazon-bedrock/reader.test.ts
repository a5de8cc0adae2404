import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { CLAUDE, LLAMA } from './calling.ts';

const targetFor = (id: string) => targetOf('amazon-bedrock', { id });

/** Events as `{"messageStart": {…}}`; null where the last of them cannot be read. */
function streamed(events: readonly object[], id = CLAUDE) {
  const reader = bedrockDialect.reader(targetFor(id), orderOf());
  const readings = events.flatMap((event) =>
    Object.entries(event).map(([name, data]) => reader.read({ name, data: JSON.stringify(data) })),
  );
  const parts = readings.flatMap((reading) => reading?.parts ?? []);
  return { parts, done: readings.at(-1)?.done, end: reader.end() };
}
const whole = (answer: object | string, id = CLAUDE): readonly Part[] | null =>
  bedrockDialect.readWhole(typeof answer === 'string' ? answer : JSON.stringify(answer), targetFor(id), orderOf());

const delta = (piece: object, contentBlockIndex = 0) => ({ contentBlockDelta: { delta: piece, contentBlockIndex } });
const USAGE = { inputTokens: 10, outputTokens: 7, totalTokens: 17 };

describe('an event of Bedrock’s', () => {
  it.each<[string, object, readonly object[]]>([
    ['text', { text: 'Hi' }, [{ kind: 'text', text: 'Hi' }]],
    ['no text', { text: '' }, []],
    ['a thought', { reasoningContent: { text: 'Hm' } }, [{ kind: 'reasoning', text: 'Hm' }]],
    [
      'a signature of Claude’s',
      { reasoningContent: { signature: 's' } },
      [{ kind: 'signature', signature: { issuer: 'anthropic', value: 's' } }],
    ],
    [
      'a thought that is not shown',
      { reasoningContent: { redactedContent: 'Ynl0ZXM=' } },
      [{ kind: 'sealed', signature: { issuer: 'bedrock', value: 'Ynl0ZXM=' } }],
    ],
    [
      'a page that was cited',
      {
        citation: {
          title: 'A',
          sourceContent: [{ text: 'It ' }, { text: 'rains.' }],
          location: { web: { url: 'https://a.example' } },
        },
      },
      [{ kind: 'source', url: 'https://a.example', title: 'A', cited: 'It rains.' }],
    ],
    ['a passage of a document, which has no address', { citation: { location: { documentPage: { start: 1 } } } }, []],
    ['a kind that is yet to be invented', { hologram: {} }, []],
  ])('holds %s', (_, piece, parts) => expect(streamed([delta(piece)]).parts).toEqual(parts));

  it('is signed by Bedrock where the model is nobody’s else', () => {
    expect(streamed([delta({ reasoningContent: { signature: 's' } })], LLAMA).parts).toEqual([
      { kind: 'signature', signature: { issuer: 'bedrock', value: 's' } },
    ]);
  });

  it('holds calls side by side, each by the number of its block, and one without an id', () => {
    const start = (index: number, toolUse: object) => ({
      contentBlockStart: { contentBlockIndex: index, start: { toolUse } },
    });
    const { parts } = streamed([
      start(1, { toolUseId: 'a', name: 'look' }),
      start(3, { name: 'now' }),
      delta({ toolUse: { input: '{"x":' } }, 1),
      delta({ toolUse: { input: '{}' } }, 3),
      delta({ toolUse: { input: '1}' } }, 1),
      { contentBlockStop: { contentBlockIndex: 1 } },
      { contentBlockStop: { contentBlockIndex: 3 } },
    ]);
    expect(parts).toEqual([
      { kind: 'call', call: 0, id: 'a', name: 'look' },
      { kind: 'call', call: 1, id: 'tooluse_1', name: 'now' },
      { kind: 'arguments', call: 0, json: '{"x":' },
      { kind: 'arguments', call: 1, json: '{}' },
      { kind: 'arguments', call: 0, json: '1}' },
      { kind: 'call_end', call: 0 },
      { kind: 'call_end', call: 1 },
    ]);
  });

  it('that tells of a tool of Bedrock’s own is no call of the client’s', () => {
    const start = { toolUse: { toolUseId: 'a', name: 'nova_grounding', type: 'server_tool_use' } };
    expect(
      streamed([
        { contentBlockStart: { contentBlockIndex: 0, start } },
        delta({ toolUse: { input: '{}' } }),
        { contentBlockStop: { contentBlockIndex: 0 } },
      ]).parts,
    ).toEqual([]);
  });

  it.each([
    ['throttlingException', { message: 'Slow down' }, { message: 'Slow down', status: 429 }],
    ['ThrottlingException', { message: 'Slow down' }, { message: 'Slow down', status: 429 }],
    ['internalServerException', { message: 'Oh' }, { message: 'Oh', status: 500 }],
    ['serviceUnavailableException', { message: 'Oh' }, { message: 'Oh', status: 503 }],
    ['validationException', { message: 'Bad' }, { message: 'Bad', status: 400 }],
    ['modelStreamErrorException', { originalMessage: 'Bad', originalStatusCode: 500 }, { message: 'Bad', status: 424 }],
    ['somethingNewException', { Message: 'Oh', originalStatusCode: 502 }, { message: 'Oh', status: 502 }],
    ['unknown', {}, { message: 'unknown' }],
  ])('may be the exception %s', (name, data, part) => {
    expect(streamed([{ [`exception:${name}`]: data }]).parts).toEqual([{ kind: 'error', ...part }]);
  });

  it('that is no JSON cannot be read', () => {
    const reader = bedrockDialect.reader(targetFor(CLAUDE), orderOf());
    expect(reader.read({ name: 'contentBlockDelta', data: '{"delta":' })).toBeNull();
  });
});

describe('the end of Bedrock’s stream', () => {
  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool_calls'],
    ['content_filtered', 'content_filter'],
    ['guardrail_intervened', 'content_filter'],
    ['a_new_one', 'other'],
  ])('%s is %s', (stopReason, reason) => {
    const { parts, done } = streamed([{ messageStop: { stopReason } }, { metadata: { usage: USAGE } }]);
    expect(parts.at(-1)).toMatchObject({ kind: 'finish', reason, usage: { input: 10, output: 7 } });
    expect(done).toBe(true);
  });

  it.each(['malformed_model_output', 'malformed_tool_use'])(
    '%s is a failure, so that another model may answer',
    (stopReason) => {
      expect(streamed([{ messageStop: { stopReason } }]).parts).toEqual([
        { kind: 'error', message: `stopped with ${stopReason}` },
      ]);
    },
  );

  it('says which of the client’s sequences it came to', () => {
    const additionalModelResponseFields = { delta: { stop_sequence: 'END' } };
    const { end } = streamed([{ messageStop: { stopReason: 'stop_sequence', additionalModelResponseFields } }]);
    expect(end).toMatchObject([{ kind: 'finish', reason: 'stop', stopSequence: 'END' }]);
  });

  it('without a reason is a cut', () => {
    expect(streamed([delta({ text: 'a' })]).end).toBeNull();
  });
});

describe('usage', () => {
  const usageOf = (usage: object) => {
    const [part] = streamed([{ metadata: { usage } }]).parts;
    return part?.kind === 'usage' ? part.usage : null;
  };
  const unknown = { audioInput: undefined, audioOutput: undefined, reasoning: undefined };

  it('counts into the input what came from the cache and what was written to it', () => {
    expect(usageOf({ ...USAGE, cacheReadInputTokens: 20, cacheWriteInputTokens: 30 })).toEqual({
      ...{ input: 60, cachedInput: 20, cacheWrite: 30, output: 7, ...unknown },
    });
  });
  it('leaves unknown what is not said', () => {
    expect(usageOf(USAGE)).toEqual({ input: 10, cachedInput: undefined, cacheWrite: undefined, output: 7, ...unknown });
  });
  it('that makes no sense is none', () => {
    expect(usageOf({ inputTokens: -1, outputTokens: 1 })).toBeNull();
    expect(usageOf({ inputTokens: 1 })).toBeNull();
  });
});

describe('a whole answer of Bedrock’s', () => {
  it('holds thoughts, words, and calls whose arguments are objects', () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Hm', signature: 's' } } },
      { reasoningContent: { redactedContent: 'Ynl0ZXM=' } },
      { text: 'Hi' },
      {
        citationsContent: {
          content: [{ text: 'It rains.' }],
          citations: [{ location: { web: { url: 'https://a.example' } } }],
        },
      },
      { toolUse: { toolUseId: 'a', name: 'look', input: { city: 'Zürich' } } },
      { toolUse: { toolUseId: 'b', name: 'now', input: {} } },
    ];
    const answer = { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', usage: USAGE };
    expect(whole({ ...answer, additionalModelResponseFields: { stop_sequence: null } })).toMatchObject([
      { kind: 'start' },
      { kind: 'reasoning', text: 'Hm' },
      { kind: 'signature', signature: { issuer: 'anthropic', value: 's' } },
      { kind: 'sealed', signature: { issuer: 'bedrock', value: 'Ynl0ZXM=' } },
      { kind: 'text', text: 'Hi' },
      { kind: 'text', text: 'It rains.' },
      { kind: 'source', url: 'https://a.example' },
      { kind: 'call', call: 0, id: 'a', name: 'look' },
      { kind: 'arguments', call: 0, json: '{"city":"Zürich"}' },
      { kind: 'call_end', call: 0 },
      { kind: 'call', call: 1, id: 'b', name: 'now' },
      { kind: 'arguments', call: 1, json: '{}' },
      { kind: 'call_end', call: 1 },
      { kind: 'usage', running: false },
      { kind: 'finish', reason: 'tool_calls', usage: { input: 10, output: 7 } },
    ]);
  });

  it('may be an error, in the words of Bedrock or of AWS', () => {
    expect(whole({ message: 'Slow down' })).toEqual([{ kind: 'error', message: 'Slow down' }]);
    expect(whole({ Message: 'Slow down' })).toEqual([{ kind: 'error', message: 'Slow down' }]);
  });

  it('that the model spoilt is a failure', () => {
    const answer = { output: { message: { content: [{ text: 'a' }] } }, stopReason: 'malformed_model_output' };
    expect(whole(answer)?.some(({ kind }) => kind === 'error')).toBe(true);
  });

  it('that says nothing cannot be read', () => {
    for (const answer of ['<html>', '{}', '[]', { output: {} }]) expect(whole(answer)).toBeNull();
  });
});
