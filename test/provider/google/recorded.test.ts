import { describe, expect, it } from 'vitest';
import { googleDialect } from '../../../src/provider/google/dialect.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { askOf } from '../../support/ask.ts';
import { oracle } from '../../support/oracle.ts';
import { geminiStream, recording } from '../../support/recording.ts';
import { cuts, replay } from '../../support/replay.ts';

const head = { id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi', { wantsUsage: true }) };
const toChat = (chunks: readonly Uint8Array[]) => replay(googleDialect, chunks, chatEncoder(head));
const whole = (stream: string) => toChat([new TextEncoder().encode(stream)]);

describe('a recorded stream of Gemini’s, on the chat wire,', () => {
  for (const name of ['google.google-text', 'google.google-tool-call']) {
    const events = recording(name) ?? [];
    const run = it.skipIf(events.length === 0);

    run(`says what others read in it (${name} of ../shared/fixtures/streams)`, async () => {
      const told = await oracle('openai-compatible', whole(geminiStream(events)));
      const expected = await oracle('google', geminiStream(events));
      expect({ ...told, signatures: null, calls: told.calls.map(({ name, arguments: json }) => [name, json]) }).toEqual(
        {
          ...expected,
          signatures: null,
          calls: expected.calls.map(({ name, arguments: json }) => [name, json]),
          // Nothing came from a cache, and the recording does not say so: unknown is not 0.
          usage: { ...expected.usage, cachedInput: told.usage.cachedInput, raw: told.usage.raw },
        },
      );
      expect(told.usage.raw).not.toHaveProperty('prompt_tokens_details');
    });

    run(`keeps every signature where the client sends it back from (${name})`, async () => {
      const { signatures } = await oracle('google', geminiStream(events));
      expect(signatures.length).toBeGreaterThan(0);
      for (const signature of signatures) expect(whole(geminiStream(events))).toContain(JSON.stringify(signature));
    });

    run(`is the same wherever it is cut, in CRLF and in LF (${name})`, () => {
      const expected = whole(geminiStream(events));
      for (const stream of [geminiStream(events), geminiStream(events, '\n')]) {
        for (const chunks of cuts(stream)) expect(toChat(chunks)).toBe(expected);
      }
    });

    run(`is cut when its last event is missing (${name})`, () => {
      expect(() => whole(geminiStream(events.slice(0, -1)))).toThrow('cut');
    });
  }
});
