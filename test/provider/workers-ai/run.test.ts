import { describe, expect, it } from 'vitest';
import type { AiRunner } from '../../../src/classify/workers-ai.ts';
import { statusFailure } from '../../../src/provider/failure.ts';
import { whyUnusable } from '../../../src/provider/target.ts';
import { run } from '../../../src/provider/workers-ai/run.ts';
import { targetOf } from '../../support/order.ts';

type Answer = (...given: Parameters<AiRunner['run']>) => unknown;
const runner = (answer: Answer): AiRunner => ({ run: async (...given) => answer(...given) });
const CALL = { url: '@cf/a/b', headers: {}, body: '{"messages":[]}', dropped: [] };
const ask = (answer: Answer, signal = new AbortController().signal) => run(runner(answer), CALL, signal);

/** A stream that goes on until it is cancelled. */
function endless() {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: {"response":"a"}\n\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  return { body, isCancelled: () => cancelled };
}

describe('the binding of Workers AI', () => {
  it('is asked for a raw response, with a signal', async () => {
    const given: unknown[] = [];
    const { signal } = new AbortController();
    await ask((...all) => given.push(all), signal);
    expect(given).toEqual([['@cf/a/b', { messages: [] }, { returnRawResponse: true, signal }]]);
  });

  it('may answer raw, with a stream, or with what the model said', async () => {
    const raw = await ask(() => new Response('slow', { status: 429, headers: { 'retry-after': '3' } }));
    expect([raw.status, raw.headers.get('retry-after'), await raw.text()]).toEqual([429, '3', 'slow']);
    const streamed = await ask(() => new Blob(['data: [DONE]\n\n']).stream());
    expect([streamed.status, streamed.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(await streamed.text()).toBe('data: [DONE]\n\n');
    expect(await (await ask(() => ({ response: 'Hi' }))).json()).toEqual({ response: 'Hi' });
  });

  it.each([
    ['InferenceUpstreamError: 3040: Capacity temporarily exceeded for @cf/a/b, please try again', 429, true, true],
    ['AiError: 3036: you have used up your daily free allocation of 10,000 neurons', 429, true, true],
    ['3007: Request timeout', 408, true, true],
    ['5007: No such model @cf/a/b or task', 404, true, false],
    ['3023: Service unavailable for account', 403, true, false],
    ['AiError: 5006: Error: required properties at "/" are "messages"', 400, false, false],
    ['InferenceUpstreamError [AiError]: 3010: Invalid or incomplete input for the model', 400, false, false],
    ['3006: Request is too large', 413, false, false],
    ['the connection to 10.0.0.1 port 5006 was lost', 502, true, true],
    ['fetch failed', 502, true, true],
  ])('that throws "%s" is a status of %i with its words', async (message, status, retryable, blames) => {
    const response = await ask(() => {
      throw new Error(message);
    });
    expect([response.status, await response.json()]).toEqual([status, { message }]);
    // What a number comes to: whether another model is asked, and whether the breaker counts it.
    expect(statusFailure('m', response.status, message, null)).toMatchObject({ retryable, blames });
  });

  it('that cannot be handed a signal is asked without one', async () => {
    const asked: unknown[] = [];
    const response = await ask((_model, _inputs, options) => {
      asked.push(options?.signal);
      if (options?.signal !== undefined) throw new DOMException('AbortSignal serialization', 'DataCloneError');
      return { response: 'Hi' };
    });
    expect([asked.length, response.status]).toEqual([2, 200]);
  });

  it('is let go when the client leaves before it has answered', async () => {
    const gone = new AbortController();
    const { body, isCancelled } = endless();
    const asked = ask(() => {
      gone.abort(new Error('hung up'));
      return new Response(body);
    }, gone.signal);
    await expect(asked).rejects.toThrow('hung up');
    expect(isCancelled()).toBe(true);
  });

  it('is ended in the middle of its stream when the client leaves', async () => {
    const gone = new AbortController();
    const { body, isCancelled } = endless();
    const reader = (await ask(() => new Response(body), gone.signal)).body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    gone.abort(new Error('hung up'));
    await expect.poll(isCancelled).toBe(true);
  });

  it('that is missing makes its models unusable, with a sentence that says what to do', () => {
    const { model } = targetOf('workers-ai', {}, { key: null });
    expect(whyUnusable(model, () => undefined, false)).toBe(
      'the binding AI is missing: add [ai] with binding = "AI" to wrangler.toml',
    );
    expect(whyUnusable(model, () => undefined, true)).toBeNull();
  });
});
