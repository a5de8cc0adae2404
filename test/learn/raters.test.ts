import { describe, expect, it } from 'vitest';
import { seededChance } from '../../src/cli/evaluation/chance.ts';
import { EMPTY, learn } from '../../src/learn/beliefs.ts';
import { believed } from '../../src/learn/believed.ts';
import type { Seen } from '../../src/learn/inputs.ts';
import { hear, NO_RATER, NO_RATERS, type Rater } from '../../src/learn/raters.ts';
import type { Arm } from '../../src/route/believed.ts';
import { seenOfKind } from './seeing.ts';

const ARMS = ['strong@thinking', 'weak@instant'] as const;
/** How likely each arm is right, by the kind of request. */
const WORTH = [
  [0.9, 0.85],
  [0.9, 0.3],
  [0.6, 0.6],
] as const;

function world(seed: number) {
  const chance = seededChance(seed);
  let beliefs = EMPTY();
  let raters = NO_RATERS;
  const users = new Map<string, Rater>();
  const weights = new Map<string, number>();
  const rate = (user: string, arm: Arm, { route, features }: Seen, value: number): void => {
    const expected = believed(beliefs, 1).expect(arm, route, features).reward;
    const said = { isKey: user.startsWith('key:'), arm, text: features.text, value, expected };
    const heard = hear(users.get(user) ?? NO_RATER, raters, said);
    users.set(user, heard.rater);
    raters = heard.raters;
    weights.set(user, (weights.get(user) ?? 0) + heard.weight);
    beliefs = learn(beliefs, { kind: 'value', arm, value: heard.value ?? value }, { route, features }, heard.weight);
  };
  return {
    ...{ rate, chance },
    weight: (user: string) => weights.get(user) ?? 0,
    /** Both arms on as many requests, rated as they were or the other way round. */
    teach: (userOf: (at: number) => string, count: number, isHostile: (user: string) => boolean = () => false) => {
      for (let at = 0; at < count; at++) {
        const kind = at % 3;
        const seen = seenOfKind(kind, chance);
        for (const [which, arm] of ARMS.entries()) {
          const isRight = chance() < (WORTH[kind]?.[which] ?? 0);
          rate(userOf(at), arm, seen, Number(isRight !== isHostile(userOf(at))));
        }
      }
    },
    /** What is expected of each arm for each kind, and how far that is from what is so. */
    error: () => {
      const seeing = seededChance(99);
      const { expect: ask } = believed(beliefs, 1);
      let sum = 0;
      for (let at = 0; at < 300; at++) {
        const { route, features } = seenOfKind(at % 3, seeing);
        const gain = ask(ARMS[0], route, features).reward - ask(ARMS[1], route, features).reward;
        const [strong = 0, weak = 0] = WORTH[at % 3] ?? [];
        sum += Math.abs(gain - (strong - weak)) / 300;
      }
      return sum;
    },
  };
}

const TEACHERS: readonly (readonly [string, (at: number) => string])[] = [
  ['one user', () => 'user:one'],
  ['a key', () => 'key:one'],
  ['150 users', (at) => `user:${at % 150}`],
];

describe('a thousand hostile ratings of one user, after 1,500 honest ones', () => {
  it.each(TEACHERS)('of %s, move next to nothing', (_, userOf) => {
    for (const isSame of [true, false]) {
      const { teach, rate, error, weight, chance } = world(1);
      teach(userOf, 750);
      const before = error();
      const same = seenOfKind(1, chance);
      for (let times = 0; times < 1000; times++)
        rate('user:evil', ARMS[0], isSame ? same : seenOfKind(times % 3, chance), 0);
      expect(weight('user:evil')).toBeLessThan(isSame ? 1.65 : 30.5);
      expect(Math.abs(error() - before)).toBeLessThan(isSame ? 0.01 : 0.03);
    }
  });
});

describe('a tenth of a hundred users who say the opposite', () => {
  it('lose their say, and cost little; the honest keep theirs', () => {
    const userOf = (at: number): string => `user:${at % 100}`;
    const isHostile = (user: string): boolean => Number(user.slice(5)) < 10;
    const [clean, dirty] = [world(2), world(2)];
    clean.teach(userOf, 3000);
    dirty.teach(userOf, 3000, isHostile);
    const of = (wanted: boolean, count: number): number =>
      Array.from({ length: 100 }, (_, at) => `user:${at}`)
        .filter((user) => isHostile(user) === wanted)
        .reduce((sum, user) => sum + dirty.weight(user) / count, 0);
    expect(of(true, 10)).toBeLessThan(0.5 * of(false, 90));
    expect(of(false, 90)).toBeGreaterThan(40);
    expect(dirty.error()).toBeLessThan(clean.error() + 0.05);
  });
});

describe('who rates', () => {
  const SAID = { isKey: false, arm: ARMS[0], text: 'AAAA', value: 1, expected: 0.5 } as const;

  it('alone is believed as it comes, the same words ever less', () => {
    let rater = NO_RATER;
    let raters = NO_RATERS;
    for (let times = 1; times <= 5; times++) {
      const heard = hear(rater, raters, SAID);
      expect(heard.weight).toBeCloseTo(1 / times ** 2, 9);
      expect(heard.value).toBe(1);
      ({ rater, raters } = heard);
    }
    for (let other = 0; other < 200; other++) ({ rater, raters } = hear(rater, raters, { ...SAID, text: `${other}` }));
    expect(rater.weight).toBeGreaterThan(190);
    expect(JSON.stringify(rater).length).toBeLessThan(1500);
  });

  it('beside others is heard against their own manner, and a key never is', () => {
    const others = { weight: 5000, error: 0 };
    let rater = NO_RATER;
    for (let times = 0; times < 15; times++)
      rater = hear(rater, others, { ...SAID, text: `${times}`, value: 0, expected: 0.8 }).rater;
    const grim = { ...SAID, text: 'new', value: 0, expected: 0.8 };
    expect(hear(rater, others, grim).value).toBeGreaterThan(0.4);
    expect(hear(rater, others, { ...grim, isKey: true })).toMatchObject({ value: 0, weight: 1 });
    expect(hear(rater, { weight: 5000, error: -0.8 }, grim).value).toBeLessThan(0.05);
  });

  it('only compares two answers has no value, and is bounded all the same', () => {
    const heard = hear({ ...NO_RATER, weight: 100 }, { weight: 5000, error: 0 }, { ...SAID, value: null });
    expect(heard).toMatchObject({ weight: 0, value: null });
  });
});
