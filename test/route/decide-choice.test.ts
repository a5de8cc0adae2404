/** What a decision says of chance: a propensity only where nothing but the choice had a say. */

import { describe, expect, it } from 'vitest';
import { answeredBy, decide } from '../../src/route/decide.ts';
import type { Proposal } from '../../src/route/decision.ts';
import { decision, LADDER, rung } from '../quota/request.ts';
import { believed, consulted } from './believing.ts';
import { policyOf, proposed } from './proposed.ts';

const policy = policyOf({
  ...{ tenant: 'shop', default: 'general' },
  routes: [{ name: 'general', description: 'any', models: { instant: ['fast'], thinking: ['deep'] } }],
  models: { fast: { provider: 'loopback', id: 'x' }, deep: { provider: 'loopback', id: 'y' } },
  providers: { loopback: { kind: 'loopback' } },
  plans: { free: { limits: [] } },
  learning: { objective: { cost: 0 }, explore: { share: 0.4, max: 1, per: '1d', bound: 1 } },
});
const BELIEVED = believed(3, { 'deep@thinking': { reward: 0.6 } });
const at = (random: number): Proposal => proposed({ policy, consulted: consulted(BELIEVED, { random }) });

type Moved = Parameters<typeof decide>[0]['admission'];
function decided(proposal: Proposal, more: Partial<Extract<Moved, { kind: 'admitted' }>> = {}) {
  const { signals, classifier } = decision('dec_1');
  const session = { route: 'general', sticky: false, switched: false };
  return decide({
    ...{ proposal, policy, plan: 'free', sessionId: 'talk', signals },
    admission: { kind: 'admitted', rung: proposal.rungs[0], degraded: null, session, why: [], ...more },
    classification: {
      ...proposal,
      ...classifier,
      asked: ['embedded'],
      because: [],
      failures: [],
      said: [],
      tookMs: Object(0),
    },
  });
}

const [BEST, TRIED] = [at(0), at(0.999)];

describe('the propensity', () => {
  it('is that of what was proposed, and of what was tried', () => {
    expect(decided(BEST)).toMatchObject({ effort: 'thinking', choice: { explored: false } });
    expect(decided(BEST).choice?.propensity).toBeCloseTo(1 - 0.4 / (2 * 1.1), 9);
    const tried = decided(TRIED, { explored: true });
    expect(tried).toMatchObject({ effort: 'instant', reason: 'learned', choice: { explored: true } });
    expect(tried.choice?.propensity).toBeCloseTo(0.4 / (2 * 1.1), 9);
  });

  it.each<[string, () => ReturnType<typeof decided>]>([
    ['a limit moved it', () => decided(BEST, { rung: rung('instant'), degraded: 'day' })],
    [
      'its conversation kept its model',
      () => decided(BEST, { session: { route: 'general', sticky: true, switched: false } }),
    ],
    [
      'it left the model of its conversation',
      () => decided(BEST, { session: { route: 'general', sticky: false, switched: true } }),
    ],
    ['what was to be tried was not', () => decided(TRIED, { rung: LADDER[0] })],
    ['what was to be tried was not, and a limit led there', () => decided(TRIED, { degraded: 'day' })],
    ['another model answered', () => answeredBy(decided(BEST), 'other', ['it failed'], false)],
  ])('is null where %s', (_, made) => {
    expect(made().choice).toMatchObject({ propensity: null, explored: false });
  });

  it('is null where nobody could pay for what chance took, and it is said that this was why', () => {
    const unpaid = decided(TRIED, { rung: LADDER[0], unpaid: true });
    expect(unpaid.choice).toMatchObject({ propensity: null, explored: false, unpaid: true });
    expect(decided(TRIED, { rung: LADDER[0] }).choice).not.toHaveProperty('unpaid');
  });

  it('is of the rule that stands without chance, where what was to be tried was not', () => {
    expect(decided(TRIED, { rung: LADDER[0] })).toMatchObject({
      effort: 'thinking',
      reason: 'learned',
      degraded: null,
    });
  });
});
