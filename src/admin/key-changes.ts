/**
 * Which keys a new policy would take something from: their plan, models that they are confined to, or, where a key has a
 * limit on cost of its own, models whose price nobody knows any more: it could not tell what it admits. Pure.
 */

import type { KeyRecord } from '../tenant/key.ts';
import type { Policy } from '../tenant/policy.ts';
import { pathOf } from '../tenant/problem.ts';
import type { Change } from './policy-changes.ts';

type Held = Pick<KeyRecord, 'id' | 'plan' | 'models' | 'limits' | 'escalation'>;

interface KeyChanges {
  readonly changes: readonly Change[];
  readonly keys: {
    readonly affected: readonly { readonly id: string; readonly loses: readonly string[] }[];
    /** So many keys were looked at. */
    readonly read: number;
    /** There are more that were not. */
    readonly more: boolean;
  };
}

/** `loses` holds paths in the document in force: `plans.free`, `models.deep`. */
export function keyChanges(
  before: Policy | null,
  after: Policy,
  { keys, more }: { readonly keys: readonly Held[]; readonly more: boolean },
): KeyChanges {
  const lost = (name: string, of: 'plans' | 'models'): boolean =>
    before?.[of].has(name) === true && !after[of].has(name);
  const unpriced = [...after.models.values()].filter(
    ({ name, price }) => price === null && before?.models.get(name)?.price !== null,
  );
  const found = keys.map(({ id, plan, models, limits = [], escalation }) => ({
    id,
    unpriced: [...limits, ...(escalation === undefined ? [] : [escalation])].some(({ of }) => of === 'cost')
      ? unpriced.map(({ name }) => name).filter((name) => models?.includes(name) !== false)
      : [],
    plan: lost(plan, 'plans') ? plan : null,
    models: (models ?? []).filter((model) => lost(model, 'models')),
    left: (models ?? []).filter((model) => after.models.has(model)).length,
  }));
  const affected = found.filter((key) => key.plan !== null || key.models.length + key.unpriced.length > 0);
  return {
    changes: affected.flatMap(({ id, plan, models, left, unpriced }) => [
      ...(plan === null ? [] : [losesPlan(id, plan)]),
      ...models.map((model) => losesModel(id, model, left)),
      ...unpriced.map((model) => losesPrice(id, model)),
    ]),
    keys: {
      affected: affected.map(({ id, plan, models, unpriced }) => ({
        id,
        loses: [
          ...(plan === null ? [] : [pathOf('plans', plan)]),
          ...[...models, ...unpriced].map((model) => pathOf('models', model)),
        ],
      })),
      read: keys.length,
      more,
    },
  };
}

const losesPlan = (id: string, plan: string): Change => ({
  kind: 'removed',
  path: pathOf('plans', plan),
  message: `The key "${id}" is on the plan "${plan}", which is gone: it is refused with 403.`,
});

const losesModel = (id: string, model: string, left: number): Change => ({
  kind: 'removed',
  path: pathOf('models', model),
  message: `The key "${id}" loses the model "${model}"${left === 0 ? ', and may use no other' : `, and keeps ${left}`}.`,
});

const losesPrice = (id: string, model: string): Change => ({
  kind: 'removed',
  path: pathOf('models', model, 'price'),
  message: `The key "${id}" loses the model "${model}": it has a limit on cost, and no price is known of the model.`,
});
