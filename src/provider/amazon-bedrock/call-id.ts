/** The id of a call as Converse will have it: at most 64 letters, digits, `_` and `-`; nine letters and digits for Mistral's models. */

import type { Family } from './family.ts';

/** The same id becomes the same each time. */
export function callId(id: string, { name }: Family): string {
  if (name === 'mistral') return /^[A-Za-z0-9]{9}$/.test(id) ? id : hashOf(id).padStart(9, '0').slice(-9);
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : `call_${hashOf(id)}`;
}

/** FNV-1a of 64 bits, in letters and digits. */
function hashOf(text: string): string {
  let hash = 14695981039346656037n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 1099511628211n) & 0xffffffffffffffffn;
  return hash.toString(36);
}
