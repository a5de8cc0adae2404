import { describe, expect, it, vi } from 'vitest';
import { DRAIN_BYTES, HangUp } from '../../src/stream/hang-up.ts';
import { tokens } from '../../src/unit.ts';
import { DONE, ERROR, HELLO, outcome, ROLE, STOP, start, USAGE, WORLD } from './relay-run.ts';

const count = async (run: ReturnType<typeof start>) => {
  const { ending, meter } = await run.done;
  return { ending, usage: meter.total(tokens(100), (text) => text.length, tokens(9)) };
};

async function leftMidway(onHangup: 'cancel' | 'drain') {
  const run = start({ onHangup });
  run.first.send(ROLE, HELLO);
  const reader = (await run.head)?.body.getReader();
  await reader?.read();
  run.gone.abort();
  await reader?.cancel();
  return run;
}

describe('a client that leaves midway', () => {
  it('under drain has its answer read to the end, and is charged what the provider counted', async () => {
    const run = await leftMidway('drain');
    run.first.send(WORLD, STOP, USAGE, DONE);
    expect(await count(run)).toMatchObject({ ending: 'hung_up', usage: { input: 5, output: 2, estimated: false } });
    expect(run.first.ended).toBe(true);
  });

  it('under cancel ends the call at once, and is charged what was seen', async () => {
    const run = await leftMidway('cancel');
    expect(await count(run)).toMatchObject({ ending: 'hung_up', usage: { output: 'Hello'.length, estimated: true } });
    expect(run.first.ended).toBe(true);
  });

  it('under drain is charged what was seen when the provider breaks off, and nobody takes over', async () => {
    const run = await leftMidway('drain');
    run.first.send(WORLD, ERROR);
    expect((await count(run)).usage).toMatchObject({ output: 'Hello world'.length, estimated: true });
    expect(run.failures).toEqual([]);
    expect(run.second.ended).toBe(false);
  });

  it('under drain is read no further than so many bytes', async () => {
    const run = await leftMidway('drain');
    run.first.send(`: ${'x'.repeat(DRAIN_BYTES)}\n\n`);
    expect(await count(run)).toMatchObject({ ending: 'hung_up', usage: { output: 'Hello'.length, estimated: true } });
    expect(run.first.ended).toBe(true);
  });
});

it('a client that leaves before anything came is drained for too', async () => {
  const run = start({ onHangup: 'drain' });
  run.gone.abort();
  run.first.send(ROLE, HELLO, STOP, USAGE, DONE);
  expect(await count(run)).toMatchObject({ ending: 'hung_up', usage: { input: 5, output: 2, estimated: false } });
});

it('a client that stays sees no difference', async () => {
  const run = start({ onHangup: 'drain' });
  run.first.send(ROLE, HELLO, STOP, DONE);
  expect(await outcome(run)).toMatchObject({ text: ROLE + HELLO + STOP + DONE, ending: 'complete' });
});

it('the wait for a bill ends with the answer, and never runs for a client that stayed', () => {
  const request = new AbortController();
  const hangUp = new HangUp(request.signal, 'drain');
  hangUp.read(2 * DRAIN_BYTES);
  expect(hangUp.abandoned.aborted).toBe(false);
  request.abort();
  expect([hangUp.gone.aborted, hangUp.isDraining]).toEqual([true, true]);
  hangUp.end();
  expect([hangUp.abandoned.aborted, hangUp.isDraining]).toEqual([true, false]);
});

it('a client that leaves when its answer is over is waited for by nobody', () => {
  const hangUp = new HangUp(new AbortController().signal, 'drain');
  const timer = vi.spyOn(globalThis, 'setTimeout');
  hangUp.end();
  hangUp.leave();
  expect(timer).not.toHaveBeenCalled();
  timer.mockRestore();
});
