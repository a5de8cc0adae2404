import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FRESH_MS, STALE_MS } from '../../src/cache.ts';
import { Refusal, type Why } from '../../src/error.ts';
import { hashKey } from '../../src/tenant/key.ts';
import { changed, smallDocument, tenantId } from './document.ts';
import { emptyKv, isolate, kv, settleAll } from './isolate.ts';

const shop = tenantId('shop');
const put = (tenant: string, document: unknown, version?: number): Promise<void> =>
  kv.put(
    `tenant:${tenant}`,
    typeof document === 'string' ? document : JSON.stringify(document),
    version === undefined ? {} : { metadata: { version } },
  );

async function refusal(work: Promise<unknown>): Promise<Why> {
  const error: unknown = await work.then(
    () => 'nothing was refused',
    (thrown: unknown) => thrown,
  );
  if (error instanceof Refusal) return error.why;
  throw error;
}

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  await emptyKv();
});
// What one test leaves to be done behind its answers must not be done in the next.
afterEach(settleAll);

describe('a policy', () => {
  it('is loaded with the version it was put under', async () => {
    await put('shop', smallDocument('shop'), 7);
    expect(await isolate().policies().load(shop)).toMatchObject({ tenant: 'shop', version: 7, default: 'general' });
  });

  it('that was put raw, without metadata, has version 0', async () => {
    await put('shop', smallDocument('shop'));
    expect((await isolate().policies().load(shop)).version).toBe(0);
  });

  it('with metadata of another kind has version 0', async () => {
    await kv.put('tenant:shop', JSON.stringify(smallDocument('shop')), { metadata: { version: 'x' } });
    expect((await isolate().policies().load(shop)).version).toBe(0);
  });

  it('is one and the same object for every request while the document stays the same', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies, state } = isolate();
    const first = await policies().load(shop);
    for (const pause of [0, FRESH_MS, STALE_MS]) {
      state.now += pause;
      expect(await policies().load(shop)).toBe(first);
      await settleAll();
    }
  });

  it('is another once the document or its version is another', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies, state } = isolate();
    await policies().load(shop);
    await put('shop', smallDocument('shop'), 2);
    state.now += STALE_MS;
    expect((await policies().load(shop)).version).toBe(2);
    await put('shop', smallDocument('shop', 'another'), 3);
    state.now += STALE_MS;
    expect([...(await policies().load(shop)).models.keys()]).toEqual(['another']);
  });

  it('that a tenant does not have is refused as unavailable, by name', async () => {
    expect(await refusal(isolate().policies().load(shop))).toEqual({
      code: 'unavailable',
      message: 'The tenant "shop" has no policy.',
      retryAfterSeconds: 5,
    });
  });

  it('of one tenant is never that of another', async () => {
    await put('shop', smallDocument('shop', 'of-shop'), 1);
    await put('bank', smallDocument('bank', 'of-bank'), 1);
    const { policies } = isolate();
    const load = async (tenant: string) => [...(await policies().load(tenantId(tenant))).models.keys()];
    expect(await Promise.all(['shop', 'bank', 'shop', 'bank'].map(load))).toEqual([
      ['of-shop'],
      ['of-bank'],
      ['of-shop'],
      ['of-bank'],
    ]);
    await settleAll();
    // A document that was put under the wrong tenant is refused, and the right one stays in use.
    await put('bank', smallDocument('shop', 'of-shop'), 2);
    const later = isolate();
    expect([...(await later.policies().load(tenantId('bank'))).models.keys()]).toEqual(['of-bank']);
    expect((await later.policies().inspect(tenantId('bank')))?.problems.map(({ path }) => path)).toEqual(['tenant']);
    expect((await later.policies().inspect(shop))?.problems).toEqual([]);
  });

  it('is served while KV is down, and refused without one, with a time to try again', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies, state } = isolate();
    const good = await policies().load(shop);
    state.down = true;
    state.now += STALE_MS;
    expect(await policies().load(shop)).toBe(good);
    expect(await refusal(policies().load(tenantId('bank')))).toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 5,
    });
  });
});

describe('an invalid document', () => {
  const invalid = changed(smallDocument('shop'), 'default', 'nowhere');
  const problem = {
    path: 'default',
    message: 'No route is named "nowhere". Define it under routes, or name one that is defined.',
  };

  it('leaves the last good policy of the isolate in use, and says what is wrong', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies, state } = isolate();
    const good = await policies().load(shop);
    expect((await policies().inspect(shop))?.problems).toEqual([]);
    await put('shop', invalid, 2);
    state.now += STALE_MS;
    expect(await policies().load(shop)).toBe(good);
    expect((await policies().inspect(shop))?.problems).toEqual([problem]);
  });

  it('leaves the last good policy in use in an isolate that never saw it', async () => {
    await put('shop', smallDocument('shop'), 4);
    const before = isolate();
    await before.policies().load(shop);
    await settleAll();
    await put('shop', '{ "tenant": ', 5);
    const after = isolate();
    const policy = await after.policies().load(shop);
    expect([policy.version, [...policy.models.keys()]]).toEqual([4, ['only']]);
    expect((await after.policies().inspect(shop))?.problems[0]?.message).toContain('This is not JSON');
  });

  it('is refused as unavailable when no earlier one was valid, by name', async () => {
    await put('shop', invalid, 1);
    expect(await refusal(isolate().policies().load(shop))).toEqual({
      code: 'unavailable',
      message: 'The policy of tenant "shop" is invalid, and no earlier version of it was valid.',
      retryAfterSeconds: 5,
    });
  });

  it('is forgotten as soon as a valid one is put', async () => {
    await put('shop', invalid, 1);
    const { policies, state } = isolate();
    await refusal(policies().load(shop));
    await put('shop', smallDocument('shop'), 2);
    state.now += STALE_MS;
    expect((await policies().load(shop)).version).toBe(2);
    expect((await policies().inspect(shop))?.problems).toEqual([]);
  });
});

describe('a document that is inspected', () => {
  it('is read afresh, and what is made of it is in force from then on', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies } = isolate();
    await policies().load(shop);
    await put('shop', smallDocument('shop', 'another'), 2);
    expect((await policies().load(shop)).version).toBe(1);
    const inspected = await policies().inspect(shop);
    expect(inspected).toMatchObject({ document: { version: 2 }, inForce: { version: 2 }, problems: [] });
    expect(JSON.parse(inspected?.document.text ?? '')).toEqual(smallDocument('shop', 'another'));
    expect(await policies().load(shop)).toBe(inspected?.inForce);
  });

  it('and is invalid, is shown with the policy that stays in use, if there is one', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies } = isolate();
    await policies().load(shop);
    await put('shop', '{}', 2);
    expect(await policies().inspect(shop)).toMatchObject({
      document: { version: 2, text: '{}' },
      inForce: { version: 1 },
    });
    await put('bank', '{}', 1);
    expect(await policies().inspect(tenantId('bank'))).toMatchObject({ document: { version: 1 }, inForce: null });
  });

  it('and does not exist is null; while KV is down it is unavailable, also where its policy is remembered', async () => {
    await put('shop', smallDocument('shop'), 1);
    const { policies, state } = isolate();
    expect(await policies().inspect(tenantId('bank'))).toBeNull();
    const good = await policies().load(shop);
    state.down = true;
    expect(await refusal(policies().inspect(shop))).toMatchObject({ code: 'unavailable' });
    expect(await policies().load(shop)).toBe(good);
  });
});

describe('the last good document', () => {
  it('is kept once for each document, not once for each isolate', async () => {
    await put('shop', smallDocument('shop'), 1);
    const first = isolate();
    await first.policies().load(shop);
    await settleAll();
    expect(first.state.puts).toEqual(['tenant:shop@good']);
    const second = isolate();
    await second.policies().load(shop);
    await settleAll();
    expect(second.state.puts).toEqual([]);
    await put('shop', smallDocument('shop', 'another'), 2);
    second.state.now += STALE_MS;
    await second.policies().load(shop);
    await settleAll();
    expect(second.state.puts).toEqual(['tenant:shop@good']);
  });

  it('is not replaced by an older version that an isolate met late', async () => {
    await put('shop', smallDocument('shop', 'new'), 9);
    const first = isolate();
    await first.policies().load(shop);
    await settleAll();
    await put('shop', smallDocument('shop', 'old'), 8);
    const late = isolate();
    await late.policies().load(shop);
    await settleAll();
    expect(late.state.puts).toEqual([]);
  });
});

describe('a key', () => {
  const record = { id: 'k1', tenant: 'shop', plan: 'free', expiresAt: '2026-01-02T03:04:05Z' };

  it('is found by its hash, and its expiry is a moment', async () => {
    const hash = await hashKey('sb-1');
    await kv.put(`key:${hash}`, JSON.stringify(record));
    expect(await isolate().keys().find(hash)).toEqual({ ...record, expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5) });
  });

  it('that nobody has is null', async () =>
    expect(
      await isolate()
        .keys()
        .find(await hashKey('sb-2')),
    ).toBeNull());

  it('that was deleted is no longer found once it is read again', async () => {
    const hash = await hashKey('sb-1');
    await kv.put(`key:${hash}`, JSON.stringify(record));
    const { keys, state } = isolate();
    await keys().find(hash);
    await kv.delete(`key:${hash}`);
    state.now += STALE_MS;
    expect(await keys().find(hash)).toBeNull();
  });

  it.each([
    ['that is not JSON', '{'],
    ['that lacks its tenant', JSON.stringify({ id: 'k1', plan: 'free' })],
    [
      'with a misspelt expiry, which would never expire',
      JSON.stringify({ ...record, expiresAt: undefined, expireAt: 1 }),
    ],
    ['with an expiry that is no moment', JSON.stringify({ ...record, expiresAt: 'soon' })],
  ])('with a record %s is let through by nobody', async (_, text) => {
    const hash = await hashKey('sb-1');
    await kv.put(`key:${hash}`, text);
    const { keys, state } = isolate();
    expect(await refusal(keys().find(hash))).toMatchObject({ code: 'unavailable' });
    await kv.put(`key:${hash}`, JSON.stringify(record));
    state.now += STALE_MS;
    expect(await keys().find(hash)).toMatchObject({ id: 'k1' });
  });

  it('cannot be looked up while KV is down, and nobody is let through', async () => {
    const { keys, state } = isolate();
    state.down = true;
    expect(await refusal(keys().find('00'))).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  });
});
