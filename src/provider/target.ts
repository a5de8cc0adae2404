/** Models of a policy as targets: with their secrets' values and their own timeouts. */

import type { Model, Policy, Timeouts } from '../tenant/policy.ts';
import type { Milliseconds } from '../unit.ts';
import type { Target } from './contract.ts';
import { rowOf } from './table.ts';

type ReadSecret = (name: string) => string | undefined;

/** Why a model cannot be called from this deployment at all, as the end of a sentence; null when it can. */
export function whyUnusable({ provider }: Model, secret: ReadSecret): string | null {
  if (rowOf(provider.kind) === undefined) return `provider kind ${provider.kind} is not served by this version`;
  if (provider.key !== null && secret(provider.key) === undefined) return `the secret ${provider.key} is not set`;
  return null;
}

/** The model's own timeouts over the route's over the policy's. */
function timeoutsOf(policy: Policy, route: string, model: Model): Timeouts {
  return { ...policy.timeouts, ...policy.routes.get(route)?.timeouts, ...model.timeouts };
}

/** The longest that an answer may take, whoever gives it: a conversation may go on with others than were proposed. */
export function longestMs({ timeouts, routes, models }: Policy): Milliseconds {
  let longest = timeouts.totalMs;
  for (const own of [routes, models]) {
    for (const { timeouts } of own.values()) {
      if (timeouts.totalMs !== undefined && timeouts.totalMs > longest) longest = timeouts.totalMs;
    }
  }
  return longest;
}

export function targetsOf(
  names: readonly string[],
  route: string,
  policy: Policy,
  secret: ReadSecret,
): readonly Target[] {
  return names.flatMap((name) => {
    const model = policy.models.get(name);
    if (model === undefined) return [];
    const { key } = model.provider;
    return [{ model, secret: key === null ? null : (secret(key) ?? null), timeouts: timeoutsOf(policy, route, model) }];
  });
}
