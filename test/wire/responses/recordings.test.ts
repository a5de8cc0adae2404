import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { chatReader } from '../../../src/provider/openai-chat/reader.ts';
import { responsesReader } from '../../../src/provider/openai-responses/reader.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { type OracleProvider, oracle, type Told } from '../../support/oracle.ts';
import { chatStream, namedStream, recording } from '../../support/recording.ts';
import { accumulated, eventsIn, headOf, partsOf, written } from '../../support/responses-client.ts';

const chat = (events: readonly string[]) =>
  partsOf(
    chatReader(1),
    [...events, '[DONE]'].map((data) => ({ name: null, data })),
  );
const responses = (events: readonly string[]) =>
  partsOf(
    responsesReader(),
    events.map((data) => ({ name: null, data })),
  );

type Case = readonly [name: string, oracle: OracleProvider, frame: typeof chatStream, parts: typeof chat];
const CASES: readonly Case[] = [
  ['deepseek.deepseek-tool-call', 'deepseek', chatStream, chat],
  ['mistral.mistral-text', 'mistral', chatStream, chat],
  ['xai.xai-text', 'openai-compatible', chatStream, chat],
  ['openai.azure-model-router.1', 'openai', chatStream, chat],
  ['open-responses-responses.lmstudio-tool-call.1', 'open-responses', namedStream, responses],
];

/** xAI leaves its reasoning out of the output, and only the total tells. */
function writtenBy({ usage }: Told): number {
  const total = Number(Reflect.get(Object(usage.raw), 'total_tokens') ?? 0);
  return Math.max(usage.output ?? 0, total - (usage.input ?? 0));
}

describe('a recorded answer, written as Responses', () => {
  for (const [name, provider, frame, read] of CASES) {
    const events = recording(name);
    it.skipIf(events === null)(`${name}, of ../shared/fixtures/streams, says what its provider said`, async () => {
      const stream = written(read(events ?? []));
      const told = await oracle('openai-responses', stream);
      const original = await oracle(provider, frame(events ?? []));
      expect(told).toMatchObject({
        text: original.text,
        reasoning: original.reasoning,
        calls: original.calls,
        finish: original.finish,
        usage: { input: original.usage.input, output: writtenBy(original) },
      });
      const answer = await accumulated(stream);
      expect(answer.output_text).toBe(original.text);
      expect(answer.status).toBe('completed');
    });
  }
});

describe('a recorded answer of Responses', () => {
  const events = recording('open-responses-responses.lmstudio-tool-call.1');
  it.skipIf(events === null)('is read by a client of Chat Completions', async () => {
    const encoder = chatEncoder(headOf());
    const parts = responses(events ?? []);
    const stream = parts.map((part) => encoder.write(part)).join('') + encoder.end();
    const told = await oracle('openai-compatible', stream);
    const original = await oracle('open-responses', namedStream(events ?? []));
    expect(told).toMatchObject({
      ...{ text: original.text, reasoning: original.reasoning, calls: original.calls, finish: 'tool-calls' },
      usage: { input: original.usage.input, output: original.usage.output },
    });
  });

  it.skipIf(events === null)('is whole with its last event, and cut without it', () => {
    const reader = responsesReader();
    const read = (events ?? []).map((data) => reader.read({ name: null, data }));
    expect(read.map((reading) => reading?.done)).toEqual(read.map((_, at) => at === read.length - 1));
    expect(read.map((reading) => reading?.sequence)).toEqual(read.map((_, at) => at));
    expect(responsesReader().end()).toBeNull();
  });

  it.skipIf(events === null)('comes out of the wire as it went in', () => {
    const parts = responses(events ?? []);
    const again = partsOf(responsesReader(), eventsIn(written(parts)));
    const said = (all: readonly Part[]) =>
      all.flatMap((part): object[] => {
        if (part.kind === 'start') return [];
        if (part.kind !== 'text' && part.kind !== 'reasoning') return [part];
        return part.text === '' ? [] : [{ kind: part.kind, text: part.text }];
      });
    expect(said(again)).toEqual(said(parts));
  });
});
