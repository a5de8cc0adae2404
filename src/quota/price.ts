/**
 * Prices: what tokens cost, in whole micro-dollars. A price is micro-dollars per million tokens, so the sums here are in
 * millionths of a micro-dollar ("picodollars") and are rounded up once, at the end: a cost is never a fraction, never
 * drifts, and never falls short of what the provider bills. Beyond 2^53, where a number would silently lose its last
 * digits, the sum is done again in BigInt.
 */

import type { Price } from '../tenant/policy.ts';
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
 * What an answer cost. What has a price of its own is part of `input` or `output` and is taken out of it once: cached
 * before written before heard, reasoned before spoken, since no provider tells of the parts of parts.
 */
export function costOf(usage: Usage, price: Price): MicroDollars {
  const written = usage.cacheWrite ?? 0;
  const forAnHour = price.cacheWrite1hPerMillion == null ? 0 : Math.min(written, usage.cacheWrite1h ?? 0);
  return priced([
    ...split(usage.input, price.inputPerMillion, [
      [usage.cachedInput, price.cachedInputPerMillion],
      [forAnHour, price.cacheWrite1hPerMillion],
      [written - forAnHour, price.cacheWritePerMillion],
      [usage.audioInput, price.audioInputPerMillion],
    ]),
    ...split(usage.output, price.outputPerMillion, [
      [usage.reasoning, price.reasoningPerMillion],
      [usage.audioOutput, price.audioOutputPerMillion],
    ]),
  ]);
}

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
function worstInputPrice(price: Price): MicroDollars {
  const { inputPerMillion, cachedInputPerMillion, cacheWritePerMillion, cacheWrite1hPerMillion, audioInputPerMillion } =
    price;
  const written = [cacheWritePerMillion, cacheWrite1hPerMillion];
  return dearest(inputPerMillion, cachedInputPerMillion, ...written, audioInputPerMillion);
}

function worstOutputPrice({ outputPerMillion, reasoningPerMillion, audioOutputPerMillion }: Price): MicroDollars {
  return dearest(outputPerMillion, reasoningPerMillion, audioOutputPerMillion);
}

/**
 * A price that no several of these come to more than, whichever of them reads and writes how much. What one has written the
 * next one reads, and it is counted as output: that is then no cheaper than input.
 */
export function jointPrice(prices: NonEmpty<Price>): Price {
  const input = dearest(...prices.map(worstInputPrice));
  const output = dearest(input, ...prices.map(worstOutputPrice));
  return { ...PAID_AS_THE_REST, inputPerMillion: input, cachedInputPerMillion: input, outputPerMillion: output };
}

const PAID_AS_THE_REST = {
  ...{ cacheWritePerMillion: null, cacheWrite1hPerMillion: null, audioInputPerMillion: null },
  ...{ audioOutputPerMillion: null, reasoningPerMillion: null },
};

/** The most that so many tokens can cost, `output` being those of all choices together. */
export function worstCost(price: Price, input: number, output: number): MicroDollars {
  return priced([
    [input, worstInputPrice(price)],
    [output, worstOutputPrice(price)],
  ]);
}

/**
 * The most output tokens, of all choices together, whose `worstCost` is no more than `left` micro-dollars: -1 when not
 * even the input is affordable, Infinity when it is and output costs nothing. What costs nothing is affordable even
 * when `left` is negative, as it is after a policy lowered a limit's max.
 */
export function affordableOutput(price: Price, input: number, left: number): number {
  const outputPrice = worstOutputPrice(price);
  const forInput = BigInt(input) * BigInt(worstInputPrice(price));
  if (forInput === 0n && outputPrice === 0) return Number.POSITIVE_INFINITY;
  const forOutput = BigInt(left) * BigInt(TOKENS_PER_PRICE) - forInput;
  if (forOutput < 0n) return -1;
  if (outputPrice === 0) return Number.POSITIVE_INFINITY;
  return Number(forOutput / BigInt(outputPrice));
}
