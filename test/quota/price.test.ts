import { describe, expect, it } from 'vitest';
import type { Usage } from '../../src/quota/contract.ts';
import { affordableOutput, costOf, jointPrice, worstCost } from '../../src/quota/price.ts';
import type { Price } from '../../src/tenant/policy.ts';
import { microDollars, tokens } from '../../src/unit.ts';
import { seededRandom } from '../support/random.ts';

const price = (input: number, cachedInput: number, output: number): Price => ({
  inputPerMillion: microDollars(input),
  cachedInputPerMillion: microDollars(cachedInput),
  outputPerMillion: microDollars(output),
  cacheWritePerMillion: null,
  cacheWrite1hPerMillion: null,
  audioInputPerMillion: null,
  audioOutputPerMillion: null,
  reasoningPerMillion: null,
});
const usage = (input: number, cachedInput: number, output: number): Usage => ({
  input: tokens(input),
  cachedInput: tokens(cachedInput),
  output: tokens(output),
  estimated: false,
});

const FAST = price(250_000, 25_000, 2_000_000);

describe('the cost of an answer', () => {
  it.each([
    ['nothing at all', usage(0, 0, 0), FAST, 0],
    ['one token of input, rounded up', usage(1, 0, 0), FAST, 1],
    ['four tokens of input, which is exactly one', usage(4, 0, 0), FAST, 1],
    ['five tokens of input, rounded up', usage(5, 0, 0), FAST, 2],
    ['three parts that are rounded once, not each', usage(3, 1, 1), FAST, 3],
    ['a usual answer', usage(1200, 1000, 300), FAST, 50 + 25 + 600],
    ['input that was all cached', usage(1_000_000, 1_000_000, 0), FAST, 25_000],
    ['a free model', usage(1_000_000, 0, 1_000_000), price(0, 0, 0), 0],
    ['a provider that claims more cached input than input', usage(10, 20, 0), price(1_000_000, 500_000, 0), 5],
  ])('is right for %s', (_, used, at, cost) => {
    expect(costOf(used, at)).toBe(cost);
  });

  it('takes out once what has a price of its own, and no more than there is', () => {
    const apart: Price = {
      ...price(1_000_000, 100_000, 2_000_000),
      ...{ cacheWritePerMillion: microDollars(1_250_000), audioInputPerMillion: microDollars(10_000_000) },
      ...{ audioOutputPerMillion: microDollars(20_000_000), reasoningPerMillion: microDollars(3_000_000) },
    };
    const used = (more: object): Usage => ({ ...usage(100, 40, 100), ...more });
    expect(costOf(used({}), apart)).toBe(60 + 4 + 200);
    expect(costOf(used({ cacheWrite: 40 }), apart)).toBe(20 + 4 + 50 + 200);
    expect(costOf(used({ audioInput: 10, audioOutput: 5, reasoning: 20 }), apart)).toBe(50 + 4 + 100 + 150 + 60 + 100);
    expect(costOf(used({ cacheWrite: 1000, reasoning: 1000 }), apart)).toBe(4 + 75 + 300);
    expect(costOf(used({ cacheWrite: 40, reasoning: 20, audioInput: 10 }), price(1_000_000, 100_000, 2_000_000))).toBe(
      264,
    );
    expect(worstCost(apart, 1, 1)).toBe(30);
    const hourly: Price = { ...apart, cacheWrite1hPerMillion: microDollars(2_000_000) };
    // 20 read anew, 40 from the cache, 10 of the 40 written for an hour.
    expect(costOf(used({ cacheWrite: 40, cacheWrite1h: 10 }), hourly)).toBe(20 + 4 + (30 * 5) / 4 + 20 + 200 + 0.5);
    expect(costOf(used({ cacheWrite: 40, cacheWrite1h: 1000 }), hourly)).toBe(20 + 4 + 80 + 200);
    expect(costOf(used({ cacheWrite: 40, cacheWrite1h: 10 }), apart)).toBe(20 + 4 + 50 + 200);
    expect(worstCost({ ...hourly, audioInputPerMillion: null }, 1, 0)).toBe(2);
  });

  it('has no drift at a thousand million tokens of a thousand dollars a million', () => {
    const most = 1_000_000_000;
    expect(costOf(usage(most, 0, most), price(most, most, most))).toBe(2_000_000_000_000);
    expect(costOf(usage(999_999_999, 0, 1), price(999_999_999, 0, 1))).toBe(999_999_998_001);
  });

  it('equals exact arithmetic on random answers, small and huge', () => {
    const random = seededRandom(3);
    for (let trial = 0; trial < 5000; trial++) {
      const size = 10 ** random.whole(1, 9);
      const [input, output] = [random.whole(0, size), random.whole(0, size)];
      const cached = random.whole(0, input);
      const [p, c, o] = [random.whole(0, size), random.whole(0, size), random.whole(0, size)];
      const exact = BigInt(input - cached) * BigInt(p) + BigInt(cached) * BigInt(c) + BigInt(output) * BigInt(o);
      const expected = Number((exact + 999_999n) / 1_000_000n);
      expect(costOf(usage(input, cached, output), price(p, c, o))).toBe(expected);
    }
  });
});

describe('a fee and the price of long requests', () => {
  const long: Price = {
    ...price(1_000_000, 100_000, 4_000_000),
    perRequest: microDollars(12_000),
    above: [{ ...price(2_000_000, 200_000, 6_000_000), inputTokens: tokens(200) }],
  };

  it('are paid once a call, and for all of its tokens', () => {
    expect(costOf(usage(0, 0, 0), long)).toBe(12_000);
    expect(costOf(usage(200, 100, 10), long)).toBe(12_000 + 100 + 10 + 40);
    expect(costOf(usage(201, 100, 10), long)).toBe(12_000 + 202 + 20 + 60);
  });

  it('are held as soon as the request may be so long', () => {
    expect(worstCost(long, 200, 10)).toBe(12_000 + 200 + 40);
    expect(worstCost(long, 201, 10)).toBe(12_000 + 402 + 60);
    expect(affordableOutput(long, 200, 12_240)).toBe(10);
    expect(affordableOutput(long, 201, 12_462)).toBe(10);
    expect(affordableOutput(long, 0, 11_999)).toBe(-1);
    expect(affordableOutput({ ...price(0, 0, 0), perRequest: microDollars(1) }, 5, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(affordableOutput({ ...price(0, 0, 0), perRequest: microDollars(1) }, 5, 0)).toBe(-1);
  });

  it('are those of the dearest where several share an answer, one fee for each', () => {
    const joint = jointPrice([long, FAST], { calls: 3, mostInput: 201 });
    expect(worstCost(joint, 100, 10)).toBe(36_000 + 200 + 60);
    expect(worstCost(jointPrice([long, FAST], { calls: 2, mostInput: 200 }), 100, 10)).toBe(24_000 + 100 + 40);
  });
});

describe('the worst case', () => {
  it('takes the dearer of the two prices of input', () => {
    expect(worstCost(price(1_000_000, 100_000, 0), 10, 0)).toBe(10);
    expect(worstCost(price(100_000, 1_000_000, 0), 10, 0)).toBe(10);
  });

  it('is never less than what an answer within its bounds costs', () => {
    const random = seededRandom(5);
    for (let trial = 0; trial < 5000; trial++) {
      const at = price(random.whole(0, 10_000_000), random.whole(0, 10_000_000), random.whole(0, 50_000_000));
      const [inputBound, outputBound] = [random.whole(0, 200_000), random.whole(0, 20_000)];
      const input = random.whole(0, inputBound);
      const cost = costOf(usage(input, random.whole(0, input), random.whole(0, outputBound)), at);
      expect(cost).toBeLessThanOrEqual(worstCost(at, inputBound, outputBound));
    }
  });
});

describe('the output a balance affords', () => {
  it('is the most whose worst case fits, and not one token more', () => {
    const random = seededRandom(13);
    for (let trial = 0; trial < 5000; trial++) {
      const at = price(random.whole(0, 3_000_000), random.whole(0, 3_000_000), random.whole(1, 20_000_000));
      const input = random.whole(0, 10_000);
      const left = random.whole(0, 100_000);
      const output = affordableOutput(at, input, left);
      if (output < 0) {
        expect(worstCost(at, input, 0)).toBeGreaterThan(left);
        continue;
      }
      expect(worstCost(at, input, output)).toBeLessThanOrEqual(left);
      expect(worstCost(at, input, output + 1)).toBeGreaterThan(left);
    }
  });

  it('is without end for what costs nothing, even where a limit is overdrawn', () => {
    expect(affordableOutput(price(0, 0, 0), 1000, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(affordableOutput(price(0, 0, 0), 1000, -5)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is without end for free output, once the input is affordable', () => {
    expect(affordableOutput(price(1_000_000, 0, 0), 10, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(affordableOutput(price(1_000_000, 0, 0), 10, 9)).toBe(-1);
  });

  it('is less than nothing when a limit is overdrawn', () => {
    expect(affordableOutput(price(0, 0, 1_000_000), 0, -1)).toBe(-1);
  });
});

it('two of several models that share an answer never come to more than their joint price', () => {
  const random = seededRandom(7);
  const some = () => price(random.whole(0, 5_000_000), random.whole(0, 500_000), random.whole(0, 20_000_000));
  for (let run = 0; run < 500; run++) {
    const [a, b] = [some(), { ...some(), cacheWritePerMillion: microDollars(random.whole(0, 6_000_000)) }];
    const bound = random.whole(1, 5000);
    const cap = random.whole(1, 5000);
    // What the first has written, the second reads as well, and may write so much less.
    const first = random.whole(0, Math.floor(cap / 2));
    const second = random.whole(0, cap - 2 * first);
    const cacheWrite = tokens(random.whole(0, bound));
    const paid = costOf(usage(bound, 0, first), a) + costOf({ ...usage(bound + first, 0, second), cacheWrite }, b);
    expect(paid).toBeLessThanOrEqual(
      worstCost(jointPrice([a, b], { calls: 2, mostInput: 2 * bound + cap }), 2 * bound, cap) + 1,
    );
  }
});

it('what one writes and the next one reads is no cheaper than input, where input is the dearer of the two', () => {
  const dearInput = price(10_000_000, 0, 1_000_000);
  const paid = costOf(usage(100, 0, 300), dearInput) + costOf(usage(400, 0, 300), dearInput);
  expect(paid).toBeLessThanOrEqual(worstCost(jointPrice([dearInput, FAST], { calls: 2, mostInput: 1100 }), 200, 900));
});
