/**
 * The Worker as one script, byte for byte what `wrangler dev` makes of it (a test compares the two), without the second
 * and more that wrangler takes to start as a process of its own. It is what is deployed, before that is minified.
 */

import { type BuildFailure, build } from 'esbuild';
import { Unstartable } from './unstartable.ts';

/** Bundles the script `main` of the project at `root`. Rejects with Unstartable, and every error in the sources. */
export async function bundle(root: string, main: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [main],
    absWorkingDir: root,
    bundle: true,
    write: false,
    logLevel: 'silent',
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
  return outputFiles.map(({ text }) => text).join('');
}
