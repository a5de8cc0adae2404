/**
 * The official Anthropic client against the whole service, over real sockets, with a provider of Anthropic's wire and one of
 * OpenAI's behind it. What is asked is Claude Code's shapes, whole and streamed answers, and every way to fail.
 */

import { APIError } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY, startAnthropicShop } from '../support/anthropic-shop.ts';
import { BETA, CLAUDE_CODE, COUNT } from '../support/claude-code.ts';
import { COUNTED, SAID, SIGNATURE } from '../support/mock-anthropic.ts';
import { TEXT, TOOL_CALL } from '../support/openai-wire.ts';

const HELLO = [{ role: 'user' as const, content: 'hello there' }];
const ASKED = { max_tokens: 1024, messages: HELLO };
const WEATHER = {
  name: 'weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
};

let shop: Awaited<ReturnType<typeof startAnthropicShop>>;

beforeAll(async () => {
  shop = await startAnthropicShop();
});

afterAll(() => shop?.stop());

describe('the official Anthropic client', () => {
  it('reads a whole answer and its usage, from Anthropic and from another', async () => {
    const own = await shop.client().messages.create({ model: 'plain', ...ASKED });
    expect(own).toMatchObject({ content: [{ type: 'text', text: SAID }], stop_reason: 'end_turn' });
    expect(own.usage).toMatchObject({ input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5 });
    const other = await shop.client().messages.create({ model: 'ok', ...ASKED });
    expect(other).toMatchObject({
      content: [{ type: 'text', text: TEXT }],
      stop_reason: 'end_turn',
      role: 'assistant',
    });
    expect(other.usage).toMatchObject({ input_tokens: 13, cache_read_input_tokens: 8, output_tokens: 16 });
  });

  it('reads a stream with thoughts and their signatures', async () => {
    const message = await shop
      .client()
      .messages.stream({ model: 'thinks', ...ASKED })
      .finalMessage();
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Two lists…', signature: SIGNATURE },
      { type: 'text', text: SAID },
    ]);
    expect(message.usage.output_tokens).toBe(20);
  });

  it('reads the stream of another provider as if it were one of Anthropic', async () => {
    const message = await shop
      .client()
      .messages.stream({ model: 'ok', ...ASKED })
      .finalMessage();
    expect(message).toMatchObject({ content: [{ type: 'text', text: TEXT }], stop_reason: 'end_turn' });
    expect(message.usage).toMatchObject({ input_tokens: 13, cache_read_input_tokens: 8, output_tokens: 16 });
  });

  it('reads calls, with arguments and without, whole and streamed, from both', async () => {
    const tools = [WEATHER];
    const own = await shop
      .client()
      .messages.stream({ model: 'calls', ...ASKED, tools })
      .finalMessage();
    expect(own.content.slice(1)).toMatchObject([{ input: { city: 'Zürich' } }, { name: 'now', input: {} }]);
    for (const stream of [true, false]) {
      const asked = { model: 'tool-call', ...ASKED, tools };
      const message = stream
        ? await shop.client().messages.stream(asked).finalMessage()
        : await shop.client().messages.create(asked);
      expect(message.stop_reason).toBe('tool_use');
      expect(message.content).toMatchObject([
        { type: 'tool_use', id: TOOL_CALL.id, name: TOOL_CALL.name, input: JSON.parse(TOOL_CALL.arguments) },
      ]);
    }
  });

  it('has the answer of the backup when the stream of the first begins with an error', async () => {
    const { data, response } = await shop
      .client()
      .messages.create({ model: 'route:failover', ...ASKED, stream: true })
      .withResponse();
    let text = '';
    for await (const event of data) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
    }
    expect(text).toBe(TEXT);
    expect(response.headers.get('x-signalbox-model')).toBe('ok');
  });
});

describe('errors in the words of Anthropic', () => {
  const ways: [string, () => Promise<unknown>, number, string][] = [
    [
      'a wrong key',
      () => shop.client('sb-wrong').messages.create({ model: 'plain', ...ASKED }),
      401,
      'authentication_error',
    ],
    ['an unknown model', () => shop.client().messages.create({ model: 'nobody', ...ASKED }), 404, 'not_found_error'],
    [
      'a bad request',
      () => shop.client().messages.create({ model: 'status-400', ...ASKED }),
      400,
      'invalid_request_error',
    ],
    [
      'an overloaded provider',
      () => shop.client().messages.create({ model: 'status-529', ...ASKED }),
      502,
      'overloaded_error',
    ],
    [
      'a limited provider',
      () => shop.client().messages.create({ model: 'status-429', ...ASKED }),
      502,
      'overloaded_error',
    ],
    [
      "a refused key of the operator's",
      () => shop.client().messages.create({ model: 'status-401', ...ASKED }),
      502,
      'api_error',
    ],
  ];
  for (const [what, ask, status, type] of ways) {
    it(`tell of ${what}`, async () => {
      const error = await ask().then(
        () => null,
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ status, type, error: { type: 'error', error: { type } } });
    });
  }

  for (const [model, type, message] of [
    ['overloaded-mid', 'overloaded_error', /This is the overloaded_error/],
    ['cut-mid', 'api_error', /ended its stream without an end/],
  ] as const) {
    it(`are the last event of a stream that broke off (${model})`, async () => {
      let text = '';
      const reading = (async () => {
        const stream = await shop.client().messages.create({ model, ...ASKED, stream: true });
        for await (const event of stream) {
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
        }
      })();
      await expect(reading).rejects.toThrow(APIError);
      await expect(reading).rejects.toThrow(message);
      await expect(reading).rejects.toMatchObject({ type });
      expect(text).toBe(SAID);
    });
  }

  const refused: [string, string, unknown, number, string, RegExp][] = [
    ['no JSON', '/v1/messages', '{', 400, 'invalid_request_error', /JSON/],
    ['no max_tokens', '/v1/messages', { messages: HELLO }, 400, 'invalid_request_error', /^max_tokens: Field required/],
    ['no messages', '/v1/messages', { max_tokens: 1 }, 400, 'invalid_request_error', /^messages: /],
    ['a path that is not there', '/v1/messages/batches', {}, 404, 'not_found_error', /nothing at/],
  ];
  for (const [what, path, body, status, type, message] of refused) {
    it(`tell of ${what}`, async () => {
      const response = await shop.post(path, body);
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({
        type: 'error',
        error: { type, message: expect.stringMatching(message) },
      });
    });
  }
});

describe('requests of Claude Code', () => {
  for (const [at, [name, body]] of Object.entries(CLAUDE_CODE).entries()) {
    it(`reach Anthropic byte by byte, but for the model: ${name}`, async () => {
      const model = `code-${at + 1}`;
      const response = await shop.post(
        '/v1/messages?beta=true',
        { ...body, model },
        { 'anthropic-beta': BETA, cookie: 'a=b' },
      );
      expect(response.status, await response.text()).toBe(200);
      const [seen] = await shop.seenBy(model);
      expect(seen?.body).toBe(JSON.stringify({ ...body, model }));
      expect(seen?.headers).toMatchObject({ 'x-api-key': 'sk-ant-mock', 'anthropic-beta': BETA });
      expect(seen?.headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
      expect(seen?.headers).not.toHaveProperty('cookie');
      expect(JSON.stringify(seen?.headers)).not.toContain(KEY);
    });
  }

  it('have their tokens counted by Anthropic, and use no quota', async () => {
    const used = async () =>
      (
        (await (await fetch(`${shop.url}/v1/usage`, { headers: { 'x-api-key': KEY } })).json()) as {
          limits: { used: number }[];
        }
      ).limits[0]?.used;
    const before = await used();
    const response = await shop.post(
      '/v1/messages/count_tokens',
      { ...COUNT, model: 'counted-1' },
      { 'anthropic-beta': BETA },
    );
    expect(await response.json()).toEqual({ input_tokens: COUNTED });
    expect(response.headers.has('x-signalbox-estimated')).toBe(false);
    const [seen] = await shop.seenBy('counted-1');
    expect(seen).toMatchObject({
      path: '/v1/messages/count_tokens',
      body: JSON.stringify({ ...COUNT, model: 'counted-1' }),
    });
    expect(await used()).toBe(before);
  });

  it('have their tokens estimated for a model of another provider, which is said', async () => {
    const { data, response } = await shop
      .client()
      .messages.countTokens({ model: 'ok', messages: HELLO })
      .withResponse();
    expect(data.input_tokens).toBeGreaterThan(2);
    expect(response.headers.get('x-signalbox-estimated')).toBe('input_tokens');
    const bad = await shop.post('/v1/messages/count_tokens', { ...COUNT, model: 'status-400' });
    expect(bad.status).toBe(400);
    const down = await shop.post('/v1/messages/count_tokens', { ...COUNT, model: 'status-529' });
    expect([down.status, down.headers.get('x-signalbox-estimated')]).toEqual([200, 'input_tokens']);
  });

  it('get their decision from /v1/route', async () => {
    const [, body] = Object.entries(CLAUDE_CODE)[1] ?? [];
    const decision = await (await shop.post('/v1/route', { ...body, model: 'auto' })).json();
    expect(decision).toMatchObject({ effort: 'thinking', reason: 'pinned', signals: { modality: ['text', 'image'] } });
  });
});

describe('a request of another wire', () => {
  it('is put to Anthropic in its own terms, and the answer read by the official openai client', async () => {
    const { data, response } = await shop
      .chatClient()
      .chat.completions.create({
        model: 'thinks',
        messages: [{ role: 'system', content: 'Be brief.' }, ...HELLO],
        seed: 7,
      })
      .withResponse();
    expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: SAID } });
    expect(data.usage).toMatchObject({ prompt_tokens: 115, completion_tokens: 20, total_tokens: 135 });
    expect(response.headers.get('x-signalbox-dropped')).toBe('seed');
    const sent = (await shop.seenBy('thinks'))
      .map(({ body }) => JSON.parse(body))
      .find(({ system }) => system !== undefined);
    expect(sent).toEqual({
      ...{ model: 'thinks', max_tokens: 16_384, system: [{ type: 'text', text: 'Be brief.' }] },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello there' }] }],
    });
  });
});
