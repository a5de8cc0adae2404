/** The reports of `npm run policy`: what was found in each file, as data (`--json`) and in words, a line for each finding. */

import { judgePolicy, problemOf } from '../admin/judge-policy.ts';
import { type Finding, MAX_TEXTS } from '../classify/lint.ts';
import type { RouteTestResult } from '../classify/route-tests.ts';
import { bookNotes } from '../tenant/price-notes.ts';
import type { Problem } from '../tenant/problem.ts';
import type { UnixMs } from '../unit.ts';
import { readPolicyFile } from './policy-files.ts';

export interface Source {
  /** As it is to be named in the report. */
  readonly file: string;
  readonly text: string;
}

interface Found extends Problem {
  /** `document` is what the reader of the policy says; the rest is lint's. */
  readonly rule: Finding['rule'] | 'document';
  /** `info` is to be known and never fails a build. */
  readonly severity: Finding['severity'] | 'info';
}

interface FileReport {
  readonly file: string;
  readonly findings: readonly Found[];
  /** Of `lint`: how many phrases of descriptions and examples were classified, of how many; null for a document with faults. */
  readonly sampled?: { readonly read: number; readonly of: number } | null;
  /** Of `test`: none for a document with faults. */
  readonly tests?: readonly RouteTestResult[];
}

/** The shape of `--json`. */
export interface Report {
  readonly command: 'lint' | 'test';
  readonly files: readonly FileReport[];
}

const asError = (problem: Problem): Found => ({ ...problem, rule: 'document', severity: 'error' });
const asWarning = (problem: Problem): Found => ({ ...problem, rule: 'document', severity: 'warning' });
const asInfo = (problem: Problem): Found => ({ ...problem, rule: 'document', severity: 'info' });

/** `now` tells how old the price book is. */
export async function lintFiles(sources: readonly Source[], now: UnixMs): Promise<Report> {
  const files: FileReport[] = [];
  const fileOf = new Map<string, string>();
  for (const { file, text } of sources) {
    const read = readPolicyFile(text);
    if (!read.ok) {
      files.push({ file, findings: read.problems.map(asError), sampled: null });
      continue;
    }
    const { policy, warnings } = read;
    const { findings, sampled } = await judgePolicy(policy, null).lint(MAX_TEXTS);
    const other = fileOf.get(policy.tenant);
    const message = `${other} is already for the tenant "${policy.tenant}". Rename one of the two.`;
    const taken = other === undefined ? [] : [asError({ path: 'tenant', message })];
    fileOf.set(policy.tenant, file);
    const book = bookNotes(policy, now);
    const told = [...[...warnings, ...book.warnings].map(asWarning), ...book.notes.map(asInfo)];
    files.push({ file, findings: [...taken, ...findings, ...told], sampled });
  }
  return { command: 'lint', files };
}

const UNTESTED: Problem = {
  path: 'tests',
  message: 'This policy has no tests. Write what users say and where it belongs: tests: [{ say: …, expect: <route> }].',
};

export async function testFiles(sources: readonly Source[]): Promise<Report> {
  const files: FileReport[] = [];
  for (const { file, text } of sources) {
    const read = readPolicyFile(text);
    if (!read.ok) files.push({ file, findings: read.problems.map(asError), tests: [] });
    else {
      const tests = await judgePolicy(read.policy, null).test();
      files.push({ file, findings: tests.length === 0 ? [asWarning(UNTESTED)] : [], tests });
    }
  }
  return { command: 'test', files };
}

/** Whether nothing was found that fails a build. `strict`: warnings do too. */
export function isClean({ files }: Report, strict: boolean): boolean {
  return files.every(
    ({ findings, tests = [] }) =>
      findings.every(({ severity }) => severity === 'info' || (severity === 'warning' && !strict)) &&
      tests.every(({ passed }) => passed),
  );
}

/** One line for each finding and each test that failed, and one for each file. */
export function inWords({ files }: Report): string {
  const lines = files.flatMap(({ file, findings, sampled, tests }) => {
    const count = (wanted: Found['severity']) => findings.filter(({ severity }) => severity === wanted).length;
    const totals = [
      ...(tests === undefined || tests.length === 0
        ? []
        : [`${tests.filter(({ passed }) => passed).length} of ${plural(tests.length, 'test')} passed`]),
      ...(tests === undefined || findings.length > 0
        ? [`${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`]
        : []),
      ...(sampled ? [`${sampled.read} of ${sampled.of} phrases and examples tried`] : []),
    ];
    return [
      ...findings.map(
        ({ path, severity, message }) => `${file}: ${severity}: ${path === '' ? '' : `${path}: `}${message}`,
      ),
      ...(tests ?? []).flatMap((result) => {
        const problem = problemOf(result);
        return problem === null ? [] : [`${file}: failed: ${problem.path}: ${problem.message}`];
      }),
      `${file}: ${totals.join('; ')}`,
    ];
  });
  return `${lines.join('\n')}\n`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
