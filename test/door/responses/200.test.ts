import type { ResponseInput, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { describe, expect, inject, it } from 'vitest';
import { TEXT, TOOL_CALL } from '../../support/openai-wire.ts';
import { givenResponses, type ResponsesTenant } from '../../support/responses-tenant.ts';
import { SEALED } from '../../support/responses-wire.ts';
import { seenBy } from '../../support/tenant.ts';

const WEATHER = {
  type: 'function' as const,
  name: TOOL_CALL.name,
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
  strict: false,
};
const HELLO = { model: 'auto', input: 'hello there' };

async function streamed({ client }: ResponsesTenant, more: object = {}) {
  const events: ResponseStreamEvent[] = [];
  for await (const event of await client.responses.create({ ...HELLO, ...more, stream: true })) events.push(event);
  return events;
}

/** The provider's own bytes for the same request, whose ids alone differ from answer to answer. */
async function direct(model: string, body: object) {
  const answer = await fetch(`${inject('providerUrl')}/a/v1/responses`, {
    method: 'POST',
    body: JSON.stringify({ ...HELLO, ...body, model }),
  });
  return withoutIds(await answer.text());
}
const withoutIds = (text: string) => text.replaceAll(/(resp|rs|msg|fc)_[0-9a-f]{48}/g, '$1_');

describe('200: OpenAI itself', () => {
  it.each([false, true])('is called at /responses, and its bytes go out as they come (stream: %s)', async (stream) => {
    const tenant = await givenResponses({ models: ['ok@a'] });
    const answer = await tenant.respond({ ...HELLO, stream });
    expect(answer.headers.get('x-signalbox-model')).toBe(tenant.of('ok'));
    expect(withoutIds(await answer.text())).toBe(await direct(tenant.of('ok'), { stream }));
    const [seen] = await seenBy(tenant.of('ok'));
    expect(seen).toMatchObject({ path: '/a/v1/responses', headers: { authorization: 'Bearer sk-test-openai' } });
    expect(seen?.body).toEqual({ ...HELLO, stream, model: tenant.of('ok') });
  });

  it('is read by the official client, whole and streamed', async () => {
    const tenant = await givenResponses({ models: ['ok@a'] });
    const answer = await tenant.client.responses.create(HELLO);
    expect(answer.output_text).toBe(TEXT);
    expect(answer.usage?.output_tokens_details.reasoning_tokens).toBe(7);
    const final = await tenant.client.responses.stream(HELLO).finalResponse();
    expect(final.output_text).toBe(TEXT);
  });

  it('is charged by its own usage', async () => {
    const limits = [{ id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' }];
    const tenant = await givenResponses({ models: ['ok@a'], limits });
    await streamed(tenant);
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: unknown[] }>()).limits[0])
      .toMatchObject({ used: 37, held: 0 });
  });

  it('is told the effort and the cap where the client says neither', async () => {
    const limits = [{ id: 'tokens', of: 'tokens', max: 5000, per: '1d', then: 'refuse' }];
    const model = { can: ['tools', 'reasoning'] };
    const tenant = await givenResponses({ models: ['ok@a'], limits, model });
    await (await tenant.respond({ ...HELLO, reasoning: { summary: 'auto' } })).text();
    const [seen] = await seenBy(tenant.of('ok'));
    expect(seen?.body).toMatchObject({
      reasoning: { summary: 'auto', effort: expect.any(String) },
      max_output_tokens: expect.any(Number),
    });
  });

  it('takes over from one of its accounts that is down', async () => {
    const tenant = await givenResponses({ models: ['down@a', 'ok@b'] });
    const events = await streamed(tenant);
    expect(events.at(-1)?.type).toBe('response.completed');
    expect((await seenBy(tenant.of('ok')))[0]?.path).toBe('/b/v1/responses');
  });

  it.each(['failedearly', 'errorfirst'])('takes over from a stream that is none: %s', async (scenario) => {
    const tenant = await givenResponses({ models: [`${scenario}@a`, 'ok@b'] });
    const final = await tenant.client.responses.stream(HELLO).finalResponse();
    expect(final.output_text).toBe(TEXT);
    expect(await (await tenant.respond(HELLO)).json()).toMatchObject({ status: 'completed' });
  });

  it('has a tool called and answered over two turns, its sealed thought handed back', async () => {
    const tenant = await givenResponses({ models: ['tool@a', 'ok@b'] });
    const more = { tools: [WEATHER], include: ['reasoning.encrypted_content' as const], store: false };
    const input = [{ role: 'user' as const, content: 'How is the weather in Zürich?' }];
    const called = await tenant.client.responses.create({ ...HELLO, ...more, input });
    const call = called.output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ name: TOOL_CALL.name, arguments: TOOL_CALL.arguments });
    const result = { type: 'function_call_output' as const, call_id: TOOL_CALL.id, output: 'sunny' };
    const next = { ...HELLO, ...more, input: [...input, ...(called.output as ResponseInput), result] };
    const answer = await tenant.client.responses.stream(next).finalResponse();
    expect(answer.output_text).toBe(TEXT);
    const [, second] = await seenBy(tenant.of('tool'));
    expect(second?.body).toMatchObject({ input: JSON.parse(JSON.stringify(next.input)) });
    expect(JSON.stringify(second?.body)).toContain(SEALED);
    expect(await seenBy(tenant.of('ok'))).toEqual([]);
  });
});

describe('200: a model that knows Chat Completions alone', () => {
  it('answers a client of Responses, whole', async () => {
    const tenant = await givenResponses({ models: ['ok@chat'] });
    const { data, response } = await tenant.client.responses
      .create({ ...HELLO, store: true, truncation: 'auto', metadata: { a: 'b' } })
      .withResponse();
    expect(data.output_text).toBe(TEXT);
    expect(data).toMatchObject({ status: 'completed', store: false, metadata: { a: 'b' }, object: 'response' });
    expect(data.id).toMatch(/^resp_[0-9A-Z]{26}$/);
    expect(data.usage).toMatchObject({ input_tokens: 21, output_tokens: 16, total_tokens: 37 });
    expect(data.usage).toMatchObject({
      input_tokens_details: { cached_tokens: 8 },
      output_tokens_details: { reasoning_tokens: 7 },
    });
    expect(response.headers.get('x-signalbox-dropped')?.split(', ').sort()).toEqual([
      'metadata',
      'store',
      'truncation',
    ]);
    const [seen] = await seenBy(tenant.of('ok'));
    expect(seen).toMatchObject({ path: '/v1/chat/completions', body: { messages: [{ role: 'user' }] } });
  });

  it('answers a client of Responses, streamed, as its official helper checks', async () => {
    const tenant = await givenResponses({ models: ['ok@chat'] });
    const stream = tenant.client.responses.stream(HELLO);
    const numbers: number[] = [];
    stream.on('event', (event) => numbers.push(event.sequence_number));
    expect((await stream.finalResponse()).output_text).toBe(TEXT);
    expect(numbers).toEqual(numbers.map((_, at) => at));
  });

  it('has a tool called and answered over two turns', async () => {
    const tenant = await givenResponses({ models: ['tool-call@chat'] });
    const input = [{ role: 'user' as const, content: 'How is the weather in Zürich?' }];
    const called = await tenant.client.responses.stream({ ...HELLO, input, tools: [WEATHER] }).finalResponse();
    expect(called.output).toMatchObject([{ type: 'function_call', call_id: TOOL_CALL.id, name: TOOL_CALL.name }]);
    const result = { type: 'function_call_output' as const, call_id: TOOL_CALL.id, output: 'sunny' };
    const next = [...input, ...called.output, result] as object[];
    await (await tenant.respond({ ...HELLO, input: next, tools: [WEATHER] })).text();
    const [, second] = await seenBy(tenant.of('tool-call'));
    expect(second?.body).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ id: TOOL_CALL.id, function: { name: TOOL_CALL.name } }] },
        { role: 'tool', tool_call_id: TOOL_CALL.id, content: 'sunny' },
      ],
      tools: [{ type: 'function', function: { name: TOOL_CALL.name } }],
    });
  });

  it('takes over from OpenAI, in the wire of the client', async () => {
    const tenant = await givenResponses({ models: ['down@a', 'ok@chat'] });
    expect((await tenant.client.responses.stream(HELLO).finalResponse()).output_text).toBe(TEXT);
    expect((await tenant.client.responses.create(HELLO)).output_text).toBe(TEXT);
  });
});
