import { describe, expect, it, vi } from 'vitest';
import { DONE, ERROR, encoder, type FakeSource, HELLO, outcome, ROLE, STOP, start, USAGE, WORLD } from './relay-run.ts';

describe('a stream that goes well', () => {
  it('reaches the client byte by byte, with its usage counted', async () => {
    const run = start();
    run.first.send(ROLE, HELLO, WORLD, STOP, USAGE, DONE).close();
    expect(await outcome(run)).toMatchObject({
      text: ROLE + HELLO + WORLD + STOP + USAGE + DONE,
      ending: 'complete',
      model: 'fast',
      usage: { input: 5, output: 2, estimated: false },
    });
  });

  it('is cut at any byte and still the same, with the usage chunk held back', async () => {
    const whole = encoder.encode(ROLE + HELLO + WORLD + STOP + USAGE + DONE);
    for (let at = 1; at < whole.length; at += 7) {
      const run = start({ withholdUsage: true });
      const [head, tail] = [whole.slice(0, at), whole.slice(at)].map((part) => new TextDecoder().decode(part));
      run.first.send(head ?? '', tail ?? '').close();
      expect(await outcome(run)).toMatchObject({
        text: ROLE + HELLO + WORLD + STOP + DONE,
        ending: 'complete',
        usage: { output: 2 },
      });
    }
  });

  it('ends at the end mark, whether or not the provider closes', async () => {
    const run = start();
    run.first.send(HELLO, STOP, DONE);
    expect(await outcome(run)).toMatchObject({ ending: 'complete', text: HELLO + STOP + DONE });
    expect(run.first.ended).toBe(true);
  });

  it('may end with a finish reason and no end mark', async () => {
    const run = start();
    run.first.send(HELLO, STOP).close();
    expect(await outcome(run)).toMatchObject({ ending: 'complete', text: HELLO + STOP });
  });

  it.each(['', '\n', '\r\n', '\r\n\r'])(
    'may end without its last blank line, which its client needs (%j)',
    async (end) => {
      const run = start();
      run.first.send(HELLO, STOP, `data: [DONE]${end}`).close();
      const { text, ending } = await outcome(run);
      expect(ending).toBe('complete');
      expect(text).toMatch(/data: \[DONE\](\r?\n){2,}$/);
      const cut = start();
      cut.first.send(`${HELLO}${WORLD.trim()}${end}`).close();
      expect((await outcome(cut)).text).toMatch(/ world.*\n\r?\ndata: \{"error"/s);
    },
  );

  it('of several choices may end without an end mark only when each of them has stopped', async () => {
    const second = STOP.replace('"index":0', '"index":1');
    const whole = start({ choices: 2 });
    whole.first.send(HELLO, STOP, second).close();
    expect(await outcome(whole)).toMatchObject({ ending: 'complete' });
    const cut = start({ choices: 2 });
    cut.first.send(HELLO, STOP).close();
    expect(await outcome(cut)).toMatchObject({ ending: 'broken', failed: 'cut' });
  });

  it('without usage is charged by what was produced, and says so', async () => {
    const run = start();
    run.first.send(HELLO, WORLD, STOP, DONE).close();
    expect((await outcome(run)).usage).toEqual({
      input: 100,
      cachedInput: 0,
      output: 'Hello world'.length,
      estimated: true,
    });
  });

  it('reaches the client event by event, before the provider sends the next', async () => {
    const run = start();
    run.first.send(HELLO);
    const reader = (await run.head)?.body.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(HELLO);
    run.first.send(WORLD);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(WORLD);
    run.first.send(STOP, DONE);
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      expect(part.value.length).toBeGreaterThan(0);
    expect((await run.done).ending).toBe('complete');
  });
});

describe('before the first content another candidate takes over', () => {
  const faults: [string, (source: FakeSource) => void, string][] = [
    ['an error comes first', (source) => source.send(ERROR), 'error_event'],
    ['an error comes after the role', (source) => source.send(ROLE, ERROR), 'error_event'],
    ['the socket is cut after the role', (source) => source.send(ROLE).cut(), 'cut'],
    ['the stream ends after the role', (source) => source.send(ROLE).close(), 'cut'],
    ['the stream is empty', (source) => source.close(), 'cut'],
    ['there is only garbage', (source) => source.send('data: oops\n\n'), 'malformed'],
    ['the JSON is cut short', (source) => source.send('data: {"choices":[{"del').close(), 'malformed'],
  ];
  for (const [name, fault, kind] of faults) {
    it(`when ${name}`, async () => {
      const run = start();
      fault(run.first);
      run.second.send(ROLE, HELLO, STOP, DONE).close();
      expect(await outcome(run)).toMatchObject({
        head: 'backup',
        model: 'backup',
        ending: 'complete',
        text: ROLE + HELLO + STOP + DONE,
      });
      expect(run.failures).toMatchObject([{ model: 'fast', kind }]);
      expect(run.first.ended).toBe(true);
    });
  }

  it('and with nobody left, no byte is sent', async () => {
    const run = start({ sources: ['fast'] });
    run.first.send(ROLE, ERROR);
    expect(await outcome(run)).toMatchObject({ head: null, text: null, ending: 'failed', model: null });
    expect(run.failures).toHaveLength(1);
  });

  it('and a comment or a ping is no content', async () => {
    const run = start();
    run.first.send(': ping\n\n').cut();
    run.second.send(HELLO, STOP, DONE);
    expect(await outcome(run)).toMatchObject({ head: 'backup', text: HELLO + STOP + DONE });
  });

  it('even when the grace for role-only events has run out: the head names who began, a comment who answers', async () => {
    const run = start({ graceMs: 0 });
    run.first.send(ROLE);
    const reader = (await run.head)?.body.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(ROLE);
    run.first.cut();
    run.second.send(HELLO, STOP, DONE);
    let text = '';
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += new TextDecoder().decode(part.value);
    // In the words of the client's wire, and without a second beginning.
    const events = text.split('\n\n').filter((event) => event !== '');
    expect([events[0], events.at(-1)]).toEqual([': x-signalbox-takeover: backup', 'data: [DONE]']);
    expect(events.slice(1, -1).map((event) => JSON.parse(event.slice('data: '.length)).choices[0])).toMatchObject([
      { delta: { content: 'Hello' }, finish_reason: null },
      { delta: {}, finish_reason: 'stop' },
    ]);
    expect(text).not.toContain('role');
    expect(await run.done).toMatchObject({ ending: 'complete', model: 'backup' });
  });

  it('and its grace ends with it: the head names who answers', async () => {
    const run = start({ graceMs: 50 });
    run.first.send(ROLE, ERROR);
    await vi.waitFor(() => expect(run.failures).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 75));
    run.second.send(HELLO, STOP, DONE);
    expect(await outcome(run)).toMatchObject({ head: 'backup', text: HELLO + STOP + DONE });
  });

  it('and when nobody is left after that, the stream ends in an error', async () => {
    const run = start({ sources: ['fast'], graceMs: 0 });
    run.first.send(ROLE);
    const body = (await run.head)?.body;
    const text = new Response(body).text();
    run.first.cut();
    expect(await text).toBe(`${ROLE}data: {"error":{"message":"fast broke off its stream"}}\n\n`);
    expect(await run.done).toMatchObject({ ending: 'failed', model: null });
  });
});

describe('after the first content a failure is told and nobody takes over', () => {
  const faults: [string, (source: FakeSource) => void, string][] = [
    [
      'the socket is cut',
      // An error overtakes what a ReadableStream still holds, as a cut socket does not: the events go first.
      (source) => {
        source.send(ROLE, HELLO);
        setTimeout(() => source.cut(), 5);
      },
      'broke off its stream',
    ],
    ['the stream ends without an end', (source) => source.send(ROLE, HELLO).close(), 'ended its stream without an end'],
    ['an error follows', (source) => source.send(ROLE, HELLO, ERROR), 'failed: overloaded'],
    ['garbage follows', (source) => source.send(ROLE, HELLO, 'data: oops\n\n'), 'sent an event that cannot be read'],
  ];
  for (const [name, fault, message] of faults) {
    it(`when ${name}`, async () => {
      const run = start();
      fault(run.first);
      expect(await outcome(run)).toMatchObject({
        text: `${ROLE}${HELLO}data: {"error":{"message":"fast ${message}"}}\n\n`,
        ending: 'broken',
        model: 'fast',
        usage: { output: 'Hello'.length, estimated: true },
      });
      expect(run.failures).toEqual([]);
    });
  }
});

describe('a stream that ends within an event', () => {
  const broken = 'data: {"error":{"message":"fast ended its stream without an end"}}\n\n';
  for (const [name, rest, told] of [
    ['whose name alone has come is told to have broken off in an event of its own', 'event: content_block_del', ''],
    ['or within a comment', ': pi', ''],
    ['or in bytes without meaning', '\u0001\u0002', ''],
    ['or just before its blank line: what has come of it is told', WORLD.trimEnd(), WORLD],
  ] as const) {
    it(name, async () => {
      const run = start();
      run.first.send(HELLO, rest).close();
      expect(await outcome(run)).toMatchObject({ ending: 'broken', text: HELLO + told + broken });
    });
  }
});
