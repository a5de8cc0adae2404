/** A remote classifier for tests: what it answers, and what it was sent. `fetch` is replaced and time stands still. */

import { afterEach, beforeEach, type MockInstance, vi } from 'vitest';

export type Answer = () => Response | Promise<Response>;

/** Of the test that runs. */
let fetching: MockInstance<typeof fetch>;

/** To be called at the top of a file of tests. */
export function fakeEndpoint(): void {
  beforeEach(() => {
    fetching = vi.spyOn(globalThis, 'fetch');
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** The `fetch` of the test that runs. */
export const endpoint = (): MockInstance<typeof fetch> => fetching;

export const chat = (content: unknown): Response =>
  Response.json({ choices: [{ message: { role: 'assistant', content } }] });
export const named = (route: string): Response => chat(`{"route": "${route}"}`);
export const never = (): Promise<never> => new Promise(() => undefined);
export const answers = (answer: Answer): MockInstance<typeof fetch> =>
  fetching.mockImplementation(async () => answer());

/** The request that went out last, with its body parsed. */
export function sent() {
  const [url, init] = fetching.mock.calls.at(-1) ?? [];
  const headers = new Headers(init?.headers);
  return { url, init, headers, body: JSON.parse(String(init?.body)) };
}

/** Awaits a classification that takes until its deadline. */
export async function late<Value>(pending: Promise<Value>, ms = 150): Promise<Value> {
  await vi.advanceTimersByTimeAsync(ms);
  return pending;
}
