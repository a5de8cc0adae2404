/** Under which name the books count a limit. */

import type { Limit } from '../tenant/policy.ts';

/** A limit is counted anew when the policy changes what it counts, and goes on counting when only `max` changes. */
export function limitKey({ id, of, perMs, effort, then }: Limit): string {
  return `${id}:${of}:${perMs}:${effort ?? 'any'}:${then}`;
}
