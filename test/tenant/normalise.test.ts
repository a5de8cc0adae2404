import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { type Policy, PROVIDER_KINDS } from '../../src/tenant/policy.ts';
import type { Problem } from '../../src/tenant/problem.ts';
import { changed, contractDocument, local, smallDocument, tenantId } from './document.ts';

function accepted(json: unknown, context = local): { policy: Policy; warnings: readonly Problem[] } {
  const read = readPolicy(json, context);
  if (!read.ok) throw new Error(JSON.stringify(read.problems, null, 2));
  return read;
}

const small = { ...local, tenant: tenantId('small') };

describe("the contract's example", () => {
  const { policy, warnings } = accepted(contractDocument());

  it('is accepted without a warning', () => expect(warnings).toEqual([]));

  it('keeps its tenant and gets the version it is stored under', () => {
    expect([policy.tenant, policy.version, policy.default]).toEqual(['shop', 3, 'general']);
  });

  it('has its prices in whole micro-dollars for a million tokens', () => {
    expect(policy.models.get('fast')?.price).toEqual({
      ...NOTHING_APART,
      inputPerMillion: 250_000,
      cachedInputPerMillion: 25_000,
      outputPerMillion: 2_000_000,
    });
    expect(policy.models.get('small')?.price).toEqual({
      ...NOTHING_APART,
      inputPerMillion: 50_000,
      cachedInputPerMillion: 5_000,
      outputPerMillion: 400_000,
    });
  });

  it('has its limits in their own unit and its windows in milliseconds', () => {
    expect(policy.plans.get('free')).toEqual({
      name: 'free',
      ...{ thinkingShare: 0.07, escalation: null, pace: false, upgradeUrl: null },
      limits: [
        { id: '1d-thinking', of: 'requests', effort: 'thinking', max: 1, perMs: 86_400_000, ...ends('instant') },
        { id: '5h-instant', of: 'requests', effort: 'instant', max: 10, perMs: 18_000_000, ...ends('mini') },
        { id: '1d-cost', of: 'cost', effort: null, max: 50_000, perMs: 86_400_000, ...ends('mini') },
        { id: '1d-all', of: 'requests', effort: null, max: 200, perMs: 86_400_000, ...ends('refuse') },
      ],
    });
    expect(policy.plans.get('pro')?.thinkingShare).toBeNull();
    const pro = { limits: [], pace: true, upgradeUrl: 'https://Shop.example/plän?from=pro#more' };
    const { plans } = accepted(changed(contractDocument(), 'plans.pro', pro)).policy;
    // As a header can bear it.
    expect(plans.get('pro')).toMatchObject({ pace: true, upgradeUrl: 'https://shop.example/pl%C3%A4n?from=pro#more' });
    expect(policy.budget).toEqual({
      id: 'month',
      of: 'cost',
      effort: null,
      max: 500_000_000,
      perMs: 30 * 86_400_000,
      ...ends('mini'),
    });
  });

  it('has the classifier as written', () => {
    expect(policy.classifier).toEqual({
      order: ['embedded', 'workers-ai'],
      confidence: 0.6,
      deadlineMs: 150,
      workersAi: { model: '@cf/meta/llama-3.2-3b-instruct' },
      remote: { url: 'https://router.example/v1/chat/completions', model: 'Arch-Router-1.5B', key: 'ROUTER_KEY' },
    });
  });

  it('joins every model with its provider', () => {
    const backup = policy.models.get('backup');
    expect(backup?.provider).toEqual({
      name: 'claude',
      kind: 'anthropic',
      key: 'ANTHROPIC_API_KEY',
      baseUrl: null,
      region: null,
      apiVersion: null,
    });
    expect(backup?.provider).toBe(policy.providers.get('claude'));
    expect(backup?.can).toEqual(new Set(['tools', 'vision']));
    expect(policy.providers.get('local')?.baseUrl).toBe('http://127.0.0.1:11434/v1');
  });

  it('counts a model that a request names at the highest list naming it', () => {
    const effortOf = (name: string) => policy.models.get(name)?.effort;
    expect(['deep', 'fast', 'backup', 'small'].map(effortOf)).toEqual(['thinking', 'instant', 'instant', 'mini']);
  });

  it('has its routes in order, complete', () => {
    expect([...policy.routes.keys()]).toEqual(['code_generation', 'general']);
    expect(policy.routes.get('general')).toEqual({
      name: 'general',
      description: 'anything else',
      domain: null,
      action: null,
      examples: [],
      effort: 'auto',
      models: { thinking: ['deep'], instant: ['fast'], mini: ['small'] },
      timeouts: {},
    });
  });
});

/** Spread rather than written, because linters take an object with a `then` for a promise. */
const ends = (effort: string) => Object.fromEntries([['then', effort]]);

const NOTHING_APART = {
  ...{
    cacheWritePerMillion: null,
    cacheWrite1hPerMillion: null,
    audioInputPerMillion: null,
    audioOutputPerMillion: null,
  },
  reasoningPerMillion: null,
};

describe('what a policy leaves out', () => {
  it('is filled in with the defaults of the contract', () => {
    const { policy, warnings } = accepted(smallDocument('small'), small);
    expect(policy.classifier).toEqual({
      order: ['embedded'],
      confidence: 0.6,
      deadlineMs: 150,
      workersAi: null,
      remote: null,
    });
    expect(policy.timeouts).toEqual({
      firstByteMs: 30_000,
      wholeFirstByteMs: 300_000,
      idleMs: 30_000,
      totalMs: 300_000,
    });
    expect(policy.session).toEqual({ sticky: true, idleMs: 600_000 });
    expect(policy.budget).toBeNull();
    expect(policy.plans.get('free')).toEqual({
      ...{ name: 'free', limits: [], thinkingShare: null, escalation: null, pace: false, upgradeUrl: null },
    });
    expect(policy.models.get('only')).toMatchObject({ context: null, can: null, effort: 'instant', timeouts: {} });
    expect(warnings).toEqual([]);
  });

  it('of the session may be either part', () => {
    const session = (value: unknown) =>
      accepted(changed(smallDocument('small'), 'session', value), small).policy.session;
    expect(session({ sticky: false })).toEqual({ sticky: false, idleMs: 600_000 });
    expect(session({ idleMinutes: 0.5 })).toEqual({ sticky: true, idleMs: 30_000 });
  });

  it.each([
    [{ mini: ['small'] }, { thinking: ['small'], instant: ['small'], mini: ['small'] }],
    [{ thinking: ['deep'] }, { thinking: ['deep'], instant: ['deep'], mini: ['deep'] }],
    [{ instant: ['fast'] }, { thinking: ['fast'], instant: ['fast'], mini: ['fast'] }],
    [
      { thinking: ['deep'], mini: ['small'] },
      { thinking: ['deep'], instant: ['small'], mini: ['small'] },
    ],
    [
      { thinking: ['deep'], instant: ['fast'] },
      { thinking: ['deep'], instant: ['fast'], mini: ['fast'] },
    ],
    [
      { instant: ['fast'], mini: ['small'] },
      { thinking: ['fast'], instant: ['fast'], mini: ['small'] },
    ],
  ])('of the lists %j is the next one down, else the next one up', (written, filled) => {
    const { policy } = accepted(changed(contractDocument(), 'routes.1.models', written));
    expect(policy.routes.get('general')?.models).toEqual(filled);
  });

  it('of thought is high for thinking and low for the rest, for a model that can reason and no other', () => {
    const { models } = accepted(contractDocument()).policy;
    expect(models.get('fast')?.thought).toBeNull();
    expect(models.get('deep')?.thought).toEqual({
      ...{ thinking: { level: 'high' }, instant: { level: 'low' }, mini: { level: 'low' } },
    });
    const written = changed(contractDocument(), 'models.deep.thought', { thinking: 20_000, instant: 'none' });
    expect(accepted(written).policy.models.get('deep')?.thought).toEqual({
      ...{ thinking: { budget: 20_000 }, instant: { level: 'none' }, mini: { level: 'low' } },
    });
  });
});

describe("a model's own effort", () => {
  it('counts before the lists that name it', () => {
    const { policy } = accepted(changed(contractDocument(), 'models.deep.effort', 'mini'));
    expect(policy.models.get('deep')?.effort).toBe('mini');
  });

  it('is that of a written list, not of one that was filled in', () => {
    const { policy } = accepted(changed(smallDocument('small'), 'routes.0.models', { mini: ['only'] }), small);
    expect(policy.models.get('only')?.effort).toBe('mini');
  });
});

describe('timeouts', () => {
  it('of a route and a model are what they set, and nothing else', () => {
    const withRoute = changed(contractDocument(), 'routes.0.timeouts', { idleMs: 5_000 });
    const { policy } = accepted(changed(Object(withRoute), 'models.deep.timeouts', { firstByteMs: 90_000 }));
    expect(policy.routes.get('code_generation')?.timeouts).toEqual({ idleMs: 5_000 });
    expect(policy.models.get('deep')?.timeouts).toEqual({ firstByteMs: 90_000, wholeFirstByteMs: 90_000 });
  });

  it('of a whole answer let it begin as late as it may end, unless a first byte is set', () => {
    const bare = changed(smallDocument('small'), 'timeouts', { totalMs: 60_000 });
    expect(accepted(bare, small).policy.timeouts).toMatchObject({ firstByteMs: 30_000, wholeFirstByteMs: 60_000 });
    const set = changed(smallDocument('small'), 'timeouts', { firstByteMs: 9_000 });
    expect(accepted(set, small).policy.timeouts).toMatchObject({ firstByteMs: 9_000, wholeFirstByteMs: 9_000 });
    const slow = (document: unknown) => changed(Object(document), 'models.only.timeouts', { totalMs: 900_000 });
    const timeoutsOf = (document: unknown) => accepted(document, small).policy.models.get('only')?.timeouts;
    expect(timeoutsOf(slow(bare))).toEqual({ totalMs: 900_000, wholeFirstByteMs: 900_000 });
    expect(timeoutsOf(slow(set))).toEqual({ totalMs: 900_000 });
  });
});

describe('tests', () => {
  it('are conversations: `say` is one message of a user, and `nothing` is no route', () => {
    const turns = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'and now?' },
    ];
    const tests = [
      { say: 'hello', expect: 'general', effort: 'instant' },
      { turns, expect: 'nothing' },
    ];
    expect(accepted(changed(contractDocument(), 'tests', tests)).policy.tests).toEqual([
      { turns: [{ role: 'user', text: 'hello' }], expect: 'general', effort: 'instant' },
      {
        turns: [
          { role: 'system', text: 'Be brief.' },
          { role: 'user', text: 'and now?' },
        ],
        expect: null,
        effort: null,
      },
    ]);
  });

  it('may be left out', () => expect(accepted(contractDocument()).policy.tests).toEqual([]));
});

it('takes every kind of provider with what it needs, and keeps a baseUrl without its final slash', () => {
  const needs = new Map<string, object>([
    ['openai-compatible', { baseUrl: 'https://llm.example.com/v1/' }],
    ['azure-openai', { key: 'A_KEY', baseUrl: 'https://one.openai.azure.com', apiVersion: '2024-10-21' }],
    ['amazon-bedrock', { key: 'A_KEY', region: 'eu-central-1' }],
    ['workers-ai', {}],
    ['loopback', {}],
  ]);
  const providers = Object.fromEntries(
    PROVIDER_KINDS.map((kind) => [kind, { kind, ...(needs.get(kind) ?? { key: 'A_KEY' }) }]),
  );
  const { policy } = accepted({ ...smallDocument('small'), providers }, small);
  expect([...policy.providers.values()].map(({ kind }) => kind)).toEqual([...PROVIDER_KINDS]);
  expect(policy.providers.get('openai-compatible')?.baseUrl).toBe('https://llm.example.com/v1');
  expect(policy.providers.get('amazon-bedrock')).toMatchObject({ region: 'eu-central-1', baseUrl: null });
});

it('takes 500 routes with 100 examples each, and 200 models', () => {
  const names = Array.from({ length: 500 }, (_, index) => `r${index}`);
  const examples = Array.from({ length: 100 }, (_, index) => `ask ${index}`);
  const document = {
    ...smallDocument('small', 'r0'),
    default: 'r0',
    routes: names.map((name) => ({ name, description: 'one of very many', examples, models: { mini: ['r0'] } })),
    models: Object.fromEntries(names.slice(0, 200).map((name) => [name, { provider: 'loopback', id: 'x' }])),
  };
  expect(accepted(document, small).policy.routes.size).toBe(500);
});
