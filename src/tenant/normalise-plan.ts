/** A plan and its limits, as everything behind the border sees them. */

import { readPeriod } from './period.ts';
import type { Limit, Plan } from './policy.ts';
import { proved } from './proved.ts';
import type { PolicyDocument } from './schema.ts';

type WrittenPlan = PolicyDocument['plans'][string];
type WrittenLimit = WrittenPlan['limits'][number];
type WrittenEscalation = NonNullable<WrittenPlan['escalation']>;

export function normalisePlan(
  name: string,
  { limits, thinkingShare, escalation, pace, upgradeUrl }: WrittenPlan,
): Plan {
  return {
    name,
    limits: limits.map(normaliseLimit),
    thinkingShare: thinkingShare ?? null,
    escalation: escalation === undefined ? null : normaliseEscalation(escalation),
    pace: pace ?? false,
    upgradeUrl: upgradeUrl === undefined ? null : proved(URL.parse(upgradeUrl)).href,
  };
}

export function normaliseEscalation(written: WrittenEscalation): Limit {
  return { ...normaliseLimit({ ...written, effort: 'thinking', then: 'instant' }), automatic: true };
}

/** What `schema.ts` and `check-limits.ts` have accepted. */
export function normaliseLimit({ id, of, effort, max, per, then }: WrittenLimit): Limit {
  return {
    id,
    of,
    effort: effort ?? null,
    max: of === 'cost' ? Math.round(max * 1_000_000) : max,
    perMs: proved(readPeriod(per)),
    then,
  };
}
