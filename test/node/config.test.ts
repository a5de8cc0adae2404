import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { type Bundle, bundle } from '../../src/cli/bundle.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The script: the Worker with every dialect. */
const MAX_GZIP_BYTES = 272_000;
/** Beside it the words and patterns in seven languages that its classifier reads signals by, each read when a text first needs it. */
const MAX_LISTS_GZIP_BYTES = 76_000;
const MAX_OPENAPI_GZIP_BYTES = 16_000;
const MAX_LEARNED_GZIP_BYTES = 1_048_576;
/** What wrangler writes before a module's own name. */
const HASHED = /^\.\/[0-9a-f]{40}-/;
/** What wrangler calls the script it makes of each configuration. */
const SCRIPT = { 'wrangler.toml': 'index.js', 'wrangler.dev.toml': 'dev.js' } as const;

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

it('npm start runs the Worker that is deployed, under bindings of the same names', () => {
  const shipped = read('wrangler.toml');
  const local = read('wrangler.dev.toml');
  expect({
    ...local,
    // Workers AI needs an account; src/dev.ts adds a stand-in for it to the Worker, and nothing else.
    main: shipped.main,
    ai: { binding: local.services[0]?.binding },
    services: [],
    // `wrangler deploy` fills in the id of the namespace; the local one is a name of our own.
    kv_namespaces: bindingsOf(local.kv_namespaces),
    vars: shipped.vars,
    // The terminal shows stack traces as they are; those of a deployment are mapped back to the sources.
    minify: shipped.minify,
    upload_source_maps: shipped.upload_source_maps,
    // Logs of a deployment are kept by Cloudflare; the local ones are on the terminal.
    observability: shipped.observability,
  }).toEqual({ ...shipped, kv_namespaces: bindingsOf(shipped.kv_namespaces) });
});

it('npm start has a stand-in for Workers AI in the Worker itself', () => {
  const { main, name, services, ai } = read('wrangler.dev.toml');
  expect(main).toBe(join(ROOT, 'src/dev.ts'));
  expect([ai, services]).toEqual([undefined, [{ binding: 'AI', service: name, entrypoint: 'LocalAi' }]]);
});

it('only npm start has a known admin token, and may call providers on this machine', () => {
  expect(read('wrangler.toml').vars).toEqual({});
  expect(read('wrangler.dev.toml').vars).toEqual({ ADMIN_TOKEN: 'dev-admin', ALLOW_LOCAL_UPSTREAMS: '1' });
});

/** What `wrangler deploy` would ship of a configuration: the script, and the bytes that it imports by their names. */
async function deployed(config: keyof typeof SCRIPT): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  const env = { ...process.env, NODE_ENV: 'production', WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  const args = [wrangler, 'deploy', '--dry-run', '-c', config, '--outdir', folder];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
    const names = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
    const data = names.map(async (name) => [`./${name}`, new Uint8Array(await readFile(join(folder, name)))] as const);
    return {
      script: await readFile(join(folder, SCRIPT[config]), 'utf8'),
      data: new Map(await Promise.all(data)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it('npm start makes of the Worker, byte for byte, what wrangler makes of it', async () => {
  const { script, data } = await deployed('wrangler.dev.toml');
  const local = await bundle(ROOT, 'src/dev.ts');
  expect(local.script === script.replace(/\/\/# sourceMappingURL=\S+\n/, '')).toBe(true);
  expect([...local.data.keys()].sort()).toEqual([...data.keys()].sort());
  expect([...local.data].every(([name, bytes]) => Buffer.from(bytes).equals(data.get(name) ?? Buffer.alloc(0)))).toBe(
    true,
  );
});

it('the script is under 272 KB, compressed, the lists of words beside it under 76 KB, the OpenAPI document under 16 KB, and what the classifier has learned under 1 MB', async () => {
  const { script, data } = await deployed('wrangler.toml');
  expect(gzipSync(script).byteLength).toBeLessThan(MAX_GZIP_BYTES);
  const sizes = new Map([...data].map(([name, bytes]) => [name.replace(HASHED, ''), gzipSync(bytes).byteLength]));
  expect([...sizes.keys()].sort()).toEqual(['lists.bin', 'model.bin', 'openapi.bin']);
  expect(sizes.get('lists.bin')).toBeLessThan(MAX_LISTS_GZIP_BYTES);
  expect(sizes.get('openapi.bin')).toBeLessThan(MAX_OPENAPI_GZIP_BYTES);
  expect(sizes.get('model.bin')).toBeLessThan(MAX_LEARNED_GZIP_BYTES);
});
