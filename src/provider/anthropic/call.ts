/** Where a call to Anthropic goes, or to who follows it, and with which headers. */

import type { Call, Target } from '../contract.ts';

const BASE_URL = 'https://api.anthropic.com/v1';

/** https://platform.claude.com/docs/en/api/versioning */
const VERSION = '2023-06-01';

/** `forwarded`: headers of a client that speaks this wire itself; nobody else's mean anything here. */
export function addressed(
  { model, secret }: Target,
  endpoint: 'messages' | 'messages/count_tokens',
  stream: boolean,
  forwarded: Readonly<Record<string, string>>,
): Pick<Call, 'url' | 'headers'> {
  return {
    url: `${model.provider.baseUrl ?? BASE_URL}/${endpoint}`,
    headers: {
      'anthropic-version': VERSION,
      ...forwarded,
      'content-type': 'application/json',
      accept: stream ? 'text/event-stream' : 'application/json',
      ...(secret === null ? {} : { 'x-api-key': secret }),
    },
  };
}
