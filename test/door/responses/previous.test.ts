import { describe, expect, it, vi } from 'vitest';
import { givenResponses, type ResponsesTenant } from '../../support/responses-tenant.ts';
import { seenBy } from '../../support/tenant.ts';

/** Two routes, each with a model of its own account. */
const given = (more: Partial<Parameters<typeof givenResponses>[0]> = {}) =>
  givenResponses({
    models: ['ok@a', 'tool@a', 'ok-trip@b'],
    routes: { code: { instant: ['ok'], thinking: ['tool'] }, travel: { instant: ['ok-trip'] } },
    ...more,
  });

const CODE = 'write a python function that reverses a list';
const TRAVEL = 'book a flight to Lisbon for two people next Friday';

async function say(tenant: ResponsesTenant, body: object, headers?: Record<string, string>) {
  const answer = await tenant.respond({ model: 'auto', ...body }, headers);
  const json = await answer.json<{ id?: string; error?: { code: string; param: string | null; message: string } }>();
  return {
    status: answer.status,
    id: json.id ?? '',
    error: json.error,
    model: answer.headers.get('x-signalbox-model'),
    reason: answer.headers.get('x-signalbox-reason'),
  };
}

const UNKNOWN = { status: 400, error: { message: expect.stringContaining('nothing is known here') } };

async function sessionOf({ fetch }: ResponsesTenant, body: object): Promise<string> {
  const answer = await fetch('/v1/route', { method: 'POST', body: JSON.stringify({ model: 'auto', ...body }) });
  return (await answer.json<{ session: { id: string } }>()).session.id;
}

describe('previous_response_id', () => {
  it('goes to the model that gave the answer, whatever is asked now, and stays in its conversation', async () => {
    const tenant = await given();
    const first = await say(tenant, { input: CODE });
    expect(first).toMatchObject({ status: 200, model: tenant.of('ok') });
    const next = { input: TRAVEL, previous_response_id: first.id };
    expect(await sessionOf(tenant, next)).toBe(await sessionOf(tenant, { input: CODE }));
    const second = await say(tenant, next);
    expect(second).toMatchObject({ status: 200, model: tenant.of('ok'), reason: 'session' });
    expect(await say(tenant, { input: TRAVEL, previous_response_id: second.id })).toMatchObject({ status: 200 });
    expect(await seenBy(tenant.of('ok-trip'))).toEqual([]);
    expect((await seenBy(tenant.of('ok')))[1]?.body).toMatchObject({ previous_response_id: first.id });
  });

  it('is known when it comes back before the answer that it names has been settled', async () => {
    const tenant = await given();
    const { client } = tenant;
    for (let turn = 0, previous: string | undefined; turn < 4; turn++) {
      const body = { model: 'auto', input: turn === 0 ? CODE : TRAVEL };
      const stream = client.responses.stream({ ...body, ...(previous && { previous_response_id: previous }) });
      previous = (await stream.finalResponse()).id;
    }
    expect(await seenBy(tenant.of('ok'))).toHaveLength(4);
  });

  it('reaches another model of the same provider when the client names it or its effort', async () => {
    const tenant = await given();
    const { id } = await say(tenant, { input: CODE });
    const named = await say(tenant, { input: CODE, previous_response_id: id, model: tenant.of('tool') });
    expect(named).toMatchObject({ status: 200, model: tenant.of('tool'), reason: 'pinned' });
    const hard = await say(tenant, { input: CODE, previous_response_id: id, model: 'auto:thinking' });
    expect(hard).toMatchObject({ status: 200, model: tenant.of('tool') });
  });

  it('is refused with 400 to a model of another provider, which could not read it', async () => {
    const tenant = await given();
    const { id } = await say(tenant, { input: CODE });
    const refused = await say(tenant, { input: CODE, previous_response_id: id, model: tenant.of('ok-trip') });
    expect(refused).toMatchObject({
      status: 400,
      error: {
        code: 'invalid_request',
        param: 'previous_response_id',
        message: expect.stringMatching(/was given by the model "ok-.*" of the provider "a".*is of another, "b"/),
      },
    });
    expect(await seenBy(tenant.of('ok-trip'))).toEqual([]);
  });

  it('that nobody knows is refused with 400 where several providers could have it, and says what to do', async () => {
    const tenant = await given();
    const refused = await say(tenant, { input: CODE, previous_response_id: 'resp_unknown' });
    expect(refused).toMatchObject({
      status: 400,
      error: { param: 'previous_response_id', message: expect.stringContaining('Name a model of the provider') },
    });
    expect(await seenBy(tenant.of('ok'))).toEqual([]);
  });

  it('that nobody knows is refused under a decision, which the log has without the name', async () => {
    const tenant = await given();
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const body = JSON.stringify({ model: 'auto', input: CODE, previous_response_id: 'resp_unknown' });
    const lost = await tenant.fetch('/v1/responses', { method: 'POST', body });
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
    log.mockRestore();
    expect(lines).toHaveLength(1);
    const { decision, ...record } = JSON.parse(lines[0] ?? '{}');
    expect(record).toMatchObject({ event: 'request', ending: 'refused', usage: null, cost: 0, failures: [] });
    expect(decision.why.at(-1)).toEqual({
      rule: 'session',
      detail: 'nobody can go on from what previous_response_id names',
    });
    expect(lines[0]).not.toContain('resp_unknown');
    const told = Object.fromEntries(
      ['decision', 'route', 'effort', 'model', 'reason', 'policy'].map((of) => [
        of,
        lost.headers.get(`x-signalbox-${of}`),
      ]),
    );
    expect([lost.status, told]).toEqual([
      400,
      {
        ...{ decision: decision.id, route: 'code', effort: 'instant', model: tenant.of('ok'), reason: 'session' },
        policy: `${tenant.id}@1`,
      },
    ]);
    const shown = await tenant.fetch('/v1/route', { method: 'POST', body });
    expect([shown.status, shown.headers.get('x-signalbox-reason')]).toEqual([400, 'session']);
  });

  it.each(['ok', null])(
    'that nobody knows is sent on to the model named, or to the only provider: %s',
    async (name) => {
      const models =
        name === null ? (['ok@a', 'tool@a', 'ok-trip@chat'] as const) : (['ok@a', 'tool@a', 'ok-trip@b'] as const);
      const tenant = await given({ models });
      const body = {
        input: TRAVEL,
        previous_response_id: 'resp_unknown',
        model: name === null ? 'auto' : tenant.of(name),
      };
      const refused = await say(tenant, body);
      // The provider's own words.
      expect(refused).toMatchObject({ status: 400, error: { message: expect.stringContaining('not found') } });
      expect(await seenBy(tenant.of('ok'))).toHaveLength(1);
    },
  );

  it('of a translated answer is refused with 400: nobody keeps it', async () => {
    const tenant = await givenResponses({ models: ['ok@chat'] });
    const { id } = await say(tenant, { input: CODE });
    const refused = await say(tenant, { input: CODE, previous_response_id: id });
    expect(refused).toMatchObject({
      status: 400,
      error: { param: 'previous_response_id', message: expect.stringContaining('Send the items') },
    });
  });

  it('of an answer that was not to be kept is not remembered', async () => {
    const tenant = await given();
    const { id } = await say(tenant, { input: CODE, store: false });
    expect(await say(tenant, { input: TRAVEL, previous_response_id: id })).toMatchObject(UNKNOWN);
  });

  it('of a provider that keeps nothing is not remembered either', async () => {
    const tenant = await given({ models: ['ok@chat', 'tool@a', 'ok-trip@b'] });
    expect(await say(tenant, { input: CODE })).toMatchObject({ status: 200, model: tenant.of('ok') });
    const theirs = { input: TRAVEL, previous_response_id: 'chatcmpl-Bk4Tq1' };
    expect(await say(tenant, theirs)).toMatchObject(UNKNOWN);
  });

  it('is another user’s business only where it was given', async () => {
    const tenant = await given();
    const { id } = await say(tenant, { input: CODE }, { 'x-signalbox-user': 'ann' });
    const body = { input: TRAVEL, previous_response_id: id };
    expect(await say(tenant, body, { 'x-signalbox-user': 'bob' })).toMatchObject(UNKNOWN);
    expect(await say(tenant, body, { 'x-signalbox-user': 'ann' })).toMatchObject({ status: 200 });
  });

  it('holds limits to what the provider reads beside the request', async () => {
    const limits = [{ id: 'tokens', of: 'tokens', max: 1000, per: '1d', then: 'refuse' }];
    const tenant = await given({ limits });
    const body = { max_output_tokens: 300 };
    const { id } = await say(tenant, { ...body, input: CODE });
    // The answer's own 37 tokens are known to be read again; what nobody knows might fill the whole context.
    expect(await say(tenant, { ...body, input: CODE, previous_response_id: id })).toMatchObject({ status: 200 });
    const unknown = { ...body, input: CODE, previous_response_id: 'resp_unknown', model: tenant.of('ok') };
    expect(await say(tenant, unknown)).toMatchObject({ status: 429 });
  });
});

describe('a conversation that its provider keeps', () => {
  it('stays with the model that answered it', async () => {
    const tenant = await given();
    const named = { conversation: 'conv_1', model: tenant.of('ok') };
    expect(await say(tenant, { input: CODE, ...named })).toMatchObject({ status: 200 });
    expect(await say(tenant, { input: TRAVEL, conversation: { id: 'conv_1' } })).toMatchObject({
      status: 200,
      model: tenant.of('ok'),
    });
    expect(await say(tenant, { input: TRAVEL, conversation: 'conv_2' })).toMatchObject({
      status: 400,
      error: { param: 'conversation' },
    });
  });
});
