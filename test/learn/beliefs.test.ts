import { describe, expect, it } from 'vitest';
import { seededChance } from '../../src/cli/evaluation/chance.ts';
import { type Beliefs, correct, decay, EMPTY, learn, observe } from '../../src/learn/beliefs.ts';
import { believed } from '../../src/learn/believed.ts';
import { priorOf } from '../../src/learn/prior.ts';
import type { Arm } from '../../src/route/believed.ts';
import { learnAll, reward, seenOf, seenOfKind, value } from './seeing.ts';

const FAST: Arm = 'fast@instant';
const BACKUP: Arm = 'backup@instant';
const DEEP: Arm = 'deep@thinking';
const SEEN = seenOf();
const DAY_MS = 86_400_000;

const deviation = (beliefs: ReturnType<typeof EMPTY>, arm: Arm) =>
  believed(beliefs, 1).expect(arm, SEEN.route, SEEN.features).deviation;

describe('the prior', () => {
  it('expects the less of every effort, and the more of thinking over instant, the more difficult a request is', () => {
    for (let difficulty = 0; difficulty < 1; difficulty += 0.05) {
      const gain = (at: number): number => priorOf('thinking', at) - priorOf('instant', at);
      const next = difficulty + 0.05;
      for (const effort of ['thinking', 'instant', 'mini'] as const) {
        expect(priorOf(effort, next)).toBeLessThan(priorOf(effort, difficulty));
      }
      expect(gain(next)).toBeGreaterThan(gain(difficulty));
      expect(priorOf('instant', difficulty)).toBeGreaterThan(priorOf('mini', difficulty));
    }
    expect(priorOf('mini', 1)).toBeGreaterThanOrEqual(0);
  });

  it('is what is expected of every arm, known or not, before anything was learned', () => {
    expect(reward(EMPTY(), 'any@mini', SEEN)).toBeCloseTo(priorOf('mini', 0.3), 6);
    expect(believed(EMPTY(), 0).expect('any@mini', 'x', SEEN.features)).toMatchObject({ evidence: 0, latencyMs: null });
  });
});

describe('a reward', () => {
  it('moves its arm towards it, the arms of its effort less, and those of another effort not at all', () => {
    const after = learnAll(EMPTY(), Array(20).fill([value(FAST, 0), SEEN]));
    const fell = (arm: Arm): number => reward(EMPTY(), arm, SEEN) - reward(after, arm, SEEN);
    expect(fell(FAST)).toBeGreaterThan(0.3);
    expect(fell(BACKUP)).toBeGreaterThan(0.1);
    expect(fell(FAST)).toBeGreaterThan(fell(BACKUP) + 0.05);
    expect(fell(DEEP)).toBe(0);
    expect(deviation(after, FAST)).toBeLessThan(0.7 * deviation(EMPTY(), FAST));
  });

  it('is of its effort alone as far as what is asked goes, until another of that effort has been rated', () => {
    const [kind, other] = [seenOf({ domains: [[1, 1]] }), seenOf({ domains: [[2, 1]] })];
    const placesMoved = (from: Beliefs): number => {
      const weights = learn(from, value(FAST, 0), kind, 1).arms.get(FAST)?.vector.weight ?? new Float32Array(0);
      return weights.slice(0, -4).filter((weight) => weight !== 0).length;
    };
    expect(placesMoved(EMPTY())).toBe(0);
    expect(placesMoved(learn(EMPTY(), value(DEEP, 1), other, 1))).toBe(0);
    expect(placesMoved(learn(EMPTY(), value(BACKUP, 1), other, 1))).toBe(2);
  });

  it('moves little where it is the first, and its neighbours in words more than strangers', () => {
    const chance = seededChance(1);
    const [kind, other] = [seenOfKind(1, chance), seenOfKind(5, chance)];
    const after = learn(EMPTY(), value(FAST, 0), kind, 1);
    const fell = (seen: typeof kind): number => reward(EMPTY(), FAST, seen) - reward(after, FAST, seen);
    expect(fell(kind)).toBeLessThan(0.25);
    expect(fell(kind)).toBeGreaterThan(fell(other));
  });

  it('counts by its weight: none leaves the beliefs as they are', () => {
    const half = learn(EMPTY(), value(FAST, 0), SEEN, 0.5);
    const whole = learn(EMPTY(), value(FAST, 0), SEEN, 1);
    expect(reward(half, FAST, SEEN)).toBeGreaterThan(reward(whole, FAST, SEEN));
    for (const weight of [0, -1, Number.NaN]) expect(learn(whole, value(FAST, 1), SEEN, weight)).toBe(whole);
  });

  it('changes nothing in place', () => {
    const before = learn(EMPTY(), value(FAST, 0), SEEN, 1);
    const expected = reward(before, FAST, SEEN);
    learn(before, value(FAST, 1), SEEN, 1);
    expect(reward(before, FAST, SEEN)).toBe(expected);
    expect(learn(before, value(FAST, 1), SEEN, 1).efforts.thinking).toBe(before.efforts.thinking);
  });

  it('of a thousand in another order comes to nearly the same', () => {
    const chance = seededChance(2);
    const events = Array.from({ length: 1000 }, () => {
      const kind = Math.floor(4 * chance());
      return [value(FAST, Number(chance() < 0.2 + 0.2 * kind)), seenOfKind(kind, chance)] as const;
    });
    const [there, back] = [learnAll(EMPTY(), events), learnAll(EMPTY(), events.toReversed())];
    for (let kind = 0; kind < 4; kind++) {
      const seen = seenOfKind(kind, chance);
      expect(Math.abs(reward(there, FAST, seen) - reward(back, FAST, seen))).toBeLessThan(0.1);
      expect(Math.abs(reward(there, FAST, seen) - (0.2 + 0.2 * kind))).toBeLessThan(0.2);
    }
  });
});

describe('a preference', () => {
  it.each([
    ['of one effort', FAST, BACKUP],
    ['of two', DEEP, FAST],
  ])('%s raises the better over the worse, until it is clear', (_, better, worse) => {
    const apart = (beliefs: ReturnType<typeof EMPTY>) => reward(beliefs, better, SEEN) - reward(beliefs, worse, SEEN);
    let beliefs = EMPTY();
    for (let times = 0; times < 50; times++) {
      const next = learn(beliefs, { kind: 'pair', better, worse }, SEEN, 1);
      expect(apart(next)).toBeGreaterThanOrEqual(apart(beliefs));
      beliefs = next;
    }
    expect(apart(beliefs)).toBeGreaterThan(0.3);
    expect(apart(beliefs)).toBeLessThanOrEqual(0.5 + 1e-6);
  });

  it('of an arm over itself says nothing', () => {
    const before = EMPTY();
    expect(learn(before, { kind: 'pair', better: FAST, worse: FAST }, SEEN, 1)).toBe(before);
  });
});

describe('a correction', () => {
  const known = learnAll(EMPTY(), Array(5).fill([value(FAST, 1), SEEN]));
  const pair = { kind: 'pair', better: DEEP, worse: FAST } as const;

  it.each([
    ['a value', value(FAST, 1), value(FAST, 0)],
    ['a preference', pair, { ...pair, better: FAST, worse: DEEP }],
    ['a value that becomes a preference', value(FAST, 1), pair],
  ] as const)('of %s right after it is as if the right one had been learned', (_, wrong, right) => {
    const learned = learn(known, wrong, SEEN, 0.5);
    const corrected = correct(learned, SEEN, { outcome: wrong, weight: 0.5 }, { outcome: right, weight: 1 });
    const straight = learn(known, right, SEEN, 1);
    for (const arm of [FAST, DEEP]) {
      expect(reward(corrected, arm, SEEN)).toBeCloseTo(reward(straight, arm, SEEN), 2);
      expect(deviation(corrected, arm)).toBeCloseTo(deviation(straight, arm), 2);
    }
    const gone = correct(learned, SEEN, { outcome: wrong, weight: 0.5 }, null);
    expect(reward(gone, FAST, SEEN)).toBeCloseTo(reward(known, FAST, SEEN), 2);
  });

  it('of much that was learned long ago ends near where the right values would have led', () => {
    const chance = seededChance(3);
    const rows = Array.from({ length: 300 }, (_, at) => [value(FAST, at % 2), seenOfKind(at % 3, chance)] as const);
    const wrong = learnAll(EMPTY(), rows);
    const flipped = rows.map(
      ([{ ...outcome }, seen]) => [outcome.kind === 'value' ? { ...outcome, value: 0.9 } : outcome, seen] as const,
    );
    const corrected = rows.reduce((beliefs, [outcome, seen], at) => {
      const right = flipped[at]?.[0] ?? outcome;
      return correct(beliefs, seen, { outcome, weight: 1 }, { outcome: right, weight: 1 });
    }, wrong);
    const straight = learnAll(EMPTY(), flipped);
    const seen = seenOfKind(1, chance);
    expect(Math.abs(reward(wrong, FAST, seen) - reward(straight, FAST, seen))).toBeGreaterThan(0.2);
    expect(Math.abs(reward(corrected, FAST, seen) - reward(straight, FAST, seen))).toBeLessThan(0.16);
  });
});

describe('what changes with time', () => {
  it.each([1, 2, 3])(
    "is followed: half of an arm's worth is gone, and 120 rewards later beliefs know (seed %i)",
    (seed) => {
      const chance = seededChance(seed);
      const played = (count: number, worth: number, beliefs: ReturnType<typeof EMPTY>) =>
        learnAll(
          beliefs,
          Array.from({ length: count }, () => [value(FAST, Number(chance() < worth)), seenOfKind(1, chance)] as const),
        );
      const mean = (beliefs: ReturnType<typeof EMPTY>) => {
        let sum = 0;
        for (let times = 0; times < 100; times++) sum += reward(beliefs, FAST, seenOfKind(1, chance)) / 100;
        return sum;
      };
      const before = played(1500, 0.8, EMPTY());
      expect(Math.abs(mean(before) - 0.8)).toBeLessThan(0.06);
      const changed = played(120, 0.4, before);
      expect(Math.abs(mean(changed) - 0.4)).toBeLessThan(0.12);
      expect(Math.abs(mean(played(400, 0.4, changed)) - 0.4)).toBeLessThan(0.1);
    },
  );

  it('is less sure a month later, and no different', () => {
    const known = learnAll(EMPTY(), Array(200).fill([value(FAST, 1), SEEN]));
    const later = decay(known, 30 * DAY_MS);
    expect(reward(later, FAST, SEEN)).toBe(reward(known, FAST, SEEN));
    expect(deviation(later, FAST)).toBeGreaterThan(1.2 * deviation(known, FAST));
    expect(deviation(decay(known, 3650 * DAY_MS), FAST)).toBeCloseTo(deviation(EMPTY(), FAST), 4);
    expect(later.arms.get(FAST)?.evidence).toBeCloseTo((known.arms.get(FAST)?.evidence ?? 0) / 2, 4);
    expect(decay(known, 0)).toBe(known);
    expect(decay(known, -1)).toBe(known);
  });
});

describe('latency and failures', () => {
  const ask = (beliefs: ReturnType<typeof EMPTY>) => believed(beliefs, 1).expect(FAST, 'general', SEEN.features);
  const many = (beliefs: ReturnType<typeof EMPTY>, times: number, firstContentMs: number | null, failed: boolean) =>
    Array.from({ length: times }).reduce<ReturnType<typeof EMPTY>>(
      (known) => observe(known, FAST, { firstContentMs, failed, count: 1 }),
      beliefs,
    );

  it('are means over the latest answers', () => {
    const quick = many(EMPTY(), 50, 400, false);
    expect(ask(quick).latencyMs).toBeCloseTo(400, 6);
    expect(ask(quick).failure).toBeLessThan(ask(EMPTY()).failure);
    const slow = many(quick, 400, 2000, false);
    expect(ask(slow).latencyMs).toBeGreaterThan(1900);
    const broken = many(slow, 100, null, true);
    expect(ask(broken).failure).toBeGreaterThan(0.4);
    expect(ask(broken).latencyMs).toBe(ask(slow).latencyMs);
    expect(ask(broken).reward).toBe(ask(EMPTY()).reward);
  });
});
