import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anthropicRefusal, openAiRefusal, Refusal, type Why } from '../src/error.ts';

const text = { message: 'It is so.' };

/** Every way to say no, as CONTRACT §7 has it: what both wires make of it. `retry` is what Retry-After holds. */
const TABLE: readonly (readonly [Why, number, string, retry?: string])[] = [
  [{ code: 'invalid_request', ...text, param: 'n' }, 400, 'invalid_request_error'],
  [{ code: 'invalid_api_key', ...text }, 401, 'authentication_error'],
  [{ code: 'not_allowed', ...text, param: null }, 403, 'permission_error'],
  [{ code: 'not_found', ...text, param: 'model' }, 404, 'not_found_error'],
  [{ code: 'conflict', ...text }, 409, 'invalid_request_error'],
  [{ code: 'too_large', ...text }, 413, 'request_too_large'],
  [{ code: 'invalid_policy', ...text, problems: [] }, 422, 'invalid_request_error'],
  [{ code: 'no_model_fits', ...text, param: null }, 422, 'invalid_request_error'],
  [{ code: 'limit_reached', ...text, limit: 'day', retryAfterSeconds: 30.2 }, 429, 'rate_limit_error', '31'],
  [{ code: 'provider_failed', ...text, retryAfterSeconds: null }, 502, 'api_error'],
  [{ code: 'provider_failed', ...text, retryAfterSeconds: 0.2, busy: true }, 502, 'overloaded_error', '1'],
  [{ code: 'unavailable', ...text, retryAfterSeconds: 60 }, 503, 'overloaded_error', '60'],
  [{ code: 'provider_timeout', ...text }, 504, 'api_error'],
];

describe('a refusal', () => {
  for (const [why, status, type, retry] of TABLE) {
    it(`${why.code} is ${status} ${type}, in the words of either wire`, async () => {
      const refusal = new Refusal(why, { headers: { 'x-signalbox-decision': 'dec_1' } });
      const messages = anthropicRefusal(refusal);
      expect(await messages.json()).toEqual({ type: 'error', error: { type, message: why.message } });
      const openai = openAiRefusal(refusal);
      const param = 'param' in why ? why.param : null;
      expect(await openai.json()).toMatchObject({ error: { type, code: why.code, message: why.message, param } });
      for (const response of [messages, openai]) {
        expect(response.status).toBe(status);
        expect(response.headers.get('retry-after')).toBe(retry ?? null);
        expect(response.headers.get('x-signalbox-decision')).toBe('dec_1');
        expect(response.headers.get('content-type')).toBe('application/json');
      }
    });
  }
});

describe('official clients, told that all providers are busy', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const busy = new Refusal({ code: 'provider_failed', ...text, retryAfterSeconds: 7, busy: true });
  const ask = { max_tokens: 9, messages: [{ role: 'user' as const, content: 'hi' }], model: 'auto' };
  /** Answers the first call with the refusal and the second with success. */
  const answering = (refused: Response) =>
    vi.fn(async () => (calls(answer) === 1 ? refused : Response.json({ id: 'x' })));
  let answer: ReturnType<typeof answering>;
  const calls = (fetched: { readonly mock: { readonly calls: readonly unknown[] } }): number =>
    fetched.mock.calls.length;
  const clients: [string, () => Response, () => Promise<unknown>][] = [
    [
      'Anthropic',
      () => anthropicRefusal(busy),
      () => new Anthropic({ apiKey: 'k', baseURL: 'https://x', maxRetries: 1, fetch: answer }).messages.create(ask),
    ],
    [
      'OpenAI',
      () => openAiRefusal(busy),
      () =>
        new OpenAI({ apiKey: 'k', baseURL: 'https://x', maxRetries: 1, fetch: answer }).chat.completions.create(ask),
    ],
  ];
  for (const [name, refused, create] of clients) {
    it(`try again when Retry-After says, and not sooner (${name})`, async () => {
      vi.useFakeTimers();
      answer = answering(refused());
      const answered = create();
      await vi.advanceTimersByTimeAsync(6900);
      expect(calls(answer)).toBe(1);
      await vi.advanceTimersByTimeAsync(200);
      expect(await answered).toMatchObject({ id: 'x' });
      expect(calls(answer)).toBe(2);
    });
  }
});
