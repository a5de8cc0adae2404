import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answering, json, stream } from '../../support/fetched.ts';
import { geminiStream } from '../../support/recording.ts';
import { givenTenant } from '../../support/tenant.ts';

const HOST = 'generativelanguage.googleapis.com';
const PRICE = { input: 1, cachedInput: 0.1, output: 4 };
const POLICY = {
  providers: { mock: { kind: 'google', key: 'OPENAI_API_KEY' } },
  models: {
    gemini: { provider: 'mock', id: 'gemini-3.1-pro-preview', can: ['tools', 'vision', 'json'], price: PRICE },
  },
  routes: [{ name: 'general', description: 'anything', models: { instant: ['gemini'] } }],
};
const LIMITS = [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' }];
const given = () => givenTenant({ policy: POLICY, limits: LIMITS });

const USAGE = { promptTokenCount: 20, candidatesTokenCount: 4, thoughtsTokenCount: 6, cachedContentTokenCount: 10 };
const answer = (parts: readonly object[], more: object = { finishReason: 'STOP' }) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  usageMetadata: USAGE,
  modelVersion: 'gemini-3.1-pro-preview',
  responseId: 'r1',
});
const CALL = { functionCall: { name: 'look', args: { city: 'Zürich' } }, thoughtSignature: 'c2lnbmVk' };
const TOOLS = [
  {
    type: 'function' as const,
    function: {
      name: 'look',
      parameters: { type: 'object', properties: { city: { type: 'string', minLength: 1 } }, $schema: 'x' },
    },
  },
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Gemini behind the chat wire', () => {
  it('answers whole, and is charged by its own count', async () => {
    const seen = answering(HOST, [json(answer([{ text: 'Grüezi' }]))]);
    const tenant = await given();
    const { data, response } = await tenant.client.chat.completions
      .create({
        model: 'auto',
        messages: [{ role: 'user', content: 'hello there' }],
        max_tokens: 50,
        logit_bias: { 1: 1 },
      })
      .withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'gemini-3.1-pro-preview',
      choices: [{ message: { role: 'assistant', content: 'Grüezi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 10 } },
    });
    expect(response.headers.get('x-signalbox-dropped')).toBe('logit_bias');
    expect(seen).toMatchObject([
      {
        url: `https://${HOST}/v1beta/models/gemini-3.1-pro-preview:generateContent`,
        headers: { 'x-goog-api-key': 'sk-test-openai' },
        body: {
          contents: [{ role: 'user', parts: [{ text: 'hello there' }] }],
          generationConfig: { maxOutputTokens: 50 },
        },
      },
    ]);
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    // 10 read anew, 10 from the cache at a tenth, 10 written at four: 10 + 1 + 40 millionths.
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>()).limits[0])
      .toMatchObject({ used: 0.000051, held: 0 });
  });

  it('answers in a stream, byte by byte', async () => {
    const events = [
      answer([{ text: 'Hm', thought: true }], {}),
      answer([{ text: 'Grü' }], {}),
      answer([{ text: 'ezi' }]),
    ];
    answering(HOST, [stream(geminiStream(events.map((one) => JSON.stringify(one))))]);
    const { client } = await given();
    const chunks = await client.chat.completions.create({
      ...{ model: 'auto', messages: [{ role: 'user', content: 'hello there' }], stream: true },
      stream_options: { include_usage: true },
    });
    let text = '';
    let thought = '';
    const ends: unknown[] = [];
    for await (const { choices, usage } of chunks) {
      text += choices[0]?.delta.content ?? '';
      thought += Reflect.get(choices[0]?.delta ?? {}, 'reasoning_content') ?? '';
      if (choices[0]?.finish_reason != null) ends.push(choices[0].finish_reason);
      if (usage != null) ends.push(usage.completion_tokens);
    }
    expect({ text, thought, ends }).toEqual({ text: 'Grüezi', thought: 'Hm', ends: ['stop', 10] });
  });

  it('is given the signature of its call back, over two turns', async () => {
    const seen = answering(HOST, [json(answer([CALL])), json(answer([{ text: 'It rains.' }]))]);
    const { client } = await given();
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'How is it in Zürich?' }];
    const first = await client.chat.completions.create({ model: 'auto', messages, tools: TOOLS });
    const message = first.choices[0]?.message;
    expect(first.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ id: 'call_r1_0', function: { name: 'look' } }] },
    });
    if (message === undefined) throw new Error('There is no answer.');
    messages.push(message, { role: 'tool', tool_call_id: 'call_r1_0', content: '{"sky":"rain"}' });
    const second = await client.chat.completions.create({ model: 'auto', messages, tools: TOOLS });
    expect(second.choices[0]?.message.content).toBe('It rains.');
    expect(seen[1]?.body['contents']).toEqual([
      { role: 'user', parts: [{ text: 'How is it in Zürich?' }] },
      { role: 'model', parts: [{ ...CALL, functionCall: { ...CALL.functionCall, id: 'call_r1_0' } }] },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'call_r1_0', name: 'look', response: { output: { sky: 'rain' } } } }],
      },
    ]);
  });

  it('that finds fault with a request says so in its own words, and never its key', async () => {
    const fault = [{ error: { code: 400, message: 'Unknown name "x" for key sk-test-openai', status: 'INVALID' } }];
    answering(HOST, [json(fault, 400)]);
    const response = await (await given()).chat({ model: 'auto' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_request', message: expect.stringContaining('Unknown name "x" for key [secret]') },
    });
  });

  it('whose stream ends without a reason is broken off', async () => {
    answering(HOST, [stream(geminiStream([JSON.stringify(answer([{ text: 'Grü' }], {}))]))]);
    const said = await (await (await given()).chat({ model: 'auto', stream: true })).text();
    expect(said).toContain('"content":"Grü"');
    expect(said).toContain('"code":"provider_failed"');
    expect(said).not.toContain('[DONE]');
  });

  it('is not asked for what it has no word for', async () => {
    const seen = answering(HOST, []);
    const stop = ['1', '2', '3', '4', '5', '6'];
    const response = await (await given()).chat({ model: 'auto', stop });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: 'no_model_fits', message: expect.stringContaining('more than 5 stop sequences') },
    });
    expect(seen).toEqual([]);
  });
});
