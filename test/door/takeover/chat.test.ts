/** A chat client whose answer breaks off, and is gone on with by a model of the same kind or of another. */

import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anthropic, chat, google } from './lines.ts';
import { givenStage, type Stage, settledAfter } from './stage.ts';

afterEach(() => vi.restoreAllMocks());

const FIRST = { kind: 'openai-compatible', says: [chat.role, chat.text('The river rises in the hills')] } as const;
const CUT = { ...FIRST, then: 'cut' } as const;
const REST = ', and runs down to the sea.';
const WHOLE = `The river rises in the hills${REST}`;
/** Who goes on: what it repeats of the text so far is not said again. */
const NEXT = {
  'openai-compatible': [chat.role, chat.text('rises in the'), chat.text(` hills${REST}`), ...chat.end(140, 16)],
  anthropic: [
    anthropic.start(135),
    ...anthropic.text(0, 'rises in the'),
    anthropic.delta(0, { type: 'text_delta', text: ` hills${REST}` }),
    ...[anthropic.stop(0), ...anthropic.end(16)],
  ],
  google: [google.text('rises in the'), google.text(` hills${REST}`), google.end(140, 16)],
} as const;

const ASKED = { stream: true, messages: [{ role: 'user', content: 'hello there' }] };

async function read({ tenant }: Stage, body: object = {}) {
  const response = await tenant.chat({ ...ASKED, stream_options: { include_usage: true }, ...body });
  const text = await response.text();
  const chunks = text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event): ChatCompletionChunk & { error?: { code: string } } => JSON.parse(event.slice('data: '.length)));
  const said = (field: string) =>
    chunks.map(({ choices }) => Reflect.get(choices?.[0]?.delta ?? {}, field) ?? '').join('');
  return { response, text, chunks, said: said('content'), thought: said('reasoning_content') };
}

describe.each(Object.entries(NEXT))('a chat answer that breaks off is gone on with by %s', (kind, says) => {
  const given = () => givenStage([CUT, { kind: kind as keyof typeof NEXT, says }]);

  it('without a word twice, under one head, and says who it was', async () => {
    const stage = await given();
    const { answer, record } = await settledAfter(stage, () => read(stage));
    expect(answer.said).toBe(WHOLE);
    expect(answer.response.headers.get('x-signalbox-model')).toBe('m0');
    expect(answer.text.match(/^: x-signalbox-takeover: .*$/gm)).toEqual([': x-signalbox-takeover: m1']);
    expect(answer.chunks.filter(({ choices }) => choices[0]?.delta.role !== undefined)).toHaveLength(1);
    expect(answer.chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop']);
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(record).toMatchObject({ ending: 'complete', settled: true });
    const [sent] = stage.sent(1);
    for (const words of ['hello there', 'The river rises in the hills', 'Go on from its very last character']) {
      expect(sent).toContain(words);
    }
  });

  it('and its count is that of the whole answer, while the ledger charges each', async () => {
    const stage = await given();
    const { answer, record } = await settledAfter(stage, () => read(stage));
    const [first, second] = record.shares;
    const { usage } = answer.chunks.at(-1) ?? {};
    expect(first).toMatchObject({ model: 'm0', usage: { estimated: true } });
    expect(second).toMatchObject({ model: 'm1', usage: { input: 140, output: 16, estimated: false } });
    expect(usage).toMatchObject({ completion_tokens: (first?.usage.output ?? 0) + 16, estimated: true });
    // Neither the text so far nor the word to go on is the client's.
    expect(usage?.prompt_tokens).toBeGreaterThan(60);
    expect(usage?.prompt_tokens).toBeLessThan(110);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  it('and the official client reads one answer', async () => {
    const { tenant } = await given();
    const run = tenant.client.chat.completions.stream({
      ...{ model: 'auto', messages: [{ role: 'user', content: 'hello there' }] },
      stream_options: { include_usage: true },
    });
    const { choices, usage } = await run.finalChatCompletion();
    expect(choices).toMatchObject([{ finish_reason: 'stop', message: { role: 'assistant', content: WHOLE } }]);
    expect(usage?.completion_tokens).toBeGreaterThan(16);
  });
});

it('a client that did not ask for the count is told none', async () => {
  const stage = await givenStage([CUT, { kind: 'google', says: NEXT.google }]);
  const { text } = await read(stage, { stream_options: undefined });
  expect(text).not.toContain('prompt_tokens');
});

describe('a thought that is open when the answer breaks off', () => {
  const thinks = { ...CUT, says: [chat.role, chat.thought('Rivers…')] };

  it('is left as it stands, and the request is asked again as it was', async () => {
    const stage = await givenStage([
      thinks,
      { kind: 'openai-compatible', says: [chat.role, chat.text(WHOLE), ...chat.end(20, 9)] },
    ]);
    const { answer, record } = await settledAfter(stage, () => read(stage));
    expect(answer).toMatchObject({ thought: 'Rivers…', said: WHOLE });
    expect(JSON.parse(stage.sent(1)[0] ?? '')).toMatchObject({ messages: ASKED.messages });
    expect(record.shares[0]?.usage.output).toBeGreaterThan(0);
  });

  it('is not handed on with the text behind it: another cannot read it', async () => {
    const stage = await givenStage([
      { ...thinks, says: [...thinks.says, chat.text('The river rises in the hills')] },
      { kind: 'anthropic', says: NEXT.anthropic },
    ]);
    expect(await read(stage)).toMatchObject({ thought: 'Rivers…', said: WHOLE });
    expect(stage.sent(1)[0]).not.toContain('Rivers…');
  });
});

it('the cap of the client is for the answer as a whole', async () => {
  const stage = await givenStage([CUT, { kind: 'openai-compatible', says: NEXT['openai-compatible'] }], { limits: [] });
  await read(stage, { max_tokens: 50 });
  const { max_tokens: left } = JSON.parse(stage.sent(1)[0] ?? '{}');
  expect(left).toBeGreaterThan(35);
  expect(left).toBeLessThan(50);
});

it('thoughts that the first counted and did not show are taken off the cap of the second', async () => {
  const counted = { promptTokenCount: 20, candidatesTokenCount: 6, thoughtsTokenCount: 900 };
  const part = { content: { role: 'model', parts: [{ text: 'The river rises in the hills' }] }, index: 0 };
  const running = `data: ${JSON.stringify({ candidates: [part], usageMetadata: counted })}\n\n`;
  const stage = await givenStage([
    { kind: 'google', says: [running], then: 'cut' },
    { kind: 'openai-compatible', says: NEXT['openai-compatible'] },
  ]);
  const { answer, record } = await settledAfter(stage, () => read(stage, { max_tokens: 2000 }));
  expect(JSON.parse(stage.sent(1)[0] ?? '{}').max_tokens).toBeLessThanOrEqual(2000 - 906);
  expect(record.shares[0]?.usage).toMatchObject({ input: 20, output: 906 });
  expect(answer.chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 906 + 16 });
});
