/**
 * The name of a tool as a provider will have it. Clients are freer than most providers: Claude Code's names of MCP tools
 * grow longer than the 64 characters of OpenAI, others have dots or begin with a digit, which Gemini refuses.
 */

import { shortHash } from './short-hash.ts';

/** Which names are taken as they are. */
export type NameRule = RegExp;

/** OpenAI's, and of those who follow it, Anthropic's and Converse's. */
export const LETTERS: NameRule = /^[a-zA-Z0-9_-]{1,64}$/;

/** https://ai.google.dev/api/caching#FunctionDeclaration; a name that begins with a digit is refused too. */
export const GEMINI: NameRule = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/;

/** What is left of a name before the hash that tells it from others of the same beginning. */
const KEPT = 54;

/** The same name becomes the same each time, so that a history needs no memory of what was sent. */
export function toolName(name: string, rule: NameRule): string {
  if (rule.test(name)) return name;
  const plain = `${name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, KEPT)}_${shortHash(name, 8)}`;
  return rule.test(plain) ? plain : `_${plain}`;
}
