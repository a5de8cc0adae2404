/**
 * The classifiers a policy asks for, compiled once per policy version and isolate: the policy's object is the key, and it
 * stays the same while its document does.
 */

import type { Policy } from '../tenant/policy.ts';
import type { NonEmpty } from '../unit.ts';
import type { Classifier } from './contract.ts';
import { compileRoutes } from './embedded.ts';

const compiled = new WeakMap<Policy, Classifier>();

/**
 * In the policy's order. A name that this version cannot ask (workers-ai, remote) is passed over: the policy's warnings
 * say so, and the embedded classifier is always there to answer.
 */
export function classifiersOf(policy: Policy): NonEmpty<Classifier> {
  const known = compiled.get(policy);
  if (known !== undefined) return [known];
  const embedded = compileRoutes([...policy.routes.values()]);
  compiled.set(policy, embedded);
  return [embedded];
}
