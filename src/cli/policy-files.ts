/**
 * The policy documents that lie in a folder, read and checked before anything is served: a service that starts with half
 * of its policies would be harder to understand than one that says at once which file is wrong, where, and why.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { type Deployment, deploymentWarnings } from '../admin/deployment-warnings.ts';
import { judgePolicy } from '../admin/judge-policy.ts';
import { readPolicy } from '../tenant/normalise.ts';
import type { Policy } from '../tenant/policy.ts';
import type { Problem } from '../tenant/problem.ts';
import { Unstartable } from './unstartable.ts';

export interface PolicyFile {
  /** What goes into KV: the document as JSON. */
  readonly json: string;
  /** SHA-256 of the file, in hex: tells whether it was edited since it was last seeded. */
  readonly sha256: string;
  /** The same, read. Its version is 0: only KV knows the real one. */
  readonly policy: Policy;
  readonly warnings: readonly string[];
}

/** One file, read: the document, or everything that is wrong with it. */
export type PolicyRead =
  | (Omit<PolicyFile, 'warnings'> & { readonly ok: true; readonly warnings: readonly Problem[] })
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Whether a file of a folder of policies is one: `*.yaml`, `*.yml` and `*.json` but `*.schema.json`. */
export const isPolicyFile = (name: string): boolean => /\.(ya?ml|json)$/.test(name) && !name.endsWith('.schema.json');

/** Reads every policy of the folder, for the deployment that will serve it. Throws Unstartable with every problem found. */
export async function readPolicyFiles(folder: string, deployment: Deployment): Promise<PolicyFile[]> {
  const documents: PolicyFile[] = [];
  const problems: string[] = [];
  const fileOf = new Map<string, string>();
  for (const file of (await readdir(folder)).filter(isPolicyFile).sort()) {
    const read = readPolicyFile(await readFile(join(folder, file), 'utf8'));
    if (!read.ok) {
      problems.push(...read.problems.map((problem) => say(file, problem)));
      continue;
    }
    const { json, sha256, policy } = read;
    const warnings = [...read.warnings, ...deploymentWarnings(policy, deployment)];
    const other = fileOf.get(policy.tenant);
    if (other !== undefined) {
      const message = `policies/${other} is already for the tenant "${policy.tenant}".`;
      problems.push(say(file, { path: 'tenant', message }));
    }
    fileOf.set(policy.tenant, file);
    documents.push({ json, sha256, policy, warnings: warnings.map((warning) => say(file, warning)) });
  }
  if (problems.length > 0) throw new Unstartable(problems.join('\n'));
  return documents;
}

/** Reads the text of one file, YAML or JSON (which is YAML too). */
export function readPolicyFile(text: string): PolicyRead {
  const yaml = parseDocument(text);
  if (yaml.errors.length > 0) {
    return { ok: false, problems: yaml.errors.map((error) => ({ path: '', message: error.message.trimEnd() })) };
  }
  const json: unknown = yaml.toJS();
  const result = readPolicy(json, { tenant: null, version: 0, allowLocalUpstreams: true });
  if (!result.ok) return result;
  return {
    ok: true,
    json: JSON.stringify(json),
    sha256: createHash('sha256').update(text).digest('hex'),
    policy: result.policy,
    warnings: [...result.warnings, ...judgePolicy(result.policy, null).warnings()],
  };
}

function say(file: string, { path, message }: Problem): string {
  return `policies/${file}: ${path === '' ? '' : `${path}: `}${message}`;
}
