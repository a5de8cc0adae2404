/**
 * What of a valid policy a deployment cannot do, for want of a binding or of a secret that can be read. A secret that is
 * not set at all is `secretWarnings`'. Beside the other judgements, since rooms know nothing of each other.
 */

import { rowOf } from '../provider/table.ts';
import { whyUnusable } from '../provider/target.ts';
import type { Policy, Provider } from '../tenant/policy.ts';
import { type Problem, pathOf } from '../tenant/problem.ts';
import { skippedModels } from '../tenant/warnings.ts';

export interface Deployment {
  /** As Env has it. */
  readonly secret: (name: string) => string | undefined;
  /** The binding AI is there. */
  readonly hasAi: boolean;
}

export function deploymentWarnings(policy: Policy, { secret, hasAi }: Deployment): readonly Problem[] {
  const why = (provider: Provider): string | null => {
    const isToldElsewhere =
      rowOf(provider.kind) === undefined || (provider.key !== null && secret(provider.key) === undefined);
    return isToldElsewhere ? null : whyUnusable({ provider }, secret, hasAi);
  };
  const uncallable = [...policy.providers.values()].flatMap((provider): Problem[] => {
    const because = why(provider);
    if (because === null) return [];
    const message = `This deployment cannot call it: ${because}. Until then ${skippedModels(policy, provider)}.`;
    return [{ path: pathOf('providers', provider.name), message }];
  });
  const asked = policy.classifier.order.indexOf('workers-ai');
  if (asked === -1 || hasAi) return uncallable;
  const message =
    'The binding AI is missing, so this classifier is passed over: add [ai] with binding = "AI" to wrangler.toml.';
  return [...uncallable, { path: pathOf('classifier', 'order', asked), message }];
}
