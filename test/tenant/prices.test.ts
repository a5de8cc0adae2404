import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { PRICE_BOOK } from '../../src/tenant/price-book/book.ts';
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

  it('of a model that the price book has is its price, and who says so', () => {
    const { policy } = accepted(changed(contractDocument(), 'models.fast.price', undefined));
    const fast = policy.models.get('fast');
    expect(fast?.price).toEqual({
      ...NOTHING_APART,
      ...{ inputPerMillion: 250_000, cachedInputPerMillion: 25_000, outputPerMillion: 2_000_000 },
    });
    expect(fast?.pricedBy).toBe(`book:${PRICE_BOOK}`);
    expect(policy.models.get('deep')?.pricedBy).toBe('policy:3');
  });

  it('of a model that the price book has, behind an address of its own, is not known', () => {
    const document = {
      ...smallDocument('small'),
      models: { only: { provider: 'loopback', id: 'gpt-5-mini' } },
      providers: { loopback: { kind: 'openai', key: 'A_KEY', baseUrl: 'https://gateway.example/v1' } },
    };
    expect(accepted(document, small).policy.models.get('only')).toMatchObject({ price: null, pricedBy: 'unknown' });
  });

  it('of any other model is its price, which is then not known', () => {
    const document = { ...smallDocument('small'), providers: { loopback: { kind: 'openai', key: 'A_KEY' } } };
    expect(accepted(document, small).policy.models.get('only')?.price).toBeNull();
  });
});

describe('what a request costs beside its tokens, and what a long one costs', () => {
  const priceOf = (written: object) => {
    const { policy } = accepted(changed(contractDocument(), 'models.fast.price', written));
    return policy.models.get('fast')?.price;
  };

  it('are whole micro-dollars, and every tier is complete in itself', () => {
    const long = { inputTokens: 200_000, input: 2, cacheWrite: 2.5, output: 6 };
    expect(priceOf({ input: 1, cachedInput: 0.1, output: 4, request: 0.012, above: [long] })).toEqual({
      ...NOTHING_APART,
      ...{ inputPerMillion: 1_000_000, cachedInputPerMillion: 100_000, outputPerMillion: 4_000_000 },
      perRequest: 12_000,
      above: [
        {
          ...NOTHING_APART,
          ...{ inputTokens: 200_000, inputPerMillion: 2_000_000, cachedInputPerMillion: 2_000_000 },
          ...{ outputPerMillion: 6_000_000, cacheWritePerMillion: 2_500_000, cacheWrite1hPerMillion: 4_000_000 },
        },
      ],
    });
  });

  it('are left out where there is none', () => {
    expect(Object.keys(priceOf({ input: 1, output: 4, request: 0, above: [] }) ?? {})).not.toContain('perRequest');
  });

  it.each([
    [
      'tiers in another order',
      { above: [long(2000), long(1000)] },
      'above[1].inputTokens',
      'This must be more than the 2000 before it: the prices of shorter requests come first.',
    ],
    [
      'two tiers of one length',
      { above: [long(1000), long(1000)] },
      'above[1].inputTokens',
      'This must be more than the 1000 before it: the prices of shorter requests come first.',
    ],
    [
      'cached input that is dearer than input',
      { above: [{ ...long(1000), cachedInput: 3 }] },
      'above[0].cachedInput',
      'Cached input costs more than input here. Were the two swapped?',
    ],
    ['a tier of no length', { above: [long(0)] }, 'above[0].inputTokens', 'This must be at least 1.'],
    ['a fee below nothing', { request: -1 }, 'request', 'This must be at least 0.'],
  ])('are refused: %s', (_, more, path, message) => {
    const read = readPolicy(changed(contractDocument(), 'models.fast.price', { input: 1, output: 4, ...more }), local);
    expect(read.ok ? [] : read.problems).toEqual([{ path: `models.fast.price.${path}`, message }]);
  });
});

function long(inputTokens: number) {
  return { inputTokens, input: 2, output: 6 };
}
