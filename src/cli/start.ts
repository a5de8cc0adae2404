/**
 * `npm start`: the whole service on this machine, without an account. Takes the port, checks the policies, starts the
 * Worker in workerd, seeds its KV, and only then lets callers in and says how to call. What can be wrong with the port or
 * with a policy is said before anything is written.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { greeting } from './greeting.ts';
import { readPolicyFiles } from './policy-files.ts';
import { readPort, takePort } from './port.ts';
import { startRuntime } from './runtime.ts';
import { readSecrets } from './secrets.ts';
import { seed } from './seed.ts';
import { Unstartable } from './unstartable.ts';

const ROOT = join(import.meta.dirname, '../..');
const ORPHAN_CHECK_MS = 200;

async function start(): Promise<void> {
  const port = await takePort(readPort(process.env['PORT']));
  const secrets = readSecrets(process.env, await readDevVars());
  // The Worker of npm start has a stand-in for the binding AI: dev.ts.
  const files = await readPolicyFiles(join(ROOT, 'policies'), { secret: (name) => secrets[name], hasAi: true });
  const runtime = await startRuntime(ROOT, secrets);
  const seeded = await seed(runtime.policies, files);
  port.open(runtime.url);
  console.log(greeting({ url: port.url, adminToken: runtime.adminToken, seeded, files, keys: Object.keys(secrets) }));
}

async function readDevVars(): Promise<string> {
  try {
    return await readFile(join(ROOT, '.dev.vars'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

// Leaving ends workerd too (runtime.ts). To be told to stop is no failure: npm has nothing to complain of then.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));

// npm hands a signal on to the shell that it started this from, and that shell dies without handing it on.
if (process.env['npm_lifecycle_event'] === 'start') {
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && process.exit(0), ORPHAN_CHECK_MS).unref();
}

try {
  await start();
} catch (error) {
  console.error(error instanceof Unstartable ? error.message : error);
  process.exit(1);
}
