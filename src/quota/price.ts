/**
 * Prices: what tokens cost, in whole micro-dollars. A price is micro-dollars per million tokens, so the sums here are in
 * millionths of a micro-dollar ("picodollars") and are rounded up once, at the end: a cost is never a fraction, never
 * drifts, and never falls short of what the provider bills. Beyond 2^53, where a number would silently lose its last
 * digits, the sum is done again in BigInt.
 */

import type { Price } from '../tenant/policy.ts';
import { type MicroDollars, microDollars } from '../unit.ts';
import type { Usage } from './contract.ts';

const TOKENS_PER_PRICE = 1_000_000;

/** The sum of tokens times price over pairs of both, divided by a million and rounded up. */
function priced(pairs: readonly (readonly [tokens: number, perMillion: MicroDollars])[]): MicroDollars {
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

/** What an answer cost. Tokens read from the provider's cache are part of `input` and are paid at their own price. */
export function costOf(usage: Usage, price: Price): MicroDollars {
  const cached = Math.min(usage.cachedInput, usage.input);
  return priced([
    [usage.input - cached, price.inputPerMillion],
    [cached, price.cachedInputPerMillion],
    [usage.output, price.outputPerMillion],
  ]);
}

/** The dearer of the two prices of input: before the answer nobody knows what the provider has in its cache. */
function worstInputPrice(price: Price): MicroDollars {
  return price.inputPerMillion > price.cachedInputPerMillion ? price.inputPerMillion : price.cachedInputPerMillion;
}

/** The most that so many tokens can cost, `output` being those of all choices together. */
export function worstCost(price: Price, input: number, output: number): MicroDollars {
  return priced([
    [input, worstInputPrice(price)],
    [output, price.outputPerMillion],
  ]);
}

/**
 * The most output tokens, of all choices together, whose `worstCost` is no more than `left` micro-dollars: -1 when not
 * even the input is affordable, Infinity when it is and output costs nothing. What costs nothing is affordable even
 * when `left` is negative, as it is after a policy lowered a limit's max.
 */
export function affordableOutput(price: Price, input: number, left: number): number {
  const forInput = BigInt(input) * BigInt(worstInputPrice(price));
  if (forInput === 0n && price.outputPerMillion === 0) return Number.POSITIVE_INFINITY;
  const forOutput = BigInt(left) * BigInt(TOKENS_PER_PRICE) - forInput;
  if (forOutput < 0n) return -1;
  if (price.outputPerMillion === 0) return Number.POSITIVE_INFINITY;
  return Number(forOutput / BigInt(price.outputPerMillion));
}
