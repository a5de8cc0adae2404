/** Where a call to Gemini goes, and with which headers. */

import type { Call, Target } from '../contract.ts';

const BASE_URL = 'https://generativelanguage.googleapis.com/v1beta';

export function googleAddress(
  { model, secret }: Target,
  method: 'generateContent' | 'streamGenerateContent?alt=sse' | 'batchEmbedContents',
): Pick<Call, 'url' | 'headers'> {
  return {
    url: `${model.provider.baseUrl ?? BASE_URL}/models/${encodeURIComponent(nameOf(model.id))}:${method}`,
    headers: {
      'content-type': 'application/json',
      accept: method.startsWith('stream') ? 'text/event-stream' : 'application/json',
      ...(secret === null ? {} : { 'x-goog-api-key': secret }),
    },
  };
}

/** Google writes ids with their collection before them as well: `models/gemini-3-flash`. */
export const nameOf = (id: string): string => id.replace(/^models\/(?=.)/, '');
