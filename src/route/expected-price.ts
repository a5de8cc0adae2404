/** What an answer is expected to cost, before anybody knows how long it will be. Pure. */

import type { Price, TokenPrice } from '../tenant/policy.ts';
import { type MicroDollars, microDollars } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';

/** Tokens of a usual answer, its reasoning included. Only their order of magnitude matters. */
export const EXPECTED_OUTPUT: Readonly<Record<Effort, number>> = { thinking: 2000, instant: 500, mini: 500 };

/** Providers cache no shorter prefix. */
const LEAST_CACHED_TOKENS = 1024;

const TOKENS_PER_PRICE = 1_000_000;

export interface Size {
  /** The best guess at the tokens of the prompt. */
  readonly inputTokens: number;
  /** The client's own cap on each of `choices` answers; null when it set none. */
  readonly outputLimit: number | null;
  readonly choices: number;
}

/** `cached`: tokens of the prompt that are read from the provider's cache. */
export function expectedPrice(price: Price, effort: Effort, size: Size, cached = 0): MicroDollars {
  const { inputTokens, outputLimit, choices } = size;
  const written = Math.min(EXPECTED_OUTPUT[effort], outputLimit ?? Number.POSITIVE_INFINITY);
  const fromCache = cached < LEAST_CACHED_TOKENS ? 0 : cached;
  const at: TokenPrice = price.above?.findLast((tier) => inputTokens > tier.inputTokens) ?? price;
  const sum =
    (inputTokens - fromCache) * at.inputPerMillion +
    fromCache * at.cachedInputPerMillion +
    written * choices * at.outputPerMillion;
  return microDollars(Math.round(sum / TOKENS_PER_PRICE) + (price.perRequest ?? 0));
}
