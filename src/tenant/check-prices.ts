/**
 * What limits on cost need of prices. One that meets a model without a price could not tell what it admits, so it may not
 * meet one: any model may be asked for by its name, whatever the routes say. The price book counts as a price.
 */

import type { LegibleDocument, LegibleLimit } from './legible.ts';
import { PROVIDER_KINDS } from './policy.ts';
import { bookPrice, PRICE_BOOK } from './price-book/book.ts';
import { type Problem, pathOf } from './problem.ts';

type Found = Generator<Problem, void>;

export function* checkPrices(document: LegibleDocument): Found {
  const counter = counterOf(document);
  for (const [name, model] of Object.entries(document.models ?? {})) {
    const path = pathOf('models', name, 'price');
    if (counter !== null && model.price === undefined && isUnknown(model, document)) {
      const message = `No price is known of the model "${name}", and ${counter} counts cost. Write price: { input: …, output: … } in USD per million tokens, or name a model that the price book of ${PRICE_BOOK} has.`;
      yield { path, message };
    }
    yield* checkFigures(path, model.price);
  }
}

/** The first limit that counts cost, by the words for it; null when none does. */
function counterOf({ plans = {}, budget }: LegibleDocument): string | null {
  for (const [plan, { limits, escalation }] of Object.entries(plans)) {
    const limit = limits.find(countsCost);
    if (limit !== undefined) return `${worded('limit', limit)} of plan "${plan}"`;
    // What an escalation budget counts, where it does not say, is cost.
    if (escalation !== undefined && (escalation.of === undefined || countsCost(escalation))) {
      return `${worded('escalation budget', escalation)} of plan "${plan}"`;
    }
  }
  return budget !== undefined && countsCost(budget) ? worded('budget', budget) : null;
}

const countsCost = ({ of }: LegibleLimit): boolean => of === 'cost';

const worded = (what: string, { id }: LegibleLimit): string => `the ${what}${id === undefined ? '' : ` "${id}"`}`;

/** A provider that is not defined, or of no kind, is a fault of its own. */
function isUnknown(
  { provider, id }: NonNullable<LegibleDocument['models']>[string],
  { providers = {} }: LegibleDocument,
) {
  const by = provider !== undefined && Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  const kind = PROVIDER_KINDS.find((each) => each === by?.kind);
  return kind !== undefined && bookPrice({ kind, baseUrl: by?.baseUrl ?? null }, id ?? '') === null;
}

/** The figures of a price that may have faults of other kinds. */
function* checkFigures(path: string, price: unknown): Found {
  yield* checkCached(path, price);
  const above: unknown = Reflect.get(Object(price), 'above');
  if (!Array.isArray(above)) return;
  let before: unknown = 0;
  for (const [index, tier] of above.entries()) {
    const place = `${path}.above[${index}]`;
    yield* checkCached(place, tier);
    const inputTokens: unknown = Reflect.get(Object(tier), 'inputTokens');
    if (typeof inputTokens === 'number' && typeof before === 'number' && inputTokens <= before && index > 0) {
      const message = `This must be more than the ${before} before it: the prices of shorter requests come first.`;
      yield { path: `${place}.inputTokens`, message };
    }
    before = inputTokens;
  }
}

function* checkCached(path: string, figures: unknown): Found {
  const { input, cachedInput }: { input?: unknown; cachedInput?: unknown } = Object(figures);
  if (typeof input !== 'number' || typeof cachedInput !== 'number' || cachedInput <= input) return;
  yield { path: `${path}.cachedInput`, message: 'Cached input costs more than input here. Were the two swapped?' };
}
