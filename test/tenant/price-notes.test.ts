import { expect, it } from 'vitest';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { PRICE_BOOK } from '../../src/tenant/price-book/book.ts';
import { bookNotes } from '../../src/tenant/price-notes.ts';
import { type UnixMs, unixMs } from '../../src/unit.ts';
import { changed, contractDocument, local } from './document.ts';

function read(json: unknown) {
  const result = readPolicy(json, local);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

const without = (...places: readonly string[]): unknown =>
  places.reduce<object>((document, place) => Object(changed(document, place, undefined)), contractDocument());

const daysOn = (days: number): UnixMs => unixMs(Date.parse(PRICE_BOOK) + days * 86_400_000);
const told = (policy: Policy, days: number) => {
  const { warnings, notes } = bookNotes(policy, daysOn(days));
  return { warnings: warnings.map(({ message }) => message), notes: notes.map(({ message }) => message) };
};

it('names the models that the book prices, and the day of the book', () => {
  const { policy, warnings } = read(without('models.fast.price', 'models.backup.price'));
  expect(policy.priceBook).toBe(PRICE_BOOK);
  expect(warnings).toEqual([]);
  expect(told(policy, 0)).toEqual({
    warnings: [],
    notes: [
      `Priced by the price book of ${PRICE_BOOK}, where the policy writes no price: fast, backup. A price that the policy writes always wins.`,
    ],
  });
});

it('warns of a book that is older than 180 days, where something depends on it', () => {
  const { policy } = read(without('models.fast.price'));
  expect(told(policy, 180).warnings).toEqual([]);
  expect(told(policy, 181).warnings).toEqual([
    `The price book of ${PRICE_BOOK} is 181 days old, and fast is priced by it. Deploy a newer version of Signalbox, or write the prices.`,
  ]);
  expect(told(read(contractDocument()).policy, 1000)).toEqual({ warnings: [], notes: [] });
});

it('has nothing to say of a policy that writes every price, nor of the built-in provider', () => {
  const { policy } = read(contractDocument());
  expect(policy.priceBook).toBeNull();
  expect(told(policy, 0)).toEqual({ warnings: [], notes: [] });
  const only = changed(Object(changed(contractDocument(), 'providers.local', { kind: 'loopback' })), 'models.own', {
    ...{ provider: 'local', id: 'x' },
  });
  expect(told(read(only).policy, 1000)).toEqual({ warnings: [], notes: [] });
});

it('shortens what 200 models would make of it', () => {
  const models = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`m${index}`, { provider: 'openai', id: 'gpt-5-mini' }]),
  );
  const document = changed(contractDocument(), 'models', { ...Object(contractDocument()['models']), ...models });
  expect(told(read(document).policy, 0).notes[0]).toContain('m8, m9 and 2 more.');
});

it('warns of a model whose price nobody knows, where no limit counts cost', () => {
  const unlimited = changed(Object(without('models.fast.price', 'budget')), 'plans.free.limits', []);
  const { policy, warnings } = read(changed(Object(unlimited), 'models.fast.id', 'gpt-of-my-own'));
  expect(policy.models.get('fast')).toMatchObject({ price: null, pricedBy: 'unknown' });
  expect(warnings).toEqual([
    {
      path: 'models.fast.price',
      message: `No price is known of the model "fast": its answers count as no cost, and no limit on cost can be set beside it. Write price: { input: …, output: … } in USD per million tokens, or name a model that the price book of ${PRICE_BOOK} has.`,
    },
  ]);
});
