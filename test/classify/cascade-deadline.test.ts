import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, fake, later, never, SURE, UNSURE } from './cascading.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the deadline', () => {
  it('ends the wait for a classifier that never settles, and tells it so', async () => {
    let seen: AbortSignal | undefined;
    const silent = fake('remote', (signal) => {
      seen = signal;
      return never();
    });
    const pending = ask([fake('embedded', () => UNSURE), silent]);
    await vi.advanceTimersByTimeAsync(149);
    expect(seen?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen?.aborted).toBe(true);
    expect(await pending).toMatchObject({
      route: 'chat',
      source: 'embedded',
      failures: [{ classifier: 'remote', why: 'No answer within the deadline of 150 ms.' }],
      tookMs: 150,
    });
  });

  it('is one for all: what the first used up the second does not get', async () => {
    const pending = ask([fake('workers-ai', () => later(100, UNSURE)), fake('remote', () => later(100, SURE))]);
    await vi.advanceTimersByTimeAsync(150);
    expect(await pending).toMatchObject({ route: 'chat', source: 'workers-ai', tookMs: 150 });
    await vi.advanceTimersByTimeAsync(50);
  });

  it('counts the time that a synchronous classifier took before the first promise', async () => {
    const slow = fake('embedded', () => {
      vi.setSystemTime(Date.now() + 100);
      return UNSURE;
    });
    const pending = ask([slow, fake('remote', () => later(100, SURE))]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await pending).toMatchObject({ route: 'chat', source: 'embedded', tookMs: 150 });
    await vi.advanceTimersByTimeAsync(50);
  });

  it('once passed, asks nobody else', async () => {
    const third = fake('remote', () => SURE);
    const pending = ask([fake('workers-ai', never), third]);
    await vi.advanceTimersByTimeAsync(150);
    expect(await pending).toMatchObject({ matched: false, confidence: 0, asked: ['workers-ai'] });
    expect(third.asked()).toBe(0);
  });

  it('records a classifier that heeds the abort once, as late', async () => {
    const heedful = fake(
      'remote',
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const pending = ask([heedful]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).failures).toEqual([
      { classifier: 'remote', why: 'No answer within the deadline of 150 ms.', tookMs: 150 },
    ]);
  });

  it('is on record with the time that each took, whether it answered or not', async () => {
    const slow = fake('workers-ai', () => later(40, null).then(() => Promise.reject(new Error('down'))));
    const pending = ask([slow, fake('remote', never)]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).failures).toEqual([
      { classifier: 'workers-ai', why: 'down', tookMs: 40 },
      { classifier: 'remote', why: 'No answer within the deadline of 150 ms.', tookMs: 110 },
    ]);
  });

  it('is on record with its own time, and not with that of the one before it', async () => {
    const unsure = { routes: [{ route: 'code', probability: 0.5 }], nothing: 0.5, because: [] };
    const pending = ask([fake('embedded', () => later(30, unsure)), fake('remote', () => later(50, unsure))]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).said.map(({ tookMs }) => tookMs)).toEqual([30, 50]);
  });

  it('swallows the rejection of a classifier that comes after it', async () => {
    const late = fake('remote', () => later(300, null).then(() => Promise.reject(new Error('too late'))));
    const pending = ask([late]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).failures).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(300);
  });

  it('is not kept waiting for when the answer comes in time', async () => {
    const pending = ask([fake('remote', () => later(20, SURE))]);
    await vi.advanceTimersByTimeAsync(20);
    expect(await pending).toMatchObject({ route: 'code', tookMs: 20, failures: [] });
  });
});
