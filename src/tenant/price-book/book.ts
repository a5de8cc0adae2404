/**
 * The price book: what a model costs where a policy does not say. A price that the tenant wrote always wins. For models
 * that most policies name, of the kinds whose ids mean the same to everybody; what a deployment is called at Azure, or
 * behind an address of the tenant's own, says nothing of its price.
 *
 * Where the figures come from: the price page of each provider (`source`), and beside it at least one other list that was
 * kept independently (models.dev, genai-prices, LiteLLM's cost map, release notes of meters). A figure on which two did
 * not agree is not here: an unknown price is told to the tenant, and a wrong one would not be. Where a provider asks one
 * of two prices for something that cannot be seen here (the hour, a promotion that ends, how much of the web is read), it
 * is the dearer: a limit may count too much and never too little. What a request asks for beside the standard tier
 * (`service_tier`, fast modes, a cache kept for longer, a region) is not in it, nor are tools that a provider runs.
 *
 * A name is looked up whole: it is the model's own, or that and the date of a snapshot which is listed with it. No name is
 * cut short to find another, so an unknown ending is an unknown model. Names that move (`-latest`) are left out.
 *
 * The book only grows, so that a policy which was valid under one book is valid under the next: what a provider no longer
 * serves stays, and only a figure that proves wrong or is changed by its provider is replaced, under a new date. Charges go
 * by the book in force when a request is answered, and its record names it (`book:2026-11-26`). Deploying an older version
 * of Signalbox takes the additions back: models that it does not know are then without a price again.
 */

import type { Model, Provider, ProviderKind } from '../policy.ts';
import type { PolicyDocument } from '../schema.ts';
import { HOSTS } from './hosts.ts';
import { LABS } from './labs.ts';

/** The day on which the figures were last compared with their sources, and the book's version. */
export const PRICE_BOOK = '2026-11-26';

/** As a policy document would write it. */
export type WrittenPrice = NonNullable<PolicyDocument['models'][string]['price']>;

export interface Figures extends WrittenPrice {
  /** The dates that may stand behind the name, after a hyphen: the same model, at the same price. */
  readonly snapshots?: readonly string[];
}

export interface Group {
  readonly source: string;
  readonly models: Readonly<Record<string, Figures>>;
}

/** Every group of figures by the kind of provider that asks them. */
export const PRICES: ReadonlyMap<ProviderKind, Group> = new Map(
  Object.entries({ ...LABS, ...HOSTS }) as [ProviderKind, Group][],
);

/** The built-in provider calls nobody, so nobody sends a bill, whatever a model is called there. */
const FREE: WrittenPrice = { input: 0, output: 0 };

/** Names of a kind, each with its price: those of snapshots too. */
const byName = new Map<ProviderKind, ReadonlyMap<string, WrittenPrice>>();

/** Null: the book has no price for this model. */
export function bookPrice({ kind, baseUrl }: Pick<Provider, 'kind' | 'baseUrl'>, id: string): WrittenPrice | null {
  if (kind === 'loopback') return FREE;
  // Whoever answers at another address has prices of their own.
  return baseUrl === null ? (namesOf(kind).get(id) ?? null) : null;
}

/** Made when a kind is first asked about: most isolates serve few of them. */
function namesOf(kind: ProviderKind): ReadonlyMap<string, WrittenPrice> {
  const known = byName.get(kind);
  if (known !== undefined) return known;
  const names = new Map(
    Object.entries(PRICES.get(kind)?.models ?? {}).flatMap(([id, { snapshots = [], ...price }]) =>
      [id, ...snapshots.map((date) => `${id}-${date}`)].map((name): [string, WrittenPrice] => [name, price]),
    ),
  );
  byName.set(kind, names);
  return names;
}

/** Whether another book could give it another price. */
export const isByTheBook = ({ pricedBy, provider }: Model): boolean =>
  pricedBy.startsWith('book:') && provider.kind !== 'loopback';
