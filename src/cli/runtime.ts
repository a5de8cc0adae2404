/**
 * The Worker in workerd, as `npm start` runs it: under the bindings of `wrangler.dev.toml`, with its state where `wrangler … --local` keeps it.
 *
 * Miniflare is driven directly, and not through `wrangler dev`, whose proxy lets a Worker see that a client has gone only
 * at the second write after it, and never before the first.
 */

import { join } from 'node:path';
import { bundle } from './bundle.ts';
import type { Store } from './seed.ts';

const CONFIG = 'wrangler.dev.toml';

/** Wrangler at work behind the scenes: no telemetry, no look for a newer version, no log files, and only errors said. */
const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  WRANGLER_LOG: 'error',
};

export interface Runtime {
  /** Where workerd listens now. */
  readonly url: () => Promise<URL>;
  /** The KV namespace POLICIES of the running Worker. */
  readonly policies: Store;
  readonly adminToken: string;
  /** Ends workerd, for who goes on after it. */
  readonly close: () => Promise<void>;
}

/** Where it keeps its state, and who hears its log. */
interface Surroundings {
  readonly state: string;
  readonly hear: (level: string, message: string) => void;
}

const toTerminal = (level: string, message: string): void => {
  const out = level === 'error' || level === 'warn' ? process.stderr : process.stdout;
  out.write(`${message}\n`);
};

/**
 * Bundles and starts the Worker of the project at `root`. Its log lines go to stdout, its warnings and errors to stderr,
 * unless it is said who hears them. Miniflare ends workerd when this process ends. Rejects with Unstartable when the Worker
 * cannot be bundled.
 */
export async function startRuntime(
  root: string,
  secrets: Readonly<Record<string, string>>,
  { state = join(root, '.wrangler', 'state', 'v3'), hear = toTerminal }: Partial<Surroundings> = {},
): Promise<Runtime> {
  Object.assign(process.env, QUIET);
  // These two take a second to load: a port or a policy that is wrong should not have to wait for them.
  const wrangler = await import('wrangler');
  const { Miniflare, Log, LogLevel, convertV4MiniflareOptions } = await import('miniflare');
  const config = wrangler.unstable_readConfig({ config: join(root, CONFIG) });
  const { workerOptions, externalWorkers } = wrangler.unstable_getMiniflareWorkerOptions(config);
  const { modulesRules: _applied, ...options } = workerOptions;
  const { script, data } = await bundle(root, config.main ?? 'src/index.ts');
  const modules = [
    { type: 'ESModule' as const, path: join(root, 'worker.js'), contents: script },
    ...[...data].map(([name, contents]) => ({ type: 'Data' as const, path: join(root, name), contents })),
  ];
  // In place of wrangler's own, which has all of .dev.vars in it: a forgotten ADMIN_TOKEN there would replace the printed one.
  const bindings = { ...config.vars, ...secrets };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
      resourcePersistencePath: state,
      handleStructuredLogs: ({ level, message }) => hear(level, message),
      workers: [{ ...options, name: config.name, modules, modulesRoot: root, bindings }, ...externalWorkers],
    }),
  );
  return {
    url: () => miniflare.ready,
    policies: await miniflare.getKVNamespace('POLICIES'),
    adminToken: String(Reflect.get(bindings, 'ADMIN_TOKEN')),
    close: () => miniflare.dispose(),
  };
}
