import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readEnv } from '../../src/env.ts';
import { longestMs, whyUnusable } from '../../src/provider/target.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { targetOf } from '../support/order.ts';

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

describe('a secret', () => {
  const unusable = (secret: string | undefined) => whyUnusable(targetOf('openai').model, () => secret, false);

  it.each(['sk-a\nb', 'sk-a b', 'sk-ä', 'sk-\u0000'])('that no header can hold is not sent: %j', (secret) => {
    expect(unusable(secret)).toMatch(/^the secret \S+ holds white space or a character that no header can hold/);
    expect(unusable(secret)).not.toContain('sk-');
  });

  it('may be anything else', () => expect(unusable('AKIA:x/y+z==:"~!')).toBeNull());

  it('is read without the line end of the file that it came from, and is none where that is all', () => {
    const nobody = (): never => expect.fail('Nobody is asked.');
    const ACCOUNT = { getByName: nobody, idFromString: nobody, get: nobody };
    const bindings = {
      POLICIES: env.POLICIES,
      ACCOUNT,
      TENANT: { getByName: nobody },
      LEARNER: { getByName: nobody },
      A_KEY: 'sk-1\r\n',
      B_KEY: ' \n',
    };
    const { secret } = readEnv(bindings);
    expect([secret('A_KEY'), secret('B_KEY')]).toEqual(['sk-1', undefined]);
  });
});
