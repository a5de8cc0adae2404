/** What a policy document may have wrong with it, and what its owner is then told, word for word. */

import { PRICE_BOOK } from '../../src/tenant/price-book/book.ts';
import { LIMIT_FAULTS } from './limit-faults.ts';

const A_NAME = 'A name is 1 to 64 characters of a-z, 0-9, _ and -, and starts with a letter or a digit.';
const A_SECRET =
  'A key names a secret, never holds one: store the key as a secret (wrangler secret put OPENAI_API_KEY) and write that name here, in capitals and ending in _KEY.';
const TEST_EXPECT = 'This is required: the name of the route that must be taken, or `nothing` when no route may match.';

/**
 * One fault each: [the place changed in the contract's example, what it then holds, the path of the problem, its message].
 */
export const FAULTS: readonly (readonly [string, unknown, string, string])[] = [
  ['tenant', undefined, 'tenant', 'This is required: the id of the tenant: the document is stored under tenant:<id>.'],
  [
    'tenant',
    'other',
    'tenant',
    'This document is for tenant "other" and was given for tenant "shop". Change one of the two.',
  ],
  ['default', 'genral', 'default', 'No route is named "genral". Did you mean "general"?'],
  [
    'default',
    'elsewhere',
    'default',
    'No route is named "elsewhere". Define it under routes, or name one that is defined.',
  ],
  ['default', 7, 'default', 'This must be text, and is 7.'],
  ['routs', [], 'routs', 'The key "routs" is not known here. Did you mean "routes"?'],
  ['routes', [], 'routes', 'This must have at least 1 entry, and has 0.'],
  ['routes', 'none', 'routes', 'This must be a list, and is text.'],
  ['routes.0.exmples', [], 'routes[0].exmples', 'The key "exmples" is not known here. Did you mean "examples"?'],
  [
    'routes.0.models.fast',
    ['fast'],
    'routes[0].models.fast',
    'The key "fast" is not known here. Known are: thinking, instant, mini.',
  ],
  [
    'routes.0.name',
    'general',
    'routes[1].name',
    'The route "general" is also routes[0]. Rename or remove one of them.',
  ],
  ['routes.0.name', 'auto', 'routes[0].name', 'The name "auto" is reserved. Choose another.'],
  ['routes.0.name', 'Code', 'routes[0].name', A_NAME],
  ['routes.0.description', ' ', 'routes[0].description', 'This must hold some text.'],
  ['routes.0.effort', 'mini', 'routes[0].effort', 'This must be one of auto, instant, thinking.'],
  ['routes.0.examples', [1], 'routes[0].examples[0]', 'This must be text, and is 1.'],
  [
    'routes.0.examples',
    Array.from({ length: 101 }, () => 'x'),
    'routes[0].examples',
    'This must have at most 100 entries, and has 101.',
  ],
  [
    'routes.0.models.instant.1',
    'bakcup',
    'routes[0].models.instant[1]',
    'No model is named "bakcup". Did you mean "backup"?',
  ],
  [
    'routes.0.models.instant.1',
    'constructor',
    'routes[0].models.instant[1]',
    'No model is named "constructor". Define it under models, or name one that is defined.',
  ],
  [
    'routes.0.models.instant.1',
    'fast',
    'routes[0].models.instant[1]',
    'The model "fast" is in this list twice. Remove one.',
  ],
  ['routes.0.models.instant', [], 'routes[0].models.instant[0]', 'This is required: the name of a model.'],
  [
    'routes.0.models',
    {},
    'routes[0].models',
    'This route has no model. Give at least one of the lists thinking, instant and mini.',
  ],
  ['routes.0.timeouts', { idleMs: '5s' }, 'routes[0].timeouts.idleMs', 'This must be a number, and is text.'],
  ['models.auto', { provider: 'local', id: 'x' }, 'models.auto', 'The name "auto" is reserved. Choose another.'],
  ['models.My model', { provider: 'local', id: 'x' }, 'models["My model"]', A_NAME],
  ['models.fast.provider', 'opnai', 'models.fast.provider', 'No provider is named "opnai". Did you mean "openai"?'],
  ['models.fast.id', '..', 'models.fast.id', 'This is a step in a path, and no id of any provider.'],
  ['models.fast.id', '.', 'models.fast.id', 'This is a step in a path, and no id of any provider.'],
  ['models.fast.context', 1.5, 'models.fast.context', 'This must be a whole number, and is 1.5.'],
  [
    'models.fast.can',
    ['tool'],
    'models.fast.can[0]',
    'This must be one of tools, vision, audio, json, reasoning. Did you mean "tools"?',
  ],
  ['models.fast.effort', 'auto', 'models.fast.effort', 'This must be one of thinking, instant, mini.'],
  [
    'models.fast',
    { provider: 'openai', id: 'gpt-of-my-own' },
    'models.fast.price',
    `No price is known of the model "fast", and the limit "1d-cost" of plan "free" counts cost. Write price: { input: …, output: … } in USD per million tokens, or name a model that the price book of ${PRICE_BOOK} has.`,
  ],
  ['models.fast.price.output', -1, 'models.fast.price.output', 'This must be at least 0.'],
  [
    'models.fast.price.cachedInput',
    3,
    'models.fast.price.cachedInput',
    'Cached input costs more than input here. Were the two swapped?',
  ],
  ['providers.openai.key', 'sk-proj-Abc123', 'providers.openai.key', A_SECRET],
  ['providers.openai.key', 'ADMIN_TOKEN', 'providers.openai.key', A_SECRET],
  [
    'providers.openai.key',
    undefined,
    'providers.openai.key',
    'The API of openai answers nobody without a key. Name the secret that holds it, such as key: PROVIDER_API_KEY.',
  ],
  [
    'providers.openai.region',
    'us-east-1',
    'providers.openai.region',
    'The key "region" is not known here. Known are: kind, key, baseUrl.',
  ],
  [
    'providers.local.baseUrl',
    undefined,
    'providers.local.baseUrl',
    "This is required: the URL that stands before the endpoint's own path: https, a public host.",
  ],
  [
    'providers.local.baseUrl',
    'https://10.0.0.1/v1',
    'providers.local.baseUrl',
    'This must be https to a public host, and this host is private or has no domain.',
  ],
  [
    'providers.cloud',
    { kind: 'amazon-bedrock', key: 'AWS_KEY', region: 'us-east-1.evil.example/' },
    'providers.cloud.region',
    'This must be a region of AWS, such as us-east-1.',
  ],
  [
    'providers.cloud',
    { kind: 'amazon-bedrock', key: 'AWS_KEY' },
    'providers.cloud.region',
    'This is required: the AWS region, such as us-east-1.',
  ],
  [
    'providers.cloud',
    { kind: 'azure-openai', key: 'AZURE_KEY', baseUrl: 'https://x.openai.azure.com' },
    'providers.cloud.apiVersion',
    'This is required: the version of the API, such as 2024-10-21.',
  ],
  ['plans', {}, 'plans', 'At least one plan is required: every API key is on one. { free: { limits: [] } } will do.'],
  ...LIMIT_FAULTS,
  [
    'classifier.workersAi',
    undefined,
    'classifier.workersAi',
    'classifier.order names workers-ai, so its model is required: workersAi: { model: "@cf/…" }.',
  ],
  ['classifier.order', [], 'classifier.order[0]', 'This must be one of embedded, workers-ai, remote.'],
  [
    'classifier.order',
    ['embedded', 'embedded'],
    'classifier.order[1]',
    '"embedded" is in this list twice. Remove one.',
  ],
  ['classifier.confidence', 60, 'classifier.confidence', 'This must be at most 1.'],
  [
    'classifier.remote.url',
    'http://router.example/v1',
    'classifier.remote.url',
    'This must be https: a key would travel in the clear otherwise.',
  ],
  ['session.sticky', 'yes', 'session.sticky', 'This must be true or false, and is text.'],
  ['session.idleMinutes', 0, 'session.idleMinutes', 'This must be more than 0.'],
  ['session', null, 'session', 'This must be an object, and is empty (null).'],
  [
    'tests',
    [{ say: 'hi', expect: 'genral' }],
    'tests[0].expect',
    'No route is named "genral". Did you mean "general"?',
  ],
  [
    'tests',
    [{ expect: 'general' }],
    'tests[0]',
    'This test says nothing: write what a user says under `say`, or a conversation under `turns`.',
  ],
  [
    'tests',
    [{ say: 'hi', turns: [{ role: 'user', content: 'hi' }], expect: 'general' }],
    'tests[0].turns',
    'A test has either `say` or `turns`. Remove one of them.',
  ],
  ['tests', [{ say: 'hi' }], 'tests[0].expect', TEST_EXPECT],
  ['tests', [{ say: ' ', expect: 'general' }], 'tests[0].say', 'This must hold some text.'],
  ['tests', ['hi'], 'tests[0]', 'This must be an object, and is text.'],
  [
    'tests',
    [{ say: 'hi', expect: 'general', effort: 'mini' }],
    'tests[0].effort',
    'This must be one of instant, thinking.',
  ],
  [
    'tests',
    [{ say: 'hi', expects: 'general', expect: 'general' }],
    'tests[0].expects',
    'The key "expects" is not known here. Did you mean "expect"?',
  ],
  [
    'tests',
    [{ turns: [{ role: 'usr', content: 'hi' }], expect: 'general' }],
    'tests[0].turns[0].role',
    'This must be one of system, user, assistant, tool. Did you mean "user"?',
  ],
  ['tests', [{ turns: [], expect: 'general' }], 'tests[0].turns', 'This must have at least 1 entry, and has 0.'],
  [
    'tests',
    Array.from({ length: 501 }, () => ({ say: 'hi', expect: 'general' })),
    'tests',
    'This must have at most 500 entries, and has 501.',
  ],
];
