import { describe, expect, it } from 'vitest';
import { givenResponses } from '../../support/responses-tenant.ts';
import { seenBy } from '../../support/tenant.ts';

const errorOf = async (answer: Response) => ({
  status: answer.status,
  ...(await answer.json<{ error: { code: string; param: string | null; message: string } }>()).error,
});

describe('400 invalid_request', () => {
  it.each<[string, object, string]>([
    ['no input', {}, 'input'],
    ['a number for input', { input: 7 }, 'input'],
    ['an item of a role nobody knows', { input: [{ role: 'king', content: 'hi' }] }, 'input.0.role'],
    ['an answer in the background, which nobody could fetch', { input: 'hi', background: true }, 'background'],
    ['a cap of zero', { input: 'hi', max_output_tokens: 0 }, 'max_output_tokens'],
  ])('names the field of a body with %s', async (_, body, param) => {
    const { respond } = await givenResponses({ models: ['ok@a'] });
    expect(await errorOf(await respond(body))).toMatchObject({ status: 400, code: 'invalid_request', param });
  });
});

describe('422 no_model_fits', () => {
  it.each<[string, object, string]>([
    ['a tool that OpenAI runs', { tools: [{ type: 'web_search' }] }, 'web_search'],
    ['an answer that OpenAI keeps', { previous_response_id: 'resp_1' }, 'previous_response_id'],
    ['a conversation that OpenAI keeps', { conversation: 'conv_1' }, 'conversation'],
    ['a prompt that OpenAI keeps', { prompt: { id: 'pmpt_1' } }, 'prompt'],
    ['items that OpenAI keeps', { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'item_reference'],
    ['a history that OpenAI has compacted', { input: [{ type: 'compaction', encrypted_content: 'x' }] }, 'compaction'],
  ])('for %s, to a model of another format: it says so and calls nobody', async (_, body, word) => {
    const tenant = await givenResponses({ models: ['ok@chat'] });
    const refused = await errorOf(await tenant.respond({ input: 'hi', ...body }));
    expect(refused).toMatchObject({ status: 422, code: 'no_model_fits', message: expect.stringContaining(word) });
    expect(await seenBy(tenant.of('ok'))).toEqual([]);
  });

  it('but such a request goes to OpenAI where a route has it', async () => {
    const tenant = await givenResponses({ models: ['ok@chat', 'ok-own@a'] });
    const answer = await tenant.respond({ input: 'hi', tools: [{ type: 'web_search' }] });
    expect([answer.status, answer.headers.get('x-signalbox-model')]).toEqual([200, tenant.of('ok-own')]);
  });
});

describe('429', () => {
  it('limit_reached, as on every path', async () => {
    const limits = [{ id: '1d-all', of: 'requests', max: 0, per: '1d', then: 'refuse' }];
    const { respond } = await givenResponses({ models: ['ok@a'], limits });
    const refused = await respond({ input: 'hi' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'limit_reached' });
  });
});
