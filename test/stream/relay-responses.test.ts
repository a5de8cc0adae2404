import { describe, expect, it } from 'vitest';
import type { StreamReader } from '../../src/provider/contract.ts';
import { chatReader } from '../../src/provider/openai-chat/reader.ts';
import { responsesReader } from '../../src/provider/openai-responses/reader.ts';
import { relay } from '../../src/stream/relay.ts';
import { milliseconds } from '../../src/unit.ts';
import { responsesEncoder } from '../../src/wire/responses/encoder.ts';
import { namedStream, recording } from '../support/recording.ts';
import { accumulated, eventsIn, headOf } from '../support/responses-client.ts';
import { DONE, FakeSource, HELLO, outcome, STOP, WORLD } from './relay-run.ts';

/** A provider of Responses (`openai`) or of Chat Completions (`chat`), whose client speaks Responses. */
class Source extends FakeSource {
  override readonly reader: StreamReader;
  constructor(speaks: 'openai' | 'chat', gone: AbortSignal) {
    super(speaks, gone, { verbatim: speaks === 'openai' });
    this.reader = speaks === 'openai' ? responsesReader() : chatReader(1);
  }
}

function start(graceMs = 60_000) {
  const gone = new AbortController();
  const [first, second] = [new Source('openai', gone.signal), new Source('chat', gone.signal)];
  const waiting = [first, second];
  const { head, done } = relay({
    ...{ next: async () => waiting.shift() ?? null, report: () => undefined, withholdUsage: false },
    encoder: () => responsesEncoder(headOf()),
    whyBroken: ({ message }) => ({ code: 'provider_failed', message, retryAfterSeconds: null }),
    ...{ graceMs: milliseconds(graceMs), onFirstContent: () => undefined },
    ...{ clientGone: gone.signal, onClientGone: () => gone.abort() },
  });
  return { first, second, head, done };
}

const event = (type: string, fields: object, at: number) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: at, ...fields })}\n\n`;
const response = { id: 'resp_theirs', object: 'response', model: 'gpt', status: 'in_progress', output: [] };
const BEGUN = event('response.created', { response }, 0) + event('response.in_progress', { response }, 1);
const place = { item_id: 'x_1', output_index: 0 };
const item = (type: string, rest: object) =>
  event('response.output_item.added', { output_index: 0, item: { id: 'x_1', type, ...rest } }, 2);
const THOUGHT = item('reasoning', { summary: [] });
const SUMMARY = event(
  'response.reasoning_summary_part.added',
  { ...place, summary_index: 0, part: { type: 'summary_text', text: '' } },
  3,
);
const MESSAGE = item('message', { role: 'assistant', status: 'in_progress', content: [] });
const TEXT = event(
  'response.content_part.added',
  { ...place, content_index: 0, part: { type: 'output_text', text: '', annotations: [] } },
  3,
);
const delta = (text: string, at: number) =>
  event('response.output_text.delta', { ...place, content_index: 0, delta: text, logprobs: [] }, at);

describe('a recorded stream of Responses', () => {
  const events = recording('open-responses-responses.lmstudio-tool-call.1');
  const needs = it.skipIf(events === null);

  needs('that is cut after any event of its text ends as a failure, numbered after what came', async () => {
    const all = events ?? [];
    const from = all.findIndex((data) => data.includes('reasoning_text.delta'));
    for (let count = from + 1; count < all.length; count += 9) {
      const run = start();
      run.first.send(namedStream(all.slice(0, count))).close();
      const { text, ending } = await outcome(run);
      expect(ending).toBe('broken');
      const told = eventsIn(text ?? '').map(({ data }) => JSON.parse(data));
      expect(told.map(({ sequence_number: number }) => number)).toEqual(told.map((_, at) => at));
      expect(told.slice(-2)).toMatchObject([
        { type: 'response.failed', response: { id: JSON.parse(all[0] ?? '').response.id, status: 'failed' } },
        { type: 'error', code: 'provider_failed' },
      ]);
    }
  });
});

describe('a stream of Responses that has begun, and fails before its first content', () => {
  it.each([
    ['nothing but itself', BEGUN],
    ['a thought', BEGUN + THOUGHT],
    ['a part of a thought', BEGUN + THOUGHT + SUMMARY],
    ['a message', BEGUN + MESSAGE],
    ['a text', BEGUN + MESSAGE + TEXT],
  ])('is gone on with by another as official clients check, where it had opened %s', async (_, begun) => {
    const run = start(0);
    run.first.send(begun);
    const head = await run.head;
    if (head === null) throw new Error('Nothing was committed.');
    const reading = new Response(head.body).text();
    run.first.cut();
    run.second.send(HELLO, WORLD, STOP, DONE);
    const text = await reading;
    expect((await run.done).ending).toBe('complete');
    const answer = await accumulated(text);
    expect([answer.id, answer.output_text, answer.status]).toEqual(['resp_theirs', 'Hello world', 'completed']);
    const numbers = eventsIn(text).map(({ data }): number => JSON.parse(data).sequence_number);
    expect(numbers).toEqual(numbers.map((_number, at) => at));
  });

  it.each([
    ['a text', BEGUN + MESSAGE + TEXT + delta('Hel', 4)],
    ['a search of the provider’s own', BEGUN + item('web_search_call', { status: 'in_progress' })],
  ])('is gone on with by nobody once content has come: %s', async (_, begun) => {
    const run = start();
    run.first.send(begun).close();
    expect((await outcome(run)).ending).toBe('broken');
  });
});
