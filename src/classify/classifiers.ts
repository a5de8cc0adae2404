/**
 * The classifiers a policy asks for, in its order. The embedded one is compiled once per policy version and isolate: the
 * policy's object is the key, and it stays the same while its document does. Those that ask a model are made for each
 * request, around what the isolate remembers of them.
 */

import type { Env } from '../env.ts';
import type { ClassifierName, Policy } from '../tenant/policy.ts';
import { isNonEmpty, type NonEmpty, type UnixMs } from '../unit.ts';
import { type RouteText, routeTexts } from './arch-prompt.ts';
import type { Classifier } from './contract.ts';
import { compileRoutes } from './embedded.ts';
import { guarded, type ModelClassifier } from './guarded.ts';
import { askRemote } from './remote.ts';
import { askEmbeddingModel, vectorsKey } from './route-vectors.ts';
import { type Hearing, newHearing } from './signals.ts';
import { askLanguageModel, isEmbeddingModel } from './workers-ai.ts';

export interface ClassifierDeps {
  readonly env: Pick<Env, 'ai' | 'policies' | 'secret'>;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly clock: () => UnixMs;
  /** The caller named the route or the model: the classification only describes the request, and no model is worth waiting for. */
  readonly pinned: boolean;
}

/** What is made of a policy once. */
interface Compiled {
  readonly embedded: Classifier;
  /** What models are shown; empty where the policy names none. */
  readonly texts: readonly RouteText[];
}

const compiled = new WeakMap<Policy, Compiled>();
const hearings = new WeakMap<Policy, Hearing>();

/** What the isolate remembers of the words of a policy's users. */
export function hearingOf(policy: Policy): Hearing {
  const known = hearings.get(policy);
  if (known !== undefined) return known;
  const made = newHearing();
  hearings.set(policy, made);
  return made;
}

/**
 * In the policy's order. `workers-ai` is passed over in a deployment without the binding AI, with a warning in the log
 * when the policy is first met; where nothing is left to ask, the embedded classifier answers.
 */
export function classifiersOf(policy: Policy, deps: ClassifierDeps): NonEmpty<Classifier> {
  const known = compiled.get(policy) ?? compile(policy, deps);
  if (deps.pinned) return [known.embedded];
  const asked = policy.classifier.order.flatMap((name) => {
    if (name === 'embedded') return [known.embedded];
    const model = modelClassifier(name, policy, known.texts, deps);
    return model === null ? [] : [guarded(model, deps.clock)];
  });
  return isNonEmpty(asked) ? asked : [known.embedded];
}

function compile(policy: Policy, { env }: ClassifierDeps): Compiled {
  const routes = [...policy.routes.values()];
  const asksModels = policy.classifier.order.some((name) => name !== 'embedded');
  const made = { embedded: compileRoutes(routes), texts: asksModels ? routeTexts(routes) : [] };
  compiled.set(policy, made);
  if (env.ai === undefined && policy.classifier.order.includes('workers-ai')) {
    const message = 'The binding AI is missing, so the classifier workers-ai is passed over: add it to wrangler.toml.';
    console.warn(JSON.stringify({ event: 'classifier_passed_over', tenant: policy.tenant, message }));
  }
  return made;
}

/** Null when it cannot be asked from this deployment. The policy's checks have seen to it that what it needs is written. */
function modelClassifier(
  name: Exclude<ClassifierName, 'embedded'>,
  { tenant, revision, routes, classifier: { workersAi, remote } }: Policy,
  texts: readonly RouteText[],
  { env, waitUntil, clock }: ClassifierDeps,
): ModelClassifier | null {
  const identify = (target: string): Pick<ModelClassifier, 'name' | 'identity' | 'revision'> => ({
    name,
    identity: JSON.stringify([tenant, name, target]),
    revision,
  });
  if (name === 'remote') {
    if (remote === null) return null;
    const { url, model } = remote;
    const key = remote.key === null ? null : (env.secret(remote.key) ?? null);
    return {
      ...identify(`${url} ${model}`),
      ask: (turns, signal) => askRemote({ url, model, key }, texts, turns, signal),
    };
  }
  const { ai } = env;
  if (ai === undefined || workersAi === null) return null;
  const { model } = workersAi;
  if (!isEmbeddingModel(model)) {
    return { ...identify(model), ask: (turns) => askLanguageModel(ai, model, texts, turns) };
  }
  const set = { key: vectorsKey(tenant, revision, model), model, routes: [...routes.values()] };
  const source = { ai, kv: env.policies, clock, waitUntil };
  return { ...identify(model), ask: (turns, signal) => askEmbeddingModel(source, set, turns, signal) };
}
