/**
 * How long a key that was revoked can still be used: KV with a cache in front of it (30 s from each read, in every data
 * centre), an isolate that remembers, KV that fails and KV that is slow, all by a clock that a test moves. Requests come
 * when chance will have them.
 */

import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KV_CACHE_SECONDS } from '../../src/cache.ts';
import { hashKey } from '../../src/tenant/key.ts';
import { KeyStore } from '../../src/tenant/store.ts';
import { unixMs } from '../../src/unit.ts';

const PROMISED_MS = 60_000;
const START = 1_000_000;

interface Answering {
  readonly at: number;
  readonly answer: () => void;
}

/** A data centre's KV. What is read of it stands for 30 s; a read may take `slowMs`, or fail while it is `down`. */
function edge() {
  const state = {
    now: START,
    down: false,
    slowMs: 0,
    record: JSON.stringify({ id: 'k', tenant: 'shop', plan: 'free' }),
  };
  // KV keeps time by a clock of its own, which nobody sets back.
  const kvs = { now: 0 };
  const cached = { at: Number.NEGATIVE_INFINITY, text: '' };
  let answering: Answering[] = [];
  const get = (names: readonly string[]): Promise<Map<string, string | null>> => {
    const { down, slowMs } = state;
    const { now } = kvs;
    if (!down && now - cached.at >= KV_CACHE_SECONDS * 1000) Object.assign(cached, { at: now, text: state.record });
    const { text } = cached;
    return new Promise((resolve, reject) => {
      const texts = new Map(names.map((name) => [name, name.startsWith('key:') ? text : null]));
      const answer = () => (down ? reject(new Error('KV is down')) : resolve(texts));
      if (slowMs === 0) answer();
      else answering.push({ at: now + slowMs, answer });
    });
  };
  const kv: KVNamespace = new Proxy(Object(null), { get: (_, name) => (name === 'get' ? get : undefined) });
  const pass = async (ms: number): Promise<void> => {
    state.now += ms;
    kvs.now += ms;
    const due = answering.filter(({ at }) => at <= kvs.now);
    answering = answering.filter(({ at }) => at > kvs.now);
    for (const { answer } of due) answer();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const clock = () => unixMs(state.now);
  const keys = () => new KeyStore(kv, (work) => void work.catch(() => null), clock);
  return { state, pass, keys };
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

/** Whether a key that is found at `now` would be let through: it was not revoked, or KV has not said so here. */
const isGood = (record: { revokedAt?: unknown } | null): boolean => record !== null && record.revokedAt === undefined;

describe('a revoked key', () => {
  it('is good nowhere after 60 s, in the worst case by a hair', async () => {
    const hash = await hashKey('sb-1');
    const { state, pass, keys } = edge();
    await keys().find(hash);
    await pass(1);
    state.record = JSON.stringify({ ...JSON.parse(state.record), revokedAt: '2026-01-01' });
    const revokedAt = state.now;
    // KV's cache answers once more what it read before, at the last moment, and the isolate lives on that for as long as it may.
    await pass(KV_CACHE_SECONDS * 1000 - 2);
    expect(isGood(await keys().find(hash))).toBe(true);
    await pass(24_999);
    expect(isGood(await keys().find(hash))).toBe(true);
    await pass(1);
    expect(isGood(await keys().find(hash))).toBe(false);
    expect(state.now - revokedAt).toBeLessThan(PROMISED_MS);
  });

  it('is not served from memory while KV fails for longer than that: nobody is let through', async () => {
    const hash = await hashKey('sb-1');
    const { state, pass, keys } = edge();
    await keys().find(hash);
    state.down = true;
    await pass(24_999);
    expect(isGood(await keys().find(hash))).toBe(true);
    await pass(1);
    await expect(keys().find(hash)).rejects.toMatchObject({ why: { code: 'unavailable' } });
  });

  it('is good for nobody who comes 60 s after it, however KV fails and lingers', async () => {
    const hash = await hashKey('sb-1');
    const step = fc.record({
      ms: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(4999, 9999, 10_000, 24_999, 25_000, 29_999)),
      down: fc.boolean(),
      slowMs: fc.constantFrom(0, 0, 0, 0, 1, 4999, 20_000, 90_000),
    });
    const steps = fc.array(step, { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(30), async (all, revokedAfter) => {
        const { state, pass, keys } = edge();
        const faults: unknown[] = [];
        let revokedAt = Number.POSITIVE_INFINITY;
        for (const [at, { ms, down, slowMs }] of all.entries()) {
          await pass(ms);
          Object.assign(state, { down, slowMs });
          if (at === revokedAfter) {
            state.record = JSON.stringify({ ...JSON.parse(state.record), revokedAt: '2026-01-01' });
            revokedAt = state.now;
          }
          const cameAt = state.now;
          void keys()
            .find(hash)
            .then(
              (record) => {
                if (cameAt - revokedAt >= PROMISED_MS) expect(isGood(record)).toBe(false);
              },
              () => null,
            )
            .catch((error: unknown) => faults.push(error));
        }
        await pass(200_000);
        expect(faults).toEqual([]);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });

  it('is not good for longer where the clock is set back', async () => {
    const hash = await hashKey('sb-1');
    const { state, pass, keys } = edge();
    await keys().find(hash);
    await pass(40_000);
    await keys().find(hash);
    state.record = JSON.stringify({ ...JSON.parse(state.record), revokedAt: '2026-01-01' });
    state.now -= 39_000;
    await keys().find(hash);
    await pass(PROMISED_MS);
    expect(isGood(await keys().find(hash))).toBe(false);
  });
});

describe('what this isolate wrote of a key', () => {
  it('is in force at once, whatever KV holds, and no longer than KV may hold it', async () => {
    const hash = await hashKey('sb-1');
    const { state, pass, keys } = edge();
    expect(isGood(await keys().find(hash))).toBe(true);
    const record = JSON.stringify({ ...JSON.parse(state.record), revokedAt: '2026-01-01' });
    await keys().hold(hash, { record });
    expect(isGood(await keys().find(hash))).toBe(false);
    // Its end says nothing of the record, so who writes that cannot undo the other.
    await keys().hold(hash, { end: '2999-01-01T00:00:00.000Z' });
    expect(isGood(await keys().find(hash))).toBe(false);
    await pass(KV_CACHE_SECONDS * 1000);
    await pass(25_000);
    expect(isGood(await keys().find(hash))).toBe(true);
  });

  it('is the end of a key, unless it ends before', async () => {
    const hash = await hashKey('sb-1');
    const { state, keys } = edge();
    const end = '2030-01-01T00:00:00.000Z';
    await keys().hold(hash, { end });
    expect(await keys().find(hash)).toMatchObject({ expiresAt: Date.parse(end) });
    const record = JSON.stringify({ ...JSON.parse(state.record), expiresAt: '2029-01-01' });
    await keys().hold(hash, { record });
    expect(await keys().find(hash)).toMatchObject({ expiresAt: Date.parse('2029-01-01') });
  });

  it('that cannot be read back breaks nothing', async () => {
    const { state, keys } = edge();
    state.down = true;
    await keys().hold(await hashKey('sb-1'), { end: '2030-01-01T00:00:00.000Z' });
  });
});
