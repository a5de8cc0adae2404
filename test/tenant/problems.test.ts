import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../src/tenant/check.ts';
import { readPolicy, readPolicyText } from '../../src/tenant/normalise.ts';
import { changed, contractDocument, local } from './document.ts';
import { FAULTS } from './faults.ts';

function problems(json: unknown): (readonly [string, string])[] {
  const read = readPolicy(json, local);
  return read.ok ? [] : read.problems.map(({ path, message }) => [path, message] as const);
}

describe('a policy document in which', () => {
  it.each(FAULTS)('%s is %j is refused at %s', (place, value, path, message) => {
    expect(problems(changed(contractDocument(), place, value))).toContainEqual([path, message]);
  });
});

it('remote is needed when the order names it', () => {
  const document = changed(contractDocument(), 'classifier', { order: ['remote'] });
  expect(problems(document)).toEqual([
    [
      'classifier.remote',
      'classifier.order names remote, so its address is required: remote: { url: "https://…", model: … }.',
    ],
  ]);
});

it('names every kind there is when a provider has another', () => {
  const found = problems(changed(contractDocument(), 'providers.openai.kind', 'opena'));
  expect(found).toHaveLength(1);
  expect(found[0]?.[0]).toBe('providers.openai.kind');
  expect(found[0]?.[1]).toMatch(/^This must be one of openai, .*loopback\. Did you mean "openai"\?$/);
});

it('reports every problem, across sections and within one, and not the first alone', () => {
  let document: unknown = contractDocument();
  for (const [place, value] of [
    ['default', 'nowhere'],
    ['routes.0.exmples', []],
    ['routes.0.models.thinking.0', 'deap'],
    ['models.fast.provider', 'opnai'],
    ['models.fast.contxt', 1],
    ['providers.openai.key', 'sk-1'],
    ['plans.free.limits.0.then', 'thinking'],
    ['plans.free.limits.0.max', 0.5],
    ['session.idleMinutes', 'ten'],
  ] as const) {
    document = changed(Object(document), place, value);
  }
  const paths = problems(document).map(([path]) => path);
  expect(paths.sort()).toEqual([
    'default',
    'models.fast.contxt',
    'models.fast.provider',
    'plans.free.limits[0].max',
    'plans.free.limits[0].then',
    'providers.openai.key',
    'routes[0].exmples',
    'routes[0].models.thinking[0]',
    'session.idleMinutes',
  ]);
});

it('does not take a fault in one section for a fault in those that refer to it', () => {
  expect(problems(changed(contractDocument(), 'models', 'none')).map(([path]) => path)).toEqual(['models']);
  expect(problems(changed(contractDocument(), 'routes', undefined)).map(([path]) => path)).toEqual(['routes']);
  expect(problems(changed(contractDocument(), 'models.fast.price', 'dear')).map(([path]) => path)).toEqual([
    'models.fast.price',
  ]);
  expect(problems(changed(contractDocument(), 'routes.1.description', 0)).map(([path]) => path)).toEqual([
    'routes[1].description',
  ]);
});

it('never repeats a value that stands where the name of a secret should', () => {
  const secret = 'sk-live-51Hq9';
  const openai = JSON.stringify(problems(changed(contractDocument(), 'providers.openai.key', secret)));
  const remote = JSON.stringify(problems(changed(contractDocument(), 'classifier.remote.key', secret)));
  expect(openai).toContain('names a secret, never holds one');
  expect(remote).toContain('names a secret, never holds one');
  expect(openai + remote).not.toContain(secret);
});

describe('a price that nobody knows', () => {
  const unpriced = (changes: Readonly<Record<string, unknown>> = {}) =>
    Object.entries({ 'models.fast': { provider: 'openai', id: 'gpt-of-my-own' }, ...changes }).reduce<object>(
      (document, [place, value]) => Object(changed(document, place, value)),
      contractDocument(),
    );
  const counters = (changes: Readonly<Record<string, unknown>>) =>
    problems(unpriced(changes)).map(([, message]) => /and (.*) counts cost\./.exec(String(message))?.[1]);

  it('is needed where something counts cost, and only there', () => {
    expect(counters({})).toEqual(['the limit "1d-cost" of plan "free"']);
    expect(counters({ 'plans.free.limits': [] })).toEqual(['the budget "month"']);
    expect(problems(unpriced({ 'plans.free.limits': [], budget: undefined }))).toEqual([]);
  });

  it('is needed where an escalation budget counts cost, as it does where it does not say', () => {
    const budget = { id: 'thinking', max: 1, per: '1d' };
    const found = (escalation: object) =>
      checkDocument(unpriced({ 'plans.free': { limits: [], escalation }, budget: undefined }), local);
    const [first, ...more] = found(budget);
    expect(first?.message).toContain('the escalation budget "thinking" of plan "free" counts cost.');
    expect([more, found({ ...budget, of: 'requests' })]).toEqual([[], []]);
  });

  it('is not needed of a model that the price book has', () => {
    expect(problems(unpriced({ 'models.fast': { provider: 'openai', id: 'gpt-5-mini' } }))).toEqual([]);
    const elsewhere = { kind: 'openai', key: 'OPENAI_API_KEY', baseUrl: 'https://gateway.example/v1' };
    const paths = problems(unpriced({ 'models.fast.id': 'gpt-5-mini', 'providers.openai': elsewhere }));
    expect(paths.map(([path]) => path)).toEqual(['models.fast.price']);
  });
});

it('does not let a test expect "nothing" where a route has that name', () => {
  const renamed = Object(
    changed(Object(changed(contractDocument(), 'routes.1.name', 'nothing')), 'default', 'nothing'),
  );
  expect(problems(changed(renamed, 'tests', [{ say: 'hi', expect: 'nothing' }]))).toEqual([
    [
      'tests[0].expect',
      'A route is named "nothing", and here the word means that no route may match. Rename the route.',
    ],
  ]);
});

it('finds one fault in a test that is no object, and not that it says nothing as well', () => {
  expect(problems(changed(contractDocument(), 'tests', ['hi'])).map(([path]) => path)).toEqual(['tests[0]']);
});

describe('a document that is no policy at all', () => {
  it.each([
    [null, 'This must be an object, and is empty (null).'],
    [[], 'This must be an object, and is a list.'],
    ['tenant: shop', 'This must be an object, and is text.'],
  ])('such as %j is refused as a whole', (json, message) => expect(problems(json)).toEqual([['', message]]));

  it('such as an empty one lacks each of the required keys', () => {
    const paths = problems({}).map(([path]) => path);
    expect(paths).toEqual(['tenant', 'default', 'routes', 'models', 'providers', 'plans']);
  });

  it('such as one that refers to itself is refused and not followed', () => {
    const cycle: Record<string, unknown> = contractDocument();
    cycle['self'] = cycle;
    const message = 'This must be plain data that JSON can hold, nested no deeper than a policy is.';
    expect(problems(cycle)).toEqual([['', message]]);
  });

  it('such as text that is not JSON says so', () => {
    const read = readPolicyText('tenant: shop', local);
    expect(read).toMatchObject({ ok: false, problems: [{ path: '' }] });
    expect(JSON.stringify(read)).toContain('This is not JSON, which is what KV holds');
  });
});

describe('sizes', () => {
  const tooLarge = 'A policy document has at most 1048576 bytes. Shorten its examples or split the tenant.';

  it('bound the document as JSON, in bytes', () => {
    const document = Object(changed(contractDocument(), 'routes.0.examples', ['é'.repeat(600_000)]));
    expect(problems(document)).toEqual([['', tooLarge]]);
    expect(problems(changed(document, 'routes.0.examples', ['e'.repeat(600_000)]))).toEqual([]);
  });

  it('bound the text before it is parsed', () => {
    const read = readPolicyText(`{${' '.repeat(1_048_576)}`, local);
    expect(read).toEqual({ ok: false, problems: [{ path: '', message: tooLarge }] });
  });

  it('bound the routes and the models', () => {
    const route = { name: 'general', description: 'anything else', models: { mini: ['small'] } };
    const routes = Array.from({ length: 501 }, (_, index) => ({
      ...route,
      name: index === 0 ? 'general' : `r${index}`,
    }));
    expect(problems(changed(contractDocument(), 'routes', routes))).toEqual([
      ['routes', 'This must have at most 500 entries, and has 501.'],
    ]);
    const more = Array.from({ length: 201 }, (_, index) => [`m${index}`, { provider: 'free', id: 'x' }]);
    const document = {
      ...contractDocument(),
      routes: [{ ...route, models: { mini: ['m0'] } }],
      providers: { free: { kind: 'loopback' } },
      models: Object.fromEntries(more),
    };
    expect(problems(document)).toEqual([['models', 'A policy has at most 200 models, and this one has 201.']]);
  });
});
