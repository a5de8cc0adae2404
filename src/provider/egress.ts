/**
 * The one place that calls out, and so the one place that has to be right about where to. Whatever a dialect built and
 * whatever a policy says, a call goes to its provider's own origin, to a public host, over https, to the very path that
 * was written, with headers of a short list, or not at all. Redirects are never followed: they would carry the provider's
 * key to a host that no policy has named.
 */

import type { PublicUrl } from '../tenant/base-url.ts';
import type { Call } from './contract.ts';

/** Where a call may go. */
export interface Gate {
  /** The only one; null: nowhere. */
  readonly origin: string | null;
  /** Says whether a URL leads to a public host (or to loopback, where that is allowed). */
  readonly readUrl: (url: string) => PublicUrl;
}

/** A call that is not made. Its message ends a sentence that begins with the model's name, and is fit for clients. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

/** What a provider may be told: what its own API needs, and the few of the client's headers that a wire forwards. */
const HEADERS =
  /^(accept|content-type|authorization|api-key|x-api-key|x-goog-api-key|anthropic-version|anthropic-beta|openai-(beta|organization|project)|x-amz-(date|content-sha256|security-token|target)|x-amzn-bedrock-[a-z-]+|user-agent)$/;

/** Rejects with Forbidden where nothing may be sent; else as `fetch`. */
export async function send(call: Call, gate: Gate, signal: AbortSignal): Promise<Response> {
  check(call, gate);
  return fetch(call.url, { method: 'POST', headers: call.headers, body: call.body, redirect: 'manual', signal });
}

function check({ url, headers }: Call, { origin, readUrl }: Gate): void {
  const read = URL.parse(url);
  // A parser that has something to tidy up (dot segments, a backslash, white space) has met a part that was not encoded.
  if (read === null || read.href !== url)
    throw new Forbidden('is not called: its id or its provider makes no plain URL');
  if (origin === null || read.origin !== origin) {
    throw new Forbidden('is not called: its URL leads to another host than that of its provider');
  }
  const shown = readUrl(url);
  if (!shown.ok) throw new Forbidden('is not called: the host of its provider is not one that may be called');
  const strange = Object.keys(headers).find((name) => !HEADERS.test(name.toLowerCase()));
  if (strange !== undefined) throw new Forbidden(`is not called: the header ${strange} is not one that goes out`);
}

/** How much of an error's body is read: enough for every provider's message, little enough for a hostile one. */
const MAX_ERROR_BYTES = 16 * 1024;
/** How long: an error whose body does not come is an error all the same. */
const MAX_ERROR_MS = 2000;

/** The first bytes of an error's body as text; the rest is cancelled. Never rejects: the failure is being reported already. */
export async function readErrorBody(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const late = setTimeout(() => void reader.cancel().catch(() => undefined), MAX_ERROR_MS);
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
  } finally {
    clearTimeout(late);
  }
}

/** How providers name a request, for their support to find it; the names that are in use. */
const REQUEST_IDS = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id', 'cf-ray'];

/** All that is passed on of a provider's response headers; null when it names none, or none that is fit for a header. */
export function requestIdOf({ headers }: Response, secret: string | null): string | null {
  const named = REQUEST_IDS.map((name) => headers.get(name)).find((value) => value !== null);
  const isFit = named != null && /^[\w.:-]{1,128}$/.test(named) && (secret === null || !named.includes(secret));
  return isFit ? named : null;
}
