import { describe, expect, it } from 'vitest';
import { longestMs } from '../../src/provider/target.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';

describe('the longest that an answer may take', () => {
  const longest = (policyMs: number, routeMs: number, modelMs: number): number => {
    const document = {
      tenant: 'shop',
      default: 'general',
      routes: [
        { name: 'general', description: 'anything', models: { instant: ['fast'] } },
        { name: 'slow', description: 'reports', models: { instant: ['fast'] }, timeouts: { totalMs: routeMs } },
      ],
      models: {
        fast: { provider: 'loopback', id: 'x' },
        deep: { provider: 'loopback', id: 'y', timeouts: { totalMs: modelMs } },
      },
      providers: { loopback: { kind: 'loopback' } },
      plans: { free: { limits: [] } },
      timeouts: { totalMs: policyMs },
    };
    const read = readPolicy(document, { tenant: null, version: 1, allowLocalUpstreams: false });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return longestMs(read.policy);
  };

  it.each([
    [300_000, 90_000, 60_000, 'the policy has it'],
    [60_000, 300_000, 90_000, 'one route has it'],
    [60_000, 90_000, 300_000, 'one model has it'],
  ])('%i, %i, %i: %s', (policyMs, routeMs, modelMs) => {
    expect(longest(policyMs, routeMs, modelMs)).toBe(300_000);
  });
});
