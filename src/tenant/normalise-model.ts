/** What a policy document says of a model, in exact units: its price in whole micro-dollars, its thought at every effort. */

import { microDollars, tokens } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import { DEFAULTS } from './defaults.ts';
import type { Model, Price, Provider, Thought, TokenPrice } from './policy.ts';
import { bookPrice, PRICE_BOOK } from './price-book/book.ts';
import type { PolicyDocument } from './schema.ts';

type WrittenModel = PolicyDocument['models'][string];

type WrittenPrice = NonNullable<WrittenModel['price']>;

/** USD as micro-dollars. Rounded to the nearest: 0.07 has no exact binary form. */
const microsOf = (usd: number) => microDollars(Math.round(usd * 1_000_000));

/** USD per million tokens as micro-dollars per million tokens, and USD per request as micro-dollars. */
export function price({ request = 0, above = [], ...own }: WrittenPrice): Price {
  return {
    ...tokenPrice(own),
    ...(request === 0 ? {} : { perRequest: microsOf(request) }),
    ...(above.length === 0
      ? {}
      : {
          above: above.map(({ inputTokens, ...tier }) => ({ inputTokens: tokens(inputTokens), ...tokenPrice(tier) })),
        }),
  };
}

function tokenPrice({
  input,
  cachedInput = input,
  output,
  ...apart
}: Omit<WrittenPrice, 'request' | 'above'>): TokenPrice {
  const orNull = (usd: number | undefined) => (usd === undefined ? null : microsOf(usd));
  return {
    inputPerMillion: microsOf(input),
    cachedInputPerMillion: microsOf(cachedInput),
    outputPerMillion: microsOf(output),
    cacheWritePerMillion: orNull(apart.cacheWrite),
    cacheWrite1hPerMillion: orNull(apart.cacheWrite1h ?? forAnHour(input, apart.cacheWrite)),
    audioInputPerMillion: orNull(apart.audioInput),
    audioOutputPerMillion: orNull(apart.audioOutput),
    reasoningPerMillion: orNull(apart.reasoning),
  };
}

/**
 * Whoever bills what is written to a cache apart, and tells what is kept for an hour, bills that at twice the input.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing
 */
const forAnHour = (input: number, cacheWrite: number | undefined): number | undefined =>
  cacheWrite === undefined ? undefined : Math.max(cacheWrite, 2 * input);

/** A model that reasons is told how much at every effort, since one model may serve several. */
export function thought({ can, thought: written }: WrittenModel): Model['thought'] {
  if (written === undefined && can?.includes('reasoning') !== true) return null;
  const of = (effort: Effort): Thought => {
    const wish = written?.[effort] ?? DEFAULTS.thought[effort];
    return typeof wish === 'number' ? { budget: tokens(wish) } : { level: wish };
  };
  return { thinking: of('thinking'), instant: of('instant'), mini: of('mini') };
}

/** What a model costs, and who says so: the tenant, else the price book, else nobody. */
export function priced(
  { id, price: own }: WrittenModel,
  by: Provider,
  version: number,
): Pick<Model, 'price' | 'pricedBy'> {
  if (own !== undefined) return { price: price(own), pricedBy: `policy:${version}` };
  const listed = bookPrice(by, id);
  return listed === null
    ? { price: null, pricedBy: 'unknown' }
    : { price: price(listed), pricedBy: `book:${PRICE_BOOK}` };
}
