/** Features of failover that meet: who is beaten, who has failed, and who may be asked again. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Target } from '../../src/provider/contract.ts';
import { Failover } from '../../src/provider/failover.ts';
import { Health, modelKey } from '../../src/provider/health.ts';
import { framerOf } from '../../src/stream/framings.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { orderOf, targetOf } from '../support/order.ts';

afterEach(() => vi.restoreAllMocks());

const target = (name: string): Target => {
  const made = targetOf('openai-compatible', { name, id: name }, { baseUrl: `https://${name}.example/v1` });
  return { ...made, timeouts: { ...made.timeouts, totalMs: milliseconds(20_000) } };
};

const HELLO = 'data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n';
const streamed = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } });

/** `late` has not answered when `rival` is asked; what each then answers is for the test to say. */
async function race({ stream = true, health = new Health(() => 0.5) } = {}) {
  const targets = ['late', 'rival'].map(target);
  const calls: { readonly host: string; readonly answer: (response: Response) => void }[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    init?.signal?.addEventListener('abort', () => reject(new Error('ended')));
    calls.push({ host: new URL(String(url)).host.replace('.example', ''), answer: resolve });
    return promise;
  });
  const [late, rival] = targets;
  if (late === undefined || rival === undefined) throw new Error('There are two.');
  const key = `${stream ? 'stream' : 'whole'} ${modelKey('t', late)}`;
  for (let count = 0; count < 20; count++) health.pace.observe(key, 1);
  const failover = new Failover({
    ...{ targets, order: orderOf({ ask: { stream } }), health, hedges: true, framerOf, startedAt: unixMs(0) },
    ...{ clientGone: new AbortController().signal, abandoned: new AbortController().signal, clock: () => unixMs(0) },
    ...{ estimateTokens: (text: string) => text.length, readUrl: (url: string) => ({ ok: true as const, url }) },
    ai: undefined,
  });
  const next = failover.next();
  await vi.waitFor(() => expect(calls).toHaveLength(2));
  const answer = (host: string, response: Response) => calls.findLast((call) => call.host === host)?.answer(response);
  const isDown = (of: Target) => health.breaker.isDown(modelKey('t', of));
  return { failover, next, calls, answer, health, late, rival, isDown };
}

describe('one that is late and is beaten', () => {
  it('has failed for the breaker, while a rival that is beaten had no time to', async () => {
    const one = await race();
    one.answer('rival', streamed(HELLO));
    expect((await one.next)?.model).toBe('rival');
    expect([one.isDown(one.late), one.isDown(one.rival)]).toEqual([true, false]);
    vi.restoreAllMocks();
    const other = await race();
    other.answer('late', streamed(HELLO));
    expect((await other.next)?.model).toBe('late');
    expect([other.isDown(other.late), other.isDown(other.rival)]).toEqual([false, false]);
    // It was no failure of the request's: nobody else is to be told.
    expect([one.failover.outages, one.failover.failures]).toEqual([[], []]);
  });

  it('is asked again when the rival that beat it fails before its client has seen anything', async () => {
    const { next, answer, failover, calls } = await race({ stream: false });
    answer('rival', new Response('{"no": "answer"}'));
    const won = await next;
    expect(won?.model).toBe('rival');
    if (won === null || won === undefined) return;
    failover.report(won.failed('malformed', 'sent an answer that cannot be read'));
    const again = failover.next();
    await vi.waitFor(() => expect(calls.map(({ host }) => host)).toEqual(['late', 'rival', 'late']));
    answer('late', new Response('{}'));
    expect((await again)?.model).toBe('late');
    expect(failover.beside.map(({ target: { model } }) => model.name)).toEqual(['late']);
  });

  it('goes on with the answer of the rival that beat it and broke off', async () => {
    const { next, answer, failover, calls } = await race();
    answer('rival', streamed(HELLO));
    const won = await next;
    failover.begun();
    const broke = won?.failed('cut', 'broke off its stream');
    expect(broke !== undefined && failover.goOn({ text: 'Hello', tokens: { output: 1, input: 1 } }, broke)).toBe(true);
    const again = failover.next();
    await vi.waitFor(() => expect(calls).toHaveLength(3));
    answer('late', streamed(HELLO));
    expect((await again)?.model).toBe('late');
  });
});

it('of two whose answers come in one moment the one that is not read is cancelled', async () => {
  const { next, answer, failover } = await race({ stream: false });
  const cancel = vi.fn();
  answer('rival', new Response('{}'));
  answer('late', new Response(new ReadableStream({ cancel })));
  expect((await next)?.model).toBe('rival');
  await vi.waitFor(() => expect(cancel).toHaveBeenCalled());
  // It has read the request, and is paid for.
  expect(failover.beside).toHaveLength(1);
});

it('one that has failed and has yet to say why is not paid for when the other answers', async () => {
  const { next, answer, failover, isDown, late } = await race();
  answer('late', new Response(new ReadableStream(), { status: 503 }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  answer('rival', streamed(HELLO));
  expect((await next)?.model).toBe('rival');
  expect(failover.beside).toEqual([]);
  expect(failover.failures).toMatchObject([{ model: 'late', status: 503 }]);
  expect(isDown(late)).toBe(true);
});
