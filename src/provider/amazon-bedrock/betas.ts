/**
 * Betas of Anthropic's that a client switches on by a header, for Claude on Bedrock: there they stand in the body, and one
 * that a model does not know is refused. Thought between calls is the one that changes what comes back.
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking#interleaved-thinking
 */

import type { Ask } from '../../wire/ask.ts';

export const BETA_HEADER = 'anthropic-beta';
const INTERLEAVED = 'interleaved-thinking-2025-05-14';

/** Of later models it is a habit, and earlier ones have no thought to speak of. */
const TAKES_INTERLEAVED = /claude-(opus|sonnet)-4-(\d{8}|1|5)\b/;

interface Betas {
  /** Of `additionalModelRequestFields`. */
  readonly fields: { readonly anthropic_beta?: readonly string[] };
  /** Nothing of what the client switched on is left out. */
  readonly areAll: boolean;
}

export function betasOf({ forwarded }: Ask, id: string): Betas {
  const wished = (forwarded[BETA_HEADER] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const carried = wished.filter((one) => one === INTERLEAVED && TAKES_INTERLEAVED.test(id));
  return {
    fields: carried.length === 0 ? {} : { anthropic_beta: carried },
    areAll: carried.length === wished.length,
  };
}
