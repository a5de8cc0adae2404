import { afterEach, expect, inject, it, vi } from 'vitest';
import { AccountClient } from '../../src/quota/client.ts';
import { PRICE_BOOK } from '../../src/tenant/price-book/book.ts';
import { givenTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

/** The revisions that the answers of a policy are bound to; `beside` is a model that nobody asks. */
async function revisions(beside: object) {
  const price = { input: 1, output: 4 };
  const models = Object.fromEntries(
    ['ok', 'ok-thinking', 'ok-mini'].map((id) => [id, { provider: 'mock', id, price }]),
  );
  const providers = {
    mock: { kind: 'openai-compatible', baseUrl: `${inject('providerUrl')}/v1`, key: 'OPENAI_API_KEY' },
    cloud: { kind: 'openai', key: 'OPENAI_API_KEY' },
  };
  const tenant = await givenTenant({ policy: { models: { ...models, beside }, providers } });
  const admitted = vi.spyOn(AccountClient.prototype, 'admit');
  await (await tenant.chat({})).text();
  return admitted.mock.calls.map(([{ session }]) => session.revision);
}

// An account holds by the prices that a conversation is bound to, and charges by those of the book in force.
it('a conversation is bound to prices of one book, and a new one does away with the binding', async () => {
  const known = { provider: 'cloud', id: 'gpt-5-mini' };
  expect(await revisions(known)).toEqual([expect.stringMatching(new RegExp(`^[0-9a-f]{64} ${PRICE_BOOK}$`))]);
  vi.restoreAllMocks();
  const written = { ...known, price: { input: 1, output: 2 } };
  expect(await revisions(written)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});
