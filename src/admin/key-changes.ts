/** Which keys a new policy would take something from: their plan, or models that they are confined to. Pure. */

import type { KeyRecord } from '../tenant/key.ts';
import type { Policy } from '../tenant/policy.ts';
import { pathOf } from '../tenant/problem.ts';
import type { Change } from './policy-changes.ts';

type Held = Pick<KeyRecord, 'id' | 'plan' | 'models'>;

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
  const found = keys.map(({ id, plan, models = [] }) => ({
    id,
    plan: lost(plan, 'plans') ? plan : null,
    models: models.filter((model) => lost(model, 'models')),
    left: models.filter((model) => after.models.has(model)).length,
  }));
  const affected = found.filter((key) => key.plan !== null || key.models.length > 0);
  return {
    changes: affected.flatMap(({ id, plan, models, left }) => [
      ...(plan === null ? [] : [losesPlan(id, plan)]),
      ...models.map((model) => losesModel(id, model, left)),
    ]),
    keys: {
      affected: affected.map(({ id, plan, models }) => ({
        id,
        loses: [...(plan === null ? [] : [pathOf('plans', plan)]), ...models.map((model) => pathOf('models', model))],
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
