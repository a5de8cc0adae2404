import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/error.ts';
import { KV_CACHE_SECONDS } from '../../src/tenant/cache.ts';
import { tenantId } from './document.ts';
import { emptyKv, isolate, kv, LISTED_AT_ONCE } from './isolate.ts';

const shop = tenantId('shop');

beforeEach(emptyKv);

/** As the admin API puts: under the next version. */
async function putNext({ documents }: ReturnType<typeof isolate>, text: string): Promise<number> {
  const current = await documents().current(shop);
  const { version } = await documents().put(shop, text, await documents().nextVersion(shop, current), current);
  return version;
}

const stored = async (name: string) => {
  const { value, metadata } = await kv.getWithMetadata(name);
  return { value, metadata };
};

describe('a document that is put', () => {
  it('is kept under the name of its tenant with its version, and once more under that version for good', async () => {
    const here = isolate();
    expect([await putNext(here, '"first"'), await putNext(here, '"second"')]).toEqual([1, 2]);
    expect(await stored('tenant:shop')).toEqual({ value: '"second"', metadata: { version: 2 } });
    const createdAt = new Date(here.state.now).toISOString();
    expect(await stored('tenant:shop@1')).toEqual({ value: '"first"', metadata: { version: 1, createdAt } });
    expect(await stored('tenant:shop@2')).toEqual({ value: '"second"', metadata: { version: 2, createdAt } });
  });

  it('has its snapshot before it is in force', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    expect(here.state.puts).toEqual(['tenant:shop@1', 'tenant:shop']);
  });

  it('leaves a snapshot of what it replaces, where that was put by other means, and changes none that is there', async () => {
    const here = isolate();
    await kv.put('tenant:shop', '"seeded"', { metadata: { version: 4 } });
    expect(await putNext(here, '"fifth"')).toBe(5);
    expect(await stored('tenant:shop@4')).toEqual({ value: '"seeded"', metadata: { version: 4 } });
    await kv.put('tenant:shop', '"another fifth"', { metadata: { version: 5 } });
    await putNext(isolate(), '"sixth"');
    expect((await stored('tenant:shop@5')).value).toBe('"fifth"');
  });

  it('that KV does not take is refused as unavailable, with a time to try again', async () => {
    const { documents, state } = isolate();
    state.down = true;
    const refused: unknown = await documents()
      .put(shop, '""', 1, null)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ why: { code: 'unavailable', retryAfterSeconds: 2 } });
  });
});

describe('a change', () => {
  it('has its tenant for itself in this isolate, and gives it back however it ends', async () => {
    const { documents, state } = isolate();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = documents().alone(shop, () => promise);
    const second: unknown = await documents()
      .alone(shop, async () => 'done')
      .catch((error: unknown) => error);
    expect(second).toMatchObject({ why: { code: 'conflict', message: expect.stringContaining('is under way') } });
    expect(await documents().alone(tenantId('bank'), async () => 'done')).toBe('done');
    resolve('done');
    expect(await first).toBe('done');
    await expect(documents().alone(shop, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await documents().alone(shop, async () => 'done')).toBe('done');
    // A request that was torn down never ends.
    const endless = documents().alone(shop, () => new Promise<string>(() => undefined));
    state.now += 30_000;
    expect(await documents().alone(shop, async () => 'done')).toBe('done');
    expect(await Promise.race([endless, Promise.resolve('still going')])).toBe('still going');
  });
});

describe('the next version', () => {
  const next = async ({ documents }: ReturnType<typeof isolate>) =>
    documents().nextVersion(shop, await documents().current(shop));

  it('is one more than the one in force, put by whatever means', async () => {
    expect(await next(isolate())).toBe(1);
    await kv.put('tenant:shop', '""', { metadata: { version: 41 } });
    expect(await next(isolate())).toBe(42);
  });

  it('is never one that was given before, also where a document without a version was put since', async () => {
    for (let version = 1; version <= 2 * LISTED_AT_ONCE + 1; version++) await putNext(isolate(), `${version}`);
    await kv.put('tenant:shop', '""');
    expect(await next(isolate())).toBe(2 * LISTED_AT_ONCE + 2);
  });

  it('counts versions as numbers, of this tenant alone, and nothing else that is kept beside them', async () => {
    for (const name of ['shop@9', 'shop@10', 'shop@good', 'shop@100x', 'shop-2@77', 'sho@88']) {
      await kv.put(`tenant:${name}`, '""');
    }
    expect(await next(isolate())).toBe(11);
  });
});

describe('the current document', () => {
  it('is what this isolate wrote, while KV may still show what was there before, and no longer', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    await putNext(here, '"second"');
    // As a data centre's cache of KV would show it.
    await kv.put('tenant:shop', '"first"', { metadata: { version: 1 } });
    expect(await here.documents().current(shop)).toMatchObject({ version: 2, text: '"second"' });
    expect(await isolate().documents().current(shop)).toMatchObject({ version: 1 });
    here.state.now += KV_CACHE_SECONDS * 1000 - 1;
    expect(await here.documents().current(shop)).toMatchObject({ version: 2 });
    here.state.now += 1;
    expect(await here.documents().current(shop)).toMatchObject({ version: 1 });
  });

  it('is what this isolate wrote also where KV still says that there is none', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    await kv.delete('tenant:shop');
    expect(await here.documents().current(shop)).toMatchObject({ version: 1, text: '"first"' });
  });

  it('is what others wrote as soon as KV shows it', async () => {
    const [here, there] = [isolate(), isolate()];
    await putNext(here, '"first"');
    await putNext(there, '"second"');
    expect(await here.documents().current(shop)).toMatchObject({ version: 2 });
  });
});
