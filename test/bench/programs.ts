/** The Workers that are measured: Signalbox as it deploys, and what stands beside it. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { unstable_readConfig } from 'wrangler';
import { BENCH_KEY, policyOf, TENANT } from './policy.ts';
import type { Compatibility, Modules, Program } from './workerd.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROVIDER_KEY = 'sk-bench';

export function compatibility(): Compatibility {
  const { compatibility_date, compatibility_flags } = unstable_readConfig({ config: join(ROOT, 'wrangler.toml') });
  if (compatibility_date === undefined) throw new Error('wrangler.toml has no compatibility_date.');
  return { date: compatibility_date, flags: compatibility_flags };
}

/** What `wrangler deploy` would upload. Rejects with what wrangler says when it cannot build. */
export async function deployedModules(): Promise<Modules> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  const env = { ...process.env, NODE_ENV: 'production', WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  try {
    const args = [wrangler, 'deploy', '--dry-run', '--minify', '--outdir', folder];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
    const names = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
    return {
      script: await readFile(join(folder, 'index.js'), 'utf8'),
      data: new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Signalbox, all of it: a key, a policy, the embedded classifier, the ledger, learning. `readMs`: what a read of KV takes.
 * `more`: further values of KV.
 */
export async function signalbox(
  modules: Modules,
  providerUrl: string,
  readMs = 1,
  more: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const values = { ...tenantValues(TENANT, BENCH_KEY, policyOf(providerUrl)), ...more };
  return {
    name: 'signalbox',
    ...modules,
    vars: { ALLOW_LOCAL_UPSTREAMS: '1', OPENAI_API_KEY: PROVIDER_KEY, ANTHROPIC_API_KEY: PROVIDER_KEY },
    objects: { ACCOUNT: 'Account', TENANT: 'Tenant', LEARNER: 'Learner' },
    kv: {
      binding: 'POLICIES',
      script: await bundled('kv'),
      vars: { VALUES: JSON.stringify(values), READ_MS: String(readMs) },
    },
  };
}

/** What KV holds of a tenant with one key. */
export function tenantValues(tenant: string, key: string, policy: object): Record<string, string> {
  const hash = createHash('sha256').update(key).digest('hex');
  return {
    [`tenant:${tenant}`]: JSON.stringify(policy),
    [`key:${hash}`]: JSON.stringify({ id: `${tenant}-key`, tenant, plan: 'free' }),
  };
}

export async function passThrough(name: 'bare' | 'hono', providerUrl: string): Promise<Program> {
  return { name, script: await bundled(name), vars: { PROVIDER: providerUrl, PROVIDER_KEY } };
}

/** Its look-ups alone, in a KV that holds nothing. */
export async function lookingUp(readMs: number): Promise<Program> {
  const kv = { binding: 'POLICIES', script: await bundled('kv'), vars: { VALUES: '{}', READ_MS: String(readMs) } };
  return { name: 'looks-up', script: await bundled('looks-up'), vars: {}, kv };
}

async function bundled(name: 'bare' | 'hono' | 'kv' | 'looks-up'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'workers', `${name}.ts`)],
    ...{ bundle: true, minify: true, write: false, format: 'esm', target: 'es2024' },
    conditions: ['workerd', 'worker', 'browser'],
  });
  return outputFiles.map(({ text }) => text).join('');
}
