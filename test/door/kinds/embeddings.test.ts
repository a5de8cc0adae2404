import { afterEach, describe, expect, it, vi } from 'vitest';
import { answering, json } from '../../support/fetched.ts';
import { givenTenant, type TestTenant } from '../../support/tenant.ts';

const PRICE = { input: 1, output: 4 };
const LIMITS = [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' }];
const given = (kind: string, id: string) =>
  givenTenant({
    policy: {
      providers: { mock: { kind, ...(kind === 'workers-ai' ? {} : { key: 'OPENAI_API_KEY' }) } },
      models: { vectors: { provider: 'mock', id, price: PRICE } },
      routes: [{ name: 'general', description: 'anything', models: { instant: ['vectors'] } }],
    },
    limits: LIMITS,
  });
const charged = async (tenant: TestTenant) =>
  (await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>()).limits[0];

const COHERE = 'api.cohere.com';
const GOOGLE = 'generativelanguage.googleapis.com';
/** In single precision as they are. */
const VALUES = [
  [0.25, -0.5, 3],
  [1, 2, -4],
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the official openai client, which asks for base64 and reads it', () => {
  it('is served by Cohere, and charged by what it bills', async () => {
    const answer = { id: 'e', embeddings: { float: VALUES }, meta: { billed_units: { input_tokens: 9 } } };
    const seen = answering(COHERE, [json(answer)]);
    const tenant = await given('cohere', 'embed-v4.0');
    const { data, response } = await tenant.client.embeddings
      .create({ model: 'vectors', input: ['a', 'b'], dimensions: 3 })
      .withResponse();
    expect(data.data.map(({ index, embedding }) => [index, [...embedding]])).toEqual([...VALUES.entries()]);
    expect(data).toMatchObject({ object: 'list', model: 'embed-v4.0', usage: { prompt_tokens: 9, total_tokens: 9 } });
    expect(data.usage).not.toHaveProperty('estimated');
    expect(response.headers.get('x-signalbox-model')).toBe('vectors');
    expect(seen).toMatchObject([
      { url: `https://${COHERE}/v2/embed`, body: { texts: ['a', 'b'], output_dimension: 3 } },
    ]);
    await expect.poll(() => charged(tenant)).toMatchObject({ used: 0.000009, held: 0 });
  });

  it('is served by Gemini in numbers too, by an estimate that says so where nobody counted', async () => {
    answering(GOOGLE, [json({ embeddings: [{ values: VALUES[0] }] })]);
    const tenant = await given('google', 'gemini-embedding-001');
    const answer = await tenant.client.embeddings.create({
      ...{ model: 'vectors', input: 'hello there', encoding_format: 'float' },
    });
    expect(answer.data).toEqual([{ object: 'embedding', index: 0, embedding: VALUES[0] }]);
    expect(answer.usage).toMatchObject({ prompt_tokens: expect.any(Number), estimated: true });
    await expect.poll(async () => Reflect.get((await charged(tenant)) ?? {}, 'used')).toBeGreaterThan(0);
  });

  it('is served by Workers AI through the binding', async () => {
    const { client } = await given('workers-ai', '@cf/baai/bge-base-en-v1.5');
    const { data } = await client.embeddings.create({ model: 'vectors', input: ['hello there', 'hello', 'hello'] });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([384, 384, 384]);
    expect([...(data[1]?.embedding ?? [])]).toEqual([...(data[2]?.embedding ?? [])]);
    expect([...(data[0]?.embedding ?? [])]).not.toEqual([...(data[1]?.embedding ?? [])]);
  });
});

it('an answer with a vector fewer than texts is none, and is not charged', async () => {
  answering(COHERE, [json({ embeddings: { float: [VALUES[0]] } })]);
  const tenant = await given('cohere', 'embed-v4.0');
  await expect(tenant.client.embeddings.create({ model: 'vectors', input: ['a', 'b'] })).rejects.toMatchObject({
    ...{ status: 502, code: 'provider_failed' },
  });
  await expect.poll(() => charged(tenant)).toMatchObject({ used: 0, held: 0 });
});

it('tokens are refused with what to do: nobody else can turn them into words', async () => {
  const { client } = await given('google', 'gemini-embedding-001');
  await expect(client.embeddings.create({ model: 'vectors', input: [1, 2, 3] })).rejects.toMatchObject({
    ...{ status: 422, code: 'no_model_fits', message: expect.stringContaining('send the text itself') },
  });
});
