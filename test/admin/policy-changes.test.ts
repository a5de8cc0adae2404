import { describe, expect, it } from 'vitest';
import { keyChanges } from '../../src/admin/key-changes.ts';
import { policyChanges } from '../../src/admin/policy-changes.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { proved } from '../../src/tenant/proved.ts';
import { changed, contractDocument, local } from '../tenant/document.ts';

function policyOf(document: unknown): Policy {
  const read = readPolicy(document, local);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

/** The contract's example with these places changed, in turn. */
function altered(places: Readonly<Record<string, unknown>>): Policy {
  const document = Object.entries(places).reduce<unknown>(
    (at, [place, value]) => changed(Object(at), place, value),
    contractDocument(),
  );
  return policyOf(document);
}

const before = policyOf(contractDocument());
const MINI = { thinking: ['small'], instant: ['small'], mini: ['small'] };
const LIMITS = Object(Reflect.get(Object(contractDocument()['plans']), 'free')).limits;

/** [what is changed, what is told: kind, path, and words of the message] */
const CASES: readonly (readonly [
  string,
  Readonly<Record<string, unknown>>,
  readonly (readonly [string, string, string])[],
])[] = [
  ['nothing', {}, []],
  [
    'a limit that tightens',
    { 'plans.free.limits.1.max': 7 },
    [['tightened', 'plans.free.limits[1].max', 'at most 7 requests per 5h, and no longer at most 10']],
  ],
  [
    'a limit that vanishes, and one that is new',
    { 'plans.free.limits': [...LIMITS.slice(1), { ...LIMITS[0], id: 'fresh' }] },
    [
      ['removed', 'plans.free.limits[0]', '"1d-thinking" of plan "free" is gone'],
      ['added', 'plans.free.limits[3]', '"fresh" of plan "free" is new: at most 1 request per 1d'],
    ],
  ],
  [
    'a share',
    { 'plans.free.thinkingShare': 0.03 },
    [['tightened', 'plans.free.thinkingShare', '3 in 100 may think, and no longer 7 in 100']],
  ],
  [
    'a share that goes',
    { 'plans.free.thinkingShare': undefined },
    [['loosened', 'plans.free.thinkingShare', 'all may think']],
  ],
  [
    'plans',
    { 'plans.pro': undefined, 'plans.team': { limits: [] } },
    [
      ['removed', 'plans.pro', 'every key that is on it is refused with 403'],
      ['added', 'plans.team', 'new'],
    ],
  ],
  ['a budget', { 'budget.max': 100 }, [['tightened', 'budget.max', "the tenant's budget"]]],
  ['a budget that goes', { budget: undefined }, [['removed', 'budget', 'at most 500 USD per 30d no longer holds']]],
  ['a budget by another name', { 'budget.id': 'monthly' }, [['changed', 'budget.id', 'its count starts anew']]],
  [
    'a route that vanishes',
    { 'routes.0.name': 'writing' },
    [
      ['removed', 'routes[0]', 'a request for route:code_generation is answered with 404'],
      ['added', 'routes[0]', '"writing" is new'],
    ],
  ],
  [
    'a route to other models',
    { 'routes.0.models.instant': ['backup', 'fast'] },
    [['changed', 'routes[0].models.instant', 'instant is answered by backup, fast, and no longer fast, backup']],
  ],
  [
    'a route that leaves every list but one',
    { 'routes.1.models': MINI, 'routes.0.models': MINI },
    [
      ['changed', 'routes[0].models.thinking', 'small, and no longer deep'],
      ['changed', 'routes[0].models.instant', 'small, and no longer fast, backup'],
      ['changed', 'routes[1].models.thinking', 'small, and no longer deep'],
      ['changed', 'routes[1].models.instant', 'small, and no longer fast'],
      ['changed', 'models.deep.effort', 'counts as'],
      ['changed', 'models.small.effort', 'counts as'],
    ],
  ],
  [
    'the words of a route',
    { 'routes.0.description': 'writing tests', 'routes.0.examples': [] },
    [
      ['changed', 'routes[0].description', 'another description'],
      ['changed', 'routes[0].examples', 'another examples'],
    ],
  ],
  ['the effort of a route', { 'routes.0.effort': 'thinking' }, [['changed', 'routes[0].effort', 'no longer auto']]],
  ['the default', { default: 'code_generation' }, [['changed', 'default', 'no longer to "general"']]],
  [
    'a model that vanishes',
    { 'models.backup': undefined, 'routes.0.models.instant': ['fast'], 'providers.claude': undefined },
    [
      ['changed', 'routes[0].models.instant', 'fast, and no longer fast, backup'],
      ['removed', 'models.backup', 'answered with 404'],
      ['removed', 'providers.claude', 'gone'],
    ],
  ],
  [
    'a dearer model',
    { 'models.fast.price.output': 3 },
    [['changed', 'models.fast.price', 'is dearer, in USD per million tokens: output 3, and no longer 2']],
  ],
  ['a cheaper model', { 'models.fast.price.input': 0.2 }, [['changed', 'models.fast.price', 'is cheaper']]],
  [
    'a model that is dearer and cheaper',
    { 'models.fast.price.input': 0.2, 'models.fast.price.output': 3 },
    [['changed', 'models.fast.price', 'has other prices']],
  ],
  [
    'another model by the same name, elsewhere',
    {
      'models.fast.provider': 'local',
      'models.fast.id': 'qwen3',
      'models.fast.can': ['json'],
      'models.fast.context': 8000,
    },
    [
      ['changed', 'models.fast.provider', 'at "local", and no longer at "openai"'],
      ['changed', 'models.fast.id', 'qwen3, and no longer gpt-5-mini'],
      ['changed', 'models.fast.context', '8000, and no longer 400000'],
      ['changed', 'models.fast.can', 'no longer ["json","tools","vision"]'],
    ],
  ],
  [
    'an address, which is not shown',
    { 'providers.local.baseUrl': 'http://127.0.0.1:9999/v1' },
    [['changed', 'providers.local.baseUrl', 'has another address']],
  ],
  [
    'all else',
    { 'session.sticky': false, 'classifier.confidence': 0.7, 'timeouts.totalMs': 60_000, onHangup: 'drain' },
    [
      ['changed', 'classifier', 'classifier is changed'],
      ['changed', 'timeouts', 'timeouts is changed'],
      ['changed', 'session', 'session is changed: {"sticky":false,'],
      ['changed', 'onHangup', '"drain", and no longer "cancel"'],
    ],
  ],
];

describe('what a policy changes', () => {
  it.each(CASES)('is told of %s', (_, places, told) => {
    const changes = policyChanges(before, altered(places));
    expect(changes).toEqual(
      told.map(([kind, path, message]) => ({ kind, path, message: expect.stringContaining(message) })),
    );
    expect(JSON.stringify(changes)).not.toContain('9999');
  });

  it('is not what is written in another order, or in other words that mean the same', () => {
    const document = contractDocument();
    const other = { ...document, routes: Object(document['routes']).toReversed() };
    expect(policyChanges(before, policyOf(other))).toEqual([]);
    expect(policyChanges(before, altered({ 'budget.per': '720h', 'session.idleMinutes': 10 }))).toEqual([]);
  });

  it('is the price alone where the price book has come to price a model', () => {
    const [priced, byBook] = [altered({}), altered({ 'models.fast.price': undefined })];
    expect([priced.priceBook, byBook.priceBook]).toEqual([null, expect.any(String)]);
    const paths = policyChanges(priced, byBook).map(({ path }) => path);
    expect(paths.filter((path) => path !== 'models.fast.price')).toEqual([]);
  });

  it('is one sentence for a tenant that has none', () => {
    expect(policyChanges(null, before)).toEqual([{ kind: 'added', path: '', message: expect.any(String) }]);
  });
});

describe('what keys lose', () => {
  const without = altered({
    ...{ 'models.backup': undefined, 'models.deep': undefined, 'plans.pro': undefined },
    'routes.0.models': { instant: ['fast'], mini: ['small'] },
    'routes.1.models': { instant: ['fast'], mini: ['small'] },
  });
  const keys = [
    { id: 'all', plan: 'free' },
    { id: 'paid', plan: 'pro' },
    { id: 'two', plan: 'free', models: ['backup', 'fast'] },
    { id: 'none', plan: 'pro', models: ['deep'] },
    { id: 'stray', plan: 'gone-before', models: ['never-was'] },
  ];

  it('is their plan, and each model that they name', () => {
    const { changes, keys: told } = keyChanges(before, without, { keys, more: true });
    expect(changes).toEqual([
      { kind: 'removed', path: 'plans.pro', message: expect.stringContaining('The key "paid" is on the plan "pro"') },
      { kind: 'removed', path: 'models.backup', message: 'The key "two" loses the model "backup", and keeps 1.' },
      { kind: 'removed', path: 'plans.pro', message: expect.stringContaining('"none"') },
      { kind: 'removed', path: 'models.deep', message: 'The key "none" loses the model "deep", and may use no other.' },
    ]);
    expect(told).toEqual({
      affected: [
        { id: 'paid', loses: ['plans.pro'] },
        { id: 'two', loses: ['models.backup'] },
        { id: 'none', loses: ['plans.pro', 'models.deep'] },
      ],
      read: 5,
      more: true,
    });
  });

  it('is a model without a price, where a key limits its cost', () => {
    const of = (price: unknown) => {
      const unlimited = { plans: { free: { limits: [] } }, budget: undefined };
      return altered({ ...unlimited, 'models.backup.id': 'in-no-book', 'models.backup.price': price });
    };
    const [priced, unpriced] = [of({ input: 1, output: 5 }), of(undefined)];
    const limit = { ...proved(before.budget), id: 'own' };
    const held = [
      { id: 'all', plan: 'free', limits: [limit] },
      { id: 'escalating', plan: 'free', models: ['backup'], escalation: limit },
      { id: 'other', plan: 'free', models: ['fast'], limits: [limit] },
      { id: 'counting', plan: 'free', limits: [{ ...limit, of: 'requests' as const }] },
    ];
    const { changes, keys: told } = keyChanges(priced, unpriced, { keys: held, more: false });
    expect(changes.map(({ path, message }) => [path, message.split(':')[0]])).toEqual([
      ['models.backup.price', 'The key "all" loses the model "backup"'],
      ['models.backup.price', 'The key "escalating" loses the model "backup"'],
    ]);
    expect(told.affected.map(({ id, loses }) => [id, loses])).toEqual([
      ['all', ['models.backup']],
      ['escalating', ['models.backup']],
    ]);
    expect(keyChanges(unpriced, unpriced, { keys: held, more: false }).changes).toEqual([]);
  });

  it('is nothing where nothing goes, or nothing was there', () => {
    expect(keyChanges(before, before, { keys, more: false }).changes).toEqual([]);
    expect(keyChanges(null, without, { keys, more: false }).changes).toEqual([]);
  });
});
