import { describe, expect, it } from 'vitest';
import type { AssistantContent, Message, UserContent } from '../../../src/wire/prompt.ts';
import { contentsOf, GEMINI_2, GEMINI_3, GEMINI_25 } from './calling.ts';

const user = (...content: readonly UserContent[]): Message => ({ role: 'user', content, name: null });
const model = (...content: readonly AssistantContent[]): Message => ({ role: 'assistant', content });
const text = (words: string) => ({ kind: 'text' as const, text: words });
const signed = (value: string, issuer: 'google' | 'anthropic' = 'google') => ({ issuer, value });
const call = (id: string, signature: ReturnType<typeof signed> | null = null, json = '{"x":1}'): AssistantContent => ({
  ...{ kind: 'call', id, name: 'look', arguments: json, signature },
});
type Result = Extract<Message, { role: 'tool' }>['content'][number];
const result = (callId: string, words: string, more: Partial<Result> = {}): Result => ({
  ...{ kind: 'result', callId, name: 'look', content: [text(words)], isError: false, ...more },
});

/** The parts that one message of the model's goes back as. */
async function partsOf(content: readonly AssistantContent[], id = GEMINI_3): Promise<unknown> {
  const contents = await contentsOf([user(text('Hi')), model(...content)], id);
  return Array.isArray(contents) ? contents[1]?.parts : undefined;
}

describe('contents', () => {
  it('are turns of the user and of the model, by turns', async () => {
    const messages: Message[] = [
      user(text('a')),
      { role: 'system', content: [text('b')] },
      model(text('c')),
      model(text('d')),
      { role: 'tool', content: [result('1', 'e')] },
      user(text('f'), text('')),
      user(),
    ];
    expect(await contentsOf(messages)).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: 'c' }, { text: 'd' }] },
      {
        role: 'user',
        parts: [{ functionResponse: { id: '1', name: 'look', response: { output: 'e' } } }, { text: 'f' }],
      },
    ]);
  });

  const media: readonly [UserContent, object][] = [
    [
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/webp', data: 'AA' }, detail: null },
      { inlineData: { mimeType: 'image/webp', data: 'AA' } },
    ],
    [
      { kind: 'image', source: { kind: 'url', url: 'https://example.com/a.PNG?x=1' }, detail: null },
      { fileData: { mimeType: 'image/png', fileUri: 'https://example.com/a.PNG?x=1' } },
    ],
    [
      { kind: 'image', source: { kind: 'url', url: 'https://example.com/a' }, detail: null },
      { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.com/a' } },
    ],
    [{ kind: 'audio', format: 'wav', data: 'AA' }, { inlineData: { mimeType: 'audio/wav', data: 'AA' } }],
    [
      { kind: 'file', source: { kind: 'base64', mediaType: 'text/csv', data: 'AA' }, name: 'a.csv' },
      { inlineData: { mimeType: 'text/csv', data: 'AA' } },
    ],
    [
      { kind: 'file', source: { kind: 'id', id: 'files/abc', issuer: 'google' }, name: null },
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
    ],
  ];
  it.each(media)('hold %j', async (part, expected) => {
    expect(await contentsOf([user(part)])).toEqual([{ role: 'user', parts: [expected] }]);
  });
});

describe('a tool’s result', () => {
  const answers = async (results: readonly Result[], id = GEMINI_3) => {
    const contents = await contentsOf([{ role: 'tool', content: results }], id);
    return Array.isArray(contents) ? contents[0]?.parts : undefined;
  };
  const IMAGE = {
    kind: 'image' as const,
    source: { kind: 'base64' as const, mediaType: 'image/png', data: 'AA' },
    detail: null,
  };
  const inline = { inlineData: { mimeType: 'image/png', data: 'AA' } };

  it.each([
    ['{"c":21}', { output: { c: 21 } }],
    ['[1]', { output: [1] }],
    ['21', { output: '21' }],
    ['{broken', { output: '{broken' }],
    ['{"$ref":"a"}', { output: '{"$ref":"a"}' }],
  ])('that says %s is %j', async (said, response) => {
    expect(await answers([result('1', said)])).toEqual([{ functionResponse: { id: '1', name: 'look', response } }]);
  });

  it('that failed is an error', async () => {
    expect(await answers([result('1', 'no', { isError: true })])).toMatchObject([
      { functionResponse: { response: { error: 'no' } } },
    ]);
  });

  it('of a call that is not in the prompt goes by its id', async () => {
    expect(await answers([result('1', 'a', { name: null })])).toMatchObject([{ functionResponse: { name: '1' } }]);
  });

  it('holds its images with Gemini 3, and is followed by them with those before', async () => {
    const results = [result('1', 'a', { content: [text('a'), IMAGE] }), result('2', 'b')];
    const said = (id: string, output: string, parts = {}) => ({
      functionResponse: { id, name: 'look', response: { output }, ...parts },
    });
    expect(await answers(results)).toEqual([said('1', 'a', { parts: [inline] }), said('2', 'b')]);
    expect(await answers(results, GEMINI_25)).toEqual([
      ...[said('1', 'a'), said('2', 'b'), { text: 'What the call of look (1) showed:' }, inline],
    ]);
  });
});

describe('a thought’s signature', () => {
  const sealed = (value: string, id: string | null = null): AssistantContent => ({
    ...{ kind: 'sealed', signature: signed(value), id },
  });
  const called = (id: string, thoughtSignature?: string) => ({
    functionCall: { id, name: 'look', args: { x: 1 } },
    ...(thoughtSignature === undefined ? {} : { thoughtSignature }),
  });

  it('goes back on the call it came with', async () => {
    expect(await partsOf([call('1', signed('s')), call('2')])).toEqual([called('1', 's'), called('2')]);
  });

  it('goes back on the thought it came with; a thought without one is none of Gemini’s business', async () => {
    const thoughts: AssistantContent[] = [
      { kind: 'reasoning', text: 'Hm', signature: signed('s') },
      { kind: 'reasoning', text: 'Ah', signature: null },
    ];
    expect(await partsOf([...thoughts, text('Yes')])).toEqual([
      { text: 'Hm', thought: true, thoughtSignature: 's' },
      { text: 'Yes' },
    ]);
  });

  it('goes back on the words it came with, wherever the client’s wire has put it', async () => {
    const back = [{ text: 'Yes', thoughtSignature: 's' }];
    expect(await partsOf([text('Yes'), sealed('s', 'text')])).toEqual(back);
    expect(await partsOf([sealed('s', 'text'), text('Yes')])).toEqual(back);
    expect(await partsOf([text('A'), text('B'), sealed('s', 'text')])).toEqual([
      { text: 'A' },
      { text: 'B', thoughtSignature: 's' },
    ]);
  });

  it('goes back on the empty part it came with, behind the words', async () => {
    const back = [{ text: 'Yes' }, { text: '', thoughtSignature: 's' }];
    expect(await partsOf([text('Yes'), sealed('s')])).toEqual(back);
    expect(await partsOf([sealed('s'), text('Yes')])).toEqual(back);
    expect(await partsOf([sealed('s'), call('1', signed('t'))])).toEqual([
      { text: '', thoughtSignature: 's' },
      called('1', 't'),
    ]);
    expect(await partsOf([sealed('s', 'text')])).toEqual([{ text: '', thoughtSignature: 's' }]);
  });

  it('of another issuer goes nowhere', async () => {
    const foreign: AssistantContent[] = [
      { kind: 'reasoning', text: 'Hm', signature: signed('s', 'anthropic') },
      { kind: 'sealed', signature: signed('t', 'anthropic'), id: null },
      text('Yes'),
    ];
    expect(await partsOf(foreign)).toEqual([{ text: 'Yes' }]);
  });

  it('is replaced by the documented word on the first call of a step, where Gemini 3 demands one', async () => {
    const SKIP = 'skip_thought_signature_validator';
    const calls = [call('1'), call('2', signed('t', 'anthropic'))];
    expect(await partsOf(calls)).toEqual([called('1', SKIP), called('2')]);
    expect(await partsOf(calls, 'gemini-4-argon')).toEqual([called('1', SKIP), called('2')]);
    for (const id of [GEMINI_25, GEMINI_2]) expect(await partsOf(calls, id)).toEqual([called('1'), called('2')]);
    const steps: Message[] = [
      ...[user(text('a')), model(call('1', signed('s'))), { role: 'tool' as const, content: [result('1', 'b')] }],
      model(call('2')),
    ];
    expect(await contentsOf(steps)).toMatchObject([
      {},
      { parts: [called('1', 's')] },
      {},
      { parts: [called('2', SKIP)] },
    ]);
  });
});

it('arguments that are no object are a field of one', async () => {
  for (const [json, args] of [
    ['[1]', { value: [1] }],
    ['{"a":', { value: '{"a":' }],
  ] as const) {
    expect(await partsOf([call('1', signed('s'), json)])).toMatchObject([{ functionCall: { args } }]);
  }
});
