import { once } from 'node:events';
import { connect } from 'node:net';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Seen } from '../support/exchange.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider.ts';
import { MULTI_BYTE_TEXT, TEXT, TOOL_CALL, USAGE } from '../support/openai-wire.ts';

let mock: MockProvider;
beforeAll(async () => {
  mock = await startMockProvider();
});
afterAll(() => mock.close());

const post = (model: string, more: object = {}) =>
  fetch(`${mock.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model, stream: true, ...more }) });
const log = async (model: string): Promise<Seen[]> => (await fetch(`${mock.url}/log?model=${model}`)).json();

const client = () => new OpenAI({ baseURL: `${mock.url}/v1`, apiKey: 'sk-mock', maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'hello' }];

async function readStream(model: string, include_usage = false) {
  const stream = await client().chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage },
  });
  const read = { text: '', tool: '', usage: null as unknown };
  for await (const { choices, usage } of stream) {
    read.text += choices[0]?.delta.content ?? '';
    read.tool += choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? '';
    read.usage ??= usage;
  }
  return read;
}

describe('the official client', () => {
  it.each(['ok', 'azure-prefix', 'crlf', 'finish-no-done', 'eof-no-done'])(
    'reads the streamed text of %s',
    async (model) => {
      expect((await readStream(model)).text).toBe(TEXT);
    },
  );

  it('reads text whose characters arrive in parts', async () => {
    expect((await readStream('multi-byte')).text).toBe(MULTI_BYTE_TEXT);
  });

  it('reads a tool call, streamed and whole', async () => {
    expect((await readStream('tool-call')).tool).toBe(TOOL_CALL.arguments);
    const answer = await client().chat.completions.create({ model: 'tool-call', messages });
    expect(answer.choices[0]?.message.tool_calls).toMatchObject([{ function: { arguments: TOOL_CALL.arguments } }]);
  });

  it('gets the usage of a stream only when it asks for it', async () => {
    expect((await readStream('ok')).usage).toBeFalsy();
    expect((await readStream('ok', true)).usage).toEqual(USAGE);
    expect((await readStream('no-usage', true)).usage).toBeFalsy();
    expect((await readStream('usage-in-last-chunk')).usage).toEqual(USAGE);
    expect((await client().chat.completions.create({ model: 'ok', messages })).usage).toEqual(USAGE);
  });

  it.each(['error-first', 'role-then-error', 'error-mid', 'role-then-cut', 'cut-mid', 'garbage'])(
    'raises on %s',
    async (model) => {
      await expect(readStream(model)).rejects.toThrow();
    },
  );

  it('raises the status, with what it says about trying again', async () => {
    await expect(readStream('status-503')).rejects.toMatchObject({ status: 503 });
    const refused = await post('status-429-retry-after');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  });
});

describe('the log', () => {
  it('has the headers and the body of each request, by the model it named', async () => {
    await post('ok-logged', { seed: 7 });
    await post('ok-logged', { seed: 8 });
    const [first, second] = await log('ok-logged');
    expect(first).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: { seed: 7 }, abortedAt: null });
    expect(second?.body).toMatchObject({ seed: 8 });
  });

  it('tells of a visit to where a redirect leads', async () => {
    await post('redirect');
    expect((await log('redirect')).map(({ path }) => path)).toEqual(['/v1/chat/completions', '/redirected']);
  });

  it('tells when the caller left, even before anything was answered', async () => {
    const { port } = new URL(mock.url);
    const socket = connect(Number(port), '127.0.0.1');
    const body = JSON.stringify({ model: 'stall-left' });
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: mock\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await vi.waitFor(async () => expect(await log('stall-left')).toHaveLength(1));
    socket.destroy();
    await once(socket, 'close');
    await vi.waitFor(async () => expect((await log('stall-left'))[0]?.abortedAt).toEqual(expect.any(Number)));
  });

  it('does not call a caller gone whom the provider itself cut off', async () => {
    await (await post('cut-mid-log')).text().catch(() => 'cut');
    expect((await log('cut-mid-log'))[0]).toMatchObject({ abortedAt: null, finishedAt: null });
  });
});

it('slow sends its first content, and the rest when it is released', async () => {
  const reader = (await post('slow')).body?.pipeThrough(new TextDecoderStream()).getReader();
  let got = '';
  while (!got.includes('"Merge"')) got += (await reader?.read())?.value ?? '';
  expect((await log('slow'))[0]?.writes).toHaveLength(2);
  await fetch(`${mock.url}/release?model=slow`, { method: 'POST' });
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) got += next.value;
  expect(got).toContain('[DONE]');
});

it('a model that is no scenario is not found', async () => {
  expect((await post('gpt-9')).status).toBe(404);
});
