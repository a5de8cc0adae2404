import { describe, expect, it } from 'vitest';
import { outcomesOf } from '../../src/learn/reward.ts';
import type { Feedback, Lesson, Observed, Switched } from '../../src/quota/lesson.ts';
import type { RewardWeights } from '../../src/tenant/policy.ts';
import { curriculum, lesson } from '../quota/lessons.ts';
import { seededRandom } from '../support/random.ts';

const WEIGHTS = { correct: 1, rating: 0.5, switched: 0.4, regenerated: 0.3, abandoned: 0.2, weak: 0.1 };
const DEEP: Switched = { arm: 'deep@thinking' };

/** Outcomes in a line each: `fast@instant 0.75 x0.5`, `deep@thinking > fast@instant x0.4`, `general -> code x0.4`. */
const said = (parts: Partial<Lesson>, weights: Partial<RewardWeights> = {}) =>
  outcomesOf(lesson(parts), curriculum({ reward: { ...WEIGHTS, ...weights } })).map((outcome) => {
    if (outcome.kind === 'value') return `${outcome.arm} ${outcome.value} x${outcome.weight}`;
    if (outcome.kind === 'pair') return `${outcome.better} > ${outcome.worse} x${outcome.weight}`;
    return `${outcome.from} -> ${outcome.to} x${outcome.weight}`;
  });

const PAIR = 'deep@thinking > fast@instant x0.4';

describe('what an answer was worth', () => {
  it.each<[string, Partial<Lesson>, string[]]>([
    ['nothing was said', {}, []],
    ['it was correct', { feedback: { correct: true } }, ['fast@instant 1 x1']],
    ['it was wrong', { feedback: { correct: false } }, ['fast@instant 0 x1']],
    ['it was rated', { feedback: { rating: -0.5 } }, ['fast@instant 0.25 x0.5']],
    ['it was measured and rated', { feedback: { correct: false, rating: 1 } }, ['fast@instant 0 x1']],
    ['another was taken', { feedback: { switchedTo: 'deep' }, switched: DEEP }, ['fast@instant 0 x0.4', PAIR]],
    [
      'another was taken, though it was correct',
      { feedback: { correct: true, switchedTo: 'deep' }, switched: DEEP },
      ['fast@instant 1 x1'],
    ],
    [
      'another was taken, as it was wrong',
      { feedback: { correct: false, switchedTo: 'deep' }, switched: DEEP },
      ['fast@instant 0 x1', PAIR],
    ],
    ['another was taken, nobody knows which', { feedback: { switchedTo: 'mini' } }, ['fast@instant 0 x0.4']],
    [
      'the same was taken again',
      { feedback: { switchedTo: 'fast' }, switched: { arm: 'fast@instant' } },
      ['fast@instant 0 x0.4'],
    ],
    [
      'the route was wrong',
      { feedback: { switchedTo: 'code' }, switched: { route: 'code' } },
      ['general -> code x0.4'],
    ],
    [
      'the route was wrong, and it was left',
      { feedback: { switchedTo: 'code', abandoned: true }, switched: { route: 'code' } },
      ['general -> code x0.4'],
    ],
    ['the route was right', { feedback: { switchedTo: 'general' }, switched: { route: 'general' } }, []],
    ['it was asked for again', { feedback: { regenerated: true, abandoned: true } }, ['fast@instant 0.25 x0.3']],
    ['it was left', { feedback: { abandoned: true, regenerated: false } }, ['fast@instant 0.25 x0.2']],
    ['it was not left', { feedback: { abandoned: false } }, ['fast@instant 0.75 x0.2']],
    ['it does not fit', { observed: { invalid: true, askedAgain: 'fast@instant' } }, ['fast@instant 0 x0.1']],
    [
      'it was asked again of another',
      { observed: { askedAgain: 'deep@thinking' } },
      ['fast@instant 0.25 x0.1', 'deep@thinking > fast@instant x0.1'],
    ],
    [
      'it was asked again of another, and rated',
      { observed: { askedAgain: 'deep@thinking' }, feedback: { rating: 1 } },
      ['fast@instant 1 x0.5'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(said(parts)).toEqual(expected);
  });
});

describe('whatever is known', () => {
  const random = seededRandom(611);
  const some = <Key extends string, T>(key: Key, value: T) => (value === undefined ? {} : { [key]: value });
  const any = (): Partial<Lesson> => {
    const switched = random.pick<Switched>([DEEP, { arm: 'fast@instant' }, { route: 'code' }]);
    const feedback: Feedback = {
      ...some('correct', random.pick([true, false, undefined])),
      ...some('rating', random.pick([random.next() * 2 - 1, undefined])),
      ...some('regenerated', random.pick([true, false, undefined])),
      ...some('abandoned', random.pick([true, false, undefined])),
    };
    const observed: Observed = {
      ...some('invalid', random.pick([true, undefined])),
      ...some('askedAgain', random.pick(['deep@thinking', undefined])),
    };
    const switches = random.chance(0.5) ? {} : { switched };
    return { ...switches, observed, feedback: 'switched' in switches ? { ...feedback, switchedTo: 'x' } : feedback };
  };
  const cases = Array.from({ length: 2000 }, any);
  const every = curriculum({ reward: WEIGHTS });

  it('there is one value at most, between 0 and 1, and no weight beyond what the tenant gives', () => {
    for (const parts of cases) {
      const outcomes = outcomesOf(lesson(parts), every);
      expect(outcomes.filter(({ kind }) => kind === 'value').length).toBeLessThanOrEqual(1);
      for (const outcome of outcomes) {
        expect(Object.values(WEIGHTS)).toContain(outcome.weight);
        if (outcome.kind === 'value') expect(Math.abs(outcome.value - 0.5)).toBeLessThanOrEqual(0.5);
      }
    }
  });

  it('what is lower changes no value that something higher gave', () => {
    for (const parts of cases.filter(({ feedback }) => feedback?.correct !== undefined)) {
      const value = (each: Partial<Lesson>) => outcomesOf(lesson(each), every).find(({ kind }) => kind === 'value');
      const { correct = false } = parts.feedback ?? {};
      expect(value(parts)).toEqual(value({ feedback: { correct } }));
    }
  });

  it('a kind that counts nothing is as good as not known, and without weights nothing is', () => {
    const none = { correct: 0, rating: 0, switched: 0, regenerated: 0, abandoned: 0, weak: 0 };
    for (const parts of cases) {
      expect(said(parts, none)).toEqual([]);
      const { correct: _, ...without } = parts.feedback ?? {};
      expect(said(parts, { correct: 0 })).toEqual(said({ ...parts, feedback: without }));
    }
  });
});
