/** What `npm start` says once it answers: how to call it, as whom, and what it found. Names of secrets, never their values. */

import type { Policy } from '../tenant/policy.ts';
import type { PolicyFile } from './policy-files.ts';
import { DEMO_KEY, type Seeded } from './seed.ts';

export interface Started {
  readonly url: string;
  readonly adminToken: string;
  readonly seeded: readonly Seeded[];
  readonly files: readonly PolicyFile[];
  /** The names of the secrets that were handed to the Worker. */
  readonly keys: readonly string[];
}

export function greeting({ url, adminToken, seeded, files, keys }: Started): string {
  const body = JSON.stringify({
    model: 'auto',
    stream: true,
    messages: [{ role: 'user', content: 'Write a TypeScript function that merges two sorted lists.' }],
  });
  const policies = seeded.map(({ tenant, version, written }) => `${tenant}@${version}${written ? '' : ' (kept)'}`);
  const missing = new Set(files.flatMap(({ policy }) => keysOf(policy)).filter((name) => !keys.includes(name)));
  return [
    ...files.flatMap(({ warnings }) => warnings.map((warning) => `Warning: ${warning}`)),
    '',
    `Signalbox is ready at ${url}`,
    '',
    `  curl -N ${url}/v1/chat/completions -H 'authorization: Bearer ${DEMO_KEY}' -H 'content-type: application/json' -d '${body}'`,
    '',
    `  Admin token    ${adminToken}`,
    `  Policies       ${policies.join(', ') || 'none'}`,
    `  Provider keys  ${keys.join(', ') || 'none'}${missing.size > 0 ? ` (not set: ${[...missing].join(', ')})` : ''}`,
    '',
  ].join('\n');
}

/** The secrets a policy names. */
function keysOf({ providers, classifier }: Policy): string[] {
  const keys = [...providers.values()].map(({ key }) => key);
  return [...keys, classifier.remote?.key].filter((key) => typeof key === 'string');
}
