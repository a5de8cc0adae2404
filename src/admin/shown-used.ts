/** What was used, as the admin API shows it: tokens by their whole names, cost in USD. */

import type { Used } from '../quota/reporting.ts';

export function shownUsed({ requests, failed, unsettled, estimated, input, cached, output, reasoning, cost }: Used) {
  return {
    requests,
    inputTokens: input,
    cachedInputTokens: cached,
    outputTokens: output,
    reasoningTokens: reasoning,
    cost: cost / 1e6,
    estimated,
    unsettled,
    failed,
  };
}
