import { describe, expect, it } from 'vitest';
import { seededChance } from '../../src/cli/evaluation/chance.ts';
import { EMPTY, learn, observe } from '../../src/learn/beliefs.ts';
import { moved } from '../../src/learn/moved.ts';
import { pack, unpack } from '../../src/learn/packed.ts';
import type { Arm } from '../../src/route/believed.ts';
import { learnAll, reward, seenOf, seenOfKind, value } from './seeing.ts';

const MOST_BYTES = 65_536;

/** Every arm with rewards, latency and failures. */
function manyArms(count: number, nameOf: (at: number) => string) {
  const chance = seededChance(1);
  let beliefs = EMPTY();
  for (let at = 0; at < count; at++) {
    const arm: Arm = `${nameOf(at)}@${(['thinking', 'instant', 'mini'] as const)[at % 3] ?? 'mini'}`;
    beliefs = learn(beliefs, value(arm, chance()), seenOfKind(at % 8, chance), 1);
    beliefs = observe(beliefs, arm, { firstContentMs: 300 * chance(), failed: chance() < 0.1, count: 1 });
  }
  return beliefs;
}

describe('packed beliefs', () => {
  it('are under 64 KB with two hundred models, and lose none of them', () => {
    const beliefs = manyArms(200, (at) => `provider-model-${at}`.padEnd(20, 'x'));
    expect(beliefs.arms.size).toBe(200);
    expect(pack(beliefs).length).toBeLessThan(MOST_BYTES);
  });

  it('are under 64 KB whatever the names and however many: those of which least is known are forgotten', () => {
    const known = learnAll(EMPTY(), Array(5).fill([value('known@instant', 1), seenOf()]));
    expect(known.arms.get('known@instant')?.evidence).toBeGreaterThan(4);
    const beliefs = manyArms(600, (at) => `${at}`.padEnd(64, 'x'));
    expect(pack(beliefs).length).toBeLessThan(MOST_BYTES);
    expect(beliefs.arms.size).toBeGreaterThan(160);
    let more = known;
    for (let at = 0; at < 400; at++) more = learn(more, value(`m${at}@mini`, 1), seenOf(), 1);
    expect(more.arms.has('known@instant')).toBe(true);
    expect(more.arms.has('m399@mini')).toBe(true);
  });

  it('are read again as they were, to a thousandth, and packed again to the letter', () => {
    const beliefs = manyArms(50, (at) => `m${at}`);
    const text = pack(beliefs);
    const read = unpack(text);
    if (read === null) throw new Error('not read');
    expect(pack(read)).toBe(text);
    const chance = seededChance(2);
    for (let times = 0; times < 50; times++) {
      const seen = seenOfKind(times % 8, chance);
      for (const arm of ['m0@thinking', 'm1@instant', 'm2@mini', 'new@mini'] as const) {
        expect(Math.abs(reward(read, arm, seen) - reward(beliefs, arm, seen))).toBeLessThan(0.001);
      }
    }
  });

  it('of the prior are as good as nothing', () => {
    expect(pack(EMPTY()).length).toBeLessThan(60);
    expect(unpack(pack(EMPTY()))).toEqual(EMPTY());
  });

  it.each([
    ['no JSON', '{'],
    ['another format', '{"format":2,"efforts":{},"arms":[]}'],
    ['a vector that is cut', '{"format":1,"efforts":{"mini":"AAAA"},"arms":[]}'],
    ['what is no base64', '{"format":1,"efforts":{"mini":"*"},"arms":[]}'],
    ['an arm of no effort', '{"format":1,"efforts":{},"arms":[["fast","",""]]}'],
    ['null', 'null'],
  ])('are not read from %s', (_, text) => {
    expect(unpack(text)).toBeNull();
  });
});

describe('expectations', () => {
  it('are numbers from 0 to 1, whatever is learned (1,000 wild events)', () => {
    const chance = seededChance(3);
    let beliefs = EMPTY();
    for (let times = 0; times < 1000; times++) {
      const wild = seenOf(
        { ...seenOfKind(times % 8, chance).features, inputTokens: 10 ** Math.floor(9 * chance()) - 1, language: 'de' },
        `r${times % 40}`,
      );
      const arm: Arm = chance() < 0.5 ? 'a@thinking' : 'b@mini';
      const outcome =
        chance() < 0.7
          ? value(arm, Math.round(chance()))
          : ({ kind: 'pair', better: arm, worse: 'c@instant' } as const);
      beliefs = learn(beliefs, outcome, wild, chance());
      const expected = reward(beliefs, arm, wild);
      expect(expected >= 0 && expected <= 1).toBe(true);
    }
  });
});

describe('what moved', () => {
  it('is told in words where it has words, strongest first', () => {
    const seen = seenOf({ domains: [[2, 1]] }, 'legal');
    const beside = learn(EMPTY(), value('other@instant', 1), seen, 1);
    const after = learnAll(beside, Array(30).fill([value('fast@instant', 0), seen]));
    const told = moved(EMPTY(), after, { domains: ['coding', 'mathematics', 'law'], routes: ['general', 'legal'] });
    expect(told[0]).toMatchObject({ feature: 'every request' });
    expect(told.map(({ feature }) => feature)).toContain('domain law');
    expect(told.some(({ feature, of, by }) => feature === 'route legal' && of === 'fast@instant' && by < 0)).toBe(true);
    expect(moved(after, after, { domains: [], routes: [] })).toEqual([]);
  });
});
