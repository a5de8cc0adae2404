/**
 * Prices: what tokens cost, in whole micro-dollars. A price is micro-dollars per million tokens, so the sums here are in
 * millionths of a micro-dollar ("picodollars") and are rounded up once, at the end: a cost is never a fraction, never
 * drifts, and never falls short of what the provider bills. Beyond 2^53, where a number would silently lose its last
 * digits, the sum is done again in BigInt. Counts are whole, as the meter makes them.
 */

import type { Price, TokenPrice } from '../tenant/policy.ts';
import { type MicroDollars, microDollars, type NonEmpty } from '../unit.ts';
import type { Usage } from './contract.ts';

const TOKENS_PER_PRICE = 1_000_000;

/** The sum of tokens times price over pairs of both, divided by a million and rounded up. */
function priced(pairs: readonly Priced[]): MicroDollars {
  let sum = 0;
  for (const [tokens, perMillion] of pairs) sum += tokens * perMillion;
  if (Number.isSafeInteger(sum)) {
    const rest = sum % TOKENS_PER_PRICE;
    return microDollars((sum - rest) / TOKENS_PER_PRICE + (rest === 0 ? 0 : 1));
  }
  let exact = 0n;
  for (const [tokens, perMillion] of pairs) exact += BigInt(tokens) * BigInt(perMillion);
  const perPrice = BigInt(TOKENS_PER_PRICE);
  return microDollars(Number((exact + perPrice - 1n) / perPrice));
}

/**
 * What an answered call cost. What has a price of its own is part of `input` or `output` and is taken out of it once:
 * cached before written before heard, reasoned before spoken, since no provider tells of the parts of parts. A call with
 * more input than a tier begins at pays for all of its tokens by that tier.
 */
export function costOf(usage: Usage, price: Price): MicroDollars {
  const at = tiersUpTo(price, usage.input).at(-1) ?? price;
  const written = usage.cacheWrite ?? 0;
  const forAnHour = at.cacheWrite1hPerMillion == null ? 0 : Math.min(written, usage.cacheWrite1h ?? 0);
  return priced([
    ...split(usage.input, at.inputPerMillion, [
      [usage.cachedInput, at.cachedInputPerMillion],
      [forAnHour, at.cacheWrite1hPerMillion],
      [written - forAnHour, at.cacheWritePerMillion],
      [usage.audioInput, at.audioInputPerMillion],
    ]),
    ...split(usage.output, at.outputPerMillion, [
      [usage.reasoning, at.reasoningPerMillion],
      [usage.audioOutput, at.audioOutputPerMillion],
    ]),
    fee(price),
  ]);
}

/** Every price that a call of at most so much input may have to pay, the one of exactly so much last. */
const tiersUpTo = (price: Price, input: number): NonEmpty<TokenPrice> => [
  price,
  ...(price.above ?? []).filter(({ inputTokens }) => input > inputTokens),
];

/** What is paid for the call itself, as if it were that for a million tokens. */
const fee = ({ perRequest }: Price): Priced => [TOKENS_PER_PRICE, perRequest ?? microDollars(0)];

type Priced = readonly [tokens: number, perMillion: MicroDollars];

/** A total and its parts: a part without a price of its own, or that nobody counted, is paid as the rest. */
function split(
  total: number,
  perMillion: MicroDollars,
  parts: readonly (readonly [tokens: number | undefined, perMillion: MicroDollars | null])[],
): Priced[] {
  let rest = total;
  const apart: Priced[] = [];
  for (const [tokens, own] of parts) {
    // What a session remembers may have been priced before there was a price for this.
    if (own == null) continue;
    const taken = Math.min(rest, tokens ?? 0);
    rest -= taken;
    apart.push([taken, own]);
  }
  return [[rest, perMillion], ...apart];
}

const dearest = (...prices: readonly (MicroDollars | null)[]): MicroDollars =>
  microDollars(Math.max(...prices.map((price) => price ?? 0)));

/** The dearest price of input: before the answer nobody knows what the provider has in its cache or puts there. */
function worstInputPrice(price: Price, input: number): MicroDollars {
  return dearest(
    ...tiersUpTo(price, input).flatMap((at) => [
      ...[at.inputPerMillion, at.cachedInputPerMillion, at.cacheWritePerMillion, at.cacheWrite1hPerMillion],
      at.audioInputPerMillion,
    ]),
  );
}

function worstOutputPrice(price: Price, input: number): MicroDollars {
  return dearest(
    ...tiersUpTo(price, input).flatMap((at) => [at.outputPerMillion, at.reasoningPerMillion, at.audioOutputPerMillion]),
  );
}

/** How many calls share an answer, and the most that any one of them reads: what the others wrote of it included. */
export interface Shared {
  readonly calls: number;
  readonly mostInput: number;
}

/**
 * A price that no several of these come to more than, whichever of them reads and writes how much. What one has written the
 * next one reads, and it is counted as output: that is then no cheaper than input.
 */
export function jointPrice(prices: NonEmpty<Price>, { calls, mostInput }: Shared): Price {
  const input = dearest(...prices.map((price) => worstInputPrice(price, mostInput)));
  const output = dearest(input, ...prices.map((price) => worstOutputPrice(price, mostInput)));
  return {
    ...PAID_AS_THE_REST,
    ...{ inputPerMillion: input, cachedInputPerMillion: input, outputPerMillion: output },
    perRequest: microDollars(calls * Math.max(...prices.map(({ perRequest }) => perRequest ?? 0))),
  };
}

const PAID_AS_THE_REST = {
  ...{ cacheWritePerMillion: null, cacheWrite1hPerMillion: null, audioInputPerMillion: null },
  ...{ audioOutputPerMillion: null, reasoningPerMillion: null },
};

/** The most that a call of so many tokens can cost, `output` being those of all choices together. */
export function worstCost(price: Price, input: number, output: number): MicroDollars {
  return priced([[input, worstInputPrice(price, input)], [output, worstOutputPrice(price, input)], fee(price)]);
}

/**
 * The most output tokens, of all choices together, whose `worstCost` is no more than `left` micro-dollars: -1 when not
 * even the input is affordable, Infinity when it is and output costs nothing. What costs nothing is affordable even
 * when `left` is negative, as it is after a policy lowered a limit's max.
 */
export function affordableOutput(price: Price, input: number, left: number): number {
  const outputPrice = worstOutputPrice(price, input);
  const [perFee, forCall] = fee(price);
  const before = BigInt(input) * BigInt(worstInputPrice(price, input)) + BigInt(perFee) * BigInt(forCall);
  if (before === 0n && outputPrice === 0) return Number.POSITIVE_INFINITY;
  const forOutput = BigInt(left) * BigInt(TOKENS_PER_PRICE) - before;
  if (forOutput < 0n) return -1;
  if (outputPrice === 0) return Number.POSITIVE_INFINITY;
  return Number(forOutput / BigInt(outputPrice));
}
