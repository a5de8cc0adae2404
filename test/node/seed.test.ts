import { describe, expect, it } from 'vitest';
import type { PolicyFile } from '../../src/cli/policy-files.ts';
import { readSecrets } from '../../src/cli/secrets.ts';
import { type Store, seed } from '../../src/cli/seed.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';

/** KV in memory. */
function givenStore() {
  const entries = new Map<string, { readonly value: string; readonly metadata: unknown }>();
  const store: Store = {
    get: async (key) => entries.get(key)?.value ?? null,
    getWithMetadata: async (key) => entries.get(key) ?? { value: null, metadata: null },
    put: async (key, value, options) => {
      entries.set(key, { value, metadata: options?.metadata ?? null });
    },
  };
  return { entries, store };
}

/** A policy file of the tenant shop; `content` stands for what is in it. */
function givenFile(content: string): PolicyFile {
  const document = {
    tenant: 'shop',
    default: 'general',
    routes: [{ name: 'general', description: 'anything', models: { instant: ['here'] } }],
    models: { here: { provider: 'here', id: 'loopback' } },
    providers: { here: { kind: 'loopback' } },
    plans: { free: { limits: [] } },
  };
  const read = readPolicy(document, { tenant: null, version: 0, allowLocalUpstreams: true });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return { json: JSON.stringify({ content }), sha256: `sha of ${content}`, policy: read.policy, warnings: [] };
}

describe('seeding', () => {
  it('writes a policy as version 1, and the key sb-demo by its hash', async () => {
    const { entries, store } = givenStore();
    expect(await seed(store, [givenFile('first')])).toEqual([{ tenant: 'shop', version: 1, written: true }]);
    expect(Object.fromEntries(entries)).toEqual({
      'tenant:shop': { value: '{"content":"first"}', metadata: { version: 1 } },
      'seed:shop': { value: 'sha of first', metadata: null },
      // printf sb-demo | sha256sum
      'key:77baec43d4d5f64f191b37c41f3efb3c3466fa45e413f09ac1e94c890b55308a': {
        value: '{"id":"demo","tenant":"demo","plan":"free"}',
        metadata: null,
      },
    });
  });

  it('leaves alone what was changed in KV since, with or without a version', async () => {
    const { entries, store } = givenStore();
    await seed(store, [givenFile('first')]);
    entries.set('tenant:shop', { value: '{"put":"by hand"}', metadata: { version: 8 } });
    expect(await seed(store, [givenFile('first')])).toEqual([{ tenant: 'shop', version: 8, written: false }]);
    entries.set('tenant:shop', { value: '{"put":"by hand"}', metadata: null });
    expect(await seed(store, [givenFile('first')])).toEqual([{ tenant: 'shop', version: 0, written: false }]);
    expect(entries.get('tenant:shop')?.value).toBe('{"put":"by hand"}');
  });

  it('writes the next version once the file was edited', async () => {
    const { entries, store } = givenStore();
    await seed(store, [givenFile('first')]);
    entries.set('tenant:shop', { value: '{"put":"by hand"}', metadata: { version: 8 } });
    expect(await seed(store, [givenFile('second')])).toEqual([{ tenant: 'shop', version: 9, written: true }]);
    expect(entries.get('tenant:shop')).toEqual({ value: '{"content":"second"}', metadata: { version: 9 } });
    expect(await seed(store, [givenFile('second')])).toEqual([{ tenant: 'shop', version: 9, written: false }]);
  });

  it('brings back a policy that was deleted', async () => {
    const { entries, store } = givenStore();
    await seed(store, [givenFile('first')]);
    entries.delete('tenant:shop');
    expect(await seed(store, [givenFile('first')])).toEqual([{ tenant: 'shop', version: 1, written: true }]);
  });

  it('leaves the demo key alone when it is there', async () => {
    const { entries, store } = givenStore();
    await seed(store, []);
    const [key = ''] = [...entries.keys()].filter((name) => name.startsWith('key:'));
    entries.set(key, { value: '{"plan":"pro"}', metadata: null });
    await seed(store, []);
    expect(entries.get(key)?.value).toBe('{"plan":"pro"}');
  });
});

describe('secrets', () => {
  it('are what ends in _KEY, of the environment and of .dev.vars', () => {
    const file = '# keys\nOPENAI_API_KEY="sk-1"\nexport GROQ_KEY=gsk\nADMIN_TOKEN=evil\nlower_key=no\n';
    expect(readSecrets({ PATH: '/bin', ROUTER_KEY: 'r-1', KEY: 'no' }, file)).toEqual({
      OPENAI_API_KEY: 'sk-1',
      GROQ_KEY: 'gsk',
      ROUTER_KEY: 'r-1',
    });
  });

  it('come from the environment where both have them, and an empty one there switches the other off', () => {
    expect(readSecrets({ A_KEY: 'environment', B_KEY: '' }, 'A_KEY=file\nB_KEY=file')).toEqual({
      A_KEY: 'environment',
    });
  });
});
