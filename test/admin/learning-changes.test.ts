import { expect, it } from 'vitest';
import { policyChanges } from '../../src/admin/policy-changes.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { changed, contractDocument, local } from '../tenant/document.ts';

const EXPLORE = { share: 0.05, max: 1, per: '1d' };

function policyOf(learning: unknown) {
  const read = readPolicy(changed(contractDocument(), 'learning', learning), local);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

/** [what it says now, what it is to say, what is told: kind, path, and words of the message] */
const CASES: readonly (readonly [unknown, unknown, readonly (readonly [string, string, string])[]])[] = [
  [undefined, {}, []],
  [undefined, { enabled: false }, [['removed', 'learning.enabled', 'Nothing is kept to be rated any more']]],
  [{ enabled: false }, {}, [['added', 'learning.enabled', 'kept to be rated, and learned from']]],
  [
    undefined,
    { objective: { cost: 20, latency: 0.1 } },
    [
      ['tightened', 'learning.objective.cost', 'a reward of 20, and no longer of 10: cheaper models'],
      ['tightened', 'learning.objective.latency', 'a reward of 0.1, and no longer of 0: faster models'],
    ],
  ],
  [
    undefined,
    { objective: { cost: 0 } },
    [['loosened', 'learning.objective.cost', 'of 0, and no longer of 10: dearer models']],
  ],
  [
    undefined,
    { explore: EXPLORE },
    [['added', 'learning.explore', 'Of automatic requests 5 % may try another model: at most 1 USD per 1d.']],
  ],
  [{ explore: EXPLORE }, {}, [['removed', 'learning.explore', 'No request tries another model any more.']]],
  [
    { explore: EXPLORE },
    { explore: { ...EXPLORE, max: 2, share: 0.02 } },
    [
      ['loosened', 'learning.explore.max', 'at most 2 USD per 1d, and no longer at most 1 USD per 1d'],
      ['tightened', 'learning.explore.share', '2 % may try another model, and no longer 5 %'],
    ],
  ],
  [
    { explore: EXPLORE },
    { explore: { ...EXPLORE, bound: 0.2, probes: 5 } },
    [
      ['loosened', 'learning.explore.bound', 'by 0.2, and no longer by 0.1'],
      ['tightened', 'learning.explore.probes', '5 times before it is judged, and no longer 20 times'],
    ],
  ],
  [
    undefined,
    { canary: 0.05 },
    [['tightened', 'learning.canary', '5 % of the conversations at first, and no longer 10 %']],
  ],
  [undefined, { reward: { weak: 0 } }, [['changed', 'learning.reward.weak', 'by itself counts 0, and no longer 0.1']]],
];

it.each(CASES)('from %j to %j is told', (before, after, told) => {
  const changes = policyChanges(policyOf(before), policyOf(after));
  expect(changes).toEqual(told.map(([kind, path, words]) => ({ kind, path, message: expect.stringContaining(words) })));
});
