import { describe, expect, it } from 'vitest';
import { cohereDialect } from '../../../src/provider/cohere/dialect.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { askOf } from '../../support/ask.ts';
import { oracle } from '../../support/oracle.ts';
import { namedStream, recording } from '../../support/recording.ts';
import { cuts, replay } from '../../support/replay.ts';

const head = { id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi', { wantsUsage: true }) };
const toChat = (chunks: readonly Uint8Array[]) => replay(cohereDialect, chunks, chatEncoder(head));
const whole = (stream: string) => toChat([new TextEncoder().encode(stream)]);

describe('a recorded stream of Cohere’s, on the chat wire,', () => {
  const NAME = 'cohere.cohere-text';
  const events = recording(NAME) ?? [];
  const run = it.skipIf(events.length === 0);

  run(`says what others read in it (${NAME} of ../shared/fixtures/streams)`, async () => {
    const told = await oracle('openai-compatible', whole(namedStream(events)));
    const expected = await oracle('cohere', namedStream(events));
    expect(told).toMatchObject({ text: expected.text, reasoning: '', calls: [], finish: expected.finish });
    // The AI SDK counts the words that Cohere adds of its own; the bill does not.
    expect(expected.usage.raw).toMatchObject({
      billed_units: { input_tokens: told.usage.input, output_tokens: told.usage.output },
    });
    expect(told.usage.raw).not.toHaveProperty('prompt_tokens_details');
  });

  run(`is the same wherever it is cut, in CRLF and in LF (${NAME})`, () => {
    const expected = whole(namedStream(events));
    for (const stream of [namedStream(events), namedStream(events, '\r\n')]) {
      for (const chunks of cuts(stream)) expect(toChat(chunks)).toBe(expected);
    }
  });

  run(`is cut when its last event is missing (${NAME})`, () => {
    expect(() => whole(namedStream(events.slice(0, -1)))).toThrow('cut');
  });
});
