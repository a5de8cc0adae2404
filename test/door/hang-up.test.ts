import { createExecutionContext, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, inject, it, vi } from 'vitest';
import { app } from '../../src/app.ts';
import { estimateTokens } from '../../src/classify/tokens.ts';
import type { AccountNamespace } from '../../src/quota/contract.ts';
import { Outlet } from '../../src/stream/outlet.ts';
import { PIECES, TEXT } from '../support/openai-wire.ts';
import { givenTenant, seenBy } from '../support/tenant.ts';

const LIMITS = [
  { id: 'all', of: 'requests', max: 9, per: '1d', then: 'refuse' },
  { id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' },
];

const TOTAL_MS = 60_000;

/** The real account objects, whose admission takes until `release` is called. */
function slowAccounts() {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: admitting, resolve: begun } = Promise.withResolvers<void>();
  const accounts: AccountNamespace = {
    getByName(name) {
      const stub: ReturnType<AccountNamespace['getByName']> = Object(env.ACCOUNT.getByName(name));
      return {
        admit: async (request) => {
          const admission = await stub.admit(request);
          begun();
          await released;
          return admission;
        },
        admitPooled: (request) => stub.admitPooled(request),
        admitNext: (request) => stub.admitNext(request),
        peek: (request) => stub.peek(request),
        settle: (id, settlement) => stub.settle(id, settlement),
        feedback: (id, said, curriculum) => stub.feedback(id, said, curriculum),
        usage: (limits) => stub.usage(limits),
        decisions: (count) => stub.decisions(count),
        standing: (limits) => stub.standing(limits),
        giveBack: (pool) => stub.giveBack(pool),
        usageShared: (pooled) => stub.usageShared(pooled),
        slices: (pools) => stub.slices(pools),
        forget: () => stub.forget(),
      };
    },
  };
  return { accounts, admitting, release };
}

const releaseOf = (model: string) => fetch(`${inject('providerUrl')}/release?model=${model}`, { method: 'POST' });

describe('a client that hangs up', () => {
  it('while it is being admitted leaves no hold behind, and no provider is called', async () => {
    const model = `ok-${crypto.randomUUID()}`;
    const tenant = await givenTenant({ instant: [model], limits: LIMITS });
    const { accounts, admitting, release } = slowAccounts();
    const leave = new AbortController();
    const kept: Promise<unknown>[] = [];
    const context = createExecutionContext();
    context.waitUntil = (work) => void kept.push(Promise.resolve(work));
    const request = new Request('https://signalbox.test/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}` },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], stream: true }),
      signal: leave.signal,
    });
    void app.fetch(request, { ...env, ACCOUNT: accounts }, context);
    await admitting;
    leave.abort();
    // For a client that has gone, the runtime keeps alive what was handed to waitUntil by now, and nothing else. So
    // there must be something in it that lasts until the admission has been dealt with.
    const whileAdmitting = Promise.all(kept).then(() => 'nothing is kept alive');
    const pause = new Promise((resolve) => setTimeout(resolve, 50, 'still at work'));
    expect(await Promise.race([whileAdmitting, pause])).toBe('still at work');
    release();
    await whileAdmitting;
    const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>();
    expect(limits).toMatchObject([
      { used: 0, held: 0 },
      { used: 0, held: 0 },
    ]);
    expect(await seenBy(model)).toEqual([]);
  });

  it('on a whole answer is charged for the time the provider worked, and not only for the prompt', async () => {
    const model = `slow-${crypto.randomUUID()}`;
    const tenant = await givenTenant({ instant: [model], limits: LIMITS });
    const leave = new AbortController();
    const asking = tenant
      .chat({ messages: [{ role: 'user', content: 'hi' }] }, { signal: leave.signal })
      .catch(() => null);
    await vi.waitFor(async () => expect(await seenBy(model)).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    leave.abort();
    await asking;
    await releaseOf(model);
    await vi.waitFor(async () => {
      const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
      expect(limits).toMatchObject([{ used: 1, held: 0 }, { held: 0 }]);
      // 300 ms at 60 tokens a second are 18, beside a prompt of about 8.
      expect(limits[1]?.used).toBeGreaterThanOrEqual(18 + 5);
    });
  });

  // With the usage asked for nothing is kept from the client, and the runtime hands the stream on: what passes is looked at
  // a few times a second only, and the words since the last look are charged all the same.
  it.each([
    ['the runtime hands on', { stream_options: { include_usage: true } }, true],
    ['is read event by event', {}, false],
  ])('on a stream that %s is charged for every word that had come', async (_, body, isHandedOn) => {
    const handOver = vi.spyOn(Outlet.prototype, 'handOver');
    // On a machine that stands still for a moment no stream is fast.
    for (let tried = 0; tried < 5 && (tried === 0 || (isHandedOn && handOver.mock.calls.length === 0)); tried++) {
      await isChargedForAllThatCame(body);
    }
    expect(handOver.mock.calls.length > 0).toBe(isHandedOn);
    handOver.mockRestore();
  });

  async function isChargedForAllThatCame(body: object): Promise<void> {
    const model = `slow-stall-${crypto.randomUUID()}`;
    const tenant = await givenTenant({ instant: [model], limits: LIMITS });
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const leave = new AbortController();
    const response = await tenant.chat({ stream: true, ...body }, { signal: leave.signal });
    const reader = response.body?.getReader();
    let read = '';
    const until = async (piece: string) => {
      while (!read.includes(piece)) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error(`The stream ended before ${piece}: ${read}`);
        read += new TextDecoder().decode(value);
      }
    };
    await until(PIECES[0]);
    await releaseOf(model);
    await until(JSON.stringify(PIECES.at(-1)));
    leave.abort();
    await reader?.cancel();
    const record = await vi.waitFor(() => {
      const line = log.mock.calls.map(([said]) => String(said)).find((said) => said.includes(tenant.id));
      return JSON.parse(line ?? '');
    });
    log.mockRestore();
    expect(record).toMatchObject({
      ending: 'hung_up',
      usage: { output: estimateTokens(TEXT), estimated: true },
    });
    await vi.waitFor(async () => expect((await seenBy(model))[0]?.abortedAt).not.toBeNull());
  }
});

it('what is held while a request is under way covers the worst that its prompt and its answer can be', async () => {
  const model = `slow-${crypto.randomUUID()}`;
  const general = { name: 'general', description: 'anything at all', models: { instant: [model] } };
  // An answer of this route may take longer, and a conversation of it may go on in this request.
  const reports = { ...general, name: 'reports', description: 'annual reports', timeouts: { totalMs: TOTAL_MS } };
  const tenant = await givenTenant({ instant: [model], limits: LIMITS, policy: { routes: [general, reports] } });
  const content = '字'.repeat(400);
  const asking = tenant.chat({ messages: [{ role: 'user', content }], max_tokens: 300 });
  await vi.waitFor(async () => expect(await seenBy(model)).toHaveLength(1));
  const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { held: number }[] }>();
  // A hold that expired before the longest answer ends would be charged in full, and the answer's own charge lost.
  const until = await runInDurableObject(tenant.account(), (_, { storage }) =>
    Number(storage.sql.exec('SELECT until FROM request WHERE settled IS NULL').one()['until']),
  );
  expect(until - Date.now()).toBeGreaterThan(TOTAL_MS);
  // No tokenizer makes more tokens of a text than it has bytes: three for each of these characters.
  expect(limits[1]?.held).toBeGreaterThanOrEqual(3 * 400 + 300);
  await releaseOf(model);
  expect((await asking).status).toBe(200);
});
