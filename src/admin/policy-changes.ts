/**
 * What a new policy would change for those under the one in force, as sentences: limits that tighten, routes and models
 * that vanish, prices, and whatever else is not as it was. Pure: both policies are as the router reads them, so what is
 * written otherwise and means the same is no change.
 */

import type { Policy, Route } from '../tenant/policy.ts';
import { pathOf } from '../tenant/problem.ts';
import type { Effort } from '../wire/ask.ts';
import { asText } from './as-text.ts';
import { learningChanges } from './learning-changes.ts';
import { modelChanges } from './model-changes.ts';
import { planChanges } from './plan-changes.ts';

export interface Change {
  readonly kind: 'tightened' | 'loosened' | 'removed' | 'added' | 'changed';
  /** Where in the new document; in the old one for what is removed. */
  readonly path: string;
  /** Whole sentences. */
  readonly message: string;
}

/** `before`: the policy in force; null when there is none. */
export function policyChanges(before: Policy | null, after: Policy): readonly Change[] {
  if (before === null) {
    return [{ kind: 'added', path: '', message: 'The tenant has no policy in force: this would be the first.' }];
  }
  return [
    ...planChanges(before, after),
    ...routeChanges(before, after),
    ...modelChanges(before, after),
    ...learningChanges(before.learning, after.learning),
    ...restChanges(before, after),
  ];
}

function* routeChanges(before: Policy, after: Policy): Generator<Change, void> {
  for (const [index, name] of [...before.routes.keys()].entries()) {
    if (after.routes.has(name)) continue;
    const message = `The route "${name}" is gone: what matched it goes elsewhere, and a request for route:${name} is answered with 404.`;
    yield { kind: 'removed', path: pathOf('routes', index), message };
  }
  for (const [index, [name, route]] of [...after.routes].entries()) {
    const was = before.routes.get(name);
    if (was !== undefined) yield* routeChange(was, route, index);
    else yield { kind: 'added', path: pathOf('routes', index), message: `The route "${name}" is new.` };
  }
}

function* routeChange(before: Route, after: Route, index: number): Generator<Change, void> {
  const changed = (field: string, message: string, ...deeper: readonly string[]): Change => ({
    kind: 'changed',
    path: pathOf('routes', index, field, ...deeper),
    message,
  });
  // One list may stand for several efforts, and is told of once.
  const steps = new Map<string, Effort[]>();
  for (const effort of ['thinking', 'instant', 'mini'] as const) {
    const [was, is] = [before.models[effort].join(', '), after.models[effort].join(', ')];
    if (was === is) continue;
    const step = `${is}, and no longer ${was}`;
    steps.set(step, [...(steps.get(step) ?? []), effort]);
  }
  for (const [step, efforts] of steps) {
    const [only, ...more] = efforts;
    const message = `On the route "${after.name}" ${efforts.join(', ')} is answered by ${step}.`;
    yield changed('models', message, ...(only === undefined || more.length > 0 ? [] : [only]));
  }
  for (const field of ['description', 'examples', 'domain', 'action'] as const) {
    if (asText(before[field]) === asText(after[field])) continue;
    yield changed(field, `The route "${after.name}" has another ${field}: it may be found by other requests.`);
  }
  if (before.effort !== after.effort) {
    const message = `On the route "${after.name}" the effort is ${after.effort}, and no longer ${before.effort}.`;
    yield changed('effort', message);
  }
  if (asText(before.timeouts) !== asText(after.timeouts)) {
    yield changed('timeouts', `The route "${after.name}" has other timeouts.`);
  }
}

/** Those that are told of above, and what a document is called. The book's prices are told of with the models. */
const TOLD = new Set([
  ...['tenant', 'version', 'revision', 'routes', 'models', 'providers'],
  ...['plans', 'budget', 'priceBook', 'learning'],
]);

/** Everything else, as it is: what a policy has one day is told of as well. */
function* restChanges(before: Policy, after: Policy): Generator<Change, void> {
  if (before.default !== after.default) {
    const message = `What matches no route goes to "${after.default}", and no longer to "${before.default}".`;
    yield { kind: 'changed', path: 'default', message };
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (TOLD.has(key) || key === 'default') continue;
    const [was, is] = [asText(Reflect.get(before, key)), asText(Reflect.get(after, key))];
    if (was === is) continue;
    const short = is.length + was.length > 300 ? '' : `: ${is}, and no longer ${was}`;
    yield { kind: 'changed', path: key, message: `${key} is changed${short}.` };
  }
}
