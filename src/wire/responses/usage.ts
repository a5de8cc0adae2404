/** Usage as Responses counts it: cached and reasoning tokens are parts of the totals. */

import type { TokenUsage } from '../../part.ts';

/** The details are always there, since official clients look into them; JSON leaves out what is unknown in them. */
export function responsesUsage({ input, output, cachedInput, cacheWrite, reasoning, estimated }: TokenUsage) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cachedInput, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
    ...(estimated === true ? { estimated: true } : {}),
  };
}
