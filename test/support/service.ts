/**
 * The whole service as a stranger starts it, in a copy of the project of its own, so that no test touches the state, the
 * policies or the secrets of the person who runs it. Outside of workerd only.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['src', 'policies', 'package.json', 'tsconfig.json', 'wrangler.toml', 'wrangler.dev.toml'];

export interface Project {
  readonly folder: string;
  /** Writes a file, `.dev.vars` or `policies/shop.yaml`. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** `wrangler <args>` in this project, as its owner would type it. Answers what it says. */
  readonly wrangler: (...args: string[]) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** A copy of the project as it is in the working tree, without state and secrets. */
export async function copyProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  const env = { ...stranger(), WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  return {
    folder,
    write: (path, text) => writeFile(join(folder, path), text),
    wrangler: async (...args) =>
      (await promisify(execFile)(process.execPath, [wrangler, ...args], { cwd: folder, env })).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The environment without any secret of the person who runs the tests. */
function stranger(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.endsWith('_KEY') && name !== 'PORT'));
}

/** A run of `npm start` that has ended. */
export interface Ended {
  readonly code: number | null;
  /** stdout and stderr, as they came. */
  readonly logs: string;
}

/** `npm start`, to its end: for starts that are meant to fail. */
export async function runToEnd(project: Project, env: NodeJS.ProcessEnv): Promise<Ended> {
  const run = launch(project, env);
  return { code: await run.ended, logs: run.logs() };
}

export interface Service {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly process: ChildProcess;
  /** stdout and stderr, as they came. */
  readonly logs: () => string;
  /** Puts a value into the KV namespace POLICIES, by `wrangler kv key put --local`. */
  readonly kvPut: (key: string, value: string, metadata?: object) => Promise<void>;
  /** Asks it to stop, waits until it has, and answers its exit code. */
  readonly stop: () => Promise<number | null>;
  /** `kill -9`, workerd and all: nobody has time for a last word. For a service `inGroup`. */
  readonly kill: () => Promise<void>;
}

/**
 * `npm start` on a free port, until it is ready. Rejects with everything it said when it ends instead. `inShell` puts a
 * shell between, as npm does: signals then reach the shell alone. `inGroup`: it is the first of a process group of its own.
 */
export async function startService(
  project: Project,
  env: NodeJS.ProcessEnv = {},
  how: { readonly inShell?: boolean; readonly inGroup?: boolean } = {},
): Promise<Service> {
  const run = launch(project, { PORT: '0', ...env }, how);
  const url = await Promise.race([run.ready, run.ended.then(() => null)]);
  if (url === null) throw new Error(`The service did not start:\n${run.logs()}`);
  return {
    url,
    process: run.process,
    logs: run.logs,
    kvPut: async (key, value, metadata) => {
      const more = metadata === undefined ? [] : ['--metadata', JSON.stringify(metadata)];
      const where = ['--local', '--binding', 'POLICIES', '--config', 'wrangler.dev.toml'];
      await project.wrangler('kv', 'key', 'put', ...where, key, value, ...more);
    },
    stop: () => {
      run.process.kill('SIGTERM');
      return run.ended;
    },
    kill: async () => {
      process.kill(-(run.process.pid ?? Number.NaN), 'SIGKILL');
      await run.ended;
    },
  };
}

function launch(project: Project, env: NodeJS.ProcessEnv, { inShell = false, inGroup = false } = {}) {
  // The second command keeps every shell from becoming the first one instead of waiting for it.
  const [command, args] = inShell ? ['sh', ['-c', '"$0" "$1"; exit $?', process.execPath]] : [process.execPath, []];
  const child = spawn(command, [...args, 'src/cli/start.ts'], {
    cwd: project.folder,
    env: { ...stranger(), npm_lifecycle_event: 'start', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: inGroup,
  });
  let said = '';
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /Signalbox is ready at (\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
  }
  const ended = once(child, 'close').then(() => child.exitCode);
  return { process: child, ready, ended, logs: () => said };
}
