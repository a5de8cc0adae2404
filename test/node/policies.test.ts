import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { actionWords, domainWords } from '../../src/classify/lexicon.ts';
import { readPolicyFiles } from '../../src/cli/policy-files.ts';
import { policyJsonSchema, policySchemaFile } from '../../src/cli/schema.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { termWarnings } from '../../src/tenant/warnings.ts';

const folder = join(import.meta.dirname, '../../policies');
const files = readdirSync(folder);
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

function policyOf(file: string) {
  const yaml = parseDocument(read(file));
  expect(yaml.errors).toEqual([]);
  // As a deployment reads it: what lies here may be put into any KV.
  const tenant = basename(file, extname(file)) as TenantId;
  const result = readPolicy(yaml.toJS(), { tenant, version: 0, allowLocalUpstreams: false });
  if (!result.ok) throw new Error(`${file}: ${JSON.stringify(result.problems, null, 2)}`);
  return result;
}

it('the JSON Schema on disk is the one of the schema: run `npm run schema` when it is not', () => {
  expect(JSON.parse(readFileSync(policySchemaFile, 'utf8'))).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
});

it('there are policies, and nothing else beside them', () => {
  expect(files).toContain('demo.yaml');
  for (const file of files) expect(file).toMatch(/^[a-z0-9][a-z0-9_-]{0,63}\.(yaml|json)$/);
});

describe.each(files)('%s', (file) => {
  it('is the policy of the tenant it is named after, without a problem or a warning', () => {
    const { policy, warnings } = policyOf(file);
    const taxonomy = { domains: [...domainWords().keys()], actions: [...actionWords().keys()] };
    expect([...warnings, ...termWarnings(policy, taxonomy)]).toEqual([]);
  });

  it.skipIf(file.endsWith('.json'))('tells an editor which schema it follows', () => {
    expect(read(file).split('\n')[0]).toBe('# yaml-language-server: $schema=../src/tenant/policy.schema.json');
  });
});

describe('the demo', () => {
  const { policy } = policyOf('demo.yaml');

  it('works without any key: every list ends with a model that needs none', () => {
    for (const route of policy.routes.values()) {
      for (const list of Object.values(route.models)) {
        expect(policy.models.get(list.at(-1) ?? '')?.provider.kind).toBe('loopback');
      }
    }
  });

  it('has the plan that the key sb-demo is on, and another', () => {
    expect([...policy.plans.keys()]).toEqual(['free', 'pro']);
  });

  it('gives every route but the default a handful of examples, each its own', () => {
    const all = [...policy.routes.values()].flatMap(({ name, examples }) => {
      if (name !== policy.default) expect(examples.length).toBeGreaterThanOrEqual(6);
      return examples;
    });
    expect(new Set(all).size).toBe(all.length);
  });
});

it('a secret that npm start was given and that cannot be read is warned of, without a word of it', async () => {
  const own = await mkdtemp(join(tmpdir(), 'policies-'));
  const document = {
    ...{ tenant: 't', default: 'general', plans: { free: { limits: [] } } },
    routes: [{ name: 'general', description: 'anything at all', models: { instant: ['nova'] } }],
    models: { nova: { provider: 'aws', id: 'amazon.nova-lite-v1:0', price: { input: 0.06, output: 0.24 } } },
    providers: { aws: { kind: 'amazon-bedrock', key: 'AWS_KEY', region: 'us-east-1' } },
  };
  await writeFile(join(own, 't.json'), JSON.stringify(document));
  const told = async (secret: string) =>
    (await readPolicyFiles(own, { secret: () => secret, hasAi: true })).flatMap(({ warnings }) => warnings);
  expect(await told('AKIDEXAMPLE:hidden')).toEqual([]);
  const [warning] = await told('AKIDEXAMPLE:hidden:');
  expect(warning).toMatch(/^policies\/t\.json: providers\.aws: .*AWS_KEY holds neither/);
  expect(warning).not.toMatch(/hidden|AKID/);
  await rm(own, { recursive: true });
});
