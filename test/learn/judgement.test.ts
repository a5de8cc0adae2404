/** How a lesson becomes a row: what of it says whether anything could have been tried, and what stood when it was decided. */

import { describe, expect, it } from 'vitest';
import { judgementOf } from '../../src/learn/judgement.ts';
import type { Lesson } from '../../src/quota/lesson.ts';
import { DEFAULTS } from '../../src/tenant/defaults.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { unixMs } from '../../src/unit.ts';
import { believed, type Expected } from '../route/believing.ts';
import { DEEP, FAST, lesson } from './learning.ts';

const { canary, enabled, objective, reward } = DEFAULTS.learning;
const CURRICULUM = {
  tenant: 'shop' as TenantId,
  learning: { canary, enabled, objective, reward, explore: null },
  arms: [
    { arm: DEEP, effort: 'thinking', usualCost: 0 },
    { arm: FAST, effort: 'instant', usualCost: 0 },
  ] as const,
};
const CHOICE: NonNullable<Lesson['choice']> = {
  ...{ propensity: 0.9, explored: false },
  arms: [FAST, DEEP].map((arm, at) => ({
    ...{ arm, reward: 0.5, cost: 0, latencyMs: null, value: 0.5, propensity: at === 0 ? 0.9 : 0.1 },
  })),
};

function judged(more: Partial<Lesson>, expected: Expected = {}, since = 0) {
  const told = lesson('one', { choice: CHOICE, explicit: false, beliefs: { version: 4 }, at: unixMs(1000), ...more });
  const outcomes = [{ kind: 'value', arm: told.arm, value: 1, weight: 1 }] as const;
  const sides = { inForce: believed(4, expected), candidate: believed(5, {}), since: unixMs(since) };
  return judgementOf({ lesson: told, outcomes, weight: 1 }, sides, CURRICULUM, unixMs(9000))?.row;
}

describe('a row', () => {
  it('says that something was tried, and that it could not be paid for', () => {
    expect(judged({})).not.toHaveProperty('trial');
    expect(judged({ choice: { ...CHOICE, explored: true } })?.trial).toBe('paid');
    expect(judged({ choice: { ...CHOICE, propensity: null, unpaid: true } })?.trial).toBe('unpaid');
    expect(judged({})).toMatchObject({ at: 9000, decidedAt: 1000 });
  });

  it('has what was in force take what it took; and what it would take now, where that was under other rules', () => {
    const thinks = { [DEEP]: { reward: 0.9 }, [FAST]: { reward: 0.1 } };
    expect(judged({}, thinks)?.picks.inForce).toBe(FAST);
    expect(judged({}, thinks, 1001)?.picks.inForce).toBe(DEEP);
    expect(judged({ beliefs: { version: 3 } }, thinks)?.picks.inForce).toBe(DEEP);
  });
});
