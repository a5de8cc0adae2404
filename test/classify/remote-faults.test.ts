import { describe, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../src/classify/remote.ts';
import { ask, remotePolicy } from './asking.ts';
import { type Answer, answers, chat, endpoint, fakeEndpoint, late, named, never } from './endpoint.ts';

fakeEndpoint();

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
    expect(result.failures).toEqual([{ classifier: 'remote', why: expect.stringMatching(why), tookMs: 0 }]);
    expect(result).toMatchObject({ source: 'embedded', asked: ['embedded', 'remote'] });
  });

  it.each(faults)('that %s and is asked alone leaves the default route', async (_, answer) => {
    answers(answer);
    expect(await ask(remotePolicy({ order: ['remote'] }))).toMatchObject({ route: 'general', matched: false });
  });

  it('that answers late is left at the deadline, and its request is aborted', async () => {
    let signal: AbortSignal | null | undefined;
    endpoint().mockImplementation((_, init) => {
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
