import { expect, it } from 'vitest';
import { propensities } from '../../src/route/explore.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { milliseconds } from '../../src/unit.ts';
import { changed, local, smallDocument } from './document.ts';

const EXPLORE = { share: 0.1, max: 1, per: '1d' };
const TRIALS = { id: 'explore', of: 'cost', effort: null, max: 1, perMs: milliseconds(1), then: 'mini' } as const;
const TWO = {
  ...smallDocument('shop'),
  routes: [{ name: 'general', description: 'anything at all', models: { instant: ['only'], thinking: ['deep'] } }],
  models: {
    only: { provider: 'loopback', id: 'a', price: { input: 0, output: 0 } },
    deep: { provider: 'loopback', id: 'b', price: { input: 0, output: 0 } },
  },
};

function warned(document: object, learning: object): [string, string][] {
  const read = readPolicy({ ...document, learning }, local);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.warnings.filter(({ path }) => path.startsWith('learning')).map(({ path, message }) => [path, message]);
}

it('says nothing of learning that is left alone, or that can come to something', () => {
  for (const learning of [{}, { enabled: false }, { explore: EXPLORE }, { objective: { latency: 0 } }]) {
    expect([learning, warned(TWO, learning)]).toEqual([learning, []]);
  }
});

it.each([
  [{ explore: EXPLORE, enabled: false }, 'learning.explore', 'Learning is off'],
  [{ explore: { ...EXPLORE, share: 0 } }, 'learning.explore.share', 'The share is 0'],
  [{ explore: { ...EXPLORE, max: 0 } }, 'learning.explore.max', 'It may cost 0 USD'],
])('warns where nothing is ever tried: %j', (learning, path, words) => {
  expect(warned(TWO, learning)).toEqual([[path, expect.stringContaining(`${words}, so nothing is ever tried.`)]]);
});

it('warns of a share that is too small for what is tried to be evidence, and the gate has it so', () => {
  const [arm, best] = [
    { arm: 'b@thinking', value: 0, evidence: 99 } as const,
    { arm: 'a@instant', value: 0, evidence: 99 } as const,
  ];
  const others = Array.from({ length: 20 }, (_, n) => ({ arm: `m${n}@instant` as const, value: 0, evidence: 99 }));
  for (const [share, isWarned] of [
    [0.042, false],
    [0.04, true],
  ] as const) {
    const explore = { share, bound: 0.1, probes: 0, limit: TRIALS };
    const [likely = 0] = propensities(best, [arm, best, ...others], explore, arm.arm);
    expect(likely >= 1 / 30).toBe(!isWarned);
    expect(warned(TWO, { explore: { ...EXPLORE, share } })).toHaveLength(Number(isWarned));
  }
});

it('warns of exploring for which no route has a second model', () => {
  const alone = smallDocument('shop');
  expect(warned(alone, { explore: EXPLORE })).toEqual([
    ['learning.explore', expect.stringContaining('No route has a second model to try')],
  ]);
  // The effort is fixed, so that the other list is not chosen from.
  const fixed = Object(changed(TWO, 'routes.0.effort', 'instant'));
  expect(warned(fixed, { explore: EXPLORE })).toMatchObject([['learning.explore', {}]]);
  expect(warned(Object(changed(fixed, 'routes.0.models.instant', ['only', 'deep'])), { explore: EXPLORE })).toEqual([]);
});

it('warns of money that is worth nothing where no limit holds either', () => {
  const free = { objective: { cost: 0 } };
  expect(warned(TWO, free)).toEqual([['learning.objective.cost', expect.stringContaining('Money is worth nothing')]]);
  const limit = { id: 'day', of: 'cost', max: 1, per: '1d', then: 'mini' };
  expect(warned(Object(changed(TWO, 'plans.free.limits', [limit])), free)).toEqual([]);
  expect(warned({ ...TWO, budget: limit }, free)).toEqual([]);
  expect(warned(TWO, { ...free, enabled: false })).toEqual([]);
});
