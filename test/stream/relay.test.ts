import { describe, expect, it, vi } from 'vitest';
import { type Failure, failure } from '../../src/provider/failure.ts';
import { openAiDialect } from '../../src/provider/openai.ts';
import { type Relayed, relay, type Source } from '../../src/stream/relay.ts';
import { milliseconds, tokens } from '../../src/unit.ts';

const encoder = new TextEncoder();
const { readEvent } = openAiDialect({ baseUrl: 'https://x', outputCapField: 'max_tokens' });

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const ROLE = chunk({ role: 'assistant', content: '' });
const HELLO = chunk({ content: 'Hello' });
const WORLD = chunk({ content: ' world' });
const STOP = chunk({}, 'stop');
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\n\n';
const DONE = 'data: [DONE]\n\n';
const ERROR = 'data: {"error":{"message":"overloaded"}}\n\n';

/** A provider whose events the test pushes by hand. */
class FakeSource implements Source {
  readonly readEvent = readEvent;
  readonly model: string;
  readonly body: ReadableStream<Uint8Array>;
  ended = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly #gone: AbortSignal;

  constructor(model: string, gone: AbortSignal) {
    this.model = model;
    this.#gone = gone;
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
    });
  }
  send(...events: string[]): this {
    for (const event of events) this.#controller.enqueue(encoder.encode(event));
    return this;
  }
  close(): this {
    this.#controller.close();
    return this;
  }
  cut(): this {
    this.#controller.error(new Error('socket closed'));
    return this;
  }
  async patient<T>(work: Promise<T>): Promise<T> {
    const gone = new Promise<never>((_, reject) => {
      const leave = () => reject(new Error('hung up'));
      if (this.#gone.aborted) leave();
      else this.#gone.addEventListener('abort', leave);
    });
    return Promise.race([work, gone]);
  }
  patientWithClient<T>(work: Promise<T>): Promise<T> {
    return this.patient(work);
  }
  gotBytes(): void {
    expect(this.ended).toBe(false);
  }
  failureFrom(_: unknown, message: string): Failure {
    return failure(this.model, 'cut', message);
  }
  failed(kind: 'error_event' | 'malformed' | 'cut', message: string, said?: string): Failure {
    return failure(this.model, kind, message, said);
  }
  end(): void {
    this.ended = true;
  }
}

function start({ sources = ['fast', 'backup'], withholdUsage = false, graceMs = 60_000, choices = 1 } = {}) {
  const gone = new AbortController();
  const fakes = sources.map((model) => new FakeSource(model, gone.signal));
  const waiting = [...fakes];
  const failures: Failure[] = [];
  const { head, done } = relay({
    next: async () => waiting.shift() ?? null,
    report: (failed) => failures.push(failed),
    withholdUsage,
    choices,
    encodeFailure: ({ model, message, said }) =>
      encoder.encode(`data: {"error":{"message":"${model} ${message}${said && `: ${said}`}"}}\n\n`),
    graceMs: milliseconds(graceMs),
    onFirstContent: () => undefined,
    clientGone: gone.signal,
    onClientGone: () => gone.abort(),
  });
  const [first, second] = fakes;
  if (first === undefined) throw new Error('A relay needs a source.');
  return { first, second: second ?? first, failures, head, done, gone };
}

/** What the client reads, and how the relay ended. */
async function outcome({ head, done }: { head: ReturnType<typeof relay>['head']; done: Promise<Relayed> }) {
  const answered = await head;
  const text = answered === null ? null : await new Response(answered.body).text();
  const { ending, model, meter, failure: failed } = await done;
  const usage = meter.total(tokens(100), (words) => words.length, tokens(0));
  return { head: answered?.model ?? null, text, ending, model, usage, failed: failed?.kind ?? null };
}

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

  it('even when the grace for role-only events has run out: the answer is whole, the head names who began', async () => {
    const run = start({ graceMs: 0 });
    run.first.send(ROLE);
    const reader = (await run.head)?.body.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(ROLE);
    run.first.cut();
    run.second.send(HELLO, STOP, DONE);
    let text = '';
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += new TextDecoder().decode(part.value);
    expect(text).toBe(HELLO + STOP + DONE);
    expect(await run.done).toMatchObject({ ending: 'complete', model: 'backup' });
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

describe('a client that hangs up', () => {
  it('while the provider is silent ends the call, and what was produced is counted', async () => {
    const run = start();
    run.first.send(ROLE, HELLO);
    const reader = (await run.head)?.body.getReader();
    await reader?.read();
    run.gone.abort();
    expect((await run.done).ending).toBe('hung_up');
    expect(run.first.ended).toBe(true);
    expect((await run.done).meter.total(tokens(7), (words) => words.length, tokens(0))).toMatchObject({
      input: 7,
      output: 5,
      estimated: true,
    });
  });

  it('is noticed by the next write, should the request not tell', async () => {
    const run = start();
    run.first.send(ROLE, HELLO);
    const reader = (await run.head)?.body.getReader();
    await reader?.read();
    await reader?.cancel();
    run.first.send(WORLD);
    expect((await run.done).ending).toBe('hung_up');
    expect(run.first.ended).toBe(true);
  });

  it('before anybody answered leaves nothing behind', async () => {
    const run = start();
    run.gone.abort();
    expect(await run.done).toMatchObject({ ending: 'hung_up' });
    expect(await run.head).toBeNull();
  });
});

it('a slow client slows the provider down: nothing is read ahead of it', async () => {
  const run = start();
  run.first.send(HELLO);
  const head = await run.head;
  const pulls = vi.spyOn(run.first, 'gotBytes');
  run.first.send(WORLD, WORLD, WORLD);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(pulls.mock.calls.length).toBeLessThanOrEqual(1);
  await head?.body.cancel();
});

it('a client that takes nothing until the total time is over has its stream broken off, and the request is settled', async () => {
  const run = start();
  vi.spyOn(run.first, 'patientWithClient').mockImplementation((work) =>
    Promise.race([work, Promise.reject(new Error('too slow'))]),
  );
  run.first.send(HELLO);
  const head = await run.head;
  expect(await run.done).toMatchObject({ ending: 'broken', model: 'fast' });
  await expect(new Response(head?.body).text()).rejects.toThrow();
});

it('comments alone do not commit the answer to a source, however long they go on', async () => {
  const run = start({ graceMs: 0 });
  run.first.send(': still working\n\n');
  await new Promise((resolve) => setTimeout(resolve, 5));
  run.first.cut();
  run.second.send(HELLO, STOP, DONE);
  expect(await outcome(run)).toMatchObject({ head: 'backup', text: HELLO + STOP + DONE });
});
