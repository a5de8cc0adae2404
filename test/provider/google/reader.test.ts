import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { googleReader, readWholeGoogle } from '../../../src/provider/google/reader.ts';

const event = (data: object) => ({ name: null, data: JSON.stringify(data) });
const said = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  responseId: 'r',
  modelVersion: 'gemini-3',
});
const USAGE = { promptTokenCount: 9, candidatesTokenCount: 5, thoughtsTokenCount: 185, totalTokenCount: 199 };

/** The parts of a stream after its start, and what its end adds; null where it was cut. */
function streamed(...events: readonly object[]) {
  const reader = googleReader();
  const parts = events.flatMap((data) => reader.read(event(data))?.parts ?? []);
  return { parts: parts.filter(({ kind }) => kind !== 'start'), end: reader.end() };
}

const google = (value: string) => ({ issuer: 'google' as const, value });

describe('a piece of Gemini’s stream', () => {
  const cases: readonly [what: string, object, readonly Part[]][] = [
    ['words', { text: 'Hi' }, [{ kind: 'text', text: 'Hi' }]],
    ['nothing', { text: '' }, []],
    ['a thought', { text: 'Hm', thought: true }, [{ kind: 'reasoning', text: 'Hm' }]],
    [
      'a signed thought',
      { text: 'Hm', thought: true, thoughtSignature: 's' },
      [
        { kind: 'reasoning', text: 'Hm' },
        { kind: 'signature', signature: google('s') },
      ],
    ],
    [
      'signed words',
      { text: 'Hi', thoughtSignature: 's' },
      [
        { kind: 'text', text: 'Hi' },
        { kind: 'sealed', signature: google('s'), id: 'text' },
      ],
    ],
    ['a signature alone', { text: '', thoughtSignature: 's' }, [{ kind: 'sealed', signature: google('s') }]],
    [
      'a signed call, which comes whole',
      { functionCall: { id: 'c', name: 'look', args: { x: 1 } }, thoughtSignature: 's' },
      [
        { kind: 'call', call: 0, id: 'c', name: 'look', signature: google('s') },
        { kind: 'arguments', call: 0, json: '{"x":1}' },
        { kind: 'call_end', call: 0 },
      ],
    ],
    [
      'a call without arguments or an id',
      { functionCall: { name: 'look' } },
      [
        { kind: 'call', call: 0, id: 'call_r_0', name: 'look' },
        { kind: 'arguments', call: 0, json: '{}' },
        { kind: 'call_end', call: 0 },
      ],
    ],
    ['a part of a kind nobody knows', { hologram: {} }, []],
  ];
  it.each(cases)('holds %s', (_, part, parts) => expect(streamed(said([part])).parts).toEqual(parts));

  it('holds calls side by side, each under an id of its own, in this answer and the next', () => {
    const calls = [{ functionCall: { name: 'a' } }, { functionCall: { name: 'a' } }];
    const ids = (answer: object) =>
      streamed(answer, answer).parts.flatMap((part) => (part.kind === 'call' ? [part.id] : []));
    expect(ids(said(calls))).toEqual(['call_r_0', 'call_r_1', 'call_r_2', 'call_r_3']);
    expect(ids({ ...said(calls), responseId: 'q' })[0]).toBe('call_q_0');
  });

  it('begins the answer once, with its id and model', () => {
    const reader = googleReader();
    const starts = [said([]), said([])].flatMap((data) => reader.read(event(data))?.parts ?? []);
    expect(starts).toEqual([{ kind: 'start', id: 'r', model: 'gemini-3' }]);
  });

  it('is of the one answer that was asked for', () => {
    const other = { content: { parts: [{ text: 'No' }] }, index: 1, finishReason: 'STOP' };
    const { parts, end } = streamed({ candidates: [{ content: { parts: [{ text: 'Yes' }] } }, other] });
    expect(parts).toEqual([{ kind: 'text', text: 'Yes' }]);
    expect(end).toBeNull();
  });

  it('cites each page once, with the words that rest on it', () => {
    const groundingMetadata = {
      groundingChunks: [
        { web: { uri: 'https://a.example', title: 'A' } },
        { retrievedContext: { uri: 'gs://bucket/b', title: 'B' } },
        { maps: { uri: 'https://maps.example/c' } },
      ],
      groundingSupports: [{ segment: { text: 'It rains.' }, groundingChunkIndices: [0] }],
    };
    const citationMetadata = { citations: [{ uri: 'https://d.example', title: 'D' }, { startIndex: 1 }] };
    const piece = said([{ text: 'It rains.' }], { groundingMetadata, citationMetadata });
    expect(streamed(piece, piece).parts.filter(({ kind }) => kind === 'source')).toEqual([
      { kind: 'source', url: 'https://a.example', title: 'A', cited: 'It rains.' },
      { kind: 'source', url: 'https://maps.example/c', title: undefined },
      { kind: 'source', url: 'https://d.example', title: 'D' },
    ]);
  });

  it.each([
    [{ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }, { message: 'overloaded', status: 503 }],
    [[{ error: { code: 400, message: 'bad' } }], { message: 'bad', status: 400 }],
    [{ error: { status: 'INTERNAL' } }, { message: 'an error without a message' }],
    [{ error: 'gone' }, { message: 'gone' }],
  ])('may be an error, alone or in a list: %j', (data, part) => {
    expect(streamed(data).parts).toEqual([{ kind: 'error', ...part }]);
  });

  it('that is no answer cannot be read', () => {
    for (const data of ['{"candidates":[', 'gone', '7', '']) {
      expect(googleReader().read({ name: null, data })).toBeNull();
    }
  });
});

describe('the end of Gemini’s stream', () => {
  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['BLOCKLIST', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['SPII', 'content_filter'],
    ['IMAGE_SAFETY', 'content_filter'],
    ['LANGUAGE', 'other'],
    ['OTHER', 'other'],
    ['A_NEW_ONE', 'other'],
    ['toString', 'other'],
  ])('%s is %s', (finishReason, reason) => {
    expect(streamed(said([{ text: 'a' }], { finishReason })).end).toMatchObject([{ kind: 'finish', reason }]);
  });

  it('STOP after a call is for the call', () => {
    const call = { functionCall: { name: 'a' } };
    expect(streamed(said([call]), said([{ text: '' }], { finishReason: 'STOP' })).end).toMatchObject([
      { reason: 'tool_calls' },
    ]);
    expect(streamed(said([call], { finishReason: 'MAX_TOKENS' })).end).toMatchObject([{ reason: 'length' }]);
  });

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'MISSING_THOUGHT_SIGNATURE', 'MALFORMED_RESPONSE'])(
    '%s is a failure, so that another model may answer',
    (finishReason) => {
      expect(streamed(said([], { finishReason, finishMessage: 'Bad call' })).parts).toEqual([
        { kind: 'error', message: `stopped with ${finishReason}: Bad call` },
      ]);
    },
  );

  it('without a reason is a cut', () => {
    expect(streamed(said([{ text: 'a' }])).end).toBeNull();
    expect(streamed(said([{ text: 'a' }], { finishReason: 'FINISH_REASON_UNSPECIFIED' })).end).toBeNull();
    expect(streamed().end).toBeNull();
  });

  it('of a prompt that was blocked is that of a filter', () => {
    const { parts, end } = streamed({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: USAGE });
    expect(parts).toMatchObject([{ kind: 'usage', running: false }]);
    expect(end).toMatchObject([{ kind: 'finish', reason: 'content_filter' }]);
    expect(streamed({ promptFeedback: { blockReason: 'BLOCKED_REASON_UNSPECIFIED' } }).end).toBeNull();
  });

  it('takes the last count, also one that follows the reason', () => {
    const { parts, end } = streamed(
      { ...said([{ text: 'a' }]), usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1 } },
      said([{ text: 'b' }], { finishReason: 'STOP' }),
      { usageMetadata: USAGE },
    );
    expect(parts.filter(({ kind }) => kind === 'usage')).toMatchObject([{ running: true }, { running: false }]);
    expect(end).toMatchObject([{ usage: { input: 9, output: 190, reasoning: 185 } }]);
  });
});

describe('usage', () => {
  const usageOf = (usageMetadata: object) => {
    const part = streamed({ usageMetadata }).parts[0];
    return part?.kind === 'usage' ? part.usage : null;
  };

  it('counts thoughts into the output, and the prompts of Google’s own tools into the input', () => {
    expect(usageOf({ ...USAGE, toolUsePromptTokenCount: 11 })).toEqual({
      ...{ input: 20, cachedInput: undefined, cacheWrite: undefined, audioInput: undefined },
      ...{ output: 190, reasoning: 185, audioOutput: undefined },
    });
  });
  it('tells what came from the cache and what was audio', () => {
    const audio = (tokenCount: number) => [
      { modality: 'TEXT', tokenCount: 1 },
      { modality: 'AUDIO', tokenCount },
    ];
    expect(
      usageOf({
        ...{ ...USAGE, promptTokenCount: 90, cachedContentTokenCount: 64 },
        ...{ promptTokensDetails: audio(32), candidatesTokensDetails: audio(4) },
      }),
    ).toMatchObject({ input: 90, cachedInput: 64, audioInput: 32, audioOutput: 4 });
  });
  it('that makes no sense is none', () => {
    expect(usageOf({ promptTokenCount: -1 })).toBeNull();
    expect(usageOf({ candidatesTokenCount: 1 })).toBeNull();
  });
});

describe('a whole answer of Gemini’s', () => {
  const whole = (data: unknown) => readWholeGoogle(JSON.stringify(data));
  it('is read as a stream of one piece', () => {
    expect(whole({ ...said([{ text: 'Hi' }], { finishReason: 'STOP' }), usageMetadata: USAGE })).toMatchObject([
      { kind: 'start' },
      { kind: 'text', text: 'Hi' },
      { kind: 'usage', running: false },
      { kind: 'finish', reason: 'stop', usage: { output: 190 } },
    ]);
    expect(whole(said([{ text: 'Hi' }]))?.at(-1)).toMatchObject({ kind: 'finish', reason: 'stop' });
  });
  it('may be an error, alone or in a list', () => {
    const error = { error: { code: 429, message: 'slow down' } };
    for (const data of [error, [error]]) {
      expect(whole(data)).toEqual([{ kind: 'error', message: 'slow down', status: 429 }]);
    }
  });
  it('that says nothing cannot be read', () => {
    for (const data of [{}, [], { candidates: [] }, 'text']) expect(whole(data)).toBeNull();
    expect(readWholeGoogle('<html>')).toBeNull();
  });
});
