/** What is tried, at the account: its budget is never passed, and whatever is in its way, what stands without chance is taken. */

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { AdmitRequest, PooledLimit } from '../../src/quota/contract.ts';
import { pooledExploration } from '../../src/quota/pooled.ts';
import { Pools } from '../../src/quota/pools.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { isNonEmpty, unixMs } from '../../src/unit.ts';
import { later, newAccount, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, request, rung } from './request.ts';

stopClock();

/** 100 tokens in and at most 900 out: a thousand micro-dollars at instant, ten thousand at thinking. */
const WORST = 1000;
const THINKING = rung('thinking', candidate('deep', price(10, 10)));
const INSTANT = rung('instant', candidate('fast', price(1, 1)), candidate('swift', price(1, 1)));
const TRIED = rung('instant', candidate('swift', price(1, 1)), candidate('fast', price(1, 1)));
const MINI = rung('mini', candidate('small', price(0, 0)));

let tenants = 0;
/** What a tenant may spend on what is tried, as its policy says it. */
function exploring(usd: number): PooledLimit {
  const document = {
    ...{ tenant: `exploring-${tenants++}`, default: 'any' },
    routes: [{ name: 'any', description: 'any', models: { instant: ['m'] } }],
    models: { m: { provider: 'loopback', id: 'm' } },
    providers: { loopback: { kind: 'loopback' } },
    plans: { free: { limits: [] } },
    learning: { explore: { share: 0.1, max: usd, per: '30d' } },
  };
  const read = readPolicy(document, { tenant: null, version: 1, allowLocalUpstreams: false });
  const pooled = read.ok ? pooledExploration(read.policy) : [];
  if (!isNonEmpty(pooled)) throw new Error(JSON.stringify(read));
  return pooled[0];
}

/** Without chance it would think; what is tried is another model at instant. */
const trying = (name: string, pooled: readonly PooledLimit[], parts: Partial<AdmitRequest> = {}): AdmitRequest => ({
  ...request({
    proposal: {
      ...{ id: decisionId(name), reason: 'learned', rungs: [TRIED, MINI] },
      unexplored: { reason: 'difficulty', rungs: [THINKING, INSTANT, MINI] },
    },
    ...{ output: 900, pooled, session: { id: name } },
  }),
  ...parts,
});
const NOT_TRIED = { rung: { effort: 'thinking' }, degraded: null, session: { sticky: false, switched: false } };

describe('the budget of what is tried', () => {
  it('of 60 answers is never passed by 200 at once, of 20 users; the others get what stands without chance', async () => {
    const explore = exploring((60 * WORST) / 1_000_000);
    const accounts = Array.from({ length: 20 }, newAccount);
    let tried = 0;
    for (let asked = 0; tried < 60 && asked < 400; asked += asked === 0 ? 200 : 20) {
      const crowd = Array.from({ length: asked === 0 ? 200 : 20 }, (_, n) => asked + n);
      const answers = await Promise.all(crowd.map((n) => accounts[n % 20]?.admitPooled(trying(`r${n}`, [explore]))));
      for (const answer of answers) {
        const explored = answer?.kind === 'admitted' && answer.explored === true;
        expect(answer).toMatchObject(explored ? { rung: { effort: 'instant' }, degraded: null } : NOT_TRIED);
        tried += Number(explored);
      }
      expect(tried).toBeLessThanOrEqual(60);
      const { spent, lent } = await runInDurableObject(env.TENANT.getByName(explore.pool.tenant), (_, { storage }) =>
        new Pools(storage.sql).standing(explore.pool, unixMs(Date.now())),
      );
      expect(spent + lent).toBeLessThanOrEqual(60 * WORST);
      later(6000);
    }
    expect(tried).toBe(60);
  }, 60_000);

  it('is spent by what an answer cost, and by nothing else', async () => {
    const explore = exploring(0.01);
    const account = newAccount();
    await account.admitPooled(trying('a', [explore]));
    await account.settle(decisionId('a'), charge(decisionId('a'), { cost: 300 }));
    expect((await account.usageShared([explore]))[0]).toMatchObject({ used: 300, held: 0 });
    const plain = request({ proposal: { id: decisionId('b'), rungs: [INSTANT] }, pooled: [], session: { id: 'b' } });
    await account.admit(plain);
    await account.settle(decisionId('b'), charge(decisionId('b'), { cost: 300 }));
    expect((await account.usageShared([explore]))[0]).toMatchObject({ used: 300, held: 0 });
  });

  it('does not cut an answer short: what it cannot pay in full is not tried', async () => {
    const answer = await newAccount().admitPooled(trying('a', [exploring((WORST - 1) / 1_000_000)]));
    expect(answer).toMatchObject({ ...NOT_TRIED, outputCap: null });
    expect(answer).toMatchObject({ unpaid: true });
    expect(answer.why[0]).toEqual({ rule: 'explore', detail: 'not tried: explore forbids it' });
  });
});

describe('what is tried gives way', () => {
  const outcome = async (parts: Partial<AdmitRequest>, account = newAccount(), name = 'a') => {
    const answer = await account.admitPooled(trying(name, [exploring(1)], parts));
    // Whatever was in the way, it was not the budget for what is tried.
    expect(answer).not.toHaveProperty('unpaid');
    return answer.kind === 'admitted' ? { explored: answer.explored === true, rung: answer.rung.effort } : answer;
  };

  it('to nothing, where nothing is in its way', async () => {
    expect(await outcome({})).toEqual({ explored: true, rung: 'instant' });
  });

  it('to a limit that only what is tried would meet, and the limit has moved nobody', async () => {
    const tight = limit('tight', { effort: 'instant', max: 0, then: 'mini' });
    expect(await outcome({ limits: [tight] })).toEqual({ explored: false, rung: 'thinking' });
  });

  it('to a conversation that has its model', async () => {
    const account = newAccount();
    await account.admit(request({ proposal: { id: decisionId('before'), rungs: [INSTANT] }, session: { id: 'talk' } }));
    await account.settle(decisionId('before'), charge(decisionId('before')));
    const { session } = request({ session: { id: 'talk' } });
    expect(await outcome({ session }, account, 'next')).toEqual({ explored: false, rung: 'thinking' });
    later(11 * 60_000);
    expect(await outcome({ session }, account, 'idle')).toEqual({ explored: true, rung: 'instant' });
  });

  it('to limits as anything else does, once it is not tried', async () => {
    const none = limit('1d-thinking', { effort: 'thinking', max: 0, then: 'instant' });
    const answer = await newAccount().admitPooled(trying('a', [exploring(0)], { limits: [none] }));
    expect(answer).toMatchObject({ rung: { effort: 'instant', candidates: [{ model: 'fast' }, {}] } });
    expect(answer).toMatchObject({ degraded: '1d-thinking' });
    expect(answer).not.toHaveProperty('explored');
  });
});
