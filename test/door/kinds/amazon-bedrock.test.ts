import { afterEach, describe, expect, it, vi } from 'vitest';
import { bedrockException, bedrockStream, joined } from '../../support/event-stream.ts';
import { answering, json, stream } from '../../support/fetched.ts';
import { givenTenant } from '../../support/tenant.ts';

const HOST = 'bedrock-runtime.us-east-1.amazonaws.com';
const ID = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const PRICE = { input: 1, cachedInput: 0.1, cacheWrite: 2, output: 4 };
const POLICY = {
  providers: { mock: { kind: 'amazon-bedrock', key: 'OPENAI_API_KEY', region: 'us-east-1' } },
  models: { claude: { provider: 'mock', id: ID, can: ['tools', 'vision'], price: PRICE } },
  routes: [{ name: 'general', description: 'anything', models: { instant: ['claude'] } }],
};
const LIMITS = [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' }];
const given = () => givenTenant({ policy: POLICY, limits: LIMITS });
const SAID = [{ role: 'user' as const, content: 'hello there' }];
const USAGE = {
  inputTokens: 10,
  outputTokens: 5,
  totalTokens: 45,
  cacheReadInputTokens: 20,
  cacheWriteInputTokens: 10,
};
const FRAMED = 'application/vnd.amazon.eventstream';
const TEXT = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Grüe' } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'zi' } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
];
const END = [{ messageStop: { stopReason: 'end_turn' } }, { metadata: { usage: USAGE, metrics: { latencyMs: 1 } } }];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Bedrock behind the chat wire', () => {
  it('answers whole, and is charged by its own count', async () => {
    const message = { role: 'assistant', content: [{ text: 'Grüezi' }] };
    const seen = answering(HOST, [json({ output: { message }, stopReason: 'end_turn', usage: USAGE })]);
    const tenant = await given();
    const answer = await tenant.client.chat.completions.create({ model: 'auto', messages: SAID, max_tokens: 50 });
    expect(answer).toMatchObject({
      choices: [{ message: { content: 'Grüezi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 40, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 20 } },
    });
    expect(seen).toMatchObject([
      {
        url: `https://${HOST}/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse`,
        headers: { authorization: 'Bearer sk-test-openai' },
        body: {
          messages: [{ role: 'user', content: [{ text: 'hello there' }] }],
          inferenceConfig: { maxTokens: 50 },
        },
      },
    ]);
    // 10 read anew, 20 from the cache at a tenth, 10 to it at two, 5 written at four: 10 + 2 + 20 + 20 millionths.
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>()).limits[0])
      .toMatchObject({ used: 0.000052, held: 0 });
  });

  it('answers in a stream, byte by byte', async () => {
    answering(HOST, [stream(bedrockStream([...TEXT, ...END]), FRAMED)]);
    const { client } = await given();
    const chunks = await client.chat.completions.create({
      ...{ model: 'auto', messages: SAID, stream: true, stream_options: { include_usage: true } },
    });
    let text = '';
    const ends: unknown[] = [];
    for await (const { choices, usage } of chunks) {
      text += choices[0]?.delta.content ?? '';
      if (choices[0]?.finish_reason != null) ends.push(choices[0].finish_reason);
      if (usage != null) ends.push(usage.prompt_tokens, usage.completion_tokens);
    }
    expect({ text, ends }).toEqual({ text: 'Grüezi', ends: ['stop', 40, 5] });
  });

  const streamed = async (bytes: Uint8Array) => {
    answering(HOST, [stream(bytes, FRAMED)]);
    return (await given()).chat({ model: 'auto', stream: true });
  };

  it('that reports an exception before its first word gives way, and in its own words', async () => {
    const response = await streamed(
      joined([bedrockStream(TEXT.slice(0, 1)), bedrockException('throttlingException', 'Slow down')]),
    );
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { code: 'provider_failed', message: expect.stringContaining('Slow down') },
    });
  });

  it('that breaks off, or sends what cannot be checked, is never made to look complete', async () => {
    const begun = bedrockStream(TEXT);
    const wrong = bedrockStream(END);
    wrong[40] = (wrong[40] ?? 0) ^ 1;
    for (const bytes of [
      begun,
      joined([begun, wrong]),
      joined([begun, bedrockException('modelStreamErrorException', 'Oh')]),
    ]) {
      const said = await (await streamed(bytes)).text();
      expect(said).toContain('"content":"Grüe"');
      expect(said).toContain('"code":"provider_failed"');
      expect(said).not.toContain('[DONE]');
      vi.restoreAllMocks();
    }
  });

  it('is not asked for what it has no word for', async () => {
    const seen = answering(HOST, []);
    const content = [{ type: 'image_url', image_url: { url: 'https://a.example/a.png' } }];
    const response = await (await given()).chat({ model: 'auto', messages: [{ role: 'user', content }] });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: 'no_model_fits', message: expect.stringContaining('an image or file by its URL') },
    });
    expect(seen).toEqual([]);
  });
});
