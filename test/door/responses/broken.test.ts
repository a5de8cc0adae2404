import { APIError } from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { givenResponses } from '../../support/responses-tenant.ts';

const HELLO = { model: 'auto', input: 'hello there' };
const LIMITS = [{ id: 'all', of: 'requests', max: 5, per: '1d', then: 'refuse' }];

describe('an answer that breaks off in its midst', () => {
  it.each(['cut@a', 'failedmid@a', 'cut-mid@chat', 'error-mid@chat'] as const)(
    'raises an error in official clients, after the words that came: %s',
    async (scenario) => {
      const tenant = await givenResponses({ models: [scenario], limits: LIMITS });
      const stream = await tenant.client.responses.create({ ...HELLO, stream: true });
      const events: ResponseStreamEvent[] = [];
      const reading = (async () => {
        for await (const event of stream) events.push(event);
      })();
      await expect(reading).rejects.toThrow(APIError);
      await expect(reading).rejects.toThrow(/incomplete/);
      expect(events.some(({ type }) => type === 'response.output_text.delta')).toBe(true);
      expect(events.some(({ type }) => type === 'response.completed')).toBe(false);
      // Clients that know no `error` event find the answer failed, under the name that it began with.
      const last = events.at(-1);
      expect(last).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_error' } },
      });
      const [first] = events;
      if (first?.type !== 'response.created' || last?.type !== 'response.failed') throw new Error('No answer began.');
      expect(last.response.id).toBe(first.response.id);
      const numbers = events.map(({ sequence_number: number }) => number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(new Set(numbers).size).toBe(numbers.length);
      await expect
        .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: unknown[] }>()).limits[0])
        .toMatchObject({ used: 1, held: 0 });
    },
  );

  it("raises the provider's own error where it has sent one to a client of its wire", async () => {
    const tenant = await givenResponses({ models: ['errormid@a'], limits: LIMITS });
    const types: string[] = [];
    const reading = (async () => {
      for await (const { type } of await tenant.client.responses.create({ ...HELLO, stream: true })) types.push(type);
    })();
    await expect(reading).rejects.toThrow(APIError);
    await expect(reading).rejects.toThrow('The server had an error');
    expect(types).toContain('response.output_text.delta');
    expect(types).not.toContain('response.completed');
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: unknown[] }>()).limits[0])
      .toMatchObject({ used: 1, held: 0 });
  });

  it.each(['cut@a', 'cut-mid@chat'] as const)('raises an error in the official helper too: %s', async (scenario) => {
    const tenant = await givenResponses({ models: [scenario] });
    await expect(tenant.client.responses.stream(HELLO).finalResponse()).rejects.toThrow(/incomplete/);
  });
});

describe('an answer that never begins', () => {
  it.each(['down@a', 'failedearly@a', 'errorfirst@a'] as const)('is 502: %s', async (scenario) => {
    const tenant = await givenResponses({ models: [scenario] });
    for (const stream of [true, false]) {
      const answer = await tenant.respond({ ...HELLO, stream });
      expect(answer.status).toBe(502);
      expect(await answer.json()).toMatchObject({ error: { code: 'provider_failed' } });
    }
  });

  it('tells how long a busy provider wants to be left alone', async () => {
    const { respond } = await givenResponses({ models: ['busy@a'] });
    const answer = await respond(HELLO);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '7']);
    await answer.text();
  });
});

describe('an answer that is cut short by its cap', () => {
  it('says so as it came', async () => {
    const { client } = await givenResponses({ models: ['short@a'] });
    const answer = await client.responses.create(HELLO);
    expect([answer.status, answer.incomplete_details?.reason]).toEqual(['incomplete', 'max_output_tokens']);
  });
});
