/**
 * Which secrets `npm start` hands to the Worker: whatever a policy may name as a key, from the environment and from
 * `.dev.vars`. They go over in memory. Nothing here prints or writes a value.
 */

import { parseEnv } from 'node:util';
import { SECRET_NAME } from '../env.ts';

/** Secrets by name. An environment variable wins over the file, also an empty one, which switches the file's off. */
export function readSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  devVars: string,
): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...parseEnv(devVars), ...environment })) {
    if (SECRET_NAME.test(name) && value !== undefined && value !== '') secrets[name] = value;
  }
  return secrets;
}
