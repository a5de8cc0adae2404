import { describe, expect, it } from 'vitest';
import { ceilingsAt, SCALES } from '../../../src/cli/cost/ceilings.ts';
import agent from '../../../src/cli/cost/objects-agent.json' with { type: 'json' };
import { type Traffic, tenantLoad } from '../../../src/cli/cost/placement.ts';
import { OBJECT_REQUESTS_PER_SECOND, placementOf } from '../../../src/cli/cost/placement-report.ts';
import { zipfShares } from '../../../src/cli/cost/zipf.ts';

const traffic = (parts: Partial<Traffic> = {}): Traffic => ({
  ...{ seed: 1, requestsPerSecond: 20, users: 200, seconds: 1500, budget: 'plenty' },
  ...parts,
});

describe('a hot tenant’s object', () => {
  it('is asked the same with the same seed, and else with another', () => {
    const load = tenantLoad(traffic());
    expect(tenantLoad(traffic())).toEqual(load);
    expect(tenantLoad(traffic({ seed: 2 }))).not.toEqual(load);
    expect(load.requests).toBeGreaterThan(20 * 1500 * 0.95);
    expect(load.requests).toBeLessThan(20 * 1500 * 1.05);
  });

  it.each([3, 4, 5])('is asked at least 25 times less with slices than without, seed %d', (seed) => {
    const { factor, waits, requests, givenBack, mostPerSecond } = placementOf('machines', traffic({ seed }));
    expect(factor).toBeGreaterThan(25);
    expect(mostPerSecond).toBeGreaterThan(OBJECT_REQUESTS_PER_SECOND * 12);
    expect(waits / requests).toBeLessThan(0.01);
    expect(givenBack).toBe(0);
  });

  it('is asked as often as the real objects were measured to ask it', () => {
    // One machine, a request in ten seconds for a while, as in the measurement.
    const { callsPerRequest } = placementOf('one', traffic({ requestsPerSecond: 0.1, users: 1, seconds: 60_000 }));
    expect(callsPerRequest / agent.tenant.calls).toBeGreaterThan(0.5);
    expect(callsPerRequest / agent.tenant.calls).toBeLessThan(2);
  });

  it('is asked no more in the last quarter of its budget, while as much is left as is lent', () => {
    const { factor, givenBack } = placementOf('machines', traffic({ budget: 'scarce' }));
    expect(factor).toBeGreaterThan(25);
    expect(givenBack).toBe(0);
  });

  it('is asked more as less is left than is lent, where what lies idle is given back', () => {
    const people = traffic({ users: 2000 });
    const [plenty, scarce] = [placementOf('', people), placementOf('', { ...people, budget: 'scarce' })];
    expect(scarce.givenBack).toBeGreaterThan(0);
    expect(scarce.callsPerRequest).toBeGreaterThan(plenty.callsPerRequest);
    expect(scarce.factor).toBeGreaterThan(2);
  });
});

describe('past one machine', () => {
  it.each(['chat', 'agent'] as const)('%s: the limits that are broken are told, the worst first', (profile) => {
    for (const rate of SCALES) {
      const { ceilings, hottest, usdPerSecond } = ceilingsAt(rate, profile);
      const ratios = ceilings.map(({ load, limit }) => load / limit);
      expect(ratios).toEqual(ratios.toSorted((a, b) => b - a));
      expect(hottest).toBeLessThan(rate);
      expect(usdPerSecond / rate).toBeGreaterThan(1e-6);
    }
  });

  it('no object of a tenant is too busy at 10,000 requests a second', () => {
    const { ceilings } = ceilingsAt(1e4, 'chat');
    const [lender, learner] = ['loans', 'lessons'].map((word) => ceilings.find(({ what }) => what.includes(word)));
    for (const each of [lender, learner]) expect((each?.load ?? 0) / (each?.limit ?? 1)).toBeLessThan(1);
    expect(lender?.load).toBeGreaterThan(0);
  });
});

it('shares of Zipf’s sizes fall and add up', () => {
  const shares = zipfShares(100);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect((shares[0] ?? 0) / (shares[9] ?? 1)).toBeCloseTo(10, 9);
});
