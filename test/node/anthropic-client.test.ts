/**
 * The official Anthropic client against the whole service, over real sockets, with a provider of Anthropic's wire and one of
 * OpenAI's behind it. What is asked is Claude Code's shapes, whole and streamed answers, and every way to fail.
 */

import { createHash } from 'node:crypto';
import Anthropic, { APIError } from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BETA, CLAUDE_CODE, COUNT } from '../support/claude-code.ts';
import { type AnthropicSeen, COUNTED, SAID, SIGNATURE, startMockAnthropic } from '../support/mock-anthropic.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider.ts';
import { TEXT, TOOL_CALL } from '../support/openai-wire.ts';
import { ANTHROPIC_RECORDINGS, hasRecordings, linesOf } from '../support/recordings.ts';
import { copyProject, type Project, type Service, startService } from '../support/service.ts';

const KEY = 'sb-test-anthropic';
const HELLO = [{ role: 'user' as const, content: 'hello there' }];
const ASKED = { max_tokens: 1024, messages: HELLO };
const OURS = [
  ...[
    'plain',
    'thinks',
    'redacted',
    'calls',
    'refuses',
    'long',
    'status-401',
    'status-400',
    'status-429',
    'status-529',
  ],
  ...[
    'overloaded-mid',
    'overloaded-first',
    'cut-mid',
    'code-1',
    'code-2',
    'code-3',
    'code-4',
    'counted-1',
    'counted-2',
  ],
  ...ANTHROPIC_RECORDINGS.map((name) => `recorded-${name}`.replaceAll('.', '-')),
];
const OTHERS = ['ok', 'tool-call', 'status-503'];
const WEATHER = {
  name: 'weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
};

let anthropic: Awaited<ReturnType<typeof startMockAnthropic>>;
let openai: MockProvider;
let project: Project;
let service: Service;

beforeAll(async () => {
  anthropic = await startMockAnthropic();
  openai = await startMockProvider();
  project = await copyProject();
  await project.write('policies/shop.json', JSON.stringify(policy()));
  service = await startService(project, { ANTHROPIC_API_KEY: 'sk-ant-mock', OPENAI_API_KEY: 'sk-mock' });
  const hash = createHash('sha256').update(KEY).digest('hex');
  await service.kvPut(`key:${hash}`, JSON.stringify({ id: 'test', tenant: 'shop', plan: 'free' }));
});

afterAll(async () => {
  await service?.stop();
  anthropic?.close();
  await openai?.close();
  await project?.remove();
});

/** A policy's names have no dots; the recordings' have. */
const idOf = (name: string): string =>
  ANTHROPIC_RECORDINGS.map((one) => `recorded-${one}`).find((one) => one.replaceAll('.', '-') === name) ?? name;

function policy() {
  const price = { input: 1, output: 4 };
  return {
    tenant: 'shop',
    default: 'plain',
    routes: [
      { name: 'plain', description: 'anything', models: { instant: ['plain'] } },
      { name: 'failover', description: 'the failover route', models: { instant: ['overloaded-first', 'ok'] } },
    ],
    models: Object.fromEntries([
      ...OURS.map((name) => [name, { provider: 'claude', id: idOf(name), price }]),
      ...OTHERS.map((name) => [name, { provider: 'other', id: name, price }]),
    ]),
    providers: {
      claude: { kind: 'anthropic', baseUrl: `${anthropic.url}/v1`, key: 'ANTHROPIC_API_KEY' },
      other: { kind: 'openai-compatible', baseUrl: `${openai.url}/v1`, key: 'OPENAI_API_KEY' },
    },
    plans: { free: { limits: [{ id: '1d', of: 'requests', max: 500, per: '1d', then: 'refuse' }] } },
  };
}

const client = (apiKey = KEY) => new Anthropic({ apiKey, baseURL: service.url, maxRetries: 0 });
const chatClient = () => new OpenAI({ apiKey: KEY, baseURL: `${service.url}/v1`, maxRetries: 0 });

async function seenBy(model: string): Promise<AnthropicSeen[]> {
  return (await fetch(`${anthropic.url}/log?model=${model}`)).json() as Promise<AnthropicSeen[]>;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('the official Anthropic client', () => {
  it('reads a whole answer and its usage, from Anthropic and from another', async () => {
    const own = await client().messages.create({ model: 'plain', ...ASKED });
    expect(own).toMatchObject({ content: [{ type: 'text', text: SAID }], stop_reason: 'end_turn' });
    expect(own.usage).toMatchObject({ input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5 });
    const other = await client().messages.create({ model: 'ok', ...ASKED });
    expect(other).toMatchObject({
      content: [{ type: 'text', text: TEXT }],
      stop_reason: 'end_turn',
      role: 'assistant',
    });
    expect(other.usage).toMatchObject({ input_tokens: 13, cache_read_input_tokens: 8, output_tokens: 16 });
  });

  it('reads a stream with thoughts and their signatures', async () => {
    const message = await client()
      .messages.stream({ model: 'thinks', ...ASKED })
      .finalMessage();
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Two lists…', signature: SIGNATURE },
      { type: 'text', text: SAID },
    ]);
    expect(message.usage.output_tokens).toBe(20);
  });

  it('reads the stream of another provider as if it were one of Anthropic', async () => {
    const message = await client()
      .messages.stream({ model: 'ok', ...ASKED })
      .finalMessage();
    expect(message).toMatchObject({ content: [{ type: 'text', text: TEXT }], stop_reason: 'end_turn' });
    expect(message.usage).toMatchObject({ input_tokens: 13, cache_read_input_tokens: 8, output_tokens: 16 });
  });

  it('reads calls, with arguments and without, whole and streamed, from both', async () => {
    const tools = [WEATHER];
    const own = await client()
      .messages.stream({ model: 'calls', ...ASKED, tools })
      .finalMessage();
    expect(own.content.slice(1)).toMatchObject([{ input: { city: 'Zürich' } }, { name: 'now', input: {} }]);
    for (const stream of [true, false]) {
      const asked = { model: 'tool-call', ...ASKED, tools };
      const message = stream
        ? await client().messages.stream(asked).finalMessage()
        : await client().messages.create(asked);
      expect(message.stop_reason).toBe('tool_use');
      expect(message.content).toMatchObject([
        { type: 'tool_use', id: TOOL_CALL.id, name: TOOL_CALL.name, input: JSON.parse(TOOL_CALL.arguments) },
      ]);
    }
  });

  it('has the answer of the backup when the stream of the first begins with an error', async () => {
    const { data, response } = await client()
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
      () => client('sb-wrong').messages.create({ model: 'plain', ...ASKED }),
      401,
      'authentication_error',
    ],
    ['an unknown model', () => client().messages.create({ model: 'nobody', ...ASKED }), 404, 'not_found_error'],
    ['a bad request', () => client().messages.create({ model: 'status-400', ...ASKED }), 400, 'invalid_request_error'],
    ['an overloaded provider', () => client().messages.create({ model: 'status-529', ...ASKED }), 502, 'api_error'],
    ['a limited provider', () => client().messages.create({ model: 'status-429', ...ASKED }), 502, 'api_error'],
    [
      "a refused key of the operator's",
      () => client().messages.create({ model: 'status-401', ...ASKED }),
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

  for (const [model, message] of [
    ['overloaded-mid', /This is the overloaded_error/],
    ['cut-mid', /ended its stream without an end/],
  ] as const) {
    it(`are the last event of a stream that broke off (${model})`, async () => {
      let text = '';
      const reading = (async () => {
        const stream = await client().messages.create({ model, ...ASKED, stream: true });
        for await (const event of stream) {
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
        }
      })();
      await expect(reading).rejects.toThrow(APIError);
      await expect(reading).rejects.toThrow(message);
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
      const response = await post(path, body);
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
      const response = await post(
        '/v1/messages?beta=true',
        { ...body, model },
        { 'anthropic-beta': BETA, cookie: 'a=b' },
      );
      expect(response.status, await response.text()).toBe(200);
      const [seen] = await seenBy(model);
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
        (await (await fetch(`${service.url}/v1/usage`, { headers: { 'x-api-key': KEY } })).json()) as {
          limits: { used: number }[];
        }
      ).limits[0]?.used;
    const before = await used();
    const response = await post(
      '/v1/messages/count_tokens',
      { ...COUNT, model: 'counted-1' },
      { 'anthropic-beta': BETA },
    );
    expect(await response.json()).toEqual({ input_tokens: COUNTED });
    expect(response.headers.has('x-signalbox-estimated')).toBe(false);
    const [seen] = await seenBy('counted-1');
    expect(seen).toMatchObject({
      path: '/v1/messages/count_tokens',
      body: JSON.stringify({ ...COUNT, model: 'counted-1' }),
    });
    expect(await used()).toBe(before);
  });

  it('have their tokens estimated for a model of another provider, which is said', async () => {
    const { data, response } = await client().messages.countTokens({ model: 'ok', messages: HELLO }).withResponse();
    expect(data.input_tokens).toBeGreaterThan(2);
    expect(response.headers.get('x-signalbox-estimated')).toBe('input_tokens');
    const bad = await post('/v1/messages/count_tokens', { ...COUNT, model: 'status-400' });
    expect(bad.status).toBe(400);
    const down = await post('/v1/messages/count_tokens', { ...COUNT, model: 'status-529' });
    expect([down.status, down.headers.get('x-signalbox-estimated')]).toEqual([200, 'input_tokens']);
  });

  it('get their decision from /v1/route', async () => {
    const [, body] = Object.entries(CLAUDE_CODE)[1] ?? [];
    const decision = await (await post('/v1/route', { ...body, model: 'auto' })).json();
    expect(decision).toMatchObject({ effort: 'thinking', reason: 'pinned', signals: { modality: ['text', 'image'] } });
  });
});

describe('a request of another wire', () => {
  it('is put to Anthropic in its own terms, and the answer read by the official openai client', async () => {
    const { data, response } = await chatClient()
      .chat.completions.create({
        model: 'thinks',
        messages: [{ role: 'system', content: 'Be brief.' }, ...HELLO],
        seed: 7,
      })
      .withResponse();
    expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: SAID } });
    expect(data.usage).toMatchObject({ prompt_tokens: 115, completion_tokens: 20, total_tokens: 135 });
    expect(response.headers.get('x-signalbox-dropped')).toBe('seed');
    const sent = (await seenBy('thinks'))
      .map(({ body }) => JSON.parse(body))
      .find(({ system }) => system !== undefined);
    expect(sent).toEqual({
      ...{ model: 'thinks', max_tokens: 16_384, system: [{ type: 'text', text: 'Be brief.' }] },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello there' }] }],
    });
  });
});

describe.skipIf(!hasRecordings())('recorded streams of Anthropic (skipped without ../shared/fixtures)', () => {
  const expected = (name: string) => {
    const events = linesOf(name).map((line) => JSON.parse(line));
    const deltas = events.flatMap((event) => (event.type === 'content_block_delta' ? [event.delta] : []));
    return {
      text: deltas.map(({ text = '' }) => text).join(''),
      thinking: deltas.map(({ thinking = '' }) => thinking).join(''),
      calls: events
        .filter((event) => event.content_block?.type === 'tool_use')
        .map(({ content_block: { name: n } }) => n),
      output: events.find(({ type }) => type === 'message_delta').usage.output_tokens,
    };
  };

  for (const name of ANTHROPIC_RECORDINGS) {
    const model = `recorded-${name}`.replaceAll('.', '-');

    it(`${name} comes byte by byte to a client of the same wire`, async () => {
      const response = await post('/v1/messages', { model, ...ASKED, stream: true });
      expect(await response.text()).toBe(
        linesOf(name)
          .map((line) => `event: ${JSON.parse(line).type}\ndata: ${line}\n\n`)
          .join(''),
      );
    });

    it(`${name} says the same to a client of Chat Completions`, async () => {
      const { text, thinking, calls, output } = expected(name);
      const stream = chatClient().chat.completions.stream({
        model,
        messages: HELLO,
        stream_options: { include_usage: true },
      });
      let thought = '';
      stream.on('chunk', ({ choices: [choice] }) => {
        thought += String(Reflect.get(Object(choice?.delta), 'reasoning_content') ?? '');
      });
      const { choices, usage } = await stream.finalChatCompletion();
      expect(choices[0]?.message.content ?? '').toBe(text);
      expect(thought).toBe(thinking);
      expect((choices[0]?.message.tool_calls ?? []).map((call) => 'function' in call && call.function.name)).toEqual(
        calls,
      );
      expect(choices[0]?.finish_reason).toBe(calls.length > 0 ? 'tool_calls' : 'stop');
      expect(usage?.completion_tokens).toBe(output);
    });
  }
});
