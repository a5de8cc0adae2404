/** Usage as Chat Completions counts it: cached and reasoning tokens are parts of the totals. */

import type { TokenUsage } from '../../part.ts';

export function chatUsage(usage: TokenUsage) {
  const { input, output, cachedInput, cacheWrite, audioInput, reasoning, audioOutput } = usage;
  const read = { cached_tokens: cachedInput, cache_write_tokens: cacheWrite, audio_tokens: audioInput };
  const written = { reasoning_tokens: reasoning, audio_tokens: audioOutput };
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    // JSON leaves out what is undefined: unknown is not 0.
    ...(isKnown(read) ? { prompt_tokens_details: read } : {}),
    ...(isKnown(written) ? { completion_tokens_details: written } : {}),
    ...(usage.estimated === true ? { estimated: true } : {}),
  };
}

const isKnown = (counts: object): boolean => Object.values(counts).some((count) => count !== undefined);
