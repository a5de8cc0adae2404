/**
 * Recorded streams of Anthropic through the whole service, byte by byte; and what other providers say, read by the AI SDK's
 * package for Anthropic's wire. What clients make of recordings is asked in `test/recorded`.
 */

import { createAnthropic } from '@ai-sdk/anthropic';
import { jsonSchema, type LanguageModel, streamText, type ToolSet } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY, modelOf, startAnthropicShop } from '../support/anthropic-shop.ts';
import { TEXT, TOOL_CALL } from '../support/openai-wire.ts';
import { ANTHROPIC_RECORDINGS, hasRecordings, linesOf, recordingOf } from '../support/recordings.ts';

const HELLO = [{ role: 'user' as const, content: 'hello there' }];

let shop: Awaited<ReturnType<typeof startAnthropicShop>>;

beforeAll(async () => {
  shop = await startAnthropicShop();
});

afterAll(() => shop?.stop());

const inputSchema = jsonSchema({ type: 'object' });
const tools: ToolSet = { [TOOL_CALL.name]: { inputSchema } };

/** What a client of the AI SDK makes of a stream. */
async function readBy(model: LanguageModel) {
  const failures: unknown[] = [];
  const answer = streamText({
    model,
    messages: HELLO,
    tools,
    maxRetries: 0,
    maxOutputTokens: 1024,
    onError: ({ error }) => void failures.push(error),
  });
  const [text, reasoning, calls, reason, usage] = await Promise.all([
    ...[answer.text, answer.reasoningText, answer.toolCalls, answer.finishReason, answer.usage],
  ] as const);
  expect(failures).toEqual([]);
  const { inputTokens, outputTokens } = usage;
  return {
    ...{ text, reasoning, reason, inputTokens, outputTokens },
    calls: calls.map(({ toolName, input }) => ({ toolName, input })),
  };
}

const anthropicAt = (baseURL: string, model: string) => createAnthropic({ baseURL, apiKey: KEY })(model);
describe('what another provider streams', () => {
  it("is read by the AI SDK's package for Anthropic: words and their count", async () => {
    const read = await readBy(anthropicAt(`${shop.url}/v1`, 'ok'));
    expect(read).toEqual({
      text: TEXT,
      reasoning: undefined,
      reason: 'stop',
      inputTokens: 21,
      outputTokens: 16,
      calls: [],
    });
  });

  it('and calls', async () => {
    const read = await readBy(anthropicAt(`${shop.url}/v1`, 'tool-call'));
    expect(read).toMatchObject({
      reason: 'tool-calls',
      calls: [{ toolName: TOOL_CALL.name, input: JSON.parse(TOOL_CALL.arguments) }],
    });
  });
});

describe.skipIf(!hasRecordings())('recorded streams of Anthropic (skipped without ../shared/fixtures)', () => {
  for (const name of ANTHROPIC_RECORDINGS) {
    it(`${name} comes byte by byte to a client of the same wire`, async () => {
      const body = { model: modelOf(name), max_tokens: 1024, messages: HELLO, stream: true };
      expect(await (await shop.post('/v1/messages', body)).text()).toBe(recordingOf(name).join(''));
      expect(linesOf(name).length).toBeGreaterThan(5);
    });
  }
});
