import { expect, it } from 'vitest';
import { deploymentWarnings } from '../../src/admin/deployment-warnings.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { kindWarnings, secretWarnings, termWarnings } from '../../src/tenant/warnings.ts';
import { changed, contractDocument, local } from './document.ts';

function read(json: unknown) {
  const result = readPolicy(json, local);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

const policy = read(contractDocument()).policy;

it('warns of a model that no route lists', () => {
  const spare = { provider: 'local', id: 'spare', price: { input: 0, output: 0 } };
  expect(read(changed(contractDocument(), 'models.spare', spare)).warnings).toEqual([
    { path: 'models.spare', message: 'No route lists the model "spare": only a request that names it will use it.' },
  ]);
});

it('warns of a route that has too few words to be found by', () => {
  const thin = Object(changed(contractDocument(), 'routes.0.examples', undefined));
  expect(read(changed(thin, 'routes.0.description', 'new code')).warnings).toEqual([
    {
      path: 'routes[0]',
      message:
        'The route "code_generation" has no examples and hardly a description, so few requests will find it. Add some.',
    },
  ]);
  expect(read(changed(thin, 'routes.0.description', 'writing new code')).warnings).toEqual([]);
});

it('does not ask the default route for words: it is taken when nothing matches', () => {
  expect(read(changed(contractDocument(), 'routes.1.description', 'other')).warnings).toEqual([]);
});

it('warns of each secret that is not set, with the models that are then skipped', () => {
  const set = new Map([['OPENAI_API_KEY', 'sk-1']]);
  expect(secretWarnings(policy, (name) => set.get(name))).toEqual([
    {
      path: 'providers.claude.key',
      message:
        'The secret ANTHROPIC_API_KEY is not set, so its models are skipped: backup. Set it: wrangler secret put ANTHROPIC_API_KEY',
    },
    {
      path: 'classifier.remote.key',
      message:
        'The secret ROUTER_KEY is not set, so the remote classifier is asked without it. Set it: wrangler secret put ROUTER_KEY',
    },
  ]);
  expect(secretWarnings(policy, () => 'set')).toEqual([]);
});

it('warns of each provider of a kind that is not served yet', () => {
  expect(kindWarnings(policy, (kind) => kind === 'openai')).toEqual([
    {
      path: 'providers.claude.kind',
      message: 'Providers of kind anthropic cannot be called yet, so its models are skipped: backup.',
    },
    {
      path: 'providers.local.kind',
      message: 'Providers of kind openai-compatible cannot be called yet, so it cannot be used.',
    },
  ]);
});

it('warns of a domain or an action that the taxonomy does not have', () => {
  const taxonomy = { domains: ['coding', 'law'], actions: ['generate'] };
  expect(termWarnings(policy, taxonomy)).toEqual([]);
  const misspelt = read(changed(contractDocument(), 'routes.0.domain', 'codign')).policy;
  expect(termWarnings(misspelt, taxonomy)).toEqual([
    {
      path: 'routes[0].domain',
      message: 'The taxonomy has no domain "codign", so it says little about the route. Did you mean "coding"?',
    },
  ]);
});

it('warns of a takeover for which no list has a second model', () => {
  const alone = ['fast'];
  const lists = (models: object) => Object(changed(contractDocument(), 'routes.0.models', models));
  const told = (models: object, takeover: boolean) =>
    read(changed(lists(models), 'takeover', takeover)).warnings.filter(({ path }) => path === 'takeover');
  expect(told({ instant: alone, thinking: alone }, true)).toEqual([
    {
      path: 'takeover',
      message:
        'No list of any route has a second model, so nobody can take over an answer that breaks off. Add one, or leave takeover out.',
    },
  ]);
  expect(told({ instant: alone, thinking: ['deep', 'fast'] }, true)).toEqual([]);
  expect(told({ instant: alone, thinking: alone }, false)).toEqual([]);
});

it('warns of what a deployment cannot do for want of the binding AI, or of a secret that can be read', () => {
  const model = (provider: string) => ({ provider, id: 'x', price: { input: 0, output: 0 } });
  let document: unknown = contractDocument();
  for (const [place, value] of [
    ['providers.aws', { kind: 'amazon-bedrock', key: 'AWS_KEY', region: 'us-east-1' }],
    ['providers.cf', { kind: 'workers-ai' }],
    ['models.nova', model('aws')],
    ['models.llama', model('cf')],
  ] as const) {
    document = changed(Object(document), place, value);
  }
  const given = read(document).policy;
  const told = (secret: string | undefined, hasAi: boolean) =>
    deploymentWarnings(given, { secret: (name) => (name === 'AWS_KEY' ? secret : 'set'), hasAi });
  expect(told('AKIDEXAMPLE:', false)).toEqual([
    {
      path: 'providers.aws',
      message:
        "This deployment cannot call it: the secret AWS_KEY holds neither ACCESS_KEY_ID:SECRET[:SESSION] nor an API key of Bedrock's; set it anew. Until then its models are skipped: nova.",
    },
    {
      path: 'providers.cf',
      message:
        'This deployment cannot call it: the binding AI is missing: add [ai] with binding = "AI" to wrangler.toml. Until then its models are skipped: llama.',
    },
    { path: 'classifier.order[1]', message: expect.stringContaining('this classifier is passed over') },
  ]);
  expect(told('AKIDEXAMPLE:secret', true)).toEqual([]);
  // A secret that is not set is warned of under its own name, and not twice.
  expect(told(undefined, true)).toEqual([]);
});

it('warns of a plan that paces itself and has no cost of thinking to go by', () => {
  const told = (limit: object) => {
    const plan = { pace: true, limits: [{ id: 'usd', of: 'cost', max: 1, per: '1d', then: 'mini', ...limit }] };
    return read(changed(contractDocument(), 'plans.free', plan)).warnings.map(({ path }) => path);
  };
  expect(told({})).toEqual([]);
  expect(told({ effort: 'thinking', then: 'instant' })).toEqual([]);
  for (const other of [{ of: 'tokens' }, { effort: 'instant' }]) {
    expect(told(other)).toEqual(['plans.free.pace']);
  }
});
