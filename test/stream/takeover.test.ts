import { describe, expect, it } from 'vitest';
import { tokens } from '../../src/unit.ts';
import { DONE, ERROR, type FakeSource, HELLO, outcome, ROLE, STOP, start, USAGE, WORLD } from './relay-run.ts';

const COMMENT = (model: string) => `: x-signalbox-takeover: ${model}\n\n`;

/** The chunks of a stream, comments left out. */
const chunksOf = (text: string | null) =>
  (text ?? '')
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)));
const wordsOf = (text: string | null) =>
  chunksOf(text)
    .map(({ choices }) => choices?.[0]?.delta.content ?? '')
    .join('');

const BREAKS: [string, (source: FakeSource) => void][] = [
  ['ends without an end', (source) => source.send(ROLE, HELLO).close()],
  ['sends an error', (source) => source.send(ROLE, HELLO, ERROR)],
  ['sends garbage', (source) => source.send(ROLE, HELLO, 'data: oops\n\n')],
];

describe('an answer that breaks off is gone on with by the next', () => {
  for (const [name, breakOff] of BREAKS) {
    for (const verbatim of [true, false]) {
      it(`when the first ${name}, ${verbatim ? 'as it came' : 'translated'}`, async () => {
        const run = start({ takeover: 'followed', verbatim });
        breakOff(run.first);
        run.second.send(ROLE, WORLD, STOP, USAGE, DONE);
        const result = await outcome(run);
        expect(result).toMatchObject({
          head: 'fast',
          ending: 'complete',
          model: 'backup',
          usage: { input: 5, output: 2 },
        });
        expect(result.text).toContain(COMMENT('backup'));
        expect(wordsOf(result.text)).toBe('Hello world');
        // The prompt without what was added to it, and the output of both.
        expect(chunksOf(result.text).at(-1)).toMatchObject({
          ...{ choices: [], usage: { prompt_tokens: 5 - 3, completion_tokens: 'Hello'.length + 2, estimated: true } },
        });
        expect(chunksOf(result.text).filter(({ choices }) => choices[0]?.delta.role !== undefined)).toHaveLength(1);
        expect(result.text?.endsWith(DONE)).toBe(true);
        expect(run.told).toEqual(['Hello']);
        expect(run.first.ended).toBe(true);
        const [earlier] = (await run.done).earlier;
        expect(earlier?.model).toBe('fast');
        expect(earlier?.meter.total(tokens(3), (text) => text.length, tokens(0))).toMatchObject({
          ...{ input: 3, output: 'Hello'.length, estimated: true },
        });
      });
    }
  }

  it('and again by the one after it', async () => {
    const run = start({ sources: ['fast', 'backup', 'last'], takeover: 'followed' });
    run.first.send(ROLE, HELLO).close();
    run.second.send(ROLE, WORLD).close();
    run.third.send(ROLE, STOP.replace('{}', '{"content":"!"}'), DONE);
    const result = await outcome(run);
    expect(wordsOf(result.text)).toBe('Hello world!');
    expect(run.told).toEqual(['Hello', 'Hello world']);
    expect((await run.done).earlier.map(({ model }) => model)).toEqual(['fast', 'backup']);
  });

  it('who sends no count: none is told', async () => {
    const run = start({ takeover: 'followed' });
    run.first.send(ROLE, HELLO).close();
    run.second.send(ROLE, WORLD, STOP, DONE);
    const { text, usage } = await outcome(run);
    expect(text).not.toContain('prompt_tokens');
    expect(usage).toMatchObject({ input: 100, output: ' world'.length, estimated: true });
  });

  it('passing over one that fails before it says anything', async () => {
    const run = start({ sources: ['fast', 'backup', 'last'], takeover: 'followed' });
    run.first.send(ROLE, HELLO).close();
    run.second.send(ROLE, ERROR);
    run.third.send(ROLE, WORLD, STOP, DONE);
    const result = await outcome(run);
    expect(wordsOf(result.text)).toBe('Hello world');
    expect(result.text).not.toContain(COMMENT('backup'));
    expect(run.failures).toMatchObject([{ model: 'backup' }]);
  });

  it('and every chunk is written anew where a wire counts what came before', async () => {
    const run = start({ takeover: 'translated' });
    run.first.send(ROLE, HELLO).close();
    run.second.send(ROLE, WORLD, STOP, DONE);
    const { text } = await outcome(run);
    expect(new Set(chunksOf(text).map(({ id }) => id))).toEqual(new Set(['chatcmpl-1']));
  });
});

describe('an answer that breaks off has broken off', () => {
  const CALL = { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{"a' } }] };
  const delta = (content: object) => HELLO.replace('{"content":"Hello"}', JSON.stringify(content));
  it.each([
    ['a tool call is open', 'followed', [HELLO, delta(CALL)]],
    ['it was refused', 'followed', [HELLO, delta({ refusal: 'I cannot.' })]],
    ['its wire names an answer that its provider keeps', 'kept', [HELLO]],
  ] as const)('when %s', async (_, takeover, events) => {
    const run = start({ takeover });
    run.first.send(ROLE, ...events, ERROR);
    expect(await outcome(run)).toMatchObject({
      text: expect.stringMatching(/data: \{"error":\{"message":"fast failed: overloaded"\}\}\n\n$/),
      ending: 'broken',
      model: 'fast',
    });
    expect(run.told).toEqual([]);
  });

  it('when it has said why it stopped, and only the end mark is missing', async () => {
    const run = start({ takeover: 'followed' });
    run.first.send(ROLE, HELLO, STOP, 'data: oops\n\n');
    expect(await outcome(run)).toMatchObject({ ending: 'broken', model: 'fast' });
    expect(run.told).toEqual([]);
  });

  it('when all who might go on fail: the stream ends in an error, and what was said is counted', async () => {
    const run = start({ takeover: 'followed' });
    run.first.send(ROLE, HELLO).close();
    run.second.send(ERROR);
    const result = await outcome(run);
    expect(result).toMatchObject({ ending: 'broken', model: null });
    expect(result.text).toMatch(/data: \{"error":\{"message":"backup failed: overloaded"\}\}\n\n$/);
    expect((await run.done).earlier).toHaveLength(1);
  });

  it('when a fault of ours is in the way: the client is not left to wait, and what was said is counted', async () => {
    const run = start({ takeover: 'followed' });
    run.first.send(ROLE, HELLO).close();
    // Nobody else can read what somebody reads already.
    run.second.body.getReader();
    const reading = run.head.then((head) => new Response(head?.body).text());
    await expect(reading).rejects.toThrow();
    const { ending, fault, earlier } = await run.done;
    expect({ ending, fault }).toEqual({ ending: 'broken', fault: expect.any(TypeError) });
    expect(earlier.map(({ model, meter }) => [model, meter.said?.text])).toEqual([['fast', 'Hello']]);
  });
});
