/**
 * The one place that calls out. What goes out is what the dialect built: no header of the client's, the client's key
 * least of all. Redirects are never followed: they would carry the provider's key to a host no policy has named.
 */

import type { Call } from './contract.ts';

export function send(call: Call, signal: AbortSignal): Promise<Response> {
  return fetch(call.url, { method: 'POST', headers: call.headers, body: call.body, redirect: 'manual', signal });
}

/** How much of an error's body is read: enough for every provider's message, little enough for a hostile one. */
const MAX_ERROR_BYTES = 16 * 1024;

/** The first bytes of an error's body as text; the rest is cancelled. Never rejects: the failure is being reported already. */
export async function readErrorBody(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let bytes = 0; bytes < MAX_ERROR_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) return text;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return text;
  } catch (cause) {
    return `${text} (the rest of the error could not be read: ${String(cause)})`;
  }
}
