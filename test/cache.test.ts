import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { ABSENT_MS, Cache, FRESH_MS, KV_CACHE_SECONDS, OUTAGE_MS, RETRY_MS, STALE_MS } from '../src/cache.ts';
import { type UnixMs, unixMs } from '../src/unit.ts';

let now: UnixMs;
let behind: Promise<unknown>[];
let warn: MockInstance;
const pass = (ms: number): void => {
  now = unixMs(now + ms);
};
const moment = () => ({ now, waitUntil: (work: Promise<unknown>) => void behind.push(work) });

beforeEach(() => {
  now = unixMs(1_000_000);
  behind = [];
  warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

/** A source whose value counts its reads, and which can be made to fail or to have nothing. */
function source() {
  const state = { reads: 0, fails: false, empty: false };
  const load = async (): Promise<string | null> => {
    state.reads++;
    if (state.fails) throw new Error('the source is down');
    return state.empty ? null : `read ${state.reads}`;
  };
  return { state, load };
}

const settled = () => Promise.all(behind);

describe('a value', () => {
  it('is served without another read while it is fresh', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    expect(await cache.get('a', load, moment())).toBe('read 1');
    pass(FRESH_MS - 1);
    expect(await cache.get('a', load, moment())).toBe('read 1');
    expect(state.reads).toBe(1);
  });

  it('is served as it was while stale, and refreshed behind the answer', async () => {
    const cache = new Cache<string>(10);
    const { load } = source();
    await cache.get('a', load, moment());
    pass(FRESH_MS);
    expect(await cache.get('a', load, moment())).toBe('read 1');
    await settled();
    expect(await cache.get('a', load, moment())).toBe('read 2');
  });

  it('is awaited when it is older', async () => {
    const cache = new Cache<string>(10);
    const { load } = source();
    await cache.get('a', load, moment());
    pass(STALE_MS);
    expect(await cache.get('a', load, moment())).toBe('read 2');
  });

  it('is in force everywhere within 60 s of a change, KV and isolate together', () => {
    expect(KV_CACHE_SECONDS * 1000 + STALE_MS).toBeLessThan(60_000);
  });

  it('that the load had last is given to the next load', async () => {
    const cache = new Cache<string>(10);
    const seen: (string | undefined)[] = [];
    const load = async (last: () => string | undefined) => {
      seen.push(last());
      return 'value';
    };
    await cache.get('a', load, moment());
    pass(STALE_MS);
    await cache.get('a', load, moment());
    expect(seen).toEqual([undefined, 'value']);
  });
});

describe('loads of one key at once', () => {
  it("are each request's own while there is no value: none waits for the promise of another", async () => {
    const cache = new Cache<string>(10);
    const endless = cache.get('a', () => new Promise<string>(() => undefined), moment());
    expect(await cache.get('a', source().load, moment())).toBe('read 1');
    expect(await Promise.race([endless, Promise.resolve('still waiting')])).toBe('still waiting');
  });

  it('see what the others have brought, so that it is made once', async () => {
    const cache = new Cache<object>(10);
    const reads = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const got = reads.map(({ promise }) =>
      cache.get('a', async (last) => promise.then(() => last() ?? { made: true }), moment()),
    );
    reads[0]?.resolve();
    const first = await got[0];
    for (const { resolve } of reads) resolve();
    for (const other of await Promise.all(got)) expect(other).toBe(first);
  });

  it('leave what the one that began last has read, whichever ends last', async () => {
    const cache = new Cache<string>(10);
    const early = Promise.withResolvers<string | null>();
    const late = Promise.withResolvers<string | null>();
    const both = [cache.get('a', () => early.promise, moment()), cache.get('a', () => late.promise, moment())];
    late.resolve('newer');
    expect(await both[1]).toBe('newer');
    early.resolve(null);
    expect(await both[0]).toBeNull();
    expect(await cache.get('a', source().load, moment())).toBe('newer');
  });

  it('and one that fails has what another has read since it began', async () => {
    const cache = new Cache<string>(10, 0);
    const early = Promise.withResolvers<string | null>();
    const failing = cache.get('a', () => early.promise, moment());
    pass(1);
    expect(await cache.get('a', async () => 'read since', moment())).toBe('read since');
    early.reject(new Error('the source is down'));
    expect(await failing).toBe('read since');
    expect(warn).not.toHaveBeenCalled();
  });

  it('behind answers are one, and begun again when that one has no end', async () => {
    const cache = new Cache<string>(10);
    const { load } = source();
    await cache.get('a', load, moment());
    pass(FRESH_MS);
    let begun = 0;
    const endless = () => {
      begun++;
      return new Promise<string>(() => undefined);
    };
    for (let at = 0; at < 3; at++) expect(await cache.get('a', endless, moment())).toBe('read 1');
    expect(begun).toBe(1);
    pass(5000);
    expect(await cache.get('a', load, moment())).toBe('read 1');
    expect(await cache.get('a', load, moment())).toBe('read 2');
  });

  it('are kept alive past the request that began them', async () => {
    const cache = new Cache<string>(10);
    await cache.get('a', source().load, moment());
    expect(behind).toHaveLength(1);
  });
});

describe('an absence', () => {
  it('is believed for a few seconds, so that a new key soon works', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    state.empty = true;
    expect(await cache.get('a', load, moment())).toBeNull();
    pass(ABSENT_MS - 1);
    expect(await cache.get('a', load, moment())).toBeNull();
    expect(state.reads).toBe(1);
    state.empty = false;
    pass(1);
    expect(await cache.get('a', load, moment())).toBe('read 2');
  });

  it('replaces the value that was there', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    await cache.get('a', load, moment());
    state.empty = true;
    pass(STALE_MS);
    expect(await cache.get('a', load, moment())).toBeNull();
  });
});

describe('a load that fails', () => {
  it('throws its own error when there is nothing to fall back on, and is tried again at once', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    state.fails = true;
    await expect(cache.get('a', load, moment())).rejects.toThrow('the source is down');
    state.fails = false;
    expect(await cache.get('a', load, moment())).toBe('read 2');
  });

  it('keeps the value it could not replace, up to a bound', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    await cache.get('a', load, moment());
    state.fails = true;
    pass(OUTAGE_MS - 1);
    expect(await cache.get('a', load, moment())).toBe('read 1');
    pass(1);
    await expect(cache.get('a', load, moment())).rejects.toThrow('the source is down');
  });

  it('is not repeated by every request of an outage', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    await cache.get('a', load, moment());
    state.fails = true;
    pass(STALE_MS);
    await cache.get('a', load, moment());
    pass(RETRY_MS - 1);
    expect(await cache.get('a', load, moment())).toBe('read 1');
    expect(state.reads).toBe(2);
    state.fails = false;
    pass(1);
    expect(await cache.get('a', load, moment())).toBe('read 3');
  });

  it('behind an answer is logged and rejects nothing', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    await cache.get('a', load, moment());
    state.fails = true;
    pass(FRESH_MS);
    expect(await cache.get('a', load, moment())).toBe('read 1');
    await settled();
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('a renewal', () => {
  it('reads anew what is still fresh, and is what everybody has from then on', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    await cache.get('a', load, moment());
    expect(await cache.renew('a', load, moment())).toBe('read 2');
    expect(await cache.get('a', load, moment())).toBe('read 2');
    expect(state.reads).toBe(2);
  });

  it('waits for no load that began before it, and what that one brings late is not kept', async () => {
    const cache = new Cache<string>(10);
    const { promise, resolve } = Promise.withResolvers<string>();
    const early = cache.get('a', () => promise, moment());
    expect(await cache.renew('a', async () => 'new', moment())).toBe('new');
    resolve('old');
    expect(await early).toBe('old');
    expect(await cache.get('a', source().load, moment())).toBe('new');
  });

  it('that fails leaves what there was', async () => {
    const cache = new Cache<string>(10);
    const { state, load } = source();
    await cache.get('a', load, moment());
    state.fails = true;
    expect(await cache.renew('a', load, moment())).toBe('read 1');
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('the bound', () => {
  it('forgets the value that was read longest ago', async () => {
    const cache = new Cache<string>(2);
    const { state, load } = source();
    for (const key of ['a', 'b', 'c']) await cache.get(key, load, moment());
    await cache.get('c', load, moment());
    await cache.get('b', load, moment());
    expect(state.reads).toBe(3);
    expect(await cache.get('a', load, moment())).toBe('read 4');
  });

  it('is apart for absences: a flood of unknown keys pushes out no known one', async () => {
    const cache = new Cache<string>(2);
    const { load } = source();
    await cache.get('a', load, moment());
    for (let key = 0; key < 50; key++) await cache.get(`unknown ${key}`, async () => null, moment());
    expect(await cache.get('a', load, moment())).toBe('read 1');
  });
});
