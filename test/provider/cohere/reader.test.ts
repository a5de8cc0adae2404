import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { cohereReader, readWholeCohere } from '../../../src/provider/cohere/reader.ts';

const event = (data: object, name: string | null = null) => ({ name, data: JSON.stringify(data) });
const message = (type: string, said: object, index = 0) => ({ type, index, delta: { message: said } });
const USAGE = {
  billed_units: { input_tokens: 12, output_tokens: 7 },
  tokens: { input_tokens: 507, output_tokens: 10 },
  cached_tokens: 448,
};
const end = (finish_reason: string, more: object = { usage: USAGE }) => ({
  type: 'message-end',
  delta: { finish_reason, ...more },
});

function partsOf(...events: readonly object[]): readonly Part[] {
  const reader = cohereReader();
  return events.flatMap((data) => reader.read(event(data))?.parts ?? []);
}

describe('an event of Cohere’s', () => {
  const cases: readonly [what: string, object, readonly Part[]][] = [
    ['message-start', { type: 'message-start', id: 'm' }, [{ kind: 'start', id: 'm', model: undefined }]],
    ['content-start', message('content-start', { content: { type: 'text', text: '' } }), []],
    ['content-delta', message('content-delta', { content: { text: 'Hi' } }), [{ kind: 'text', text: 'Hi' }]],
    [
      'content-delta that thinks',
      message('content-delta', { content: { thinking: 'Hm' } }),
      [{ kind: 'reasoning', text: 'Hm' }],
    ],
    ['content-end', { type: 'content-end', index: 0 }, []],
    ['tool-plan-delta', message('tool-plan-delta', { tool_plan: 'I will' }), [{ kind: 'reasoning', text: 'I will' }]],
    [
      'citation-start',
      message('citation-start', {
        citations: {
          ...{ start: 0, end: 2, text: 'Hi' },
          sources: [
            { type: 'document', id: 'd', document: { url: 'https://a.example', title: 'A' } },
            { type: 'tool', id: 't', tool_output: { url: 'https://b.example' } },
            { type: 'tool', id: 't:0', tool_output: { sky: 'rain' } },
          ],
        },
      }),
      [
        { kind: 'source', url: 'https://a.example', title: 'A', cited: 'Hi' },
        { kind: 'source', url: 'https://b.example', title: undefined, cited: 'Hi' },
      ],
    ],
    ['citation-end', { type: 'citation-end', index: 0 }, []],
    ['of a kind nobody knows', { type: 'weather', delta: {} }, []],
    ['error', { type: 'error', message: 'overloaded' }, [{ kind: 'error', message: 'overloaded' }]],
    ['an error without a type', { message: 'too many tokens' }, [{ kind: 'error', message: 'too many tokens' }]],
  ];
  it.each(cases)('%s', (_, data, parts) => expect(partsOf(data)).toEqual(parts));

  it('may have its kind in its name alone', () => {
    const { type: _, ...nameless } = end('COMPLETE');
    expect(cohereReader().read(event(nameless, 'message-end'))).toMatchObject({ done: true });
  });

  it('that is no JSON object cannot be read', () => {
    for (const data of ['{"type":', 'gone', '7', '']) expect(cohereReader().read({ name: null, data })).toBeNull();
  });
});

describe('calls of Cohere’s', () => {
  const begin = (index: number, id: string, json = '') =>
    message(
      'tool-call-start',
      { tool_calls: { id, type: 'function', function: { name: 'look', arguments: json } } },
      index,
    );
  const more = (index: number, json: string) =>
    message('tool-call-delta', { tool_calls: { function: { arguments: json } } }, index);
  const done = (index: number) => ({ type: 'tool-call-end', index });

  it('come in pieces, each with its call', () => {
    expect(partsOf(begin(0, 'a'), more(0, '{"x"'), more(0, ':1}'), done(0), begin(1, 'b', '{}'), done(1))).toEqual([
      { kind: 'call', call: 0, id: 'a', name: 'look' },
      { kind: 'arguments', call: 0, json: '{"x"' },
      { kind: 'arguments', call: 0, json: ':1}' },
      { kind: 'call_end', call: 0 },
      { kind: 'call', call: 1, id: 'b', name: 'look' },
      { kind: 'arguments', call: 1, json: '{}' },
      { kind: 'call_end', call: 1 },
    ]);
  });

  it.each([[['null']], [['nu', 'll']], [['null', '']], [[]]])(
    'without arguments come with %j, and have none',
    (pieces) => {
      expect(partsOf(begin(0, 'a'), ...pieces.map((piece) => more(0, piece)), done(0))).toEqual([
        { kind: 'call', call: 0, id: 'a', name: 'look' },
        { kind: 'call_end', call: 0 },
      ]);
    },
  );

  it('whose end is missing end with the message', () => {
    expect(partsOf(begin(0, ''), more(0, '{}'), end('TOOL_CALL')).map(({ kind }) => kind)).toEqual([
      ...['call', 'arguments', 'call_end', 'usage', 'finish'],
    ]);
  });
});

describe('the end of Cohere’s stream', () => {
  it.each([
    ['COMPLETE', 'stop'],
    ['STOP_SEQUENCE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['TOOL_CALL', 'tool_calls'],
    ['ERROR_TOXIC', 'content_filter'],
    ['A_NEW_ONE', 'other'],
  ])('%s is %s', (word, reason) => {
    const reading = cohereReader().read(event(end(word)));
    expect(reading).toMatchObject({
      done: true,
      parts: [
        { kind: 'usage', running: false },
        { kind: 'finish', reason },
      ],
    });
  });

  it.each([
    [end('ERROR', { error: 'internal error' }), { kind: 'error', message: 'internal error' }],
    [end('ERROR', {}), { kind: 'error', message: 'stopped with ERROR' }],
    [end('TIMEOUT', {}), { kind: 'error', message: 'stopped with TIMEOUT', status: 504 }],
    [
      { type: 'message-end', delta: {} },
      { kind: 'error', message: 'stopped with no reason' },
    ],
  ])('%j is a failure', (data, part) => expect(partsOf(data)).toEqual([part]));

  it('without its mark is a cut', () => {
    const reader = cohereReader();
    reader.read(event(message('content-delta', { content: { text: 'Hi' } })));
    expect(reader.end()).toBeNull();
  });
});

describe('usage', () => {
  const usageOf = (usage: object) => {
    const part = partsOf(end('COMPLETE', { usage })).at(-1);
    return part?.kind === 'finish' ? part.usage : null;
  };
  it('is what is billed: words that Cohere adds are not the client’s, and neither is their cache', () => {
    expect(usageOf(USAGE)).toMatchObject({ input: 12, output: 7, cachedInput: undefined, reasoning: undefined });
  });
  it('is what was counted, where nothing is said of the bill', () => {
    expect(usageOf({ ...USAGE, billed_units: null })).toMatchObject({ input: 507, output: 10, cachedInput: 448 });
    expect(usageOf({ tokens: USAGE.tokens })).toMatchObject({ input: 507, cachedInput: undefined });
  });
  it('is unknown where it makes no sense', () => {
    expect(usageOf({ billed_units: { input_tokens: -1, output_tokens: 1 } })).toBeUndefined();
    expect(usageOf({})).toBeUndefined();
  });
});

describe('a whole answer of Cohere’s', () => {
  const whole = (data: object) => readWholeCohere(JSON.stringify(data));
  it('holds thoughts, words and their sources', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm' },
      { type: 'text', text: 'Hi' },
    ];
    const citations = [{ text: 'Hi', sources: [{ document: { url: 'https://a.example' } }] }];
    expect(whole({ id: 'm', finish_reason: 'COMPLETE', message: { content, citations }, usage: USAGE })).toMatchObject([
      { kind: 'start', id: 'm' },
      { kind: 'reasoning', text: 'Hm' },
      { kind: 'text', text: 'Hi' },
      { kind: 'source', url: 'https://a.example' },
      { kind: 'usage' },
      { kind: 'finish', reason: 'stop', usage: { input: 12, output: 7 } },
    ]);
  });
  it('holds calls and the plan before them', () => {
    const tool_calls = ['{"x":1}', 'null'].map((json, at) => ({
      ...{ id: `c${at}`, type: 'function', function: { name: 'look', arguments: json } },
    }));
    expect(whole({ finish_reason: 'TOOL_CALL', message: { tool_plan: 'I will', tool_calls } })).toEqual([
      { kind: 'start', id: undefined, model: undefined },
      { kind: 'reasoning', text: 'I will' },
      { kind: 'call', call: 0, id: 'c0', name: 'look' },
      { kind: 'arguments', call: 0, json: '{"x":1}' },
      { kind: 'call_end', call: 0 },
      { kind: 'call', call: 1, id: 'c1', name: 'look' },
      { kind: 'call_end', call: 1 },
      { kind: 'finish', reason: 'tool_calls', usage: undefined },
    ]);
  });
  it('may be a failure', () => {
    expect(whole({ message: 'invalid request' })).toEqual([{ kind: 'error', message: 'invalid request' }]);
    expect(whole({ message: { content: [] }, finish_reason: 'ERROR' })?.at(-1)).toMatchObject({ kind: 'error' });
  });
  it('may hold its words as they are', () => {
    const said = whole({ message: { content: 'Hi' }, finish_reason: 'COMPLETE' });
    expect(said).toContainEqual({ kind: 'text', text: 'Hi' });
  });
  it('that says nothing cannot be read', () => {
    for (const body of ['{}', '[]', '<html>', '7']) expect(readWholeCohere(body)).toBeNull();
  });
});
