/** The tenant's rules and its catalogue, as the learner needs them: it reads no policy itself. */

import type { Curriculum } from './quota/lesson.ts';
import { costOf } from './quota/price.ts';
import { type Arm, armOf } from './route/believed.ts';
import { EXPECTED_OUTPUT } from './route/expected-price.ts';
import type { Model, Policy } from './tenant/policy.ts';
import { tokens } from './unit.ts';
import type { Effort } from './wire/ask.ts';

/** Tokens of a usual prompt. Only their order of magnitude matters. */
const USUAL_INPUT = tokens(1000);
const MICRO_DOLLARS_PER_DOLLAR = 1_000_000;

/** A policy is loaded once and asked many times. */
const made = new WeakMap<Policy, Curriculum>();
const written = new WeakMap<Policy, string>();

/** The curriculum as JSON. */
export function curriculumText(policy: Policy): string {
  const known = written.get(policy);
  if (known !== undefined) return known;
  const text = JSON.stringify(curriculumOf(policy));
  written.set(policy, text);
  return text;
}

export function curriculumOf(policy: Policy): Curriculum {
  const known = made.get(policy);
  if (known !== undefined) return known;
  const arms = new Map<Arm, Curriculum['arms'][number]>();
  const add = (name: string, effort: Effort) => {
    const arm = armOf(name, effort);
    arms.set(arm, { arm, effort, usualCost: usualCostOf(policy.models.get(name), effort) });
  };
  for (const { models } of policy.routes.values()) {
    for (const effort of ['thinking', 'instant', 'mini'] as const) for (const name of models[effort]) add(name, effort);
  }
  // Who names a model is answered at the model's own effort.
  for (const { name, effort } of policy.models.values()) add(name, effort);
  const { tenant, learning, version: policyVersion } = policy;
  const curriculum = { tenant, policyVersion, learning, arms: [...arms.values()] };
  made.set(policy, curriculum);
  return curriculum;
}

function usualCostOf(model: Model | undefined, effort: Effort): number | null {
  if (model?.price == null) return null;
  const output = tokens(EXPECTED_OUTPUT[effort]);
  return (
    costOf({ input: USUAL_INPUT, cachedInput: tokens(0), output, estimated: true }, model.price) /
    MICRO_DOLLARS_PER_DOLLAR
  );
}
