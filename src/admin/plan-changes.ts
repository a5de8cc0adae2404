/** What becomes of the plans and of the tenant's budget. Pure. */

import type { Limit, Plan, Policy } from '../tenant/policy.ts';
import { pathOf } from '../tenant/problem.ts';
import { asText } from './as-text.ts';
import { limitChange, rateOf } from './limit-changes.ts';
import type { Change } from './policy-changes.ts';

export function* planChanges(before: Policy, after: Policy): Generator<Change, void> {
  for (const [name] of before.plans) {
    if (after.plans.has(name)) continue;
    const message = `The plan "${name}" is gone: every key that is on it is refused with 403.`;
    yield { kind: 'removed', path: pathOf('plans', name), message };
  }
  for (const [name, plan] of after.plans) {
    const was = before.plans.get(name);
    if (was !== undefined) yield* planChange(was, plan);
    else yield { kind: 'added', path: pathOf('plans', name), message: `The plan "${name}" is new.` };
  }
  const named = { whose: "the tenant's budget", name: 'The budget' };
  yield* oneLimitChange([before.budget, after.budget], 'budget', named);
}

function* planChange(before: Plan, after: Plan): Generator<Change, void> {
  const whose = `plan "${after.name}"`;
  const path = (index: number): string => pathOf('plans', after.name, 'limits', index);
  for (const [index, limit] of before.limits.entries()) {
    if (!after.limits.some(({ id }) => id === limit.id)) yield gone(limit, path(index), whose);
  }
  for (const [index, limit] of after.limits.entries()) {
    const was = before.limits.find(({ id }) => id === limit.id);
    const change = was === undefined ? fresh(limit, path(index), whose) : limitChange(was, limit, path(index), whose);
    if (change !== null) yield change;
  }
  yield* shareChange(before, after);
  const named = { whose: `each key on ${whose}`, name: `The escalation budget of ${whose}` };
  const escalation = pathOf('plans', after.name, 'escalation');
  yield* oneLimitChange([before.escalation, after.escalation], escalation, named);
  yield* paceChange(before, after);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (TOLD.has(key) || asText(Reflect.get(before, key)) === asText(Reflect.get(after, key))) continue;
    yield { kind: 'changed', path: pathOf('plans', after.name, key), message: `${key} of ${whose} is changed.` };
  }
}

const TOLD = new Set(['name', 'limits', 'thinkingShare', 'escalation', 'pace']);

const gone = (limit: Limit, path: string, whose: string): Change => ({
  kind: 'removed',
  path,
  message: `The limit "${limit.id}" of ${whose} is gone: ${rateOf(limit)} no longer holds.`,
});

const fresh = (limit: Limit, path: string, whose: string): Change => ({
  kind: 'added',
  path,
  message: `The limit "${limit.id}" of ${whose} is new: ${rateOf(limit)}.`,
});

function* shareChange(before: Plan, after: Plan): Generator<Change, void> {
  const [was, is] = [before.thinkingShare ?? 1, after.thinkingShare ?? 1];
  if (was === is) return;
  const kind = is < was ? 'tightened' : 'loosened';
  const share = (value: number): string => (value === 1 ? 'all' : `${Math.floor(value * 100 + 1e-9)} in 100`);
  const message = `Of a user's last 100 automatic requests on plan "${after.name}" ${share(is)} may think, and no longer ${share(was)}.`;
  yield { kind, path: pathOf('plans', after.name, 'thinkingShare'), message };
}

function* paceChange(before: Plan, after: Plan): Generator<Change, void> {
  if (before.pace === after.pace) return;
  const path = pathOf('plans', after.name, 'pace');
  const message = after.pace
    ? `As the cost limits of plan "${after.name}" fill, only what gains the most per dollar still thinks.`
    : `Plan "${after.name}" thinks as it likes until a limit is reached.`;
  yield { kind: after.pace ? 'tightened' : 'loosened', path, message };
}

/** A limit of which there is one at most. `name`: what it is called in a sentence. */
function* oneLimitChange(
  [before, after]: readonly [Limit | null, Limit | null],
  path: string,
  { whose, name }: { readonly whose: string; readonly name: string },
): Generator<Change, void> {
  if (before !== null && after !== null) {
    const change = limitChange(before, after, path, whose);
    if (change !== null) yield change;
    if (before.id === after.id) return;
    const message = `${name} is called "${after.id}", and no longer "${before.id}": its count starts anew.`;
    yield { kind: 'changed', path: `${path}.id`, message };
  } else if (before !== null) yield gone(before, path, whose);
  else if (after !== null) yield fresh(after, path, whose);
}
