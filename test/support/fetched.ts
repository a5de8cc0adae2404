/** A provider that stands in for a public one: the Worker's calls to its host are answered here, and written down. */

import { vi } from 'vitest';

export interface Fetched {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Answers calls to `host` with `answers`, one after another; all other calls go where they went. The list grows with each
 * call. It ends with the test: `afterEach(() => vi.restoreAllMocks())`.
 */
export function answering(host: string, answers: readonly (() => Response)[]): readonly Fetched[] {
  const seen: Fetched[] = [];
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).host !== host) return real(input, init);
    const answer = answers[seen.length];
    seen.push({ url: request.url, headers: Object.fromEntries(request.headers), body: await request.json() });
    if (answer === undefined) throw new Error(`Call ${seen.length} to ${host} was not expected.`);
    return answer();
  });
  return seen;
}

export const json =
  (body: unknown, status = 200): (() => Response) =>
  () =>
    Response.json(body, { status });

/** Bytes that come one by one, as over a slow line. */
export const stream =
  (said: string | Uint8Array, type = 'text/event-stream'): (() => Response) =>
  () => {
    const bytes = typeof said === 'string' ? new TextEncoder().encode(said) : said;
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at === bytes.length) controller.close();
        else controller.enqueue(bytes.slice(at, ++at));
      },
    });
    return new Response(body, { headers: { 'content-type': type } });
  };
