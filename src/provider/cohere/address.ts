/** Where a call to Cohere goes, and with which headers. */

import type { Call, Target } from '../contract.ts';

const BASE_URL = 'https://api.cohere.com/v2';

export function cohereAddress(
  { model, secret }: Target,
  endpoint: 'chat' | 'embed',
  stream: boolean,
): Pick<Call, 'url' | 'headers'> {
  return {
    url: `${model.provider.baseUrl ?? BASE_URL}/${endpoint}`,
    headers: {
      'content-type': 'application/json',
      accept: stream ? 'text/event-stream' : 'application/json',
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
    },
  };
}
