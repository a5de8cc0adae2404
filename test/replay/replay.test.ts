import { describe, expect, it } from 'vitest';
import { askedAs } from '../../src/admin/replay/asked-as.ts';
import type { Logged } from '../../src/admin/replay/logged.ts';
import { replay } from '../../src/admin/replay/replay.ts';
import type { Arm, Beliefs } from '../../src/route/believed.ts';
import { unixMs } from '../../src/unit.ts';
import { seededRandom } from '../support/random.ts';
import { type Given, loggedDecision, POLICY_DOCUMENT, policyOf } from './logged-decision.ts';

const FEATURES = { text: '', domains: [], difficulty: 0.2, inputTokens: 100, language: 'en', needs: [] };

/** Beliefs that hold `best` for better than all others. */
function believing(best: Arm, version = 3): Beliefs {
  const expect = (arm: Arm) => ({
    ...{ reward: arm === best ? 0.9 : 0.3, deviation: 0.01, latencyMs: 100, failure: 0, evidence: 100 },
  });
  return { inForce: { version, expect }, newest: { version, expect } };
}

function logged(given: Given, more: Partial<Logged> = {}): Logged {
  return {
    ...{ decision: loggedDecision(given), user: 'ann', usage: null, cost: null, shares: [], firstContentMs: null },
    ...{ features: null, row: null, anew: null, ...more },
  };
}

const rules = {
  policy: policyOf(POLICY_DOCUMENT),
  inForce: null,
  beliefs: null,
  unusable: () => null,
  basis: 'a test',
};

/** Everything that a caller can fix or ask for, and what admission can make of it. */
const GIVEN: readonly (readonly [string, Given])[] = [
  ['an easy one', { id: 'dec_1', difficulty: 0.1 }],
  ['a hard one', { id: 'dec_2', difficulty: 0.9 }],
  ['a model by name', { id: 'dec_3', ask: { model: { kind: 'model', name: 'backup' } } }],
  ['an effort by the model', { id: 'dec_4', ask: { model: { kind: 'auto', effort: 'thinking' } } }],
  ['an effort by the header', { id: 'dec_5', ask: { effort: { wish: 'mini', by: 'header' } } }],
  ['an effort by reasoning_effort', { id: 'dec_6', ask: { effort: { wish: 'thinking', by: 'reasoning_effort' } } }],
  ['a route by name', { id: 'dec_7', difficulty: 0.9, ask: { model: { kind: 'route', route: 'refunds' } } }],
  ['a wish in words', { id: 'dec_8', difficulty: 0.1, asked: 'think' }],
  ['tools', { id: 'dec_9', ask: { needs: ['tools'] } }],
  [
    'a limit that moved it',
    {
      id: 'dec_10',
      moved: () => ({ effort: 'mini', model: 'small', candidates: ['small'], reason: 'limit', degraded: 'x' }),
    },
  ],
  [
    'a session that held it',
    { id: 'dec_11', moved: () => ({ model: 'backup', candidates: ['backup'], reason: 'session' }) },
  ],
  ['a failover', { id: 'dec_12', moved: () => ({ model: 'backup', reason: 'failover' }) }],
];

describe('a replay under the same policy and beliefs', () => {
  it.each(GIVEN)('changes nothing: %s', (_, given) => {
    expect(replay([logged(given)], rules)).toMatchObject({ decisions: 1, changed: 0, moves: [], routeGone: 0 });
  });

  it('changes nothing of what beliefs chose, nor of what chance tried', () => {
    const beliefs = believing('deep@thinking');
    const explore = { share: 0.5, max: 1, per: '1d', bound: 1 };
    const document = { ...POLICY_DOCUMENT, learning: { explore } };
    const policy = policyOf(document);
    for (const random of [null, 0, 0.3, 0.999]) {
      const decision = loggedDecision({ id: 'dec_1', consulted: { beliefs, features: FEATURES, random } }, document);
      const one = { ...logged({ id: 'dec_1' }), decision, features: FEATURES };
      const { changed } = replay([one], { ...rules, policy, beliefs });
      expect([random, changed]).toEqual([random, 0]);
    }
  });
});

describe('a replay', () => {
  it('leaves what beliefs settled on a named route as it was, where nothing is kept to ask them of', () => {
    const ask: Given['ask'] = { model: { kind: 'route', route: 'refunds' } };
    const consulted = { beliefs: believing('deep@thinking'), features: FEATURES, random: null };
    const one = logged({ id: 'dec_1', ask, consulted });
    expect(one.decision).toMatchObject({ reason: 'pinned', model: 'deep' });
    expect(replay([one], rules)).toMatchObject({ changed: 0, held: 1 });
  });

  it('passes over again who was passed over, and no one else', () => {
    const [fast, deep] = [logged({ id: 'dec_1' }), logged({ id: 'dec_2', difficulty: 0.9 })];
    const barred = logged({ id: 'dec_3', moved: () => ({ candidates: ['backup'], model: 'backup' }) });
    expect(replay([fast, deep, barred], rules).changed).toBe(0);
  });

  it('under other beliefs says what they would choose; without features what beliefs chose stands', () => {
    const one = logged({ id: 'dec_1' }, { features: FEATURES });
    expect(replay([one], { ...rules, beliefs: believing('deep@thinking') })).toMatchObject({
      changed: 1,
      moves: [
        { of: 'effort', from: 'instant', to: 'thinking', examples: ['dec_1'] },
        { of: 'model', from: 'fast', to: 'deep' },
      ],
    });
    const learned = loggedDecision({
      ...{ id: 'dec_2', consulted: { beliefs: believing('deep@thinking'), features: FEATURES, random: null } },
    });
    expect(learned).toMatchObject({ reason: 'learned', model: 'deep' });
    expect(replay([{ ...one, decision: learned, features: null }], rules)).toMatchObject({ changed: 0, held: 1 });
  });

  it('says who would be refused, and why', () => {
    const { general: _, ...models } = { ...POLICY_DOCUMENT.models, general: null };
    const policy = policyOf({ ...POLICY_DOCUMENT, models });
    const { refused } = replay([logged({ id: 'dec_1' })], { ...rules, policy, unusable: () => 'no secret' });
    expect(refused).toEqual({ decisions: 1, first: expect.stringContaining('no secret') });
  });

  it('tells the quality that another pick would have had, by what was tried by chance', () => {
    const random = seededRandom(4);
    const arms = (['fast@instant', 'deep@thinking'] as const).map((arm) => ({
      ...{ arm, reward: 0.5, cost: 0, latencyMs: 100, value: 0.5, propensity: arm === 'fast@instant' ? 0.8 : 0.2 },
    }));
    const all = Array.from({ length: 2000 }, (_, at): Logged => {
      const explored = random.next() < 0.2;
      const [effort, model] = explored ? (['thinking', 'deep'] as const) : (['instant', 'fast'] as const);
      const choice = { propensity: explored ? 0.2 : 0.8, explored, arms };
      const chosen: Arm = `${model}@${effort}`;
      const row = {
        ...{ at: unixMs(at), request: `r${at}`, stratum: '', chosen, weight: 1 },
        reward: Number(random.next() < (explored ? 0.9 : 0.6)),
        arms: arms.map((one) => ({ ...one, effort, penalty: 0 })),
        picks: { inForce: chosen, candidate: chosen },
      };
      const moved = () => ({ effort, model, candidates: [model] as [string], choice });
      return logged({ id: `dec_${at}`, moved }, { row, features: FEATURES, user: `u${at % 40}` });
    });
    const { quality } = replay(all, { ...rules, beliefs: believing('deep@thinking') });
    expect(quality?.before).toBeCloseTo(0.6, 1);
    expect(quality?.after.value).toBeCloseTo(0.9, 1);
    expect(quality?.after.low).toBeGreaterThan(0.8);
    expect(quality?.decisions).toBe(2000);
  });

  it('reads of a decision what was asked', () => {
    const { ask } = askedAs(loggedDecision({ id: 'dec_1', ask: { model: { kind: 'auto', effort: 'mini' } } }));
    expect(ask).toMatchObject({ model: { kind: 'auto', effort: 'mini' }, effort: null });
  });
});
