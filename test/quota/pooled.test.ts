import { describe, expect, it } from 'vitest';
import { poolUse } from '../../src/quota/pool-use.ts';
import { pooledLimits } from '../../src/quota/pooled.ts';
import { newSlice } from '../../src/quota/slice.ts';
import { bucketOf, leavesAt } from '../../src/quota/window.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { tenantId } from '../tenant/document.ts';
import { limit } from './request.ts';

const budget = limit('month');
const own = limit('own', { max: 7 });
const up = limit('up', { effort: 'thinking', then: 'instant', automatic: true });
const policy = { tenant: tenantId('shop'), budget };
const keysOf = (given: Parameters<typeof pooledLimits>[0]) => pooledLimits(given).map(({ pool }) => pool.key);

describe('the limits that a request shares', () => {
  it('are the budget, the limits of its key, and what the router may spend for the key', () => {
    const pooled = pooledLimits({ policy, plan: { escalation: up }, key: { id: 'k1', limits: [own] } });
    expect(pooled.map(({ limit, scope, pool }) => [limit.id, scope, pool.key, pool.tenant, pool.max])).toEqual([
      ['month', 'tenant', 'budget:month:requests:86400000:any:refuse', 'shop', 1],
      ['own', 'key', 'key:k1:own:requests:86400000:any:refuse', 'shop', 7],
      ['up', 'key', 'escalation:k1:up:requests:86400000:thinking:instant', 'shop', 1],
    ]);
  });

  it('are none without any of them', () => {
    expect(
      pooledLimits({ policy: { ...policy, budget: null }, plan: { escalation: null }, key: { id: 'k1' } }),
    ).toEqual([]);
  });

  it('are counted under the lineage of a key that took the place of another', () => {
    const before = { policy, plan: { escalation: up }, key: { id: 'k1', limits: [own] } };
    const after = { ...before, key: { id: 'k2', limits: [own], lineage: 'k1' } };
    expect(keysOf(after)).toEqual(keysOf(before));
    expect(keysOf({ ...before, key: { id: 'k2', limits: [own] } })).not.toEqual(keysOf(before));
  });

  it('have the budget for escalation of the key, where it has one, and not that of its plan', () => {
    const mine = { ...up, id: 'mine' };
    const pooled = pooledLimits({ policy, plan: { escalation: up }, key: { id: 'k1', escalation: mine } });
    expect(pooled.map(({ limit }) => limit.id)).toEqual(['month', 'mine']);
  });
});

describe('what a pool stands at', () => {
  const [life, perMs] = [unixMs(1000), milliseconds(60_000)];
  const pool = { max: 100, spent: 10, lent: 50, borrowers: 2, freesAt: null };
  const slice = { ...newSlice(life), granted: 20, held: 4, spent: 16, heard: 6, spentAt: unixMs(5000) };

  it('is what was told of and lent, of those who say nothing', () => {
    const known = { life, seq: 1, granted: 30, spent: 6 };
    expect(poolUse(pool, [], perMs)).toEqual({ used: 10, held: 50, freesAt: null });
    expect(poolUse(pool, [{ known, slice: null }], perMs)).toEqual({ used: 10, held: 50, freesAt: null });
  });

  it('is what they spent since and hold, of those who were asked: what lies idle is left', () => {
    const frees = leavesAt(bucketOf(slice.spentAt, perMs), perMs);
    const known = { life, seq: 1, granted: 30, spent: 6 };
    expect(poolUse(pool, [{ known, slice }], perMs)).toEqual({ used: 20, held: 24, freesAt: frees });
    const told = { life, seq: 2, granted: 20, spent: 16 };
    expect(poolUse(pool, [{ known: told, slice }], perMs)).toEqual({ used: 10, held: 34, freesAt: null });
  });

  it('goes by what an account knows to have been heard, where the lender knew it in another life', () => {
    const known = { life: unixMs(1), seq: 9, granted: 30, spent: 900 };
    expect(poolUse(pool, [{ known, slice }], perMs)).toMatchObject({ used: 20, held: 24 });
  });
});
