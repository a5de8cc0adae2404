import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/provider/table.ts';
import { lacking } from '../../src/provider/target.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import { readEmbeddings } from '../../src/wire/embeddings/read.ts';
import { orderOf, targetOf } from '../support/order.ts';

const HEADERS = { user: null, session: null, effort: null };
const ask = (more: object = {}) =>
  readEmbeddings({ json: { model: 'm', input: ['a', 'b'], ...more }, bytes: 40 }, HEADERS);

async function callOf(kind: ProviderKind, id: string, more: object = {}) {
  const target = targetOf(kind, { id }, { region: 'us-east-1' });
  const call = await rowOf(kind)
    ?.dialect('embeddings')
    .call(target, orderOf({ ask: ask(more) }));
  if (call === undefined) throw new Error(`Nobody serves ${kind}.`);
  return { ...call, json: JSON.parse(call.body) as unknown };
}

const read = (kind: ProviderKind, answer: unknown) =>
  rowOf(kind)?.dialect('embeddings').readWhole(JSON.stringify(answer), targetOf(kind), orderOf());

describe('a request for embeddings, in the words of', () => {
  it('Cohere, which must be told what the vectors are for', async () => {
    const plain = await callOf('cohere', 'embed-v4.0', { encoding_format: 'base64' });
    expect(plain).toMatchObject({ url: 'https://api.cohere.com/v2/embed', dropped: [] });
    expect(plain.headers).toMatchObject({ authorization: 'Bearer sk-secret' });
    expect(plain.json).toEqual({
      ...{ model: 'embed-v4.0', texts: ['a', 'b'], input_type: 'search_document', embedding_types: ['float'] },
    });
    const said = {
      input: 'a',
      dimensions: 256,
      input_type: 'search_query',
      truncate: 'END',
      user: 'u',
      odd: 1,
      no: null,
    };
    const own = await callOf('cohere', 'embed-v4.0', said);
    expect(own.json).toMatchObject({
      texts: ['a'],
      output_dimension: 256,
      input_type: 'search_query',
      truncate: 'END',
    });
    expect(own.json).not.toHaveProperty('user');
    expect(own.dropped).toEqual(['odd']);
  });

  it('Gemini, whose later models take no task', async () => {
    const early = await callOf('google', 'models/gemini-embedding-001', {
      dimensions: 768,
      input_type: 'search_query',
    });
    expect(early.url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents',
    );
    expect(early.headers).toMatchObject({ 'x-goog-api-key': 'sk-secret' });
    const each = { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 768, model: 'models/gemini-embedding-001' };
    expect(early.json).toEqual({
      requests: ['a', 'b'].map((text) => ({ ...each, content: { parts: [{ text }] } })),
    });
    expect(early.dropped).toEqual([]);
    const later = await callOf('google', 'gemini-embedding-2', { input_type: 'search_query' });
    expect(later.body).not.toContain('taskType');
    expect(later.dropped).toEqual(['input_type']);
    expect((await callOf('google', 'gemini-embedding-001', { input_type: 'odd' })).dropped).toEqual(['input_type']);
  });

  it("Bedrock: Titan's, a text at a time, and Cohere's", async () => {
    const titan = await callOf('amazon-bedrock', 'amazon.titan-embed-text-v2:0', { input: 'a', dimensions: 256 });
    expect(titan.url).toBe(
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.titan-embed-text-v2%3A0/invoke',
    );
    expect(titan.headers).toHaveProperty('authorization');
    expect(titan.json).toEqual({ inputText: 'a', dimensions: 256 });
    const cohere = await callOf('amazon-bedrock', 'cohere.embed-english-v3', { input_type: 'search_query', odd: 1 });
    expect(cohere.json).toEqual({ texts: ['a', 'b'], input_type: 'search_query', embedding_types: ['float'] });
    expect(cohere.dropped).toEqual(['odd']);
  });

  it('Workers AI, each of whose models refuses what its schema does not name', async () => {
    const call = await callOf('workers-ai', '@cf/baai/bge-m3', { truncate_inputs: true, pooling: 'cls' });
    expect(call).toMatchObject({ url: '@cf/baai/bge-m3', json: { text: ['a', 'b'], truncate_inputs: true } });
    expect(call.dropped).toEqual(['pooling']);
  });
});

describe('what cannot be embedded elsewhere without meaning something else', () => {
  const lacks = (kind: ProviderKind, more: object) =>
    lacking(targetOf(kind, { id: '@cf/baai/bge-m3' }).model, ask(more));
  const texts = (count: number) => ({ input: Array.from({ length: count }, () => 'a') });
  const table: [ProviderKind, object, string[]][] = [
    ['cohere', {}, []],
    ['cohere', { input: [1, 2] }, ['tokens in the place of text (send the text itself)']],
    ['google', { input: [[1], [2]] }, ['tokens in the place of text (send the text itself)']],
    ['cohere', texts(97), ['more than 96 texts at once']],
    ['google', texts(100), []],
    ['google', texts(101), ['more than 100 texts at once']],
    ['workers-ai', { dimensions: 2 }, ['a number of dimensions to be chosen']],
    ['cohere', { encoding_format: 'int8' }, ['the encoding_format "int8"']],
    ['anthropic', {}, ['embeddings']],
    ['deepseek', {}, ['embeddings']],
    // Its own format: it says for itself what it lacks.
    ['openai', { input: [1, 2], encoding_format: 'int8' }, []],
  ];
  for (const [kind, more, expected] of table) {
    it(`${kind}: ${JSON.stringify(more).slice(0, 60)}`, () => expect(lacks(kind, more)).toEqual(expected));
  }
});

it('Bedrock embeds with those of its models that do', () => {
  const lacks = (id: string, more: object = {}) => lacking(targetOf('amazon-bedrock', { id }).model, ask(more));
  expect(lacks('anthropic.claude-haiku-4-5')).toEqual(['embeddings']);
  expect(lacks('amazon.titan-embed-text-v1')).toEqual(['several texts at once']);
  expect(lacks('amazon.titan-embed-text-v1', { input: 'a', dimensions: 9 })).toEqual([
    'a number of dimensions to be chosen',
  ]);
  expect(lacks('cohere.embed-v4:0', { dimensions: 256 })).toEqual([]);
});

describe('an answer of', () => {
  const values = [
    [0.5, -1],
    [2, 3],
  ];
  const vectors = values.map((one) => ({ kind: 'vector', values: one }));
  const finish = (input?: number) => ({
    ...{ kind: 'finish', reason: 'stop' },
    usage: input === undefined ? undefined : expect.objectContaining({ input, output: 0, cachedInput: undefined }),
  });
  const table: [ProviderKind, object, number | undefined][] = [
    ['cohere', { embeddings: { float: values }, meta: { billed_units: { input_tokens: 7 } } }, 7],
    ['cohere', { embeddings: { float: values } }, undefined],
    ['cohere', { embeddings: { float: values }, meta: { billed_units: { input_tokens: 2e9 } } }, undefined],
    ['google', { embeddings: values.map((one) => ({ values: one })) }, undefined],
    ['google', { embeddings: values.map((one) => ({ values: one })), usageMetadata: { promptTokenCount: 5 } }, 5],
    ['amazon-bedrock', { embeddings: { float: values } }, undefined],
    ['amazon-bedrock', { embeddings: values, response_type: 'embeddings_floats' }, undefined],
    ['workers-ai', { shape: [2, 2], data: values }, undefined],
    ['workers-ai', { result: { data: values, usage: { prompt_tokens: 4 } } }, 4],
  ];
  for (const [kind, answer, input] of table) {
    it(`${kind} is its vectors and ${input === undefined ? 'no count' : 'its count'}`, () =>
      expect(read(kind, answer)).toEqual([...vectors, finish(input)]));
  }

  it('Titan is one vector and its count', () =>
    expect(read('amazon-bedrock', { embedding: values[0], inputTextTokenCount: 3 })).toEqual([vectors[0], finish(3)]));

  it('another kind is none', () => {
    for (const kind of ['cohere', 'google', 'workers-ai', 'amazon-bedrock'] as const) {
      for (const answer of [{}, { embeddings: [] }, { data: [['a']] }, null]) expect(read(kind, answer)).toBeNull();
    }
  });
});
