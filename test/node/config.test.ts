import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { bundle } from '../../src/cli/bundle.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAX_GZIP_BYTES = 150_000;

/** A configuration as wrangler reads it, without where it was read from. */
function read(file: string) {
  const { configPath, userConfigPath, topLevelName, definedEnvironments, ...config } = unstable_readConfig({
    config: join(ROOT, file),
  });
  return config;
}

/** KV namespaces without their ids. */
const bindingsOf = (namespaces: readonly { readonly binding: string }[]) =>
  namespaces.map(({ binding }) => ({ binding }));

it('npm start runs the Worker that is deployed, under the same bindings', () => {
  const shipped = read('wrangler.toml');
  const local = read('wrangler.dev.toml');
  expect({
    ...local,
    // `wrangler deploy` fills in the id of the namespace; the local one is a name of our own.
    kv_namespaces: bindingsOf(local.kv_namespaces),
    vars: shipped.vars,
    // Logs of a deployment are kept by Cloudflare; the local ones are on the terminal.
    observability: shipped.observability,
  }).toEqual({ ...shipped, kv_namespaces: bindingsOf(shipped.kv_namespaces) });
});

it('only npm start has a known admin token, and may call providers on this machine', () => {
  expect(read('wrangler.toml').vars).toEqual({});
  expect(read('wrangler.dev.toml').vars).toEqual({ ADMIN_TOKEN: 'dev-admin', ALLOW_LOCAL_UPSTREAMS: '1' });
});

/** What `wrangler deploy` would ship. */
async function deployed(...flags: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  const env = { ...process.env, NODE_ENV: 'production', WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', folder, ...flags];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
    return await readFile(join(folder, 'index.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it('npm start runs, byte for byte, the script that is deployed', async () => {
  const script = (await deployed()).replace('//# sourceMappingURL=index.js.map\n', '');
  expect((await bundle(ROOT, 'src/index.ts')) === script).toBe(true);
});

it('the Worker is under 150 KB, compressed', async () => {
  const bytes = gzipSync(await deployed('--minify')).byteLength;
  expect(bytes).toBeGreaterThan(1024);
  expect(bytes).toBeLessThan(MAX_GZIP_BYTES);
});
