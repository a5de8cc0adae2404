import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it, vi } from 'vitest';
import { earlierVersions } from '../../src/quota/earlier-versions.ts';
import { SETTLED_MS } from '../../src/quota/in-force.ts';
import { documentName, snapshotName } from '../../src/tenant/document-name.ts';
import { sha256Hex } from '../../src/tenant/key.ts';
import { later, stopClock } from './account-object.ts';
import { type Fault, givenTenant, kv, life } from './publishing.ts';

stopClock();

const markOf = async (version: number, text: string) => ({ version, sha256: await sha256Hex(text) });

/** A life that ends, or whose KV says no, in the middle of one order. Answers what was said to whoever ordered it. */
async function struckAt(fault: Fault, { stub, order, standing }: ReturnType<typeof givenTenant>, text: string) {
  const { current } = await standing();
  const wanted = await order(text, current);
  const log = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const said = await runInDurableObject(stub, (_, { storage }) => {
    const { publisher, struck } = life(storage, fault);
    return Promise.race([publisher.publish(wanted), struck.then(() => 'died' as const)]);
  });
  log.mockRestore();
  return { said, wanted };
}

describe('versions', () => {
  it('count from 1, and of twenty who change the same one at once exactly one wins', async () => {
    const { stub, order, shown, listed } = givenTenant();
    for (let version = 0; version < 4; version++) {
      const [expected, seen] = [await shown(), await shown()];
      const mark = expected === null ? null : { version: expected.version, sha256: expected.sha256 };
      const orders = await Promise.all(
        Array.from({ length: 20 }, (_, n) => order(`"${version}:${n}"`, mark, { seen })),
      );
      const answers = await Promise.all(orders.map((each) => stub.publish(each)));
      expect(answers.filter(({ kind }) => kind === 'published')).toEqual([{ kind: 'published', version: version + 1 }]);
      expect(answers.filter(({ kind }) => kind === 'conflict').length).toBe(19);
      const inKv = await shown();
      const won = orders[answers.findIndex(({ kind }) => kind === 'published')];
      expect([inKv?.version, inKv?.text]).toEqual([version + 1, won?.text]);
      expect(answers.find(({ kind }) => kind === 'conflict')).toEqual({
        kind: 'conflict',
        current: { version: version + 1, sha256: won?.sha256 },
      });
    }
    expect((await listed()).map((line) => line.split(':')[0])).toEqual([
      '4 put "3',
      '3 put "2',
      '2 put "1',
      '1 put "0',
    ]);
  });

  it('have no gap and no number twice when twenty try until each has won', async () => {
    const { publish, listed } = givenTenant();
    const won = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        for (;;) {
          const answer = await publish(`"${n}"`);
          if (answer.kind === 'published') return answer.version;
        }
      }),
    );
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(new Set(await listed()).size).toBe(20);
  });

  it('are one for the same order sent twice, as after a lost answer', async () => {
    const { stub, order, listed } = givenTenant();
    const wanted = await order('"a"', null);
    expect(await stub.publish(wanted)).toEqual({ kind: 'published', version: 1 });
    expect(await stub.publish(wanted)).toEqual({ kind: 'published', version: 1 });
    expect(await stub.publish({ ...wanted, attempt: 'another' })).toMatchObject({ kind: 'conflict' });
    expect(await listed()).toEqual(['1 put "a"']);
  });

  it('tell who made them, when, and whose content a rollback has', async () => {
    const { id, stub, publish, told } = givenTenant();
    await publish('"a"');
    later(1000);
    await publish('"a"', { action: 'rollback', source: 1, actor: 'key:k1' });
    const answer = await stub.versions(id, { limit: 1, before: null });
    expect(answer).toMatchObject({
      versions: [{ version: 2, by: 'key:k1', action: 'rollback', from: 1, createdAt: Date.now() }],
    });
    const { metadata } = await kv.getWithMetadata(snapshotName(id, 2));
    const createdAt = new Date(Date.now()).toISOString();
    expect(metadata).toEqual({ version: 2, createdAt, by: 'key:k1', action: 'rollback', from: 1 });
    expect(await told()).toEqual(['policy.rollback done 1→2', 'policy.put done →1']);
  });
});

describe('an object that dies', () => {
  const WRITES: readonly Fault[] = [1, 2].flatMap((put) => [
    { put, how: 'dies before' } as const,
    { put, how: 'dies after' } as const,
  ]);

  it.each(WRITES)('when it $how write $put to KV, has its change made by the next call, once', async (fault) => {
    const tenant = givenTenant();
    await tenant.publish('"old"');
    const { said, wanted } = await struckAt(fault, tenant, '"new"');
    expect(said).toBe('died');
    const { current, next, untold } = await tenant.standing();
    expect([current, next, untold]).toEqual([await markOf(2, '"new"'), 3, { base: await markOf(1, '"old"') }]);
    expect(await tenant.shown()).toMatchObject({ version: 2, text: '"new"' });
    // The call that was lost, tried again, is told what became of it; another that had seen the old one is not let through.
    expect(await tenant.stub.publish(wanted)).toEqual({ kind: 'published', version: 2 });
    const late = await tenant.order('"late"', await markOf(1, '"old"'));
    expect(await tenant.stub.publish(late)).toMatchObject({ kind: 'conflict' });
    expect(await tenant.publish('"newer"')).toEqual({ kind: 'published', version: 3 });
    expect(await tenant.listed()).toEqual(['3 put "newer"', '2 put "new"', '1 put "old"']);
    expect(await tenant.told()).toEqual(['policy.put done 2→3', 'policy.put done 1→2', 'policy.put done →1']);
  });

  it('has its change made by the alarm where nobody calls', async () => {
    const tenant = givenTenant();
    await tenant.publish('"old"');
    await struckAt({ put: 2, how: 'dies before' }, tenant, '"new"');
    expect(await tenant.told()).toEqual(['policy.put pending 1→2', 'policy.put done →1']);
    later(30_000);
    expect(await runDurableObjectAlarm(tenant.stub)).toBe(true);
    expect(await tenant.shown()).toMatchObject({ version: 2, text: '"new"' });
    expect(await tenant.told()).toEqual(['policy.put done 1→2', 'policy.put done →1']);
  });

  const RAW: readonly (Fault & { readonly after: readonly string[] })[] = [
    { put: 1, how: 'dies before', after: ['4 put "new"', '3 kv "raw"', '1 put "old"'] },
    { put: 1, how: 'dies after', after: ['4 put "new"', '3 kv "raw"', '1 put "old"'] },
    { put: 2, how: 'dies before', after: ['3 put "new"', '2 kv "raw"', '1 put "old"'] },
    { put: 3, how: 'dies after', after: ['3 put "new"', '2 kv "raw"', '1 put "old"'] },
  ];
  it.each(RAW)('when it $how write $put of three, keeps what was put by other means', async ({ after, ...fault }) => {
    const tenant = givenTenant();
    await tenant.publish('"old"');
    await tenant.raw('"raw"');
    expect((await struckAt(fault, tenant, '"new"')).said).toBe('died');
    const { current, next } = await tenant.standing();
    if (fault.put === 1) {
      // Nothing was begun but to keep the other: its number is spent.
      expect([current, next]).toEqual([await markOf(0, '"raw"'), 4]);
      expect(await tenant.publish('"new"')).toEqual({ kind: 'published', version: 4 });
    }
    expect(await tenant.listed()).toEqual(after);
    expect(await tenant.shown()).toMatchObject({ text: '"new"' });
  });
});

describe('KV that says no', () => {
  it('to the snapshot leaves nothing but a number that is never used again', async () => {
    const tenant = givenTenant();
    await tenant.publish('"old"');
    const { said } = await struckAt({ put: 1, how: 'refuses and has it' }, tenant, '"new"');
    expect(said).toEqual({ kind: 'unwritten', kept: null });
    expect((await tenant.standing()).current).toEqual(await markOf(1, '"old"'));
    expect(await tenant.publish('"newer"')).toEqual({ kind: 'published', version: 3 });
    expect(await tenant.listed()).toEqual(['3 put "newer"', '1 put "old"']);
    expect(await tenant.told()).toEqual(['policy.put done 1→3', 'policy.put failed 1→2', 'policy.put done →1']);
  });

  it.each(['refuses', 'refuses and has it'] as const)(
    'to the document (%s) keeps the change for the next call',
    async (how) => {
      const tenant = givenTenant();
      await tenant.publish('"old"');
      const { said } = await struckAt({ put: 2, how }, tenant, '"new"');
      expect(said).toEqual({ kind: 'unwritten', kept: 2 });
      expect((await tenant.standing()).untold).toEqual({ base: await markOf(1, '"old"') });
      expect(await tenant.shown()).toMatchObject({ version: 2, text: '"new"' });
      expect(await tenant.listed()).toEqual(['2 put "new"', '1 put "old"']);
    },
  );

  it('to the document once, as when it was written a moment ago, is asked again', async () => {
    const tenant = givenTenant();
    expect((await struckAt({ put: 2, how: 'refuses once' }, tenant, '"new"')).said).toEqual({
      ...{ kind: 'published', version: 1 },
    });
    expect((await tenant.standing()).untold).toBeNull();
  });

  it('lets nobody else publish while a change is kept', async () => {
    const tenant = givenTenant();
    await tenant.publish('"old"');
    const wanted = [await tenant.order('"a"', await markOf(1, '"old"')), await tenant.order('"b"', null)] as const;
    const log = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const said = await runInDurableObject(tenant.stub, async (_, { storage }) => {
      await life(storage, { put: 2, how: 'refuses' }).publisher.publish(wanted[0]);
      return life(storage, { put: 1, how: 'refuses' }).publisher.publish(wanted[1]);
    });
    log.mockRestore();
    expect(said).toEqual({ kind: 'unwritten', kept: 2 });
  });
});

describe('a document that was put by other means', () => {
  it('is what a change is made to, and a version of its own once it is replaced', async () => {
    const { stub, order, raw, standing, publish, listed, told } = givenTenant();
    await publish('"first"');
    await raw('"raw"');
    const first = await order('"late"', await markOf(1, '"first"'));
    expect(await stub.publish(first)).toEqual({ kind: 'conflict', current: await markOf(0, '"raw"') });
    expect(await standing()).toMatchObject({ by: 'kv', listed: null, next: 3 });
    expect(await publish('"second"')).toEqual({ kind: 'published', version: 3 });
    expect(await listed()).toEqual(['3 put "second"', '2 kv "raw"', '1 put "first"']);
    expect((await told())[0]).toBe('policy.put done 2→3');
  });

  it('keeps the version that it came with, where that is higher than any other', async () => {
    const { raw, publish, listed, standing } = givenTenant();
    await raw('"seeded"', { version: 41 });
    expect((await standing()).next).toBe(42);
    expect(await publish('"next"')).toEqual({ kind: 'published', version: 42 });
    await raw('"taken"', { version: 42 });
    expect(await publish('"after"')).toEqual({ kind: 'published', version: 44 });
    expect(await listed()).toEqual(['44 put "after"', '43 kv "taken"', '42 put "next"', '41 kv "seeded"']);
  });

  it('is old news for a minute where the object knows it, and then counts as put again', async () => {
    const { id, publish, raw, standing } = givenTenant();
    await publish('"first"');
    await publish('"second"');
    const old = await markOf(1, '"first"');
    for (const seen of [old, null]) {
      expect(await standing(seen)).toMatchObject({ by: 'object', current: await markOf(2, '"second"'), listed: 2 });
    }
    later(SETTLED_MS);
    await raw('"first"', { version: 1 });
    expect(await standing(old)).toMatchObject({ by: 'kv', current: old, listed: 1 });
    await kv.delete(documentName(id));
    expect(await standing(null)).toMatchObject({ by: 'kv', current: null });
  });

  it('was there before the object: its versions are listed, and their numbers taken', async () => {
    const { id, stub, raw, publish, listed, standing } = givenTenant();
    const createdAt = '2026-10-01T12:00:00.000Z';
    await kv.put(snapshotName(id, 9), '"nine"', { metadata: { version: 9 } });
    await kv.put(snapshotName(id, 10), '"ten"', { metadata: { version: 10, createdAt } });
    for (const other of [`tenant:${id}@good`, `tenant:${id}@77x`, `tenant:${id}-2@88`]) await kv.put(other, '""');
    await raw('"ten"', { version: 10 });
    expect(await standing()).toMatchObject({ by: 'kv', listed: 10, next: 11 });
    expect(await publish('"eleven"')).toEqual({ kind: 'published', version: 11 });
    expect(await listed()).toEqual(['11 put "eleven"', '10 kv "ten"', '9 kv "nine"']);
    expect(await stub.versions(id, { limit: 2, before: 11 })).toMatchObject({
      versions: [
        { version: 10, createdAt: Date.parse(createdAt), by: null, from: null },
        { version: 9, createdAt: null, by: null },
      ],
    });
  });

  it('of which KV lists a few at a time is found to the last', async () => {
    const { id } = givenTenant();
    for (let version = 1; version <= 5; version++) await kv.put(snapshotName(id, version), '""');
    const few = new Proxy(kv, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (name === 'list') return (options: KVNamespaceListOptions) => target.list({ ...options, limit: 2 });
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    expect((await earlierVersions(few, id)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });
});
