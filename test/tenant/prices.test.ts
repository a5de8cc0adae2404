import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { changed, contractDocument, local, smallDocument, tenantId } from './document.ts';

function accepted(json: unknown, context = local): { policy: Policy } {
  const read = readPolicy(json, context);
  if (!read.ok) throw new Error(JSON.stringify(read.problems, null, 2));
  return read;
}

const small = { ...local, tenant: tenantId('small') };

const NOTHING_APART = {
  ...{
    cacheWritePerMillion: null,
    cacheWrite1hPerMillion: null,
    audioInputPerMillion: null,
    audioOutputPerMillion: null,
  },
  reasoningPerMillion: null,
};

describe('what a policy leaves out', () => {
  it('of a price is that of cached input, which then costs what input costs', () => {
    const { policy } = accepted(changed(contractDocument(), 'models.fast.price', { input: 0.07, output: 0.3 }));
    expect(policy.models.get('fast')?.price).toEqual({
      ...NOTHING_APART,
      inputPerMillion: 70_000,
      cachedInputPerMillion: 70_000,
      outputPerMillion: 300_000,
    });
  });

  it('of what has a price of its own is null, and else the price', () => {
    const apart = { cacheWrite: 3.75, audioInput: 32, audioOutput: 64, reasoning: 4 };
    const { policy } = accepted(changed(contractDocument(), 'models.fast.price', { input: 3, output: 15, ...apart }));
    expect(policy.models.get('fast')?.price).toMatchObject({
      ...{ cacheWritePerMillion: 3_750_000, audioInputPerMillion: 32_000_000, audioOutputPerMillion: 64_000_000 },
      reasoningPerMillion: 4_000_000,
    });
  });

  it.each([
    ['what the document says', { input: 3, output: 15, cacheWrite: 3.75, cacheWrite1h: 5 }, 5_000_000],
    ['twice the input', { input: 3, output: 15, cacheWrite: 3.75 }, 6_000_000],
    ['never less than for five minutes', { input: 1, output: 15, cacheWrite: 3 }, 3_000_000],
    ['as input, where nothing written has a price of its own', { input: 3, output: 15 }, null],
  ])('of what a cache keeps for an hour: %s', (_, written, perMillion) => {
    const { policy } = accepted(changed(contractDocument(), 'models.fast.price', written));
    expect(policy.models.get('fast')?.price?.cacheWrite1hPerMillion).toBe(perMillion);
  });

  it('of a loopback model is its price, which is nothing', () => {
    const { policy } = accepted(smallDocument('small'), small);
    expect(policy.models.get('only')?.price).toEqual({
      ...NOTHING_APART,
      inputPerMillion: 0,
      cachedInputPerMillion: 0,
      outputPerMillion: 0,
    });
  });

  it('of any other model is its price, which is then not known', () => {
    const document = { ...smallDocument('small'), providers: { loopback: { kind: 'openai', key: 'A_KEY' } } };
    expect(accepted(document, small).policy.models.get('only')?.price).toBeNull();
  });
});
