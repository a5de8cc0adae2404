import { describe, expect, it } from 'vitest';
import { type Priced, worths } from '../../src/learn/dominance.ts';
import type { Judged } from '../../src/learn/judged.ts';
import type { Arm } from '../../src/route/believed.ts';
import { unixMs } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';
import { seededRandom } from '../support/random.ts';

const [GOOD, BAD, DEEP]: readonly [Arm, Arm, Arm] = ['good@instant', 'bad@instant', 'deep@thinking'];

const effortOf = (arm: Arm): Effort => (arm === DEEP ? 'thinking' : 'instant');

/** Each arm is drawn as often as the others, and satisfies as often as `truth` says; expected is 0.5 of all. */
function logged(rows: number, truth: Readonly<Record<Arm, number>>): readonly Judged[] {
  const { next: chance } = seededRandom(7);
  const arms = Object.keys(truth) as Arm[];
  return Array.from({ length: rows }, (_, at) => {
    const chosen = arms[Math.floor(chance() * arms.length)] ?? GOOD;
    return {
      ...{ at: unixMs(at), request: `r${at}`, stratum: 'general', chosen, weight: 1 },
      reward: Number(chance() < (truth[chosen] ?? 0)),
      arms: arms.map((arm) => ({
        ...{ arm, effort: effortOf(arm), reward: 0.5, penalty: arm === GOOD ? 0.9 : 0 },
        propensity: 1 / arms.length,
      })),
      picks: { inForce: GOOD, candidate: GOOD },
    };
  });
}

const priced = (costs: Readonly<Record<Arm, number | null>>): readonly Priced[] =>
  Object.entries(costs).map(([arm, cost]) => ({ arm: arm as Arm, effort: effortOf(arm as Arm), cost }));

const dominated = (rows: readonly Judged[], costs: Readonly<Record<Arm, number | null>>) =>
  Object.fromEntries(worths(rows, priced(costs)).map(({ arm, dominatedBy }) => [arm, dominatedBy]));

const TRUTH = { [GOOD]: 0.85, [BAD]: 0.5 };

describe('a model beside another of the same effort', () => {
  it('that is beyond doubt worse and dearer is dominated, and why is said in words', () => {
    const found = worths(logged(600, TRUTH), priced({ [GOOD]: 0.001, [BAD]: 0.004 }));
    expect(found).toMatchObject([
      { arm: GOOD, dominatedBy: null, why: null },
      {
        arm: BAD,
        dominatedBy: GOOD,
        why: expect.stringMatching(
          /^It satisfies at most \d\d % of what is asked, and good@instant at least \d\d %, for 4\.0 times less\.$/,
        ),
      },
    ]);
    for (const { arm, reward } of found) {
      expect([arm, reward.low <= (TRUTH[arm] ?? 0), (TRUTH[arm] ?? 0) <= reward.high]).toEqual([arm, true, true]);
    }
  });

  it('that costs the same is dominated where it is worse', () => {
    expect(dominated(logged(600, TRUTH), { [GOOD]: 0.001, [BAD]: 0.001 })).toEqual({ [GOOD]: null, [BAD]: GOOD });
  });

  it.each([
    ['is worse and cheaper', logged(600, TRUTH), { [GOOD]: 0.004, [BAD]: 0.001 }],
    ['is worse by a hair', logged(600, { [GOOD]: 0.7, [BAD]: 0.66 }), { [GOOD]: 0.001, [BAD]: 0.004 }],
    ['was hardly seen yet', logged(12, TRUTH), { [GOOD]: 0.001, [BAD]: 0.004 }],
    ['was never seen', [], { [GOOD]: 0.001, [BAD]: 0.004 }],
    ['has no price', logged(600, TRUTH), { [GOOD]: 0.001, [BAD]: null }],
  ])('that %s is not', (_, rows, costs) => {
    expect(dominated(rows, costs)).toEqual({ [GOOD]: null, [BAD]: null });
  });

  it('is not measured by one of another effort', () => {
    const rows = logged(900, { [GOOD]: 0.9, [DEEP]: 0.3 });
    expect(dominated(rows, { [GOOD]: 0.001, [DEEP]: 0.1 })).toEqual({ [GOOD]: null, [DEEP]: null });
  });
});

it('an arm that was never rated is worth nobody knows what', () => {
  expect(worths([], priced({ [BAD]: 1 }))).toEqual([
    { arm: BAD, reward: { value: 0, low: -1, high: 1 }, effective: 0, dominatedBy: null, why: null },
  ]);
});
