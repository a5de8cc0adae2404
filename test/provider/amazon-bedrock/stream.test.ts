import { describe, expect, it } from 'vitest';
import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { askOf } from '../../support/ask.ts';
import { bedrockStream } from '../../support/event-stream.ts';
import { oracle } from '../../support/oracle.ts';
import { replay } from '../../support/replay.ts';

const head = { id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi', { wantsUsage: true }) };
const toChat = (chunks: readonly Uint8Array[]) => replay(bedrockDialect, chunks, chatEncoder(head));

/** What the recording of `test/recorded` lacks: thoughts, calls side by side, and a cache. */
const CALLS: readonly object[] = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm, ' } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Zürich.' } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'c2ln' } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'tooluse_a', name: 'look' } } } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":' } } } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '"Zürich"}' } } } },
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'tooluse_b', name: 'now' } } } },
  { contentBlockStop: { contentBlockIndex: 2 } },
  { messageStop: { stopReason: 'tool_use' } },
  {
    metadata: {
      usage: {
        ...{ inputTokens: 10, outputTokens: 7, totalTokens: 47 },
        ...{ cacheReadInputTokens: 20, cacheWriteInputTokens: 10 },
      },
      metrics: { latencyMs: 1 },
    },
  },
];

describe('a stream of Bedrock’s with thoughts, calls and a cache, on the chat wire,', () => {
  const bytes = bedrockStream(CALLS);

  it('says what others read in it', async () => {
    const told = await oracle('openai-compatible', toChat([bytes]));
    const expected = await oracle('amazon-bedrock', bytes);
    const { raw: _raw, reasoning: _reasoning, ...usage } = expected.usage;
    expect(told).toMatchObject({ ...expected, signatures: told.signatures, usage });
    expect(expected.signatures.length).toBeGreaterThan(0);
    for (const signature of expected.signatures) expect(toChat([bytes])).toContain(JSON.stringify(signature));
  });

  it('is whole without its count, and cut without its reason', () => {
    expect(toChat([bedrockStream(CALLS.slice(0, -1))])).toContain('[DONE]');
    expect(() => toChat([bedrockStream(CALLS.slice(0, -2))])).toThrow('cut');
    // Within the count: its message is cut, and the answer is not.
    expect(toChat([bytes.subarray(0, -1)])).toContain('[DONE]');
  });
});
