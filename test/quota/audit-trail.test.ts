import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readEnv } from '../../src/env.ts';
import { AuditTrail, MOST_ENTRIES } from '../../src/quota/audit-trail.ts';
import { TenantClient } from '../../src/quota/tenant-client.ts';
import { unixMs } from '../../src/unit.ts';
import { stopClock } from './account-object.ts';
import { givenTenant } from './publishing.ts';

stopClock();

const ENTRY = { actor: 'key:a1', action: 'key.create', what: 'key k1', to: '7' };

describe('the audit trail', () => {
  it('keeps the newest 10,000 entries, and never gives a number twice', async () => {
    const { stub } = givenTenant();
    await runInDurableObject(stub, (_, { storage }) => {
      const trail = new AuditTrail(storage.sql);
      storage.transactionSync(() => {
        for (let n = 0; n < MOST_ENTRIES + 5; n++) trail.record({ ...ENTRY, what: `key ${n}` }, unixMs(n));
      });
      const { kept } = storage.sql.exec<{ kept: number }>('SELECT COUNT(*) AS kept FROM audit').one();
      expect(kept).toBe(MOST_ENTRIES);
      expect(trail.list({ limit: 1, before: null })).toMatchObject([{ seq: MOST_ENTRIES + 5, what: 'key 10004' }]);
      expect(trail.list({ limit: 10, before: 8 }).map(({ seq }) => seq)).toEqual([7, 6]);
    });
  });

  it('concludes an entry once, leaves an id a text, and cuts what is long', async () => {
    const { stub } = givenTenant();
    const seq = await stub.record({ ...ENTRY, what: 'x'.repeat(1000), outcome: 'pending' });
    await stub.conclude(seq, 'failed');
    await stub.conclude(seq, 'done');
    expect(await stub.audit({ limit: 9, before: null })).toEqual([
      { ...ENTRY, seq, at: Date.now(), what: 'x'.repeat(500), from: null, outcome: 'failed' },
    ]);
  });

  it('has an entry before its change, and what became of it after', async () => {
    const { id, told } = givenTenant();
    const client = new TenantClient(readEnv(Object(env)).tenants, id);
    const within = await client.recorded(ENTRY, told);
    expect(within).toEqual(['key.create pending →7']);
    await expect(client.recorded(ENTRY, () => Promise.reject(new Error('KV is down')))).rejects.toThrow('KV is down');
    expect(await told()).toEqual(['key.create failed →7', 'key.create done →7']);
  });
});
