/** What becomes of a takeover that does not go well, and of answers that nobody goes on with. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Failover } from '../../../src/provider/failover.ts';
import { chat, responses } from './lines.ts';
import { givenStage, type Stage, settledAfter } from './stage.ts';

afterEach(() => vi.restoreAllMocks());

const kind = 'openai-compatible';
const CUT = { kind, says: [chat.role, chat.text('The river rises')], then: 'cut' } as const;
const GOES_ON = { kind, says: [chat.role, chat.text(' in the hills.'), ...chat.end(40, 5)] } as const;
const BREAKS_TOO = { kind, says: [chat.role, chat.text(' in the')], then: 'cut' } as const;
const BUSY = { kind, says: [], status: 503 } as const;
const SILENT = { kind, says: [], then: 'silent', model: { timeouts: { firstByteMs: 100 } } } as const;

const read = async ({ tenant }: Stage, body: object = {}) => (await tenant.chat({ stream: true, ...body })).text();
const saidIn = (text: string) =>
  [...text.matchAll(/"delta":\{[^}]*?"content":("(?:[^"\\]|\\.)*")/g)]
    .map(([, json]) => JSON.parse(json ?? ''))
    .join('');

/** A broken answer never looks complete. */
function expectBroken(text: string, code: string): void {
  const events = text.split('\n\n').filter((event) => event !== '');
  expect(JSON.parse(events.at(-1)?.slice('data: '.length) ?? '')).toMatchObject({ error: { code } });
  expect(text).not.toContain('[DONE]');
  expect(text).not.toContain('"finish_reason":"stop"');
}

describe('whoever is to go on and cannot', () => {
  it.each([
    ['refuses', BUSY],
    ['sends nothing in its time', SILENT],
    ['breaks off before a word', { ...BREAKS_TOO, says: [chat.role] }],
  ])('%s, and gives way to the next', async (_, second) => {
    const stage = await givenStage([CUT, second, GOES_ON]);
    const { answer, record } = await settledAfter(stage, () => read(stage));
    expect(saidIn(answer)).toBe('The river rises in the hills.');
    expect(answer).toContain(': x-signalbox-takeover: m2\n');
    expect(answer).not.toContain(': x-signalbox-takeover: m1\n');
    expect(record.shares.map(({ model }) => model)).toEqual(['m0', 'm2']);
  });

  it.each([
    ['refuses', BUSY, 'provider_failed'],
    ['sends nothing in its time', SILENT, 'provider_timeout'],
  ])('%s, and nobody is left: the stream ends in an error, and the first is charged alone', async (_, second, code) => {
    const stage = await givenStage([CUT, second]);
    const { answer, record } = await settledAfter(stage, () => read(stage));
    expect(saidIn(answer)).toBe('The river rises');
    expectBroken(answer, code);
    expect(record).toMatchObject({ ending: 'broken', shares: [], usage: { estimated: true } });
    // The conversation is bound to who gave the answer, and not to who could not go on with it.
    expect(record).toMatchObject({ decision: { model: 'm0' } });
    expect(record.cost).toBeGreaterThan(0);
  });
});

describe('one that breaks off in its turn', () => {
  it('is gone on with again where nothing is held', async () => {
    const stage = await givenStage(
      [CUT, BREAKS_TOO, { ...GOES_ON, says: [chat.text(' hills.'), ...chat.end(40, 5)] }],
      {
        limits: [],
      },
    );
    const { answer, record } = await settledAfter(stage, () =>
      read(stage, { stream_options: { include_usage: true } }),
    );
    expect(saidIn(answer)).toBe('The river rises in the hills.');
    expect(record.shares.map(({ model }) => model)).toEqual(['m0', 'm1', 'm2']);
    const outputs = record.shares.map(({ usage }) => usage.output);
    expect(answer).toContain(`"completion_tokens":${outputs.reduce((all, one) => all + one, 0)},`);
    expect(stage.sent(2)[0]).toContain('The river rises in the');
  });

  it('has broken off for good within limits, since what is held covers two: both are charged', async () => {
    const stage = await givenStage([CUT, BREAKS_TOO, GOES_ON]);
    const { answer, record } = await settledAfter(stage, () => read(stage));
    expect(saidIn(answer)).toBe('The river rises in the');
    expectBroken(answer, 'provider_failed');
    expect(record.ending).toBe('broken');
    expect(record.shares.map(({ model }) => model)).toEqual(['m0', 'm1']);
    expect(stage.sent(2)).toEqual([]);
  });
});

it('a client that leaves while somebody is asked to go on is charged for what it has, and nobody else is asked', async () => {
  const stage = await givenStage([CUT, { ...SILENT, model: {} }, GOES_ON]);
  const { record } = await settledAfter(stage, async () => {
    const leave = new AbortController();
    const response = await stage.tenant.chat({ stream: true }, { signal: leave.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    await vi.waitFor(() => expect(stage.sent(1)).toHaveLength(1));
    leave.abort();
    await reader?.cancel();
  });
  expect(record.ending).toBe('hung_up');
  // The second was handed the request: it may have read it.
  expect(record.shares.map(({ model }) => model)).toEqual(['m0', 'm1']);
  expect(record.shares[1]?.usage.input).toBeGreaterThan(record.shares[0]?.usage.input ?? 0);
  expect(stage.sent(2)).toEqual([]);
});

it('a fault of ours in a takeover: the client is not left to wait, and what it has read is charged', async () => {
  const stage = await givenStage([CUT, GOES_ON]);
  const fault = new TypeError('A fault of ours.');
  vi.spyOn(Failover.prototype, 'goOn').mockImplementation(() => {
    throw fault;
  });
  const { record } = await settledAfter(stage, () => expect(read(stage)).rejects.toThrow());
  expect(record).toMatchObject({ ending: 'broken', settled: true, usage: { estimated: true } });
  expect(record.usage?.output).toBeGreaterThan(0);
  expect(stage.sent(1)).toEqual([]);
});

describe('nobody goes on', () => {
  const call = {
    tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{"ci' } }],
  };
  const schema = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } };
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
  it.each([
    ['with a tool call that is open', { ...CUT, says: [...CUT.says, chat.delta(call)] }, { tools }],
    ['with half a document of a schema', CUT, { response_format: schema }],
    ['with one of several answers', CUT, { n: 2 }],
    ['with a refusal', { ...CUT, says: [chat.role, chat.delta({ refusal: 'I ca' })] }, {}],
  ])('%s', async (_, first, body) => {
    const stage = await givenStage([first, GOES_ON]);
    const { answer, record } = await settledAfter(stage, () => read(stage, body));
    expectBroken(answer, 'provider_failed');
    expect(record).toMatchObject({ ending: 'broken', shares: [] });
    expect(stage.sent(1)).toEqual([]);
  });

  it('with an answer of Responses that its provider keeps', async () => {
    const says = responses.half('The river rises');
    const stage = await givenStage([{ kind: 'openai', says, then: 'cut' }, { ...GOES_ON }]);
    const { answer, record } = await settledAfter(stage, async () => {
      const body = JSON.stringify({ input: 'hello there', stream: true });
      return (await stage.tenant.fetch('/v1/responses', { method: 'POST', body })).text();
    });
    expect(answer.startsWith(says.join(''))).toBe(true);
    expect(answer).toContain('event: response.failed\n');
    expect(answer).not.toContain('response.completed');
    expect(record).toMatchObject({ ending: 'broken', shares: [] });
    expect(stage.sent(1)).toEqual([]);
  });
});
