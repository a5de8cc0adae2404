/** Workers under plain workerd, a process each, so that what one of them uses of the machine is told apart from the rest. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Modules {
  /** An ES module. */
  readonly script: string;
  /** What it imports as bytes, by name. */
  readonly data?: ReadonlyMap<string, Uint8Array>;
}

/** A script and its text bindings. */
interface Script extends Modules {
  readonly vars: Readonly<Record<string, string>>;
}

/** A Worker and what it is bound to. */
export interface Program extends Script {
  readonly name: string;
  /** Classes of Durable Objects with SQLite, by binding. */
  readonly objects?: Readonly<Record<string, string>>;
  /** The KV namespace, by its binding, as a Worker that answers for it. */
  readonly kv?: Script & { readonly binding: string };
}

/** Those of wrangler.toml. */
export interface Compatibility {
  readonly date: string;
  readonly flags: readonly string[];
}

export interface Running {
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** Of workerd's inspector, where it was asked for. */
  readonly inspectorUrl: string | null;
  /** Of the workerd process. */
  readonly pid: number;
  /** The folder in which its objects are stored. */
  readonly disk: string;
  /** When that process was started, on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** What it has said on stderr: nothing, while all is well. */
  readonly complaints: () => string;
  readonly stop: () => Promise<void>;
}

/** A file system in memory where there is one: with a disk that answers for every write, that would be all one measures. */
const MEMORY = '/dev/shm';

/** Starts `program`. Rejects with all that workerd said when it ends before it listens. */
export async function startWorker(
  program: Program,
  compatibility: Compatibility,
  { inspect = false } = {},
): Promise<Running> {
  const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'signalbox-bench-'));
  await mkdir(join(folder, 'objects'));
  await writeFile(join(folder, 'main.js'), program.script);
  for (const [name, bytes] of program.data ?? []) await writeFile(join(folder, name), bytes);
  if (program.kv !== undefined) await writeFile(join(folder, 'kv.js'), program.kv.script);
  await writeFile(join(folder, 'workerd.capnp'), configurationOf(program, compatibility, join(folder, 'objects')));
  const { default: workerd }: { default: string } = createRequire(import.meta.url)('workerd');
  const inspector = inspect ? ['--inspector-addr=127.0.0.1:0'] : [];
  const startedAt = performance.now();
  const child = spawn(workerd, ['serve', 'workerd.capnp', '--control-fd=3', ...inspector], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ports = await Promise.race([listening(child, inspect), once(child, 'close').then(() => null)]);
  const remove = () => rm(folder, { recursive: true, force: true });
  if (ports === null || child.pid === undefined) {
    await remove();
    throw new Error(`workerd did not serve ${program.name}:\n${said}`);
  }
  return {
    name: program.name,
    url: `http://127.0.0.1:${ports.http}`,
    inspectorUrl: ports.inspector === null ? null : `http://127.0.0.1:${ports.inspector}`,
    pid: child.pid,
    disk: join(folder, 'objects'),
    startedAt,
    complaints: () => said,
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      await remove();
    },
  };
}

interface Ports {
  readonly http: number;
  readonly inspector: number | null;
}

/** Where workerd says that it listens, on its control channel: a line of JSON for every socket. */
async function listening({ stdio }: ChildProcess, inspect: boolean): Promise<Ports | null> {
  const control = stdio[3];
  if (control === null || control === undefined || !('read' in control)) return null;
  let said = '';
  for await (const bytes of control) {
    said += String(bytes);
    const http = /"event":"listen","socket":"http","port":(\d+)/.exec(said)?.[1];
    const inspector = /"event":"listen-inspector","port":(\d+)/.exec(said)?.[1];
    if (http !== undefined && (!inspect || inspector !== undefined)) {
      return { http: Number(http), inspector: inspector === undefined ? null : Number(inspector) };
    }
  }
  return null;
}

/** https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
function configurationOf(
  { vars, data = new Map(), objects = {}, kv }: Program,
  compatibility: Compatibility,
  disk: string,
): string {
  const text = (value: string) => JSON.stringify(value);
  const list = (entries: readonly string[]) => `[${entries.join(', ')}]`;
  const texts = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`);
  const script = (file: string) => `(name = "${file}", esModule = embed "${file}")`;
  const bytes = [...data.keys()].map((name) => `(name = "${name}", data = embed "${name}")`);
  const worker = (modules: readonly string[], bindings: readonly string[], more: readonly string[] = []) =>
    `(${[
      `modules = ${list(modules)}`,
      `compatibilityDate = ${text(compatibility.date)}`,
      `compatibilityFlags = ${list(compatibility.flags.map(text))}`,
      `bindings = ${list(bindings)}`,
      ...more,
    ].join(', ')})`;
  const bindings = [
    ...texts(vars),
    ...Object.entries(objects).map(([name, type]) => `(name = ${text(name)}, durableObjectNamespace = ${text(type)})`),
    ...(kv === undefined ? [] : [`(name = ${text(kv.binding)}, kvNamespace = "kv")`]),
  ];
  const classes = Object.values(objects).map(
    (type) => `(className = "${type}", uniqueKey = "${type}", enableSql = true)`,
  );
  const storage =
    classes.length === 0
      ? []
      : [`durableObjectNamespaces = ${list(classes)}`, 'durableObjectStorage = (localDisk = "disk")'];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = ${list([
    `(name = "main", worker = ${worker([script('main.js'), ...bytes], bindings, ['globalOutbound = "internet"', ...storage])})`,
    ...(kv === undefined ? [] : [`(name = "kv", worker = ${worker([script('kv.js')], texts(kv.vars))})`]),
    '(name = "internet", network = (allow = ["public", "private"]))',
    `(name = "disk", disk = (path = ${text(disk)}, writable = true))`,
  ])},
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

/**
 * CPU time of all threads of a process since it began, in microseconds. Null where the system has no /proc. Of threads
 * that have ended nothing is known: workerd's do not.
 */
export function cpuMicros(pid: number): number | null {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return null;
  const nanos = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanos.reduce((sum, each) => sum + each, 0) / 1000;
}

/** Memory that a process holds, in bytes. Null where the system has no /proc. */
export function residentBytes(pid: number): number | null {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return null;
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]) * 1024;
}
