import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/error.ts';
import { AccountClient } from '../../src/quota/client.ts';
import type { AccountNamespace } from '../../src/quota/contract.ts';
import { charge, decisionId, request } from './request.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** An object of which every call fails in this way, and how often each of its methods was called. */
function failing(how: { readonly retryable?: true; readonly overloaded?: true; readonly remote?: true }) {
  const calls: Record<string, number> = {};
  const fail = (method: string) => async (): Promise<never> => {
    calls[method] = (calls[method] ?? 0) + 1;
    throw Object.assign(new Error('Not now.'), how);
  };
  const accounts: AccountNamespace = {
    getByName: () => ({
      ...{ admit: fail('admit'), admitPooled: fail('admitPooled'), admitNext: fail('admitNext'), peek: fail('peek') },
      ...{
        settle: fail('settle'),
        feedback: fail('feedback'),
        usage: fail('usage'),
        decisions: fail('decisions'),
        standing: fail('standing'),
        giveBack: fail('giveBack'),
        usageShared: fail('usageShared'),
        slices: fail('slices'),
        forget: fail('forget'),
      },
    }),
  };
  return { client: new AccountClient(accounts, 'ann'), calls };
}

const CALLERS = 1000;

it.each([
  // Overload is said with `retryable` as well, by some versions of the runtime.
  ['is overloaded', { overloaded: true, retryable: true }, { admit: CALLERS }],
  ['is overloaded, and says only that', { overloaded: true }, { admit: CALLERS }],
  ['throws', { remote: true }, { admit: CALLERS }],
  // Each call may have been heard: three tries, and one to take it back.
  ['is lost on the way', { retryable: true }, { admit: 3 * CALLERS, settle: CALLERS }],
] as const)(
  '1,000 callers of an object that %s: so many calls, and each caller is told to wait',
  async (_, how, sum) => {
    const { client, calls } = failing(how);
    const answers = await Promise.allSettled(
      Array.from({ length: CALLERS }, (_, n) => client.admit(request({ proposal: { id: decisionId(n) } }))),
    );
    expect(calls).toEqual(sum);
    for (const answer of answers) {
      const why = answer.status === 'rejected' && answer.reason instanceof Refusal ? answer.reason.why : null;
      expect(why).toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    }
  },
);

it('a settlement is tried as often, and never where the object is overloaded', async () => {
  const lost = failing({ retryable: true });
  await expect(lost.client.settle(decisionId('a'), charge(decisionId('a')))).rejects.toThrow();
  const busy = failing({ overloaded: true });
  await expect(busy.client.settle(decisionId('a'), charge(decisionId('a')))).rejects.toThrow();
  expect([lost.calls, busy.calls]).toEqual([{ settle: 3 }, { settle: 1 }]);
});
