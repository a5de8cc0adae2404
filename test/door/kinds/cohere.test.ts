import { afterEach, describe, expect, it, vi } from 'vitest';
import { answering, json, stream } from '../../support/fetched.ts';
import { namedStream } from '../../support/recording.ts';
import { givenTenant } from '../../support/tenant.ts';

const HOST = 'api.cohere.com';
const PRICE = { input: 1, cachedInput: 0.1, output: 4 };
const POLICY = {
  providers: { mock: { kind: 'cohere', key: 'OPENAI_API_KEY' } },
  models: { command: { provider: 'mock', id: 'command-a-03-2025', can: ['tools', 'json'], price: PRICE } },
  routes: [{ name: 'general', description: 'anything', models: { instant: ['command'] } }],
};
const LIMITS = [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' }];
const given = () => givenTenant({ policy: POLICY, limits: LIMITS });
const USAGE = {
  billed_units: { input_tokens: 12, output_tokens: 7 },
  tokens: { input_tokens: 507, output_tokens: 10 },
};
const SAID = [{ role: 'user' as const, content: 'hello there' }];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Cohere behind the chat wire', () => {
  it('answers whole, and is charged by what it bills', async () => {
    const message = { role: 'assistant', content: [{ type: 'text', text: 'Paris.' }] };
    const seen = answering(HOST, [json({ id: 'm', finish_reason: 'COMPLETE', message, usage: USAGE })]);
    const tenant = await given();
    const answer = await tenant.client.chat.completions.create({ model: 'auto', messages: SAID, top_p: 1 });
    expect(answer).toMatchObject({
      choices: [{ message: { content: 'Paris.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 7 },
    });
    expect(seen).toMatchObject([
      {
        url: `https://${HOST}/v2/chat`,
        headers: { authorization: 'Bearer sk-test-openai' },
        body: { model: 'command-a-03-2025', messages: SAID, p: 0.99 },
      },
    ]);
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>()).limits[0])
      .toMatchObject({ used: 0.00004, held: 0 });
  });

  it('answers in a stream, byte by byte, and its calls too', async () => {
    const delta = (type: string, message: object) => ({ type, index: 0, delta: { message } });
    const called = { id: 'c1', type: 'function', function: { name: 'look', arguments: '' } };
    const events = [
      { type: 'message-start', id: 'm' },
      delta('tool-plan-delta', { tool_plan: 'I will look.' }),
      delta('tool-call-start', { tool_calls: called }),
      delta('tool-call-delta', { tool_calls: { function: { arguments: '{"city":"Zürich"}' } } }),
      { type: 'tool-call-end', index: 0 },
      { type: 'message-end', delta: { finish_reason: 'TOOL_CALL', usage: USAGE } },
    ];
    answering(HOST, [stream(namedStream(events.map((one) => JSON.stringify(one))))]);
    const { client } = await given();
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
    const chunks = await client.chat.completions.create({ model: 'auto', messages: SAID, tools, stream: true });
    let json = '';
    let plan = '';
    const ends: unknown[] = [];
    for await (const { choices } of chunks) {
      json += choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? '';
      plan += Reflect.get(choices[0]?.delta ?? {}, 'reasoning_content') ?? '';
      if (choices[0]?.finish_reason != null) ends.push(choices[0].finish_reason);
    }
    expect({ json, plan, ends }).toEqual({ json: '{"city":"Zürich"}', plan: 'I will look.', ends: ['tool_calls'] });
  });

  it('is not sent fields it has no word for, whatever their names hold, and the client is told', async () => {
    const message = { content: [{ type: 'text', text: 'Paris.' }] };
    const seen = answering(HOST, [json({ finish_reason: 'COMPLETE', message, usage: USAGE })]);
    const response = await (await given()).chat({ model: 'auto', 'sn\u2603w\n': 1, logit_bias: {} });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-signalbox-dropped')).toBe('sn%E2%98%83w%0A, logit_bias');
    expect(Object.keys(seen[0]?.body ?? {}).sort()).toEqual(['max_tokens', 'messages', 'model']);
  });

  it('that fails before its first word gives way, and in its own words', async () => {
    answering(HOST, [
      stream(namedStream([JSON.stringify({ type: 'message-end', delta: { finish_reason: 'ERROR' } })])),
    ]);
    const response = await (await given()).chat({ model: 'auto', stream: true });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { code: 'provider_failed', message: expect.stringContaining('stopped with ERROR') },
    });
  });
});
