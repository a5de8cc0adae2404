/** The choice over questions and beliefs at random: seeds make a failing case come back. */

import { describe, expect, it } from 'vitest';
import { armOf } from '../../src/route/believed.ts';
import type { Consulted } from '../../src/route/choose.ts';
import type { Proposal } from '../../src/route/decision.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { believed, consulted, type Expected } from './believing.ts';
import { auto, type Case, policyOf, proposed } from './proposed.ts';

const CASES = 1500;
const MODELS = ['a', 'b', 'c', 'd', 'e'] as const;
const EFFORTS = ['thinking', 'instant', 'mini'] as const;

const some = <const T>(random: Random, from: readonly T[]): T[] => {
  const kept = from.filter(() => random.chance(0.5));
  return kept.length > 0 ? kept : [...from.slice(0, 1)];
};

function policyAt(random: Random) {
  const lists = () => ({ thinking: some(random, MODELS), instant: some(random, MODELS), mini: some(random, MODELS) });
  const priced = () => (random.chance(0.9) ? { price: { input: random.next(), output: 10 * random.next() } } : {});
  return policyOf({
    tenant: 'shop',
    default: 'general',
    routes: ['general', 'slow'].map((name) => ({
      ...{ name, description: name, models: lists() },
      effort: random.pick(['auto', 'auto', 'thinking', 'instant']),
    })),
    models: Object.fromEntries(
      MODELS.map((name) => [
        name,
        { provider: 'openai', id: name, can: some(random, ['tools', 'vision', 'json']), context: 50_000, ...priced() },
      ]),
    ),
    providers: { openai: { kind: 'openai', key: 'OPENAI_API_KEY' } },
    plans: { free: { limits: [] } },
    learning: {
      objective: { cost: random.pick([0, 10, 100]), latency: random.pick([0, 0.02]) },
      explore: {
        share: (1 + random.next()) / 4,
        max: 1,
        per: '1d',
        bound: random.next(),
        probes: random.pick([0, 20]),
      },
    },
  });
}

function expectedAt(random: Random): Expected {
  const arms = MODELS.flatMap((model) => EFFORTS.map((effort) => armOf(model, effort)));
  return Object.fromEntries(
    arms.map((arm) => [
      arm,
      {
        ...{ reward: random.next(), deviation: random.next() / 4, failure: random.pick([0, 0, 0.3]) },
        ...{ latencyMs: random.pick([null, 800, 4000]), evidence: random.pick([0, 5, 100]) },
      },
    ]),
  );
}

function caseAt(random: Random): Case {
  return {
    policy: policyAt(random),
    ask: {
      ...random.pick([
        {},
        {},
        {},
        auto('thinking'),
        auto('mini'),
        { model: { kind: 'route', route: 'slow' } } as const,
      ]),
      ...(random.chance(0.1) ? { effort: { wish: 'instant', by: 'header' } } : {}),
      ...(random.chance(0.3) ? { needs: [random.pick(['tools', 'vision'])] } : {}),
      ...(random.chance(0.1) ? { heldBy: 'tool_loop' } : {}),
    },
    signals: { difficulty: random.next(), asked: random.pick(['none', 'none', 'none', 'think', 'quick']) },
    classification: { route: random.pick(['general', 'slow']) },
    ...(random.chance(0.2) ? { entitled: some(random, MODELS) } : {}),
  };
}

/** What is proposed, or the code of what refused it. */
function outcome(given: Case): Proposal | string {
  try {
    return proposed(given);
  } catch (error) {
    return String(error);
  }
}

/** The same question to the rules alone, and with beliefs. */
function* asked(seed: number, consult: (random: Random) => Consulted) {
  const random = seededRandom(seed);
  for (let n = 0; n < CASES; n++) {
    const given = caseAt(random);
    const rules = outcome(given);
    const learned = outcome({ ...given, consulted: consult(random) });
    if (typeof rules === 'string' || typeof learned === 'string') expect(learned).toBe(rules);
    else yield { given, rules, learned };
  }
}

describe('beliefs of version 0', () => {
  it('change nothing of what the rules propose, but for what is told of them', () => {
    const never = (random: Random) =>
      consulted(believed(random.whole(1, 9), expectedAt(random)), {
        inForce: believed(0, expectedAt(random)),
        random: null,
      });
    for (const { rules, learned } of asked(5, never)) {
      const { choice, outlook, ...rest } = learned;
      expect(rest).toEqual(rules);
      expect(outlook?.beliefs.version).toBe(0);
    }
  });
});

describe('beliefs in force', () => {
  const consult = (random: Random) => consulted(believed(4, expectedAt(random)), { random: random.next() });
  const all = [...asked(11, consult)];

  it('choose among those who fit, and leave below what the rules have there', () => {
    for (const { given, learned } of all) {
      const fits = new Set(
        (['thinking', 'instant', 'mini'] as const).flatMap((effort) => {
          const of = outcome({
            ...given,
            ask: { ...given.ask, ...auto(effort) },
            classification: { route: learned.route },
          });
          const first = typeof of === 'string' ? undefined : of.rungs.find((rung) => rung.effort === effort);
          return (first?.candidates ?? []).map(({ model }) => armOf(model, effort));
        }),
      );
      for (const { effort, candidates } of learned.rungs) {
        for (const { model } of candidates) expect(fits).toContain(armOf(model, effort));
      }
      for (const { arm } of learned.choice?.arms ?? []) expect(fits).toContain(arm);
    }
  });

  it('keep every effort that somebody else has fixed', () => {
    for (const { given, rules, learned } of all) {
      const isFree = rules.why.some(({ rule }) => rule === 'difficulty');
      if (!isFree) expect(learned.rungs[0].effort).toBe(rules.rungs[0].effort);
      const mayTry = isFree && given.ask?.model === undefined && given.ask?.heldBy === undefined;
      if (!mayTry) expect(learned.choice?.explored ?? false).toBe(false);
    }
  });

  it('take what is worth the most, where they are sure of it', () => {
    const sure = (random: Random) => {
      const expected = Object.entries(expectedAt(random)).map(([arm, each]) => [
        arm,
        { ...each, deviation: 0, evidence: 9 },
      ]);
      return consulted(believed(4, Object.fromEntries(expected)));
    };
    for (const { learned } of asked(23, sure)) {
      const [{ effort, candidates }] = learned.rungs;
      const [best, ...others] = learned.choice?.arms ?? [];
      if (best === undefined) continue;
      expect(armOf(candidates[0].model, effort)).toBe(best.arm);
      // An earlier model of a list stands beside a later one that is hardly better.
      expect(best.value).toBeGreaterThanOrEqual(Math.max(-9, ...others.map(({ value }) => value)) - 0.0201);
    }
  });

  it('draw by propensities that add up to one, and say which was drawn', () => {
    let explored = 0;
    for (const { given, learned } of all) {
      const { choice } = learned;
      if (choice === undefined) continue;
      expect(choice.arms.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 12);
      const share = given.policy?.learning.explore?.share ?? 0;
      expect(choice.arms[0]?.propensity).toBeGreaterThanOrEqual(1 - share);
      const taken = armOf(learned.rungs[0].candidates[0].model, learned.rungs[0].effort);
      expect(choice.arms.find(({ arm }) => arm === taken)?.propensity).toBe(choice.propensity);
      expect(choice.explored).toBe(taken !== choice.arms[0]?.arm);
      expect(learned.unexplored !== undefined).toBe(choice.explored);
      explored += Number(choice.explored);
    }
    expect(explored).toBeGreaterThan(10);
  });
});
