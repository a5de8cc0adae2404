/** What a client means by `switchedTo`: a model, an effort or a route of the policy, in that order. Pure. */

import type { Said } from '../quota/lesson.ts';
import type { Arm } from '../route/believed.ts';
import type { Model, Policy } from '../tenant/policy.ts';
import type { Effort } from '../wire/ask.ts';

const EFFORTS: readonly Effort[] = ['thinking', 'instant', 'mini'];

/**
 * Names are those that `model` in a request may have: of a model, or `<provider>/<id>` of one; `thinking` or `auto:thinking`;
 * a route or `route:<name>`. A bare name is a model's first, then an effort's. Null: there is no such thing.
 */
export function switchedTo(
  name: string,
  { models, routes }: Pick<Policy, 'models' | 'routes'>,
): Said['switched'] | null {
  const model = models.get(name) ?? [...models.values()].find(({ provider, id }) => `${provider.name}/${id}` === name);
  if (model !== undefined) return { arm: arm(model.name, model.effort) };
  const effort = EFFORTS.find((each) => name === each || name === `auto:${each}`);
  if (effort !== undefined) {
    return {
      arms: Object.fromEntries([...routes.values()].map((route) => [route.name, arm(route.models[effort][0], effort)])),
    };
  }
  const route = routes.get(name) ?? (name.startsWith('route:') ? routes.get(name.slice('route:'.length)) : undefined);
  return route === undefined ? null : { route: route.name };
}

const arm = (model: Model['name'], effort: Effort): Arm => `${model}@${effort}`;
