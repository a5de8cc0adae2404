import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { ACTION_WORDS, DOMAIN_WORDS } from '../../src/classify/lexicon.ts';
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
    const taxonomy = { domains: [...DOMAIN_WORDS.keys()], actions: [...ACTION_WORDS.keys()] };
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
