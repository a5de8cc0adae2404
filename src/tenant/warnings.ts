/**
 * What is worth telling the owner of a policy that is valid: it works, and perhaps not as meant. Shown when a policy is
 * put or linted. What depends on a deployment (its secrets, the kinds it serves) is asked of it separately.
 */

import { learningWarnings } from './learning-warnings.ts';
import { didYouMean } from './nearest.ts';
import type { Limit, Policy, Provider, ProviderKind } from './policy.ts';
import { unpricedWarnings } from './price-notes.ts';
import { type Problem, pathOf } from './problem.ts';

/** Too few words for a classifier to go by. */
const FEWEST_WORDS = 3;

/** Warnings that the document alone gives rise to. */
export function policyWarnings(policy: Policy): readonly Problem[] {
  const warnings: Problem[] = [];
  for (const [index, { name, description, examples }] of [...policy.routes.values()].entries()) {
    // The default route is taken when nothing matches, so it need not be found by its words.
    if (name === policy.default || examples.length > 0 || description.trim().split(/\s+/).length >= FEWEST_WORDS)
      continue;
    const message = `The route "${name}" has no examples and hardly a description, so few requests will find it. Add some.`;
    warnings.push({ path: pathOf('routes', index), message });
  }
  const listed = new Set([...policy.routes.values()].flatMap(({ models }) => Object.values(models).flat()));
  for (const name of policy.models.keys()) {
    if (listed.has(name)) continue;
    const message = `No route lists the model "${name}": only a request that names it will use it.`;
    warnings.push({ path: pathOf('models', name), message });
  }
  const lists = [...policy.routes.values()].flatMap(({ models }) => Object.values(models));
  if (policy.takeover && lists.every(({ length }) => length === 1)) {
    const message =
      'No list of any route has a second model, so nobody can take over an answer that breaks off. Add one, or leave takeover out.';
    warnings.push({ path: pathOf('takeover'), message });
  }
  for (const { name, pace, limits } of policy.plans.values()) {
    if (!pace || limits.some(pricesThinking)) continue;
    const message = `The plan "${name}" has no limit on the cost of thinking, so there is nothing to pace. Add one: { of: cost, … }.`;
    warnings.push({ path: pathOf('plans', name, 'pace'), message });
  }
  return [...warnings, ...learningWarnings(policy), ...unpricedWarnings(policy)];
}

/** Thinking is above every `then`. */
const pricesThinking = ({ of, effort }: Limit): boolean => of === 'cost' && (effort === null || effort === 'thinking');

/** A warning for each secret that the policy names and the deployment does not hold. `secret` is Env's. */
export function secretWarnings(policy: Policy, secret: (name: string) => string | undefined): readonly Problem[] {
  const warnings: Problem[] = [];
  for (const provider of policy.providers.values()) {
    if (provider.key === null || secret(provider.key) !== undefined) continue;
    const message = `The secret ${provider.key} is not set, so ${skippedModels(policy, provider)}. Set it: wrangler secret put ${provider.key}`;
    warnings.push({ path: pathOf('providers', provider.name, 'key'), message });
  }
  const key = policy.classifier.remote?.key ?? null;
  if (key !== null && secret(key) === undefined) {
    const message = `The secret ${key} is not set, so the remote classifier is asked without it. Set it: wrangler secret put ${key}`;
    warnings.push({ path: pathOf('classifier', 'remote', 'key'), message });
  }
  return warnings;
}

/** A warning for each provider of a kind that this version of Signalbox accepts and cannot call. */
export function kindWarnings(policy: Policy, served: (kind: ProviderKind) => boolean): readonly Problem[] {
  return [...policy.providers.values()]
    .filter((provider) => !served(provider.kind))
    .map((provider) => ({
      path: pathOf('providers', provider.name, 'kind'),
      message: `Providers of kind ${provider.kind} cannot be called yet, so ${skippedModels(policy, provider)}.`,
    }));
}

/** The terms that the classifier knows something of. */
export interface Taxonomy {
  readonly domains: readonly string[];
  readonly actions: readonly string[];
}

/** A warning for each domain and action that is no term of the taxonomy: the classifier then has only the word itself. */
export function termWarnings(policy: Policy, { domains, actions }: Taxonomy): readonly Problem[] {
  return [...policy.routes.values()].flatMap(({ domain, action }, index) =>
    [
      { key: 'domain', term: domain, known: domains },
      { key: 'action', term: action, known: actions },
    ].flatMap(({ key, term, known }) => {
      if (term === null || known.includes(term)) return [];
      const message = `The taxonomy has no ${key} "${term}", so it says little about the route.${didYouMean(term, known)}`;
      return [{ path: pathOf('routes', index, key), message }];
    }),
  );
}

/** What a provider that cannot be called comes to, as the end of a sentence. */
export function skippedModels(policy: Policy, provider: Provider): string {
  const names = [...policy.models.values()].filter((model) => model.provider === provider).map(({ name }) => name);
  return names.length === 0 ? 'it cannot be used' : `its models are skipped: ${names.join(', ')}`;
}
