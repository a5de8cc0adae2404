/** Clients of Messages and of Responses whose answers are gone on with: one message, of which every block is whole. */

import { exports } from 'cloudflare:workers';
import Anthropic from '@anthropic-ai/sdk';
import type { MessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anthropic, chat, google } from './lines.ts';
import { givenStage, type Stage, settledAfter } from './stage.ts';

afterEach(() => vi.restoreAllMocks());

const HALF = 'The river rises in the hills';
const REST = ', and runs down to the sea.';
const CUT = { kind: 'anthropic', says: [anthropic.start(40), ...anthropic.text(0, HALF)], then: 'cut' } as const;
const NEXT = {
  google: [google.text(`rises in the hills${REST}`), google.end(140, 16)],
  'openai-compatible': [chat.role, chat.text(`rises in the hills${REST}`), ...chat.end(140, 16)],
  anthropic: [
    anthropic.start(135),
    ...anthropic.text(0, `rises in the hills${REST}`),
    ...[anthropic.stop(0), ...anthropic.end(16)],
  ],
} as const;

const ASKED = { model: 'auto', max_tokens: 2000, messages: [{ role: 'user' as const, content: 'hello there' }] };

/** As Claude Code reads it. */
function streamOf({ tenant }: Stage, body: object = {}) {
  const client = new Anthropic({
    ...{ apiKey: tenant.key, baseURL: 'https://signalbox.test', maxRetries: 0 },
    fetch: (url, init) => exports.default.fetch(new Request(String(url), init as RequestInit)),
  });
  const events: MessageStreamEvent[] = [];
  const run = client.messages.stream({ ...ASKED, ...body });
  run.on('streamEvent', (event) => void events.push(event));
  return { run, events };
}

async function read(stage: Stage, body: object = {}) {
  const { run, events } = streamOf(stage, body);
  const message = await run.finalMessage();
  return { message, events };
}

/** Every block begins, grows and ends before the next, under numbers without a gap, within one message. */
function expectSound(events: readonly MessageStreamEvent[]): void {
  expect(events[0]?.type).toBe('message_start');
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['message_delta', 'message_stop']);
  expect(events.filter(({ type }) => type === 'message_start' || type === 'message_stop')).toHaveLength(2);
  let open: number | null = null;
  let blocks = 0;
  for (const event of events) {
    if (event.type === 'content_block_start') {
      expect([open, event.index]).toEqual([null, blocks]);
      open = event.index;
      blocks += 1;
    } else if (event.type === 'content_block_delta') expect(event.index).toBe(open);
    else if (event.type === 'content_block_stop') {
      expect(event.index).toBe(open);
      open = null;
    }
  }
  expect(open).toBeNull();
}

describe.each(Object.entries(NEXT))('a message that breaks off is gone on with by %s', (kind, says) => {
  it('as one message, whose count is of the whole', async () => {
    const stage = await givenStage([CUT, { kind: kind as keyof typeof NEXT, says }]);
    const { answer, record } = await settledAfter(stage, () => read(stage));
    expectSound(answer.events);
    const { content, stop_reason, usage } = answer.message;
    expect({ content, stop_reason }).toMatchObject({
      content: [{ type: 'text', text: HALF + REST }],
      stop_reason: 'end_turn',
    });
    const [first, second] = record.shares;
    // What the first has read is what the client sent, by its own provider's count.
    expect(usage).toMatchObject({ input_tokens: 40, cache_read_input_tokens: 5 });
    // The client keeps the counts it knows, and not what stands beside them.
    expect(answer.events.find(({ type }) => type === 'message_delta')).toMatchObject({ usage: { estimated: true } });
    expect(usage.output_tokens).toBe((first?.usage.output ?? 0) + 16);
    expect(first).toMatchObject({ model: 'm0', usage: { input: 45, estimated: true } });
    expect(second).toMatchObject({ model: 'm1', usage: { input: 140, output: 16, estimated: false } });
    expect(stage.sent(1)[0]).toContain(HALF);
  });
});

const THOUGHT = [anthropic.open(0, { type: 'thinking', thinking: '', signature: '' })];
const THINKS = [...THOUGHT, anthropic.delta(0, { type: 'thinking_delta', thinking: 'Rivers…' })];

describe('a thought that the answer broke off in', () => {
  it('is ended before what follows, and is not handed on', async () => {
    const stage = await givenStage([
      { ...CUT, says: [anthropic.start(40), ...THINKS] },
      { kind: 'google', says: [google.text('Hm', { thought: true }), google.text(HALF + REST), google.end(20, 16)] },
    ]);
    const { events, message } = await read(stage);
    expectSound(events);
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Rivers…Hm' },
      { type: 'text', text: HALF + REST },
    ]);
    expect(stage.sent(1)[0]).not.toContain('Rivers…');
  });

  it('with its signature stays a block of its own', async () => {
    const signed = [...THINKS, anthropic.delta(0, { type: 'signature_delta', signature: 'c2ln' }), anthropic.stop(0)];
    const stage = await givenStage([
      { ...CUT, says: [anthropic.start(40), ...signed, ...anthropic.text(1, HALF)] },
      { kind: 'openai-compatible', says: NEXT['openai-compatible'] },
    ]);
    const { events, message } = await read(stage);
    expectSound(events);
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Rivers…', signature: expect.stringContaining('c2ln') },
      { type: 'text', text: HALF + REST },
    ]);
  });
});

it('a tool call that is open is not gone on with: the message ends in an error event', async () => {
  const call = anthropic.open(1, { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} });
  const stage = await givenStage([
    { ...CUT, says: [...CUT.says, anthropic.stop(0), call] },
    { kind: 'google', says: NEXT.google },
  ]);
  const tools = [{ name: 'look', input_schema: { type: 'object' } }];
  const { answer, record } = await settledAfter(stage, async () => {
    const { run, events } = streamOf(stage, { tools });
    await expect(run.finalMessage()).rejects.toThrow('The answer is incomplete.');
    return events;
  });
  expect(answer.map(({ type }) => type)).not.toContain('message_stop');
  expect(record).toMatchObject({ ending: 'broken', shares: [] });
  expect(stage.sent(1)).toEqual([]);
});

it('a message that nobody goes on with ends in an error event, though it was taken over once', async () => {
  const stage = await givenStage([
    CUT,
    { kind: 'google', says: [google.text(REST)], then: 'cut' },
    { kind: 'google', says: NEXT.google },
  ]);
  const { run } = streamOf(stage);
  await expect(run.finalMessage()).rejects.toThrow('The answer is incomplete.');
  expect(stage.sent(2)).toEqual([]);
});

it('an answer of Responses that no provider keeps is gone on with, and counted as a whole', async () => {
  const stage = await givenStage([
    { kind: 'google', says: [google.text(HALF)], then: 'cut' },
    { kind: 'openai-compatible', says: NEXT['openai-compatible'] },
  ]);
  const { answer, record } = await settledAfter(stage, () =>
    stage.tenant.client.responses.stream({ model: 'auto', input: 'hello there', store: false }).finalResponse(),
  );
  expect(answer.output_text).toBe(HALF + REST);
  expect(answer.status).toBe('completed');
  expect(answer.usage?.output_tokens).toBe(record.shares.reduce((all, { usage }) => all + usage.output, 0));
  expect(answer.usage).toHaveProperty('estimated', true);
});
