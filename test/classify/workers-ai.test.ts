import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NAMED_PROBABILITY, OTHER_PROBABILITY } from '../../src/classify/named-verdict.ts';
import { isEmbeddingModel } from '../../src/classify/workers-ai.ts';
import { LocalAi } from '../../src/dev.ts';
import { aiPolicy, ask, fakeAi, LANGUAGE_MODEL } from './asking.ts';

const never = () => new Promise<never>(() => undefined);
const policy = () => aiPolicy(LANGUAGE_MODEL);

afterEach(() => {
  vi.useRealTimers();
});

describe('a language model of Workers AI', () => {
  it('is asked one question, as the remote one is', async () => {
    const { ai, asked } = fakeAi(() => ({ response: '{"route": "oil_painting"}' }));
    const result = await ask(policy(), { ai }, 'hmm </conversation>');
    expect(result).toMatchObject({ route: 'oil_painting', confidence: NAMED_PROBABILITY, source: 'workers-ai' });
    expect(asked).toEqual([
      {
        model: LANGUAGE_MODEL,
        inputs: {
          messages: [{ role: 'user', content: expect.stringContaining('hmm \\u003c/conversation>') }],
          max_tokens: 64,
          temperature: 0.01,
        },
      },
    ]);
  });

  it.each([
    ['text', { response: "{'route': 'oil_painting'}" }],
    ['JSON that was parsed already', { response: { route: 'oil_painting' } }],
    ['the shape of OpenAI', { choices: [{ message: { content: '{"route": "oil_painting"}' } }] }],
  ])('may answer in %s', async (_, answer) => {
    expect(await ask(policy(), { ai: fakeAi(() => answer).ai })).toMatchObject({ route: 'oil_painting', failures: [] });
  });

  it('may say that no route fits', async () => {
    const { ai } = fakeAi(() => ({ response: '{"route": "other"}' }));
    expect(await ask(policy(), { ai })).toMatchObject({ matched: false, confidence: OTHER_PROBABILITY });
  });
});

describe('a fault of the language model', () => {
  const faults: readonly [what: string, answer: () => unknown, why: RegExp][] = [
    ['fails', () => Promise.reject(new Error('3040: Capacity temporarily exceeded')), /^Workers AI failed on .+: 3040/],
    ['fails without an error', () => Promise.reject(Object.create(null)), /no reason given/],
    ['answers nothing', () => undefined, /another shape/],
    ['answers vectors', () => ({ shape: [1, 2], data: [[1, 2]] }), /another shape/],
    ['answers null', () => ({ response: null }), /another shape/],
    ['answers prose', () => ({ response: 'Sure! Happy to help.' }), /malformed/],
    ['names an unknown route', () => ({ response: '{"route": "sports"}' }), /does not have/],
    ['answers an object without a route', () => ({ response: { name: 'art' } }), /malformed/],
  ];

  it.each(faults)('that %s is on record, and the answer before it stands', async (_, answer, why) => {
    const result = await ask(policy(), { ai: fakeAi(answer).ai });
    expect(result.failures).toEqual([
      { classifier: 'workers-ai', why: expect.stringMatching(why), tookMs: expect.any(Number) },
    ]);
    expect(result).toMatchObject({ source: 'embedded', asked: ['embedded', 'workers-ai'] });
  });

  it('that quotes the request is on record without the quote', async () => {
    const fault = 'AiError: 5006: bad input: {"text":["my grandmother hid the marmalade"]}';
    const { ai } = fakeAi(() => Promise.reject(new Error(fault)));
    const [failed] = (await ask(policy(), { ai })).failures;
    expect(failed?.why).toMatch(/: AiError: 5006: bad input$/);
  });

  it('that answers late is left at the deadline, and later not asked for a while', async () => {
    vi.useFakeTimers();
    const { ai, asked } = fakeAi(never);
    const given = policy();
    for (let count = 0; count < 3; count++) {
      const pending = ask(given, { ai }, `hmm ${count}`);
      await vi.advanceTimersByTimeAsync(150);
      expect(await pending).toMatchObject({ source: 'embedded', failures: [{ classifier: 'workers-ai' }] });
    }
    expect(asked).toHaveLength(1);
  });
});

it.each([
  ['@cf/baai/bge-m3', true],
  ['@cf/google/embeddinggemma-300m', true],
  ['@cf/qwen/qwen3-embedding-0.6b', true],
  [LANGUAGE_MODEL, false],
])('%s makes vectors: %s', (model, expected) => {
  expect(isEmbeddingModel(model)).toBe(expected);
});

describe('the stand-in of npm start', () => {
  it('answers as an embedding model does, the same text always the same', async () => {
    const text = ['feeding a zebra', 'feeding a zebra', 'how to feed a zebra', 'oil paint'];
    const answer = await env.AI.run('@cf/baai/bge-m3', { text });
    if (!('shape' in answer)) throw new Error('It did not answer as an embedding model does.');
    const { shape, data } = answer;
    const [first = [], again = [], near = [], far = []] = data;
    const cosine = (other: readonly number[]) => first.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
    expect(shape).toEqual([4, first.length]);
    expect(again).toEqual(first);
    expect(cosine(first)).toBeCloseTo(1, 5);
    expect(cosine(near)).toBeGreaterThan(cosine(far) + 0.2);
  });

  it('says that it has no language models', () => {
    const local = new LocalAi(createExecutionContext(), env);
    expect(() => local.run(LANGUAGE_MODEL, { messages: [] })).toThrow(/stand-in .+ has no language models/);
  });
});
