/** What beliefs make of a request, one case a line. */

import { describe, expect, it } from 'vitest';
import { believed, consulted, type Expected } from './believing.ts';
import { auto, type Case, policyOf, proposed } from './proposed.ts';

const price = (input: number, output: number) => ({ input, output });
const document = {
  tenant: 'shop',
  default: 'general',
  routes: [
    {
      name: 'general',
      description: 'any',
      models: { instant: ['fast', 'swift'], thinking: ['deep'], mini: ['small'] },
    },
    {
      name: 'slow',
      description: 'reports',
      effort: 'thinking',
      models: { instant: ['fast'], thinking: ['deep', 'wise'] },
    },
  ],
  models: {
    fast: { provider: 'openai', id: 'fast', can: ['json'], price: price(0.25, 2) },
    swift: { provider: 'openai', id: 'swift', price: price(0.25, 2) },
    deep: { provider: 'openai', id: 'deep', price: price(1.25, 10) },
    wise: { provider: 'openai', id: 'wise', price: price(1.25, 10) },
    small: { provider: 'openai', id: 'small', price: price(0.05, 0.4) },
  },
  providers: { openai: { kind: 'openai', key: 'OPENAI_API_KEY' } },
  plans: { free: { limits: [] } },
  learning: { objective: { cost: 10, latency: 0 } },
};
const learning = (more: object) => policyOf({ ...document, learning: { ...document.learning, ...more } });
const POLICY = policyOf(document);

/** The reason, and at each rung who may answer, best first. */
function told(expected: Expected, given: Case = {}, version = 12): string {
  const { reason, rungs } = proposed({ policy: POLICY, consulted: consulted(believed(version, expected)), ...given });
  return `${reason} ${rungs.map(({ effort, candidates }) => `${effort}:${candidates.map(({ model }) => model).join('+')}`).join(' > ')}`;
}

/** Deep costs $0.02 with a usual answer, which is 0.2 of reward; fast a tenth of a cent. */
const SURE = { deviation: 0.01 };
const THINKS = 'learned thinking:deep > instant:fast+swift > mini:small';
const QUICK = 'learned instant:fast+swift > mini:small';

describe('an effort that is left to the router', () => {
  it.each<[string, Expected, string, Case?]>([
    ['thinks, easy as it looks, where that is worth its price', { 'deep@thinking': { reward: 0.8 } }, THINKS],
    [
      'is instant, hard as it looks, where thinking is not',
      { 'deep@thinking': { reward: 0.65 } },
      QUICK,
      { signals: { difficulty: 0.9 } },
    ],
    [
      'goes to a later model that is surely better',
      { 'swift@instant': { reward: 0.7, ...SURE } },
      'learned instant:swift+fast > mini:small',
    ],
    ['but not to one that is hardly better', { 'swift@instant': { reward: 0.5101 } }, QUICK],
    ['nor to one that hardly anybody has rated', { 'swift@instant': { reward: 0.9, ...SURE, evidence: 4 } }, QUICK],
    ['nor to one that nobody has rated', { 'swift@instant': { reward: 0.9, ...SURE, evidence: 0 } }, QUICK],
    [
      'is the better one too where a limit leads down to it',
      { 'deep@thinking': { reward: 1 }, 'swift@instant': { reward: 0.7, ...SURE } },
      'learned thinking:deep > instant:swift+fast > mini:small',
    ],
    ['leaves a model that fails', { 'fast@instant': { failure: 0.8 } }, 'learned instant:swift+fast > mini:small'],
    ['is never mini', { 'small@mini': { reward: 1 } }, QUICK],
  ])('%s', (_, expected, outcome, given) => {
    expect(told(expected, given)).toBe(outcome);
  });

  it('is the cheaper of two that are worth the same', () => {
    const policy = learning({ objective: { cost: 0, latency: 0 } });
    expect(told({}, { policy })).toBe(QUICK);
  });

  it('waits for an answer only where time is worth little', () => {
    const expected = { 'deep@thinking': { reward: 0.9, latencyMs: 8000 }, 'fast@instant': { latencyMs: 1000 } };
    expect(told(expected)).toBe(THINKS);
    expect(told(expected, { policy: learning({ objective: { cost: 10, latency: 0.1 } }) })).toBe(QUICK);
  });

  it('is dearer with a long prompt', () => {
    const expected = { 'deep@thinking': { reward: 0.8 } };
    expect(told(expected, { signals: { inputTokens: 100_000 } })).toBe(QUICK);
  });

  it('says what it was weighed by', () => {
    const { why } = proposed({
      policy: POLICY,
      consulted: consulted(believed(12, { 'deep@thinking': { reward: 0.8 } })),
    });
    expect(why.slice(1)).toEqual([
      { rule: 'matched', detail: 'anything' },
      { rule: 'learned', detail: 'deep@thinking 0.80 worth 0.60 against fast@instant 0.50 worth 0.49; beliefs 12' },
    ]);
  });
});

describe('what somebody else has settled', () => {
  const MUCH = { 'deep@thinking': { reward: 1 } };
  const WISE = { 'wise@thinking': { reward: 0.9, ...SURE } };
  it.each<[string, Expected, Case, string]>([
    ['a named model', MUCH, { ask: { model: { kind: 'model', name: 'fast' } } }, 'pinned instant:fast'],
    ['the suffix', MUCH, { ask: auto('instant') }, 'pinned instant:fast+swift > mini:small'],
    ['mini', MUCH, { ask: auto('mini') }, 'pinned mini:small'],
    [
      'the header',
      MUCH,
      { ask: { effort: { wish: 'instant', by: 'header' } } },
      'effort_header instant:fast+swift > mini:small',
    ],
    ['the words', MUCH, { signals: { asked: 'quick' } }, 'asked_quick instant:fast+swift > mini:small'],
    [
      'the route, with a better model of its effort',
      WISE,
      { classification: { route: 'slow' } },
      'learned thinking:wise+deep > instant:fast > mini:fast',
    ],
    [
      'the route, with none',
      {},
      { classification: { route: 'slow' } },
      'default thinking:deep+wise > instant:fast > mini:fast',
    ],
    [
      'the suffix, with a better model',
      WISE,
      { ask: auto('thinking'), classification: { route: 'slow' } },
      'pinned thinking:wise+deep > instant:fast > mini:fast',
    ],
    [
      'a named route, whose effort is left open',
      MUCH,
      { ask: { model: { kind: 'route', route: 'general' } } },
      'pinned thinking:deep > instant:fast+swift > mini:small',
    ],
    ['a requirement', MUCH, { ask: { needs: ['tools'] }, mute: ['deep'] }, 'requirement instant:swift > mini:small'],
    ['the key', MUCH, { entitled: ['fast', 'small'] }, 'learned instant:fast > mini:small'],
  ])('%s', (_, expected, given, outcome) => {
    expect(told(expected, given)).toBe(outcome);
  });
});

describe('signals', () => {
  const NEWEST = believed(3, { 'deep@thinking': { reward: 0.81239 }, 'fast@instant': { reward: 0.6 } });
  const expected = { 'deep@thinking': 0.8124, 'fast@instant': 0.6, 'swift@instant': 0.5 };

  it('tell what the newest beliefs expect, while others are in force', () => {
    const { outlook, gain } = proposed({ policy: POLICY, consulted: consulted(NEWEST, { inForce: believed(0, {}) }) });
    expect(outlook).toEqual({ gain: 0.2124, expected, beliefs: { version: 0, shadow: 3 } });
    expect(gain).toBe(0);
  });

  it('price thinking at what beliefs in force expect of it', () => {
    expect(proposed({ policy: POLICY, consulted: consulted(NEWEST) })).toMatchObject({
      // Less what its money is worth: a plan that paces itself comes on top of that.
      gain: 0.0222,
      outlook: { gain: 0.2124, beliefs: { version: 3 } },
    });
  });

  it('tell of a named model too, beside those that might have answered', () => {
    const { outlook, choice } = proposed({
      ...{ policy: POLICY, consulted: consulted(NEWEST) },
      ask: { model: { kind: 'model', name: 'small' } },
    });
    expect(outlook?.expected).toEqual({ ...expected, 'small@mini': 0.5 });
    expect(choice).toBeUndefined();
  });
});
