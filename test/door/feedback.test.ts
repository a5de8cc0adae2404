import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Kept } from '../../src/quota/kept.ts';
import { givenTenant, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const idOf = (response: Response): string => response.headers.get('x-signalbox-decision') ?? '';

/** Asks, reads the answer to its end, and says of which decision it was. */
async function asked(tenant: TestTenant, body: object = {}, user?: string): Promise<string> {
  const response = await tenant.chat(body, user === undefined ? {} : { user });
  await response.text();
  return idOf(response);
}

const say = (tenant: TestTenant, body: object | string, user?: string) =>
  tenant.fetch('/v1/feedback', {
    ...{ method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) },
    ...(user === undefined ? {} : { user }),
  });

const told = async (response: Response) => [response.status, await response.json()];

/** What the account keeps of a decision, once it has been settled. */
const keptOf = (tenant: TestTenant, decision: string, user?: string): Promise<Kept> =>
  vi.waitFor(() =>
    runInDurableObject(tenant.account(user), (_, { storage }) => {
      const [row] = storage.sql
        .exec<{ kept: string }>('SELECT kept FROM request WHERE decision = ?', decision)
        .toArray();
      return JSON.parse(row?.kept ?? '');
    }),
  );

const NOBODYS = {
  error: {
    ...{ code: 'not_found', type: 'not_found_error', param: 'decision' },
    message: expect.stringContaining('This user has no such decision'),
  },
};

describe('POST /v1/feedback', () => {
  it('202: says what is new, what counts once, what was corrected, and what is kept nowhere', async () => {
    const tenant = await givenTenant();
    const decision = await asked(tenant);
    const nothing = { decision, accepted: [], already: [], corrected: [], notKept: [] };
    const first = await say(tenant, { decision, rating: 1, comment: 'most helpful' });
    expect(await told(first)).toEqual([202, { ...nothing, accepted: ['rating'], notKept: ['comment'] }]);
    expect(await told(await say(tenant, { decision, rating: 1 }))).toEqual([202, { ...nothing, already: ['rating'] }]);
    expect(await told(await say(tenant, { decision, rating: -1, correct: false }))).toEqual([
      ...[202, { ...nothing, accepted: ['correct'], corrected: ['rating'] }],
    ]);
    expect(await keptOf(tenant, decision)).toMatchObject({ seq: 2, feedback: { rating: -1, correct: false } });
  });

  it('202: of a pinned request, of a stream as soon as its last byte is there, and of one that is on its way', async () => {
    const tenant = await givenTenant({ instant: ['ok', 'slow'] });
    const pinned = await asked(tenant, { model: 'ok-mini' });
    expect((await say(tenant, { decision: pinned, correct: true })).status).toBe(202);
    const kept = { explicit: true, arm: 'ok-mini@mini', failed: false, firstContentMs: expect.any(Number) };
    expect((await keptOf(tenant, pinned)).toLearn).toMatchObject(kept);
    const streamed = await asked(tenant, { stream: true });
    expect(await told(await say(tenant, { decision: streamed, rating: 0 }))).toMatchObject([
      202,
      { accepted: ['rating'] },
    ]);
    const response = await tenant.chat({ model: 'slow', stream: true });
    const left = { decision: idOf(response), abandoned: true };
    expect(await told(await say(tenant, left))).toMatchObject([202, { accepted: ['abandoned'] }]);
    await response.body?.cancel();
    expect(await keptOf(tenant, left.decision)).toMatchObject({ seq: 1, feedback: { abandoned: true } });
  });

  it.each([
    ['ok-thinking', { arm: 'ok-thinking@thinking' }],
    ['mock/ok-mini', { arm: 'ok-mini@mini' }],
    ['thinking', { arm: 'ok-thinking@thinking' }],
    ['auto:mini', { arm: 'ok-mini@mini' }],
    ['general', { route: 'general' }],
    ['route:general', { route: 'general' }],
  ])('202: a switch to %s', async (switchedTo, switched) => {
    const tenant = await givenTenant();
    const decision = await asked(tenant);
    expect((await say(tenant, { decision, switchedTo })).status).toBe(202);
    expect(await keptOf(tenant, decision)).toMatchObject({ feedback: { switchedTo }, switched });
  });

  it('202: where the tenant does not learn, nothing is kept and the answer says so', async () => {
    const tenant = await givenTenant({ policy: { learning: { enabled: false } } });
    const decision = await asked(tenant);
    expect(await told(await say(tenant, { decision, rating: 1 }))).toEqual([
      ...[202, { decision, accepted: [], already: [], corrected: [], notKept: ['rating'] }],
    ]);
    expect((await say(tenant, { decision: 'dec_other', rating: 1 })).status).toBe(404);
  });

  it('404, in the same words, for a decision of nobody, of another user and of another tenant', async () => {
    const [tenant, other] = await Promise.all([givenTenant(), givenTenant()]);
    const decision = await asked(tenant, {}, 'ann');
    for (const response of [
      await say(tenant, { decision, rating: 1 }, 'bob'),
      await say(tenant, { decision, rating: 1 }),
      await say(other, { decision, rating: 1 }, 'ann'),
      await say(tenant, { decision: 'dec_01ARZ3NDEKTSV4RRFFQ69G5FAV', rating: 1 }, 'ann'),
      await say(tenant, { decision: 'what?', rating: 1 }, 'ann'),
    ]) {
      expect(await told(response)).toEqual([404, NOBODYS]);
    }
    expect(await keptOf(tenant, decision, 'ann')).toMatchObject({ seq: 0, feedback: {} });
    expect((await say(tenant, { decision, rating: 1 }, 'ann')).status).toBe(202);
    expect((await say(tenant, { decision, correct: true, user: 'ann' })).status).toBe(202);
  });

  it('404 for a question that nobody was asked', async () => {
    const tenant = await givenTenant();
    const route = await tenant.fetch('/v1/route', { method: 'POST', body: JSON.stringify({ input: 'hello' }) });
    expect((await say(tenant, { decision: idOf(route), rating: 1 })).status).toBe(404);
  });

  it('401 without a key', async () => {
    const tenant = await givenTenant();
    const headers = { authorization: 'Bearer sb-nobody' };
    const response = await tenant.fetch('/v1/feedback', { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(401);
  });

  it.each([
    ['no JSON', '{', null, 'one JSON object'],
    ['a list', '[]', null, 'an object'],
    ['no decision', { rating: 1 }, 'decision', 'required'],
    ['nothing said', { decision: 'dec_1' }, null, 'at least one of rating'],
    ['a rating beyond the scale', { decision: 'dec_1', rating: 5 }, 'rating', 'at most 1'],
    ['a rating in words', { decision: 'dec_1', rating: 'good' }, 'rating', 'a number'],
    ['an unknown field', { decision: 'dec_1', ratings: 1 }, 'ratings', 'rating'],
    ['an unknown model', { decision: 'dec_1', switchedTo: 'gpt-9' }, 'switchedTo', 'Models: ok, ok-thinking, ok-mini.'],
    ['a comment beyond measure', { decision: 'dec_1', comment: 'x'.repeat(4097) }, 'comment', '4096'],
  ])('400 for %s', async (_, body, param, message) => {
    const answer = expect.objectContaining({
      code: 'invalid_request',
      param,
      message: expect.stringContaining(message),
    });
    expect(await told(await say(await givenTenant(), body))).toEqual([400, { error: answer }]);
  });

  it('413 for a body beyond measure', async () => {
    expect((await say(await givenTenant(), { decision: 'x'.repeat(33_000) })).status).toBe(413);
  });

  it('leaves a line in the log, without a word that anybody wrote', async () => {
    const tenant = await givenTenant();
    const decision = await asked(tenant, { messages: [{ role: 'user', content: 'the marmalade question' }] });
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await say(tenant, { decision, rating: 0.5, comment: 'the marmalade answer' });
    const line = log.mock.calls.map(([said]) => String(said)).find((said) => said.includes('"feedback"')) ?? '';
    expect(JSON.parse(line)).toEqual({
      ...{ event: 'feedback', tenant: tenant.id, keyId: `key-${tenant.id}`, decision, rating: 0.5 },
      ...{ accepted: ['rating'], already: [], corrected: [], notKept: ['comment'] },
    });
    expect(JSON.stringify(await keptOf(tenant, decision))).not.toContain('marmalade');
  });
});

describe('what the router sees by itself', () => {
  const observedOf = async (tenant: TestTenant, decision: string) => (await keptOf(tenant, decision)).toLearn.observed;

  it('the same asked again of another model, or of more thought', async () => {
    const tenant = await givenTenant();
    const first = await asked(tenant);
    await keptOf(tenant, first);
    const second = await asked(tenant, { model: 'auto:thinking' });
    await keptOf(tenant, second);
    expect(await observedOf(tenant, first)).toEqual({ askedAgain: 'ok-thinking@thinking' });
    expect(await observedOf(tenant, second)).toEqual({});
  });

  it('not the same asked by another user', async () => {
    const tenant = await givenTenant();
    const first = await asked(tenant, {}, 'ann');
    await keptOf(tenant, first, 'ann');
    const second = await asked(tenant, { model: 'auto:thinking' }, 'bob');
    await keptOf(tenant, second, 'bob');
    expect((await keptOf(tenant, first, 'ann')).toLearn.observed).toEqual({});
  });

  const format = (schema: object) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
  });
  const tools = (properties: object, required: readonly string[]) => ({
    model: 'tool-call',
    tools: [
      { type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties, required } } },
    ],
  });

  it.each([
    ['an answer that is no JSON, where a schema was given', format({ type: 'object' }), { invalid: true }],
    ['one that is none where none was asked for', {}, {}],
    [
      'arguments that lack what the tool requires',
      tools({ city: { type: 'string' } }, ['nothing_like_it']),
      { invalid: true },
    ],
    ['arguments that fit', tools({}, []), {}],
    ['a refusal', { model: 'filtered' }, { refused: true }],
  ])('%s', async (_, body, observed) => {
    const tenant = await givenTenant({ instant: ['ok', 'tool-call', 'filtered'] });
    for (const stream of 'model' in body && body.model === 'filtered' ? [false] : [false, true]) {
      expect(await observedOf(tenant, await asked(tenant, { ...body, stream }))).toEqual(observed);
    }
  });
});
