import { expect, vi } from 'vitest';
import type { Call } from '../../src/provider/contract.ts';
import { Forbidden, send } from '../../src/provider/egress.ts';
import { readPublicUrl } from '../../src/tenant/base-url.ts';

export const CALL: Call = { url: 'https://api.example.com/v1/chat', headers: {}, body: '{}', dropped: [] };

const never = new AbortController().signal;

/** The URL that was really called; `forbidden` when the call was not made. */
export async function sent(call: Partial<Call>, origin: string | null = 'https://api.example.com', local = false) {
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('{}'));
  const cause = await send({ ...CALL, ...call }, { origin, readUrl: (url) => readPublicUrl(url, local) }, never).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const calls = [...spy.mock.calls];
  spy.mockRestore();
  if (cause !== null) {
    expect(cause).toBeInstanceOf(Forbidden);
    expect(calls).toEqual([]);
    return 'forbidden';
  }
  expect(calls.map(([, init]) => init)).toMatchObject([{ redirect: 'manual', method: 'POST' }]);
  return calls.map(([url]) => String(url))[0];
}
