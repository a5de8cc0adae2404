/**
 * `npm run policy lint` and `npm run policy test`: what is wrong with a policy, and whether it routes as its own
 * tests say, before it is put anywhere. It reads files, asks nobody and writes nothing. The exit code is 0 when all is
 * well, 1 when something was found, and 2 when it was called wrongly.
 */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unixMs } from '../unit.ts';
import { isPolicyFile } from './policy-files.ts';
import { inWords, isClean, lintFiles, type Source, testFiles } from './policy-report.ts';

const USAGE = `Usage: npm run policy <command> [files or folders…] [-- options]

  lint    what is wrong with a policy: faults of the document, routes that overlap, match everything or are never reached
  test    runs the tests of a policy: which route and effort each request gets, against what it expects

Without files, every policy of policies/ is read. A file is YAML or JSON.

  --json    the report as JSON
  --strict  warnings count as well
  --help    this text

Exit code: 0 nothing found (or warnings alone), 1 something found or a test failed, 2 called wrongly.
`;

const COMMANDS = { lint: lintFiles, test: testFiles };

/** Called wrongly: said with the usage, and ends in 2. */
class Misused extends Error {
  override readonly name = 'Misused';
}

export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** `args` without node and script; `from` is the folder that the files are named from, `root` that of the project. */
export async function runPolicy(args: readonly string[], from: string, root: string): Promise<Ran> {
  try {
    const { values, positionals } = readArgs(args);
    if (values.help === true) return { code: 0, stdout: USAGE, stderr: '' };
    const [command, ...paths] = positionals;
    if (command !== 'lint' && command !== 'test') {
      throw new Misused(command === undefined ? 'A command is missing.' : `There is no command "${command}".`);
    }
    const files = await filesOf(paths.length > 0 ? paths.map((path) => resolve(from, path)) : [join(root, 'policies')]);
    const sources = await Promise.all(files.map((file) => readSource(file, from)));
    const report = await COMMANDS[command](sources, unixMs(Date.now()));
    const stdout = values.json === true ? `${JSON.stringify(report, null, 2)}\n` : inWords(report);
    return { code: isClean(report, values.strict === true) ? 0 : 1, stdout, stderr: '' };
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    return { code: 2, stdout: '', stderr: `${error.message}\n\n${USAGE}` };
  }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, strict: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The files themselves, and the policies of the folders among them. */
async function filesOf(paths: readonly string[]): Promise<string[]> {
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

if (import.meta.main) {
  // npm runs a script in the project's folder, and hands over the one that it was called in.
  const called = process.env['npm_lifecycle_event'] === 'policy' ? process.env['INIT_CWD'] : undefined;
  const root = join(import.meta.dirname, '../..');
  const { code, stdout, stderr } = await runPolicy(process.argv.slice(2), called ?? process.cwd(), root);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
}
