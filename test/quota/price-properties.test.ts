/** What holds of every price there can be: its parts, its fee and its tiers, for counts as providers give them, wrong ones included. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Usage } from '../../src/quota/contract.ts';
import { affordableOutput, costOf, jointPrice, worstCost } from '../../src/quota/price.ts';
import type { Price, PriceTier, TokenPrice } from '../../src/tenant/policy.ts';
import { isNonEmpty, type MicroDollars, microDollars, tokens } from '../../src/unit.ts';

const SETTINGS = { seed: 11, numRuns: 2000 };
const BILLION = 1_000_000_000;

/** Up to 10,000 USD per million tokens, many of them free or a fraction of a cent. */
const money: fc.Arbitrary<MicroDollars> = fc
  .oneof(fc.constant(0), fc.nat(3), fc.nat(50_000_000), fc.nat(10 * BILLION))
  .map(microDollars);
const orNull = fc.option(money);

const tokenPrice: fc.Arbitrary<TokenPrice> = fc.record({
  ...{ inputPerMillion: money, cachedInputPerMillion: money, outputPerMillion: money },
  ...{ cacheWritePerMillion: orNull, cacheWrite1hPerMillion: orNull, audioInputPerMillion: orNull },
  ...{ audioOutputPerMillion: orNull, reasoningPerMillion: orNull },
});
const count = fc.oneof(fc.nat(5), fc.nat(300_000), fc.nat(BILLION));
const above: fc.Arbitrary<readonly PriceTier[]> = fc
  .uniqueArray(count, { maxLength: 3 })
  .chain((starts) =>
    fc.tuple(...starts.sort((a, b) => a - b).map((start) => tokenPrice.map((own) => ({ own, start })))),
  )
  .map((tiers) => tiers.map(({ own, start }) => ({ ...own, inputTokens: tokens(start) })));
const price: fc.Arbitrary<Price> = fc.record({ own: tokenPrice, above, perRequest: money }).map(({ own, ...rest }) => ({
  ...own,
  ...rest,
}));

/** Parts that are more than their whole, and parts of parts, as some provider has counted them. */
const parts = fc.record(
  {
    ...{ cachedInput: count, cacheWrite: count, cacheWrite1h: count, audioInput: count },
    ...{ audioOutput: count, reasoning: count },
  },
  { requiredKeys: ['cachedInput'] },
);
const usage: fc.Arbitrary<Usage> = fc
  .tuple(count, count, parts)
  .map(([input, output, apart]) => used(input, output, apart));

function used(input: number, output: number, apart: object): Usage {
  const counts = Object.entries({ cachedInput: 0, ...apart, input, output }).map(([name, value]) => [name, value]);
  return { estimated: false, ...Object.fromEntries(counts) };
}

it('a cost is whole, and never less than nothing', () => {
  fc.assert(
    fc.property(usage, price, (given, at) => {
      const cost = costOf(given, at);
      // Beyond 2^53 micro-dollars, nine thousand million dollars, a number has no units left.
      expect(Number.isInteger(cost) && cost >= 0).toBe(true);
    }),
    SETTINGS,
  );
});

it('a cost is the sum in exact arithmetic, rounded up once', () => {
  /** The rule once more, in BigInt from the first step, one part after the other. */
  const exactly = (given: Usage, at: Price): bigint => {
    let tier: TokenPrice = at;
    for (const each of at.above ?? []) if (given.input > each.inputTokens) tier = each;
    let sum = BigInt(at.perRequest ?? 0) * 1_000_000n;
    let rest = BigInt(given.input);
    const take = (wanted: bigint, own: MicroDollars | null): bigint => {
      if (own === null) return 0n;
      const taken = wanted < rest ? wanted : rest;
      rest -= taken;
      sum += taken * BigInt(own);
      return taken;
    };
    take(BigInt(given.cachedInput), tier.cachedInputPerMillion);
    const written = BigInt(given.cacheWrite ?? 0);
    const hourly = BigInt(given.cacheWrite1h ?? 0) < written ? BigInt(given.cacheWrite1h ?? 0) : written;
    take(hourly, tier.cacheWrite1hPerMillion);
    take(tier.cacheWrite1hPerMillion === null ? written : written - hourly, tier.cacheWritePerMillion);
    take(BigInt(given.audioInput ?? 0), tier.audioInputPerMillion);
    sum += rest * BigInt(tier.inputPerMillion);
    rest = BigInt(given.output);
    take(BigInt(given.reasoning ?? 0), tier.reasoningPerMillion);
    take(BigInt(given.audioOutput ?? 0), tier.audioOutputPerMillion);
    sum += rest * BigInt(tier.outputPerMillion);
    return (sum + 999_999n) / 1_000_000n;
  };
  fc.assert(
    fc.property(usage, price, (given, at) => {
      expect(costOf(given, at)).toBe(Number(exactly(given, at)));
    }),
    SETTINGS,
  );
});

it('what is held is never less than what any answer within its bounds costs, whatever its tier and its parts', () => {
  fc.assert(
    fc.property(count, count, usage, price, (inputBound, outputBound, given, at) => {
      const within = used(Math.min(inputBound, given.input), Math.min(outputBound, given.output), {
        ...given,
        input: undefined,
      });
      expect(costOf(within, at)).toBeLessThanOrEqual(worstCost(at, inputBound, outputBound));
    }),
    SETTINGS,
  );
});

it('what a balance affords is the most whose worst case fits, and not one token more', () => {
  // Below 2^53, where one token more can be told from none.
  const small = fc.nat(BILLION);
  fc.assert(
    fc.property(small, fc.integer({ min: -BILLION, max: 1_000_000 * BILLION }), price, (input, left, at) => {
      const output = affordableOutput(at, input, left);
      if (output === -1) expect(worstCost(at, input, 0)).toBeGreaterThan(left);
      else if (output === Number.POSITIVE_INFINITY) {
        const all = worstCost(at, input, BILLION);
        expect(all === 0 || all <= left).toBe(true);
      } else if (output <= 1_000_000 * BILLION) {
        expect(worstCost(at, input, output)).toBeLessThanOrEqual(left);
        expect(worstCost(at, input, output + 1)).toBeGreaterThan(left);
      }
    }),
    SETTINGS,
  );
});

it('more input and more output never cost less, where long requests are no cheaper', () => {
  const dearer = fc.tuple(tokenPrice, tokenPrice).map(([own, more]): Price => {
    const sum = (a: MicroDollars, b: MicroDollars) => microDollars(a + b);
    // A part is paid as the rest where it has no price of its own: it keeps it, or has none, in both.
    const part = (a: MicroDollars | null, b: MicroDollars | null) => (a === null ? null : sum(a, b ?? microDollars(0)));
    return {
      ...own,
      above: [
        {
          inputTokens: tokens(1000),
          inputPerMillion: sum(own.inputPerMillion, more.inputPerMillion),
          cachedInputPerMillion: sum(own.cachedInputPerMillion, more.cachedInputPerMillion),
          outputPerMillion: sum(own.outputPerMillion, more.outputPerMillion),
          cacheWritePerMillion: part(own.cacheWritePerMillion, more.cacheWritePerMillion),
          cacheWrite1hPerMillion: part(own.cacheWrite1hPerMillion, more.cacheWrite1hPerMillion),
          audioInputPerMillion: part(own.audioInputPerMillion, more.audioInputPerMillion),
          audioOutputPerMillion: part(own.audioOutputPerMillion, more.audioOutputPerMillion),
          reasoningPerMillion: part(own.reasoningPerMillion, more.reasoningPerMillion),
        },
      ],
    };
  });
  fc.assert(
    fc.property(usage, fc.nat(3000), fc.nat(3000), dearer, (given, moreIn, moreOut, at) => {
      const more = { ...given, input: tokens(given.input + moreIn), output: tokens(given.output + moreOut) };
      expect(costOf(more, at)).toBeGreaterThanOrEqual(costOf(given, at));
    }),
    SETTINGS,
  );
});

it('a part moves the cost towards its own price, and no further', () => {
  fc.assert(
    fc.property(count, count, money, money, count, (input, cached, full, own, more) => {
      const at: Price = { ...FREE, inputPerMillion: full, cachedInputPerMillion: own };
      const [before, after] = [cached, cached + more].map((part) => costOf(used(input, 0, { cachedInput: part }), at));
      const bounds = [full, own].map((each) => costOf(used(input, 0, {}), { ...FREE, inputPerMillion: each }));
      expect(own >= full ? Number(after) >= Number(before) : Number(after) <= Number(before)).toBe(true);
      expect(after).toBeGreaterThanOrEqual(Math.min(...bounds));
      expect(after).toBeLessThanOrEqual(Math.max(...bounds));
    }),
    SETTINGS,
  );
});

const FREE: Price = {
  ...{ inputPerMillion: microDollars(0), cachedInputPerMillion: microDollars(0), outputPerMillion: microDollars(0) },
  ...{ cacheWritePerMillion: null, cacheWrite1hPerMillion: null, audioInputPerMillion: null },
  ...{ audioOutputPerMillion: null, reasoningPerMillion: null },
};

it('two settlements are never below the cost of both together, and above it by a rounding and a fee alone', () => {
  fc.assert(
    fc.property(fc.nat(300_000), fc.nat(300_000), fc.nat(9999), fc.nat(9999), tokenPrice, money, (...given) => {
      const [a, b, spokenA, spokenB, own, perRequest] = given;
      const at: Price = { ...own, perRequest };
      const [one, two, both] = [used(a, spokenA, {}), used(b, spokenB, {}), used(a + b, spokenA + spokenB, {})].map(
        (each) => costOf(each, at),
      );
      const apart = Number(one) + Number(two) - Number(both);
      expect(apart).toBeGreaterThanOrEqual(perRequest);
      expect(apart).toBeLessThanOrEqual(perRequest + 1);
    }),
    SETTINGS,
  );
});

it('several who share an answer never come to more than is held for it, whatever their tiers and fees', () => {
  const shared = fc.record({
    calls: fc.constantFrom(2, 3),
    bound: fc.nat(300_000),
    cap: fc.nat(130_000),
    split: fc.nat(1000),
    cached: fc.nat(300_000),
  });
  fc.assert(
    fc.property(
      shared,
      fc.array(price, { minLength: 2, maxLength: 4 }),
      ({ calls, bound, cap, split, cached }, list) => {
        if (!isNonEmpty(list)) return;
        const joint = jointPrice(list, { calls, mostInput: calls * bound + cap });
        // One writes, another reads that and the request, and may write so much less; a third may read the request beside them.
        const first = Math.floor((cap / 2) * (split / 1000));
        const rest = cap - 2 * first;
        const bills = [
          used(bound, first, { cachedInput: cached }),
          used(bound + first, rest, { cacheWrite: cached }),
          used(bound, 0, { cachedInput: cached }),
        ].slice(0, calls);
        const paid = Math.max(
          ...list.flatMap((_, at) => [
            bills.reduce((sum, bill, turn) => sum + costOf(bill, list[(at + turn) % list.length] ?? list[0]), 0),
          ]),
        );
        expect(paid).toBeLessThanOrEqual(worstCost(joint, calls * bound, cap) + calls - 1);
      },
    ),
    SETTINGS,
  );
});
