import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  NOTHING_COSINE,
  questionText,
  VECTORS_TTL_SECONDS,
  vectorsKey,
  verdictOfCosines,
} from '../../src/classify/route-vectors.ts';
import { milliseconds } from '../../src/unit.ts';
import type { Turn } from '../../src/wire/ask.ts';
import { aiPolicy, ask, EMBEDDING_MODEL, fakeAi } from './asking.ts';

const AXES = ['zebra', 'oil', 'else'];

/** Texts that speak of an axis point along it; all others point where no route does. */
const vectorOf = (text: string) => [
  ...AXES.map((word) => (text.includes(word) ? 2 : 0)),
  AXES.some((word) => text.includes(word)) ? 0 : 2,
];
const embedding = () =>
  fakeAi(({ text }) => {
    const texts = Array.isArray(text) ? text.map(String) : [];
    return { shape: [texts.length, AXES.length + 1], data: texts.map(vectorOf) };
  });
const policy = (more: object = {}, context: object = {}) =>
  aiPolicy(EMBEDDING_MODEL, { deadlineMs: 5000, ...more }, context);
const textsOf = (asked: ReturnType<typeof embedding>['asked']) => asked.map(({ inputs }) => inputs['text']);
const user = (text: string): Turn => ({ role: 'user', text });

/** A request with its work behind the answer done. */
async function whole(...[given, options, said]: Parameters<typeof ask>) {
  const behind: Promise<unknown>[] = [];
  const result = await ask(given, { ...options, behind }, said);
  await Promise.all(behind);
  return result;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an embedding model', () => {
  it('finds the route that is nearest to what the user says', async () => {
    const { ai } = embedding();
    expect(await whole(policy(), { ai }, 'an oil thing')).toMatchObject({
      matched: true,
      route: 'oil_painting',
      source: 'workers-ai',
      failures: [],
    });
  });

  it('finds nothing where no route is near', async () => {
    const { ai } = embedding();
    expect(await whole(policy(), { ai }, 'quantum physics')).toMatchObject({ matched: false, source: 'workers-ai' });
  });

  it('is shown the routes once for a policy, and then the question alone', async () => {
    const { ai, asked } = embedding();
    const given = policy();
    await whole(given, { ai }, 'an oil thing');
    await whole(given, { ai }, 'a zebra thing');
    expect(textsOf(asked)).toEqual([
      ['an oil thing'],
      [
        'zebra care: feeding and keeping a zebra',
        'oil painting: painting pictures with oil colours',
        'general: anything else at all',
      ],
      ['a zebra thing'],
    ]);
  });

  it('is asked by many at once for the routes once', async () => {
    const { ai, asked } = embedding();
    const given = policy();
    await Promise.all(Array.from({ length: 5 }, (_, at) => whole(given, { ai }, `an oil thing ${at}`)));
    expect(textsOf(asked).filter((texts) => Array.isArray(texts) && texts.length === 3)).toHaveLength(1);
  });

  it('has its vectors kept in KV, for a time and under the key that is documented', async () => {
    const put = vi.spyOn(env.POLICIES, 'put');
    const given = policy();
    await whole(given, { ai: embedding().ai }, 'an oil thing');
    const key = `vectors:${given.tenant}:r1:${EMBEDDING_MODEL}`;
    expect(vectorsKey(given.tenant, 'r1', EMBEDDING_MODEL)).toBe(key);
    expect(put).toHaveBeenCalledWith(key, expect.anything(), {
      expirationTtl: VECTORS_TTL_SECONDS,
      metadata: { routes: 3 },
    });
    const kept = new Float32Array((await env.POLICIES.get(key, 'arrayBuffer')) ?? new ArrayBuffer(0));
    expect([...kept]).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  });

  it('is not shown the routes where KV has their vectors', async () => {
    const given = policy();
    // The route of oil stands where the zebra is, so that the answer tells whose vectors were used.
    const vectors = Float32Array.from([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]);
    const key = vectorsKey(given.tenant, given.revision, EMBEDDING_MODEL);
    await env.POLICIES.put(key, vectors, { metadata: { routes: 3 } });
    const { ai, asked } = embedding();
    expect(await whole(given, { ai }, 'a zebra thing')).toMatchObject({ route: 'oil_painting' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['of another number of routes', new Float32Array(12), { routes: 4 }],
    ['without metadata', new Float32Array(12), undefined],
    ['cut short', new Uint8Array(47), { routes: 3 }],
    ['that are no numbers', new Float32Array(12).fill(Number.NaN), { routes: 3 }],
    ['that are empty', new Uint8Array(0), { routes: 3 }],
  ])('makes vectors anew where KV has some %s', async (_, value, metadata) => {
    const given = policy();
    const key = vectorsKey(given.tenant, given.revision, EMBEDDING_MODEL);
    await env.POLICIES.put(key, value, metadata === undefined ? {} : { metadata });
    const { ai, asked } = embedding();
    expect(await whole(given, { ai }, 'a zebra thing')).toMatchObject({ route: 'zebra_care', failures: [] });
    expect(asked).toHaveLength(2);
  });

  it('does without KV when KV fails, and says so in the log', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    vi.spyOn(env.POLICIES, 'getWithMetadata').mockRejectedValue(new Error('KV is down'));
    vi.spyOn(env.POLICIES, 'put').mockRejectedValue(new Error('KV is down'));
    expect(await whole(policy(), { ai: embedding().ai }, 'an oil thing')).toMatchObject({ route: 'oil_painting' });
    expect(warn.mock.calls.flat().map((line) => JSON.parse(String(line)).event)).toEqual([
      'vectors_not_read',
      'vectors_not_kept',
    ]);
  });

  it('goes on making vectors behind an answer that could not wait for them', async () => {
    const given = policy({ deadlineMs: 20 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const { ai } = embedding();
    const slow = fakeAi(async (inputs, model) => {
      const answer = await ai.run(model, inputs);
      if (Array.isArray(inputs['text']) && inputs['text'].length > 1) await promise;
      return answer;
    });
    const behind: Promise<unknown>[] = [];
    const first = await ask(given, { ai: slow.ai, behind }, 'an oil thing');
    expect(first).toMatchObject({ source: 'embedded', failures: [{ classifier: 'workers-ai' }] });
    expect(behind).toHaveLength(1);
    resolve();
    await Promise.all(behind);
    // One that was late is left alone for a moment.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
    const patient = { ...given, classifier: { ...given.classifier, deadlineMs: milliseconds(5000) } };
    expect(await whole(patient, { ai: slow.ai }, 'an oil thing')).toMatchObject({
      route: 'oil_painting',
      failures: [],
    });
    vi.useRealTimers();
  });

  it('averages a description and its examples, in batches of 100 texts', async () => {
    const { ai, asked } = embedding();
    const given = policy();
    const routes = new Map(
      Array.from({ length: 60 }, (_, at) => {
        const name = `zebra-${at}`;
        const route = given.routes.get('zebra_care');
        if (route === undefined) throw new Error('The policy has that route.');
        return [name, { ...route, name, description: 'zebra', examples: ['zebra zebra', 'another zebra'] }];
      }),
    );
    await whole({ ...given, routes }, { ai }, 'an oil thing');
    expect(textsOf(asked).map((texts) => (Array.isArray(texts) ? texts.length : 0))).toEqual([1, 100, 80]);
  });
});

describe('a fault of the embedding model', () => {
  const faults: readonly [what: string, answer: (inputs: Record<string, unknown>) => unknown, why: RegExp][] = [
    ['fails', () => Promise.reject(new Error('no capacity')), /no capacity/],
    ['answers text', () => ({ response: 'hello' }), /without vectors/],
    ['answers too few', () => ({ data: [] }), /0 vectors for/],
    ['answers zeros', ({ text }) => ({ data: Object.values(Object(text)).map(() => [0, 0]) }), /no direction/],
    ['answers empty vectors', ({ text }) => ({ data: Object.values(Object(text)).map(() => []) }), /without vectors/],
    [
      'answers vectors of different dimensions',
      ({ text }) => ({ data: Object.values(Object(text)).map((_, at) => Array(at + 1).fill(1)) }),
      /dimension/,
    ],
  ];

  it.each(faults)('that %s is on record, and the answer before it stands', async (_, answer, why) => {
    const result = await whole(policy(), { ai: fakeAi(answer).ai }, 'an oil thing');
    expect(result.failures).toEqual([
      { classifier: 'workers-ai', why: expect.stringMatching(why), tookMs: expect.any(Number) },
    ]);
    expect(result.source).toBe('embedded');
  });

  it('is got over as soon as the model answers again', async () => {
    const given = policy();
    await whole(given, { ai: fakeAi(() => Promise.reject(new Error('no capacity'))).ai }, 'an oil thing');
    expect(await whole(given, { ai: embedding().ai }, 'an oil thing')).toMatchObject({ route: 'oil_painting' });
  });

  it('that answers a question in another dimension than the routes is on record', async () => {
    const given = policy();
    const key = vectorsKey(given.tenant, given.revision, EMBEDDING_MODEL);
    await env.POLICIES.put(key, new Float32Array(6).fill(1), { metadata: { routes: 3 } });
    const result = await whole(given, { ai: embedding().ai }, 'an oil thing');
    expect(result.failures).toEqual([
      { classifier: 'workers-ai', why: expect.stringMatching(/another dimension/), tookMs: expect.any(Number) },
    ]);
  });
});

describe('what is asked', () => {
  it('is the latest message of the user', () => {
    const turns: Turn[] = [user('tell me about zebras'), { role: 'assistant', text: 'They are striped.' }];
    expect(questionText([...turns, user('and now something about oil painting')])).toBe(
      'and now something about oil painting',
    );
  });

  it('is read with the one before it when it is too short to stand alone', () => {
    expect(questionText([user('tell me about zebras'), user('any others?')])).toBe('tell me about zebras\nany others?');
  });

  it('is bounded, and keeps both ends', () => {
    expect(questionText([user(`start ${'x'.repeat(200_000)} end`)])).toMatch(/^start .{1900,1990} end$/);
    expect(questionText([user('x'.repeat(5000)), user('more?')])?.length).toBeLessThanOrEqual(2000);
  });

  it('is nothing where no user has said anything', () => {
    expect(questionText([{ role: 'assistant', text: 'hello' }, user(' ')])).toBeNull();
  });
});

describe('cosines', () => {
  it('become probabilities that add up to one, best first', () => {
    const { routes, nothing } = verdictOfCosines([0.4, 0.7, 0.6], ['a', 'b', 'c']);
    expect(routes.map(({ route }) => route)).toEqual(['b', 'c', 'a']);
    expect(routes.reduce((sum, { probability }) => sum + probability, nothing)).toBeCloseTo(1, 10);
  });

  it('below the one of nothing mean nothing', () => {
    const { routes, nothing } = verdictOfCosines([NOTHING_COSINE - 0.1, -1], ['a', 'b']);
    expect(nothing).toBeGreaterThan(routes[0]?.probability ?? 1);
  });
});
