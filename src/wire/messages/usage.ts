/**
 * Usage as Anthropic counts it: `input_tokens` leaves out what was read from the cache and what was written to it.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 */

import type { TokenUsage } from '../../part.ts';

/** JSON leaves out what is undefined: unknown is not 0. */
export function messagesUsage(usage: TokenUsage) {
  const { input, cachedInput, cacheWrite, cacheWrite1h, output, reasoning, estimated: isEstimate } = usage;
  return {
    input_tokens: Math.max(0, input - (cachedInput ?? 0) - (cacheWrite ?? 0)),
    cache_creation_input_tokens: cacheWrite,
    ...(cacheWrite === undefined || cacheWrite1h === undefined
      ? {}
      : { cache_creation: byAge(cacheWrite, cacheWrite1h) }),
    cache_read_input_tokens: cachedInput,
    output_tokens: output,
    ...(reasoning === undefined ? {} : { output_tokens_details: { thinking_tokens: reasoning } }),
    ...(isEstimate === true ? { estimated: true } : {}),
  };
}

const byAge = (all: number, forAnHour: number) => ({
  ephemeral_5m_input_tokens: Math.max(0, all - forAnHour),
  ephemeral_1h_input_tokens: forAnHour,
});

/** Bytes or characters that one token is taken for where nobody has counted. */
const PER_TOKEN = 4;

/** The wire demands a number: where the provider gave none it is an estimate, and marked as one. */
export const estimated = (length: number) => Math.ceil(length / PER_TOKEN);
