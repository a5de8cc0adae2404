/** The latest thing a user said, to know it again without keeping a word of it. */

import { hex } from '../hex.ts';
import type { Turn } from '../wire/ask.ts';

/** Characters of a text that take part, as its length does. */
const COMPARED_CHARACTERS = 4096;
/** `yes` and `go on` are said of anything: so short a text is the same only after the same answer. */
const SHORT_CHARACTERS = 24;

/**
 * Hex, keyed by tenant and user, so that nobody can tell that two users asked the same. Empty where the last turn is not
 * the user's own: a tool's answer is no question.
 */
export async function fingerprint(
  turns: readonly Turn[],
  owner: { readonly tenant: string; readonly user: string },
): Promise<string> {
  const last = turns.at(-1);
  const words = said(last);
  if (last?.role !== 'user' || words === '') return '';
  const before = words.length < SHORT_CHARACTERS ? said(turns.at(-2)) : '';
  const compared = [words, before].flatMap((text) => [text.length, text.slice(0, COMPARED_CHARACTERS)]);
  const identity = JSON.stringify([owner.tenant, owner.user, ...compared]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(identity));
  return hex(new Uint8Array(digest, 0, 12));
}

const said = (turn: Turn | undefined): string => turn?.text.trim().replace(/\s+/g, ' ') ?? '';
