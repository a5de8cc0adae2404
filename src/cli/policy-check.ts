/**
 * `lint` and `test`: what is wrong with a policy, and whether it routes as its own tests say, before it is put anywhere.
 * They read files, ask nobody and write nothing.
 */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { unixMs } from '../unit.ts';
import { allowOnly } from './arguments.ts';
import type { Command } from './command.ts';
import { Misused } from './outcome.ts';
import { isPolicyFile } from './policy-files.ts';
import { inWords, isClean, lintFiles, type Source, testFiles } from './policy-report.ts';

const check =
  (name: string, report: typeof lintFiles): Command =>
  async (args, { from, root }) => {
    allowOnly(name, args, ['strict']);
    const files = await policyFilesOf(args.positionals.slice(1), from, root);
    const found = await report(await Promise.all(files.map((file) => readSource(file, from))), unixMs(Date.now()));
    const code = isClean(found, args.values.strict === true) ? 0 : 1;
    return { said: [{ data: found, words: inWords(found) }], code, isWhole: true };
  };

export const lint: Command = check('lint', lintFiles);
export const test: Command = check('test', testFiles);

/** The files themselves, and the policies of the folders among them; those of `policies/` where none is named. */
export async function policyFilesOf(named: readonly string[], from: string, root: string): Promise<string[]> {
  const paths = named.length > 0 ? named.map((path) => resolve(from, path)) : [join(root, 'policies')];
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => {
      throw new Misused(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`, { cause: error });
    });
    if (!found.isDirectory()) files.push(path);
    else {
      const inside = (await readdir(path)).filter(isPolicyFile).sort();
      if (inside.length === 0) throw new Misused(`The folder ${path} holds no policy: no *.yaml, *.yml or *.json.`);
      files.push(...inside.map((name) => join(path, name)));
    }
  }
  return [...new Set(files)];
}

const readSource = async (file: string, from: string): Promise<Source> => ({
  file: relative(from, file),
  text: await readFile(file, 'utf8'),
});
