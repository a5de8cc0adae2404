/** What a policy says of learning, as everything behind the border sees it. */

import { normaliseLimit } from './normalise-plan.ts';
import type { Learning } from './policy.ts';
import type { PolicyDocument } from './schema.ts';

/** The id that headers, errors and reports show of the budget for exploration. */
const EXPLORE = 'explore';

export function normaliseLearning({ explore, ...written }: PolicyDocument['learning']): Learning {
  if (explore === undefined) return { ...written, explore: null };
  const { max, per, share, bound, probes } = explore;
  const limit = normaliseLimit({ id: EXPLORE, of: 'cost', max, per, then: 'mini' });
  return { ...written, explore: { share, bound, probes, limit: { ...limit, automatic: true, explored: true } } };
}
