import { beforeEach, describe, expect, it } from 'vitest';
import { KeyList } from '../../src/tenant/key-list.ts';
import { KeyRecords, type Settings } from '../../src/tenant/key-records.ts';
import { newKey, prefixOf } from '../../src/tenant/new-key.ts';
import { unixMs } from '../../src/unit.ts';
import { tenantId } from './document.ts';
import { emptyKv, kv } from './isolate.ts';

const shop = tenantId('shop');
const hexOf = (number: number): string => number.toString(16).padStart(64, '0');
const now = unixMs(Date.UTC(2026, 10, 26));
const idOf = (tenant: string, number: number): string => `${tenant}.${String(number).padStart(26, '0')}`;

const settings = (tenant: string, number: number): Settings => ({
  ...{ id: idOf(tenant, number), tenant: tenantId(tenant), plan: 'free' },
});
const make = (tenant: string, number: number) => new KeyRecords(kv).make(hexOf(number), settings(tenant, number));
const putRaw = (number: number, record: unknown, metadata?: object): Promise<void> =>
  kv.put(
    `key:${hexOf(number)}`,
    typeof record === 'string' ? record : JSON.stringify(record),
    metadata && { metadata },
  );

/** KV in memory, since 1,000 writes take their time: lists 1,000 names at a time, and counts what it is asked. */
function countedKv(records: ReadonlyMap<string, string>, calls: { get: number; list: number }): KVNamespace {
  const list = async ({ prefix, cursor }: KVNamespaceListOptions) => {
    calls.list++;
    const from = Number(cursor ?? 0);
    const names = [...records.keys()].filter((name) => name.startsWith(prefix ?? ''));
    const keys = names.slice(from, from + 1000).map((name) => ({ name }));
    return { keys, cursor: String(from + 1000), list_complete: from + 1000 >= names.length };
  };
  const get = async (names: readonly string[]) => {
    calls.get++;
    return new Map(names.map((name) => [name, records.get(name) ?? null]));
  };
  const members: object = { list, get, getWithMetadata: async () => ({ value: null, metadata: null }) };
  return new Proxy(Object(null), { get: (_, name): unknown => Reflect.get(members, name) });
}

/** Every page to the last, as their ids. */
async function pages(tenant = shop, limit = 2): Promise<string[][]> {
  const all: string[][] = [];
  for (let cursor: string | null = null; ; ) {
    const { keys, next }: Awaited<ReturnType<KeyList['page']>> = await new KeyList(kv).page(tenant, limit, cursor);
    all.push(keys.map(({ raw }) => raw.id));
    if (next === null) return all;
    cursor = next;
  }
}

beforeEach(emptyKv);

describe('a new key', () => {
  it('is sb_ and 256 bits in base64url, never twice the same, of which lists show 8 characters', () => {
    const keys = Array.from({ length: 500 }, newKey);
    for (const key of keys) expect(key).toMatch(/^sb_[A-Za-z0-9_-]{43}$/);
    expect(new Set(keys).size).toBe(500);
    // Each of its letters takes every value that it can: none is left to be guessed.
    const letters = new Set(keys.flatMap((key) => [...key.slice(3)]));
    expect(letters.size).toBe(64);
    expect(prefixOf('sb_0123456789')).toBe('sb_01234');
  });
});

describe('the keys of a tenant', () => {
  it('come page by page, the oldest first, each once, and no page is longer than was asked for', async () => {
    for (const number of [3, 1, 5, 2, 4]) await make('shop', number);
    const ids = [1, 2, 3, 4, 5].map((number) => idOf('shop', number));
    expect((await pages(shop, 2)).flat()).toEqual(ids);
    expect(await pages(shop, 5)).toEqual([ids, []]);
    expect(await pages(shop, 100)).toEqual([ids]);
    for (const page of await pages(shop, 2)) expect(page.length).toBeLessThanOrEqual(2);
  });

  it('are not those of another, nor of one whose name begins with its own', async () => {
    await make('shop', 1);
    await make('shop-2', 2);
    await make('sho', 3);
    await putRaw(4, { id: 'raw', tenant: 'shop-2', plan: 'free' });
    expect(await pages()).toEqual([[idOf('shop', 1)]]);
    expect((await pages(tenantId('shop-2'))).flat()).toEqual([idOf('shop-2', 2), 'raw']);
  });

  it('include those that were put raw, behind the others, page by page too', async () => {
    await make('shop', 1);
    for (const number of [10, 11, 12, 13, 14]) {
      await putRaw(number, { id: `raw-${number}`, tenant: number === 12 ? 'bank' : 'shop', plan: 'free' });
    }
    expect(await pages(shop, 2)).toEqual([[idOf('shop', 1), 'raw-10'], ['raw-11', 'raw-13'], ['raw-14']]);
  });

  it('include what is no good record, if it says whose it is, and pass over what does not', async () => {
    await putRaw(1, { id: 'faulty', tenant: 'shop', paln: 'free' });
    await putRaw(2, '{');
    await putRaw(3, { id: 7, tenant: 'shop' });
    await putRaw(4, 'null');
    expect((await pages()).flat()).toEqual(['faulty']);
  });

  it('name one once that was made here and put raw since, as it is now; and not as this tenant’s once it is another’s', async () => {
    await make('shop', 1);
    await putRaw(1, { ...settings('shop', 1), plan: 'pro' });
    const { keys, next } = await new KeyList(kv).page(shop, 10, null);
    expect([keys.map(({ raw }) => raw['plan']), next]).toEqual([['pro'], null]);
    await putRaw(1, { ...settings('bank', 1), id: idOf('shop', 1) });
    expect((await pages()).flat()).toEqual([]);
    expect(await new KeyRecords(kv).named(shop, idOf('shop', 1))).toBeNull();
  });

  it('do not include a line without a record: one that a crash left, or whose record is over', async () => {
    await make('shop', 1);
    await make('shop', 2);
    await kv.delete(`key:${hexOf(1)}`);
    expect((await pages()).flat()).toEqual([idOf('shop', 2)]);
    // Who knows its id may revoke it all the same: its record may be elsewhere already.
    const found = await new KeyRecords(kv).named(shop, idOf('shop', 1));
    expect(found).toMatchObject({ stands: false, raw: { id: idOf('shop', 1) } });
    if (found !== null) await new KeyRecords(kv).revoke(found, now);
    expect(await kv.get(`key:${hexOf(1)}`, 'json')).toMatchObject({ revokedAt: '2026-11-26T00:00:00.000Z' });
  });

  it('are looked for within bounds: a page may be empty and not the last', async () => {
    // As many raw keys of another as a page may look at, and one of ours behind them.
    const records = new Map<string, string>();
    for (let number = 0; number < 1001; number++) {
      records.set(`key:${hexOf(number)}`, JSON.stringify({ id: `raw-${number}`, tenant: 'bank', plan: 'free' }));
    }
    records.set(`key:${hexOf(5000)}`, JSON.stringify({ id: 'ours', tenant: 'shop', plan: 'free' }));
    const calls = { get: 0, list: 0 };
    const counted = countedKv(records, calls);
    const { keys, next } = await new KeyList(counted).page(shop, 10, null);
    expect([keys, next === null]).toEqual([[], false]);
    expect(calls).toEqual({ get: 20, list: 3 });
    const rest = await new KeyList(counted).page(shop, 10, next);
    expect([rest.keys.map(({ raw }) => raw.id), rest.next]).toEqual([['ours'], null]);
  });
});
