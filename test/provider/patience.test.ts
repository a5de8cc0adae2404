import { expect, it } from 'vitest';
import { Patience } from '../../src/provider/patience.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';

/** What becomes of an attempt that never answers, begun `lateMs` after its request; times run out as they are written. */
async function waited({ firstByteMs = 40, idleMs = 40, totalMs = 10_000, lateMs = 0, bytes = false }) {
  const patience = new Patience({
    model: 'm',
    abandoned: new AbortController().signal,
    totalAt: unixMs(totalMs),
    firstByteMs: milliseconds(firstByteMs),
    idleMs: milliseconds(idleMs),
    clock: () => unixMs(lateMs),
  });
  if (bytes) patience.gotBytes();
  try {
    return await patience.of(Promise.withResolvers<never>().promise);
  } catch (cause) {
    const { kind, message, blames } = patience.failureFrom(cause, 'cut', 'broke off');
    return { kind, message, blames, aborted: patience.signal.aborted };
  }
}

it.each([
  ['no first byte', {}, 'first_byte_timeout', 'sent nothing for 40 ms', true],
  ['silence midway', { bytes: true }, 'idle_timeout', 'fell silent for 40 ms', true],
  ['no first byte in all the time there is', { totalMs: 30 }, 'total_timeout', 'did not finish', true],
  ['an answer that is too long', { totalMs: 30, bytes: true }, 'total_timeout', 'did not finish', false],
  ['too little time left by others', { totalMs: 1000, lateMs: 990 }, 'total_timeout', 'did not finish', false],
])(
  '%s has its own name, and speaks against the provider where it is its fault',
  async (_, times, kind, words, blames) => {
    expect(await waited(times)).toEqual({ kind, message: expect.stringContaining(words), blames, aborted: true });
  },
);

it('ends an attempt that falls silent after steps that came in time, though its timer was set for the first byte', async () => {
  let now = 0;
  const patience = new Patience({
    model: 'm',
    abandoned: new AbortController().signal,
    totalAt: unixMs(100_000),
    firstByteMs: milliseconds(50_000),
    idleMs: milliseconds(30),
    clock: () => unixMs(now),
  });
  for (let step = 0; step < 5; step++) {
    expect(await patience.of(Promise.resolve(step))).toBe(step);
    patience.gotBytes();
    now += 20;
  }
  await expect(patience.of(Promise.withResolvers<never>().promise)).rejects.toThrow('fell silent for 30 ms');
});

it('aborts no call whose last byte has come, and nobody waits for its client any longer all the same', async () => {
  const abandoned = new AbortController();
  const patience = new Patience({
    model: 'm',
    abandoned: abandoned.signal,
    totalAt: unixMs(100_000),
    firstByteMs: milliseconds(50_000),
    idleMs: milliseconds(50_000),
    clock: () => unixMs(0),
  });
  patience.gotAll();
  const waiting = patience.ofClient(Promise.withResolvers<never>().promise);
  abandoned.abort();
  const left = await waiting.catch((cause: unknown) => cause);
  expect(() => patience.failureFrom(left, 'cut', 'broke off')).toThrow(expect.objectContaining({ name: 'HungUp' }));
  expect(patience.signal.aborted).toBe(false);
  await expect(patience.of(Promise.withResolvers<never>().promise)).rejects.toBe(left);
});
