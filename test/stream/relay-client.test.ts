import { describe, expect, it, vi } from 'vitest';
import { tokens } from '../../src/unit.ts';
import { DONE, HELLO, outcome, ROLE, STOP, start, WORLD } from './relay-run.ts';

async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array> | undefined, end: string): Promise<void> {
  for (let text = ''; !text.endsWith(end); ) text += new TextDecoder().decode((await reader?.read())?.value);
}

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

  it.each(['cancel', 'drain'] as const)('at the end mark has all of the answer (%s)', async (onHangup) => {
    const run = start({ onHangup });
    run.first.send(ROLE, HELLO, STOP, DONE);
    const reader = (await run.head)?.body.getReader();
    await readUntil(reader, DONE);
    run.gone.abort();
    await reader?.cancel();
    expect(await run.done).toMatchObject({ ending: 'complete', model: 'fast' });
  });

  it.each(['cancel', 'drain'] as const)('before it has taken the end mark has not (%s)', async (onHangup) => {
    const run = start({ onHangup });
    run.first.send(ROLE, HELLO, STOP, DONE);
    const reader = (await run.head)?.body.getReader();
    await readUntil(reader, STOP);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await reader?.cancel();
    expect(await run.done).toMatchObject({ ending: 'hung_up', model: 'fast' });
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

describe('behind its end mark', () => {
  it('a stream is read until its provider closes it, so that the connection can be used again', async () => {
    const run = start();
    run.first.send(ROLE, HELLO, STOP, DONE);
    const answer = await run.head;
    const reading = new Response(answer?.body).text();
    await new Promise((resolve) => setTimeout(resolve, 5));
    run.first.close();
    expect(await reading).toContain('[DONE]');
    expect(await run.done).toMatchObject({ ending: 'complete' });
    expect(run.first).toMatchObject({ left: 'closed', gotEverything: true });
  });

  it('one that its provider does not close is let go of', async () => {
    const run = start();
    run.first.send(ROLE, HELLO, STOP, DONE);
    expect(await new Response((await run.head)?.body).text()).toContain('[DONE]');
    expect(await run.done).toMatchObject({ ending: 'complete' });
    expect(run.first).toMatchObject({ left: 'cancelled', gotEverything: false });
  });
});
