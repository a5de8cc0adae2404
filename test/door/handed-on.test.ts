/** Streams that the runtime hands on (`stream/passing.ts`), where their client or their provider does not do as it should. */

import { beforeEach, expect, inject, it, vi } from 'vitest';
import { Outlet } from '../../src/stream/outlet.ts';
import { PIECES } from '../support/openai-wire.ts';
import { givenTenant, type TestTenant } from '../support/tenant.ts';

const LIMITS = [{ id: 'all', of: 'requests', max: 9, per: '1d', then: 'refuse' }];
/** With the usage asked for nothing of a stream is kept from its client. */
const AS_IT_COMES = { stream: true, stream_options: { include_usage: true } };
/** On a machine that stands still for a moment no stream is fast. */
const TRIES = 5;

const handOver = vi.spyOn(Outlet.prototype, 'handOver');
beforeEach(() => void handOver.mockClear());

const releaseOf = (model: string) => fetch(`${inject('providerUrl')}/release?model=${model}`, { method: 'POST' });
const unique = (scenario: string) => `${scenario}-${crypto.randomUUID()}`;

/** `how` again until a stream was handed on. */
async function handedOn(how: () => Promise<void>): Promise<void> {
  for (let tried = 0; tried < TRIES && handOver.mock.calls.length === 0; tried++) await how();
  expect(handOver).toHaveBeenCalled();
}

/** Reads on until `piece` has come. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array> | undefined, piece: string): Promise<void> {
  for (let read = ''; !read.includes(piece); ) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) throw new Error(`The stream ended before ${piece}: ${read}`);
    read += new TextDecoder().decode(value);
  }
}

const heldBy = async (tenant: TestTenant): Promise<number | undefined> => {
  const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { held: number }[] }>();
  return limits[0]?.held;
};

it('one that is drained is settled when its provider fails, though that keeps its connection open', async () => {
  await handedOn(async () => {
    const model = unique('fast-then-error');
    const tenant = await givenTenant({ instant: [model], limits: LIMITS, policy: { onHangup: 'drain' } });
    const leave = new AbortController();
    const response = await tenant.chat(AS_IT_COMES, { signal: leave.signal });
    const reader = response.body?.getReader();
    await readUntil(reader, JSON.stringify(PIECES.at(-1)));
    leave.abort();
    await reader?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await releaseOf(model);
    // What is drained is given up after 25 s in any case.
    await vi.waitFor(async () => expect(await heldBy(tenant)).toBe(0), { timeout: 10_000 });
  });
});

it('one whose client takes its end late has all of it, and no word behind the end mark', async () => {
  await handedOn(async () => {
    const model = unique('slow');
    const tenant = await givenTenant({ instant: [model], limits: LIMITS, timeouts: { totalMs: 1500 } });
    const response = await tenant.chat(AS_IT_COMES);
    const reader = response.body?.getReader();
    await readUntil(reader, PIECES[0]);
    await releaseOf(model);
    // The request is over for everybody but its client.
    await vi.waitFor(async () => expect(await heldBy(tenant)).toBe(0), { timeout: 10_000 });
    let text = '';
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      text += new TextDecoder().decode(part.value);
    }
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
    expect(text).not.toContain('"error"');
  });
});

it('a slow one is not handed on, though an event of it takes many reads', async () => {
  const tenant = await givenTenant({ instant: [unique('large-then-slow')], limits: LIMITS });
  const leave = new AbortController();
  const response = await tenant.chat(AS_IT_COMES, { signal: leave.signal });
  const reader = response.body?.getReader();
  await readUntil(reader, '" z"');
  expect(handOver).not.toHaveBeenCalled();
  leave.abort();
  await reader?.cancel();
});
