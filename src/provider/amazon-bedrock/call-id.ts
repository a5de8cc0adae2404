/** The id of a call as Converse will have it: at most 64 letters, digits, `_` and `-`; nine letters and digits for Mistral's models. */

import { shortHash } from '../short-hash.ts';
import type { Family } from './family.ts';

/** The same id becomes the same each time. */
export function callId(id: string, { name }: Family): string {
  if (name === 'mistral') return /^[A-Za-z0-9]{9}$/.test(id) ? id : shortHash(id, 9);
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : `call_${shortHash(id, 13)}`;
}
