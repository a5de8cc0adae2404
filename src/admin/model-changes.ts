/** What becomes of the models, and of the providers that they are called at. Pure. */

import type { Model, Policy, Price, Provider } from '../tenant/policy.ts';
import { pathOf } from '../tenant/problem.ts';
import { asText } from './as-text.ts';
import type { Change } from './policy-changes.ts';

export function* modelChanges(before: Policy, after: Policy): Generator<Change, void> {
  for (const name of before.models.keys()) {
    if (after.models.has(name)) continue;
    const message = `The model "${name}" is gone: a request that names it is answered with 404.`;
    yield { kind: 'removed', path: pathOf('models', name), message };
  }
  for (const [name, model] of after.models) {
    const was = before.models.get(name);
    if (was !== undefined) yield* modelChange(was, model);
    else yield { kind: 'added', path: pathOf('models', name), message: `The model "${name}" is new.` };
  }
  for (const name of before.providers.keys()) {
    if (after.providers.has(name)) continue;
    yield { kind: 'removed', path: pathOf('providers', name), message: `The provider "${name}" is gone.` };
  }
  for (const [name, provider] of after.providers) {
    const was = before.providers.get(name);
    if (was !== undefined) yield* providerChange(was, provider);
    else yield { kind: 'added', path: pathOf('providers', name), message: `The provider "${name}" is new.` };
  }
}

function* modelChange(before: Model, after: Model): Generator<Change, void> {
  const { name } = after;
  const changed = (field: string, message: string): Change => ({
    kind: 'changed',
    path: pathOf('models', name, field),
    message,
  });
  if (before.provider.name !== after.provider.name) {
    const message = `The model "${name}" is called at "${after.provider.name}", and no longer at "${before.provider.name}".`;
    yield changed('provider', message);
  }
  if (before.id !== after.id) yield changed('id', `The model "${name}" is ${after.id}, and no longer ${before.id}.`);
  const priced = priceChange(before.price, after.price);
  if (priced !== null) yield changed('price', `The model "${name}" ${priced}.`);
  if (before.effort !== after.effort) {
    const message = `A request that names the model "${name}" counts as ${after.effort}, and no longer as ${before.effort}.`;
    yield changed('effort', message);
  }
  for (const [field, what] of OTHERS) {
    const [was, is] = [asText(before[field]), asText(after[field])];
    if (was !== is) yield changed(field, `The model "${name}" ${what}: ${is}, and no longer ${was}.`);
  }
}

const OTHERS = [
  ['context', 'holds another number of tokens'],
  ['can', 'is said to do something else'],
  ['thought', 'thinks otherwise'],
  ['timeouts', 'has other timeouts'],
] as const;

type Figure = Exclude<keyof Price, 'above' | 'perRequest'>;

const PRICES: readonly (readonly [Figure, string])[] = [
  ['inputPerMillion', 'input'],
  ['cachedInputPerMillion', 'cachedInput'],
  ['outputPerMillion', 'output'],
  ['cacheWritePerMillion', 'cacheWrite'],
  ['cacheWrite1hPerMillion', 'cacheWrite1h'],
  ['audioInputPerMillion', 'audioInput'],
  ['audioOutputPerMillion', 'audioOutput'],
  ['reasoningPerMillion', 'reasoning'],
];

/** The end of a sentence about a model; null when it costs what it did. */
function priceChange(before: Price | null, after: Price | null): string | null {
  if (asText(before) === asText(after)) return null;
  if (after === null) return 'has no price any more: no cost limit counts it';
  if (before === null) return 'has a price now';
  const differing = PRICES.filter(([field]) => before[field] !== after[field]);
  const steps = differing.map(([field]) => {
    const [was, is] = [before[field], after[field]];
    return was === null || is === null ? null : Math.sign(is - was);
  });
  const usd = (amount: number | null): string => (amount === null ? 'nothing of its own' : `${amount / 1e6}`);
  const [fee, wasFee] = [after.perRequest ?? 0, before.perRequest ?? 0];
  if (fee !== wasFee) steps.push(Math.sign(fee - wasFee));
  const told = differing.map(([field, name]) => `${name} ${usd(after[field])}, and no longer ${usd(before[field])}`);
  if (fee !== wasFee) told.push(`for each request ${usd(fee)}, and no longer ${usd(wasFee)}`);
  if (told.length === 0) return 'costs something else for long requests';
  const word = steps.every((step) => step === 1) ? 'dearer' : steps.every((step) => step === -1) ? 'cheaper' : null;
  return `${word === null ? 'has other prices' : `is ${word}`}, in USD per million tokens: ${told.join('; ')}`;
}

/** An address is not shown: somebody may have put a credential into it. */
function* providerChange(before: Provider, after: Provider): Generator<Change, void> {
  const { name } = after;
  for (const [field, what] of ADDRESS) {
    if (before[field] === after[field]) continue;
    const message = `The provider "${name}" ${what}: every model of it is called there from now on.`;
    yield { kind: 'changed', path: pathOf('providers', name, field), message };
  }
}

const ADDRESS = [
  ['kind', 'is of another kind'],
  ['key', 'is called with another secret'],
  ['baseUrl', 'has another address'],
  ['region', 'is in another region'],
  ['apiVersion', 'speaks another version'],
] as const;
