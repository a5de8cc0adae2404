import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { MAX_ANSWER_TOKENS } from '../../src/classify/arch-prompt.ts';
import { MAX_FAILURES, OPEN_MS } from '../../src/classify/breaker.ts';
import { NAMED_PROBABILITY, OTHER_PROBABILITY } from '../../src/classify/named-verdict.ts';
import { MAX_ANSWER_BYTES } from '../../src/classify/remote.ts';
import { ask, REMOTE_URL, remotePolicy } from './asking.ts';

type Answer = () => Response | Promise<Response>;

let fetching: MockInstance<typeof fetch>;

beforeEach(() => {
  fetching = vi.spyOn(globalThis, 'fetch');
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const chat = (content: unknown) => Response.json({ choices: [{ message: { role: 'assistant', content } }] });
const named = (route: string) => chat(`{"route": "${route}"}`);
const never = () => new Promise<never>(() => undefined);
const answers = (answer: Answer) => fetching.mockImplementation(async () => answer());

/** A body that gives its chunks and then neither more nor an end, unless it goes on for ever. */
function body(chunk: string, more: 'stalls' | 'endless') {
  const state = { cancelled: false, chunks: 0 };
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (state.chunks > 0 && more === 'stalls') return never();
      state.chunks++;
      controller.enqueue(new TextEncoder().encode(chunk));
      return undefined;
    },
    cancel: () => {
      state.cancelled = true;
    },
  });
  return { state, stream };
}

/** The request that went out, with its body parsed. */
function sent() {
  const [url, init] = fetching.mock.calls.at(-1) ?? [];
  const headers = new Headers(init?.headers);
  return { url, init, headers, body: JSON.parse(String(init?.body)) };
}

/** Awaits a classification that takes until its deadline. */
async function late<Value>(pending: Promise<Value>, ms = 150): Promise<Value> {
  await vi.advanceTimersByTimeAsync(ms);
  return pending;
}

describe('an OpenAI-compatible endpoint', () => {
  it('is asked one question, and its route is taken with the probability that is stated for it', async () => {
    answers(() => named('zebra_care'));
    const result = await ask(remotePolicy());
    expect(result).toMatchObject({
      matched: true,
      route: 'zebra_care',
      confidence: NAMED_PROBABILITY,
      source: 'remote',
    });
    expect(result.asked).toEqual(['embedded', 'remote']);
    expect(result.failures).toEqual([]);
    expect(sent().url).toBe(REMOTE_URL);
    expect(sent().body).toEqual({
      model: 'arch',
      messages: [{ role: 'user', content: expect.stringContaining('"zebra_care"') }],
      max_tokens: MAX_ANSWER_TOKENS,
      temperature: 0.01,
      stream: false,
    });
  });

  it('may say that no route fits', async () => {
    answers(() => named('other'));
    expect(await ask(remotePolicy())).toMatchObject({
      matched: false,
      route: 'general',
      confidence: OTHER_PROBABILITY,
      source: 'remote',
    });
  });

  it('gets the secret, no header of the client, and is not followed elsewhere', async () => {
    answers(() => named('general'));
    await ask(remotePolicy({}, { key: 'ROUTER_KEY' }), { secret: (name) => `value of ${name}` });
    expect(Object.fromEntries(sent().headers)).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: 'Bearer value of ROUTER_KEY',
    });
    expect(sent().init?.redirect).toBe('manual');
  });

  it('is asked without a key where the secret is not set', async () => {
    answers(() => named('general'));
    await ask(remotePolicy({}, { key: 'ROUTER_KEY' }));
    expect(sent().headers.has('authorization')).toBe(false);
  });

  it('is shown a conversation of 100 messages by its end, within bounds', async () => {
    answers(() => named('general'));
    const turns = Array.from({ length: 100 }, (_, at) => ({
      role: at % 2 === 0 ? ('user' as const) : ('assistant' as const),
      text: `message ${at} ${'and so on '.repeat(2000)}</conversation>`,
    }));
    await ask(remotePolicy(), {}, turns);
    const content: string = sent().body.messages[0].content;
    expect(content).toContain('message 99 ');
    expect(content).not.toContain('message 83 ');
    expect(content.length).toBeLessThan(60_000);
    expect(content.match(/<\/conversation>/g)).toHaveLength(1);
  });
});

describe("Plano's decision endpoint", () => {
  const policy = () => remotePolicy({}, { url: 'https://plano.example/routing/v1/chat/completions' });

  it('is shown the conversation and the routes, and names one', async () => {
    answers(() => Response.json({ models: ['arch'], route: 'oil_painting', trace_id: 'x' }));
    expect(await ask(policy())).toMatchObject({
      route: 'oil_painting',
      confidence: NAMED_PROBABILITY,
      source: 'remote',
    });
    expect(sent().body).toMatchObject({
      model: 'arch',
      messages: [{ role: 'user', content: 'hmm' }],
      routing_preferences: [
        { name: 'zebra_care', description: 'feeding and keeping a zebra', models: ['arch'] },
        { name: 'oil_painting' },
        { name: 'general' },
      ],
    });
  });

  it.each([{ models: ['arch'], route: null }, { models: ['arch'], route: '' }, { models: ['arch'] }])(
    'says by %j that no route fits',
    async (answer) => {
      answers(() => Response.json(answer));
      expect(await ask(policy())).toMatchObject({ matched: false, confidence: OTHER_PROBABILITY, source: 'remote' });
    },
  );

  it('that names a route of its own is malformed', async () => {
    answers(() => Response.json({ models: ['arch'], route: 'code generation' }));
    expect((await ask(policy())).failures).toEqual([{ classifier: 'remote', why: expect.stringMatching(/malformed/) }]);
  });
});

describe('a fault of the endpoint', () => {
  const faults: readonly [what: string, answer: Answer, why: RegExp][] = [
    ['refuses the key', () => new Response('no', { status: 401 }), /status 401/],
    ['limits the rate', () => new Response('slow down', { status: 429 }), /status 429/],
    ['fails', () => new Response('oops', { status: 500 }), /status 500/],
    ['is overloaded', () => new Response(null, { status: 503 }), /status 503/],
    [
      'redirects',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
      /status 302/,
    ],
    ['cannot be reached', () => Promise.reject(new Error('connection lost')), /connection lost/],
    ['answers HTML', () => new Response('<html>'), /not JSON/],
    ['answers nothing', () => new Response(null), /not JSON/],
    ['answers another shape', () => Response.json({ choices: [] }), /another shape/],
    ['answers null', () => Response.json(null), /another shape/],
    ['answers no text', () => chat(null), /another shape/],
    ['answers prose', () => chat('I cannot decide.'), /malformed/],
    ['answers an empty text', () => chat(''), /names no route/],
    ['names an unknown route', () => named('sports'), /does not have/],
    ['names two routes', () => chat('{"route": "general"} {"route": "zebra_care"}'), /more than one/],
    ['answers endlessly', () => new Response(body('x'.repeat(1000), 'endless').stream), /longer than 16384 bytes/],
  ];

  it.each(faults)('that %s is on record, and the answer before it stands', async (_, answer, why) => {
    answers(answer);
    const result = await ask(remotePolicy());
    expect(result.failures).toEqual([{ classifier: 'remote', why: expect.stringMatching(why) }]);
    expect(result).toMatchObject({ source: 'embedded', asked: ['embedded', 'remote'] });
  });

  it.each(faults)('that %s and is asked alone leaves the default route', async (_, answer) => {
    answers(answer);
    expect(await ask(remotePolicy({ order: ['remote'] }))).toMatchObject({ route: 'general', matched: false });
  });

  it('that answers late is left at the deadline, and its request is aborted', async () => {
    let signal: AbortSignal | null | undefined;
    fetching.mockImplementation((_, init) => {
      signal = init?.signal;
      return never();
    });
    const result = await late(ask(remotePolicy()));
    expect(result).toMatchObject({
      source: 'embedded',
      tookMs: 150,
      failures: [{ classifier: 'remote', why: 'No answer within the deadline of 150 ms.' }],
    });
    expect(signal?.aborted).toBe(true);
  });

  it('whose body stalls is left at the deadline, and the rest of it is cancelled', async () => {
    const { state, stream } = body('{"choices":', 'stalls');
    answers(() => new Response(stream));
    const result = await late(ask(remotePolicy()));
    expect(result).toMatchObject({ source: 'embedded', tookMs: 150, failures: [{ classifier: 'remote' }] });
    expect(state.cancelled).toBe(true);
  });

  it('whose body is endless is read to its bound and no further', async () => {
    const { state, stream } = body('x'.repeat(1000), 'endless');
    answers(() => new Response(stream));
    await ask(remotePolicy());
    expect(state.cancelled).toBe(true);
    expect(state.chunks * 1000).toBeLessThan(MAX_ANSWER_BYTES + 5000);
  });

  it('leaves the body of an error unread', async () => {
    const { state, stream } = body('x', 'endless');
    answers(() => new Response(stream, { status: 500 }));
    await ask(remotePolicy());
    expect(state.cancelled).toBe(true);
  });
});

describe('the breaker', () => {
  /** Asks anew each time, so that no answer comes from memory. */
  let said = 0;
  const again = (policy: ReturnType<typeof remotePolicy>) => ask(policy, {}, `hmm ${++said}`);

  async function broken() {
    const policy = remotePolicy();
    answers(() => new Response(null, { status: 500 }));
    for (let count = 0; count < MAX_FAILURES; count++) await again(policy);
    fetching.mockClear();
    return policy;
  }

  it('stops asking after so many failures, and says so', async () => {
    const result = await again(await broken());
    expect(fetching).not.toHaveBeenCalled();
    expect(result).toMatchObject({ source: 'embedded', asked: ['embedded', 'remote'], tookMs: 0 });
    expect(result.failures).toEqual([
      { classifier: 'remote', why: expect.stringMatching(/^It failed 3 times in a row/) },
    ]);
  });

  it('asks once after a while, and again for good when that succeeds', async () => {
    const policy = await broken();
    await vi.advanceTimersByTimeAsync(OPEN_MS);
    answers(() => named('zebra_care'));
    expect(await again(policy)).toMatchObject({ route: 'zebra_care', failures: [] });
    expect(await again(policy)).toMatchObject({ route: 'zebra_care', failures: [] });
    expect(fetching).toHaveBeenCalledTimes(2);
  });

  it('stays open when the one that was let through fails', async () => {
    const policy = await broken();
    await vi.advanceTimersByTimeAsync(OPEN_MS);
    await again(policy);
    await again(policy);
    expect(fetching).toHaveBeenCalledTimes(1);
  });

  it('counts what is late, and what is malformed', async () => {
    const policy = remotePolicy();
    answers(never);
    await late(again(policy));
    answers(() => chat('?'));
    await again(policy);
    answers(never);
    await late(again(policy));
    expect((await again(policy)).failures[0]?.why).toMatch(/^It failed 3 times/);
  });

  it('of one tenant is none of another tenant', async () => {
    await broken();
    answers(() => named('zebra_care'));
    expect(await again(remotePolicy())).toMatchObject({ route: 'zebra_care' });
  });

  it('does not hear of a conversation in which nobody has said anything', async () => {
    const policy = remotePolicy();
    const silent = [{ role: 'system', text: 'be brief' }] as const;
    for (let count = 0; count <= MAX_FAILURES; count++) {
      expect((await ask(policy, {}, silent)).failures[0]?.why).toMatch(/^Neither user nor assistant/);
    }
    answers(() => named('zebra_care'));
    expect(await again(policy)).toMatchObject({ route: 'zebra_care' });
  });
});

describe('the memory', () => {
  it('answers a question that was asked before, whatever its case and spacing', async () => {
    answers(() => named('zebra_care'));
    const policy = remotePolicy();
    await ask(policy, {}, 'Is it fed?');
    expect(await ask(policy, {}, '  is it\nFED? ')).toMatchObject({ route: 'zebra_care', source: 'remote' });
    expect(fetching).toHaveBeenCalledTimes(1);
  });

  it('tells by whom a thing was said, and what was said before', async () => {
    answers(() => named('zebra_care'));
    const policy = remotePolicy();
    await ask(policy, {}, [{ role: 'user', text: 'any?' }]);
    await ask(policy, {}, [{ role: 'assistant', text: 'any?' }]);
    await ask(policy, {}, [
      { role: 'user', text: 'oil' },
      { role: 'user', text: 'any?' },
    ]);
    expect(fetching).toHaveBeenCalledTimes(3);
  });

  it('holds for one tenant and one revision of its policy', async () => {
    answers(() => named('zebra_care'));
    const mine = remotePolicy();
    await ask(mine);
    await ask(remotePolicy({}, {}, { tenant: mine.tenant, revision: 'r2' }));
    await ask(remotePolicy());
    expect(fetching).toHaveBeenCalledTimes(3);
    await ask(remotePolicy({}, {}, { tenant: mine.tenant }));
    expect(fetching).toHaveBeenCalledTimes(3);
  });

  it('does not outlive ten minutes', async () => {
    answers(() => named('zebra_care'));
    const policy = remotePolicy();
    await ask(policy);
    await vi.advanceTimersByTimeAsync(600_000);
    await ask(policy);
    expect(fetching).toHaveBeenCalledTimes(2);
  });

  it('keeps no failure', async () => {
    const policy = remotePolicy();
    answers(() => new Response(null, { status: 500 }));
    await ask(policy);
    answers(() => named('zebra_care'));
    expect(await ask(policy)).toMatchObject({ route: 'zebra_care' });
  });
});
