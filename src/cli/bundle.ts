/**
 * The Worker as its modules, byte for byte what `wrangler dev` makes of it (a test compares the two), without the second
 * and more that wrangler takes to start as a process of its own. They are what is deployed, before that is minified.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import { Unstartable } from './unstartable.ts';

export interface Bundle {
  /** An ES module. */
  readonly script: string;
  /** What it imports as bytes, by the names that it imports them under. */
  readonly data: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Bundles the script `main` of the project at `root`. Rejects with Unstartable, and every error in the sources. */
export async function bundle(root: string, main: string): Promise<Bundle> {
  const data = new Map<string, Uint8Array<ArrayBuffer>>();
  const { outputFiles } = await build({
    entryPoints: [main],
    absWorkingDir: root,
    bundle: true,
    write: false,
    logLevel: 'silent',
    plugins: [dataModules(data)],
    // From here on wrangler's own settings: https://developers.cloudflare.com/workers/wrangler/bundling/
    format: 'esm',
    target: 'es2024',
    supported: { using: true, 'import-source': true },
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    keepNames: false,
    define: { 'process.env.NODE_ENV': '"production"', 'navigator.userAgent': '"Cloudflare-Workers"' },
  }).catch((error: BuildFailure) => {
    throw new Unstartable(`The Worker cannot be bundled. ${error.message}`, { cause: error });
  });
  return { script: outputFiles.map(({ text }) => text).join(''), data };
}

/** Wrangler's rule for names that end in .bin: a module of bytes beside the script, named after its content. */
function dataModules(data: Map<string, Uint8Array<ArrayBuffer>>): Plugin {
  return {
    name: 'data-modules',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /\.bin$/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === dataModules) return null;
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: dataModules });
        if (found.errors.length > 0) return { errors: found.errors };
        const bytes = new Uint8Array(await readFile(found.path));
        const name = `./${createHash('sha1').update(bytes).digest('hex')}-${basename(path)}`;
        data.set(name, bytes);
        return { path: name, external: true };
      });
    },
  };
}
