/** Which conversation a request belongs to: the client's own name for it, else what stays the same over its turns. */

import { hex } from '../hex.ts';
import type { Turn } from './ask.ts';

/** Characters of a text that take part: two conversations that agree so far are taken for one. */
const COMPARED_CHARACTERS = 4096;

/**
 * The header's session as it is, else a hash of tenant, user, system prompt and first user message. Sessions live in
 * the account object of one tenant and user, so that a guessed name reaches nobody else's.
 */
export async function sessionOf(
  header: string | null,
  owner: { readonly tenant: string; readonly user: string },
  turns: readonly Turn[],
): Promise<string> {
  if (header !== null) return header;
  const first = (role: Turn['role']): string =>
    turns.find((turn) => turn.role === role)?.text.slice(0, COMPARED_CHARACTERS) ?? '';
  const identity = JSON.stringify([owner.tenant, owner.user, first('system'), first('user')]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(identity));
  return `ses_${hex(new Uint8Array(digest, 0, 12))}`;
}
