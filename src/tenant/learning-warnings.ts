/** What is worth telling the owner of a policy whose rules of learning are valid, and come to nothing or to too much. */

import type { Policy, Route } from './policy.ts';
import { type Problem, pathOf } from './problem.ts';

/** Of which 0.8 goes to the arm that is judged (`route/explore.ts`): one in thirty, or its rows are left out (`learn/gate.ts`). */
const LEAST_SHARE = 0.042;

export function learningWarnings(policy: Policy): readonly Problem[] {
  const { enabled, explore, objective } = policy.learning;
  const warnings: Problem[] = [];
  const warn = (message: string, ...place: readonly string[]): unknown =>
    warnings.push({ path: pathOf('learning', ...place), message });
  if (explore !== null) {
    const inVain = 'so nothing is ever tried';
    if (!enabled) warn(`Learning is off, ${inVain}. Leave explore out, or learning on.`, 'explore');
    else if (explore.share === 0)
      warn(`The share is 0, ${inVain}. Give it one, or leave explore out.`, 'explore', 'share');
    else if (explore.limit.max === 0)
      warn(`It may cost 0 USD, ${inVain}. Give it some, or leave explore out.`, 'explore', 'max');
    else if (explore.share < LEAST_SHARE) {
      const message = `With a share below ${LEAST_SHARE} nothing is tried often enough to be evidence: beliefs then take effect by feedback on models that are asked for by name alone.`;
      warn(message, 'explore', 'share');
    } else if (![...policy.routes.values()].some(hasSecond)) {
      warn(`No route has a second model to try, ${inVain}. Add one to a list, or leave explore out.`, 'explore');
    }
  }
  if (
    enabled &&
    objective.cost === 0 &&
    policy.budget === null &&
    [...policy.plans.values()].some(({ limits }) => limits.length === 0)
  ) {
    const message =
      'Money is worth nothing and a plan has no limits, so the dearest model is taken wherever it is expected to be better by a hair. Give cost a worth, or the plans limits.';
    warn(message, 'objective', 'cost');
  }
  return warnings;
}

/** What its effort leaves to be chosen from: a model at a lower effort is none that a route tries. */
function hasSecond({ effort, models }: Route): boolean {
  const lists = effort === 'auto' ? [models.thinking, models.instant] : [models[effort]];
  return new Set(lists.flat()).size > 1;
}
