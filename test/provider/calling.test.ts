import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/error.ts';
import { Calling } from '../../src/provider/calling.ts';
import type { Order, Target } from '../../src/provider/contract.ts';
import { unixMs } from '../../src/unit.ts';
import { orderOf, targetOf } from '../support/order.ts';

afterEach(() => vi.restoreAllMocks());

async function failureOf(target: Target, order: Order) {
  const called = vi.spyOn(globalThis, 'fetch');
  const calling = new Calling(target, order, false, {
    ...{ abandoned: new AbortController().signal, startedAt: unixMs(0), clock: () => unixMs(0), ai: undefined },
    ...{ estimateTokens: (text) => text.length, readUrl: (url) => ({ ok: true, url }) },
  });
  const { result } = await calling.opened();
  expect(called).not.toHaveBeenCalled();
  return result;
}

const unwritable = (cause: Error): Order =>
  orderOf({
    ask: {
      prompt: () => {
        throw cause;
      },
    },
  });

describe('a candidate that nobody calls', () => {
  it('says so where its dialect fails, keeps the fault for the log, and speaks against nobody', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await failureOf(targetOf('google'), unwritable(new Error('of words of the prompt')))).toMatchObject({
      ...{ kind: 'unwritable', said: '', retryable: true, blames: false },
      message: 'was not called: the request could not be written as its provider expects it',
    });
    expect(log).toHaveBeenCalledWith(expect.stringContaining('"event":"call_unwritable"'));
  });

  it('tells the client what is wrong with its request, where that is known', async () => {
    const refusal = new Refusal({ code: 'invalid_request', message: 'messages[0] has no role.', param: null });
    expect(await failureOf(targetOf('google'), unwritable(refusal))).toMatchObject({
      ...{ kind: 'unwritable', message: 'was not called', said: 'messages[0] has no role.', blames: false },
    });
  });

  it('says which binding is missing', async () => {
    expect(await failureOf(targetOf('workers-ai', { id: '@cf/meta/llama' }), orderOf())).toMatchObject({
      ...{ kind: 'forbidden', message: 'is not called: the binding AI is missing', blames: false },
    });
  });
});
