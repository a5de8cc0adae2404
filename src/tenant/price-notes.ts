/** What is worth telling of where the prices of a valid policy come from, and of how old they are. */

import type { UnixMs } from '../unit.ts';
import type { Policy } from './policy.ts';
import { isByTheBook, PRICE_BOOK } from './price-book/book.ts';
import { type Problem, pathOf } from './problem.ts';

/** Prices change every few months: a book that is older than this is likely to be wrong somewhere. */
const STALE_DAYS = 180;
const DAY_MS = 86_400_000;

/** A warning for each model whose price nobody knows: limits on cost do not count it, and none may be set beside it. */
export function unpricedWarnings(policy: Policy): readonly Problem[] {
  return [...policy.models.values()]
    .filter(({ price }) => price === null)
    .map(({ name }) => ({
      path: pathOf('models', name, 'price'),
      message: `No price is known of the model "${name}": its answers count as no cost, and no limit on cost can be set beside it. Write price: { input: …, output: … } in USD per million tokens, or name a model that the price book of ${PRICE_BOOK} has.`,
    }));
}

export interface BookNotes {
  /** The book is old, and something depends on it. */
  readonly warnings: readonly Problem[];
  /** To be known, and nothing to be mended. */
  readonly notes: readonly Problem[];
}

/** Which models are priced by the book rather than by the policy. `now` is when that is asked. */
export function bookNotes({ models }: Policy, now: UnixMs): BookNotes {
  const named = [...models.values()].filter(isByTheBook).map(({ name }) => name);
  if (named.length === 0) return { warnings: [], notes: [] };
  const path = pathOf('models');
  const days = Math.floor((now - Date.parse(PRICE_BOOK)) / DAY_MS);
  const stale = `The price book of ${PRICE_BOOK} is ${days} days old, and ${listed(named)} ${named.length === 1 ? 'is' : 'are'} priced by it. Deploy a newer version of Signalbox, or write the prices.`;
  const note = `Priced by the price book of ${PRICE_BOOK}, where the policy writes no price: ${listed(named)}. A price that the policy writes always wins.`;
  return { warnings: days > STALE_DAYS ? [{ path, message: stale }] : [], notes: [{ path, message: note }] };
}

/** A policy may have 200 models. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
