/** `diff`, `push`, `pull`, `versions` and `rollback`: a policy here, in a file, and there, in a service or its KV. */

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { allowOnly, exactly, TARGET, wholeNumber } from './arguments.ts';
import type { Command, Said } from './command.ts';
import { Declined } from './outcome.ts';
import { policyFilesOf } from './policy-check.ts';
import { readPolicyFile } from './policy-files.ts';
import type { Published } from './target/target.ts';
import { textDiff } from './text-diff.ts';

/** A file with what stands in it. */
interface Written {
  readonly file: string;
  readonly tenant: string;
  readonly policy: unknown;
}

/** Throws Declined with everything that is wrong with the file: nothing is asked of anybody before it is right. */
async function readWritten(file: string): Promise<Written> {
  const read = readPolicyFile(await readFile(file, 'utf8'));
  if (read.ok) return { file, tenant: read.policy.tenant, policy: JSON.parse(read.json) };
  const lines = read.problems.map(({ path, message }) => `\n  ${path === '' ? '' : `${path}: `}${message}`);
  const detail = { code: 'invalid_policy', file, problems: read.problems };
  throw new Declined(`${file} is no valid policy:${lines.join('')}`, { code: 1, detail });
}

const yamlOf = (policy: unknown): string =>
  typeof policy === 'string' ? policy : stringify(policy, { lineWidth: 120, aliasDuplicateObjects: false });

/** Key order is nothing to a policy, and no difference. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, sorted(each)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const line = (mark: string, { path, message }: { readonly path: string; readonly message: string }): string =>
  `  ${mark} ${path === '' ? '' : `${path}: `}${message}`;

/** Loss and tightening are what an operator must not overlook. */
const MARKS: Readonly<Record<string, string>> = { added: '+', loosened: '+', removed: '-', tightened: '-' };

const inLines = ({ changes = [], warnings }: Published): string[] => [
  ...changes.map((each) => line(MARKS[each.kind] ?? '~', each)),
  ...warnings.map((each) => line('warning:', each)),
];

export const diff: Command = async (args, { from, root, target, progress }) => {
  allowOnly('diff', args, TARGET);
  const there = target();
  const said: Said[] = [];
  for (const file of await policyFilesOf(args.positionals.slice(1), from, root)) {
    const { tenant, policy } = await readWritten(file);
    const current = await there.current(tenant);
    if (current?.notice !== undefined) progress(`${tenant}: ${current.notice}`);
    if (current !== null && isSame(current.policy, policy)) {
      said.push({
        data: { tenant, version: current.version, same: true },
        words: `${tenant}@${current.version}: no difference`,
      });
      continue;
    }
    const published = await there.put(tenant, policy, { dryRun: true, force: true });
    const version = current?.version ?? null;
    const lines = textDiff(current === null ? '' : yamlOf(sorted(current.policy)), yamlOf(sorted(policy)));
    const head = current === null ? `${tenant}: new` : `${tenant}@${current.version} -> ${file}`;
    const words = [head, ...lines, ...inLines(published)].join('\n');
    const { changes = [], warnings } = published;
    said.push({ data: { tenant, version, same: false, changes, warnings }, words });
  }
  return { said, code: said.some(({ data }) => Reflect.get(data, 'same') === false) ? 1 : 0 };
};

export const push: Command = async (args, { from, root, target, progress }) => {
  allowOnly('push', args, [...TARGET, 'force', 'dry-run', 'if-version']);
  const { values } = args;
  const there = target();
  const expected = values['if-version'] === undefined ? null : wholeNumber(values['if-version'], '--if-version');
  // All are read before the first is put.
  const files = await Promise.all((await policyFilesOf(args.positionals.slice(1), from, root)).map(readWritten));
  const said: Said[] = [];
  for (const [at, { file, tenant, policy }] of files.entries()) {
    progress(`${at + 1}/${files.length} ${file} -> ${tenant} at ${there.name}`);
    const current = await there.current(tenant);
    if (expected !== null && current?.version !== expected) {
      const now = current === null ? 'has no policy' : `is at version ${current.version}`;
      throw new Declined(
        `"${tenant}" ${now}, not at ${expected}: somebody has changed it. See: signalbox diff ${file}`,
        { code: 1 },
      );
    }
    if (current !== null && isSame(current.policy, policy)) {
      said.push({
        data: { tenant, version: current.version, unchanged: true, warnings: [] },
        words: `${tenant}@${current.version}: unchanged`,
      });
      continue;
    }
    const options = { tag: current?.tag ?? null, dryRun: values['dry-run'] === true, force: values.force === true };
    const published = await there.put(tenant, policy, options);
    const word = options.dryRun ? 'would be in force' : 'in force';
    const words = [`${tenant}@${published.version}: ${word}`, ...inLines(published)].join('\n');
    said.push({ data: { ...published, unchanged: false }, words });
  }
  return { said, code: 0 };
};

export const pull: Command = async (args, { from, target, progress }) => {
  allowOnly('pull', args, [...TARGET, 'out', 'version', 'force']);
  const { values } = args;
  const [tenant = ''] = exactly('pull', args.positionals.slice(1), ['the name of a tenant']);
  const there = target();
  const stored =
    values.version === undefined
      ? await there.current(tenant)
      : await there.version(tenant, wholeNumber(values.version, '--version'));
  if (stored === null) throw new Declined(`The tenant "${tenant}" has no policy at ${there.name}.`, { code: 1 });
  const { version, policy, notice } = stored;
  if (notice !== undefined) progress(`${tenant}: ${notice}`);
  const isJson = values.json === true || values.out?.endsWith('.json') === true;
  const text = isJson ? `${JSON.stringify(policy, null, 2)}\n` : yamlOf(policy);
  if (values.out === undefined)
    return { said: [{ data: Object(policy), words: text.trimEnd() }], code: 0, isWhole: true };
  const file = resolve(from, values.out);
  await writeFile(file, text, { flag: values.force === true ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new Declined(`${file} cannot be written: ${error.message}.`, { code: 1 });
    throw new Declined(`${file} is there already, and may have comments of yours. --force replaces it.`, { code: 1 });
  });
  return { said: [{ data: { tenant, version, file }, words: `${tenant}@${version} -> ${file}` }], code: 0 };
};

export const versions: Command = async (args, { target, progress }) => {
  allowOnly('versions', args, TARGET);
  const [tenant = ''] = exactly('versions', args.positionals.slice(1), ['the name of a tenant']);
  const there = target();
  const rows = await there.versions(tenant);
  if (rows.length === 0) progress(`The tenant "${tenant}" has no policy at ${there.name}.`);
  const words = rows.map(({ version, createdAt, by, action, from, inForce }) => {
    const what = action === 'rollback' && from !== null ? `rollback to ${from}` : action;
    return `${inForce ? '*' : ' '} ${version}\t${createdAt ?? '-'}\t${by ?? '-'}\t${what}`;
  });
  return { said: [{ data: { tenant, versions: rows }, words: words.join('\n') }], code: 0, isWhole: true };
};

export const rollback: Command = async (args, { target }) => {
  allowOnly('rollback', args, [...TARGET, 'dry-run']);
  const [tenant = '', to = ''] = exactly('rollback', args.positionals.slice(1), ['the name of a tenant', 'a version']);
  const version = wholeNumber(to, 'A version');
  const isDry = args.values['dry-run'] === true;
  const published = await target().rollback(tenant, version, isDry);
  const word = isDry ? 'would be in force' : 'in force';
  const words = [`${tenant}@${published.version}: ${word}, as version ${version} was`, ...inLines(published)].join(
    '\n',
  );
  return { said: [{ data: { ...published, from: version }, words }], code: 0, isWhole: true };
};
