import { describe, expect, it } from 'vitest';
import { givenTenant } from '../support/tenant.ts';

describe('GET /v1/models', () => {
  it('lists the auto names, the routes and the models, as the official client reads them', async () => {
    const { client } = await givenTenant();
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual([
      'auto',
      'auto:instant',
      'auto:thinking',
      'auto:mini',
      'route:general',
      'ok',
      'ok-thinking',
      'ok-mini',
    ]);
  });

  it('lists only models that the key may use', async () => {
    const { client } = await givenTenant({ key: { models: ['ok-mini'] } });
    const { data } = await client.models.list();
    expect(data.map(({ id, owned_by }) => [id, owned_by]).filter(([, owner]) => owner !== 'signalbox')).toEqual([
      ['ok-mini', 'mock'],
    ]);
  });
});

describe('GET /v1/usage', () => {
  it('says where each limit stands, cost in USD', async () => {
    const { chat, fetch } = await givenTenant({
      limits: [
        { id: '5h', of: 'requests', effort: 'instant', max: 10, per: '5h', then: 'mini' },
        { id: 'usd', of: 'cost', max: 0.05, per: '1d', then: 'refuse' },
      ],
    });
    await chat({ max_tokens: 1000 }, { user: 'ann' });
    const usage = await (await fetch('/v1/usage', { user: 'ann' })).json();
    expect(usage).toEqual({
      user: 'ann',
      plan: 'free',
      limits: [
        {
          id: '5h',
          of: 'requests',
          effort: 'instant',
          per: '5h',
          max: 10,
          used: 1,
          held: 0,
          left: 9,
          freesAt: expect.stringMatching(/Z$/),
        },
        {
          id: 'usd',
          of: 'cost',
          per: '1d',
          max: 0.05,
          used: 0.000078,
          held: 0,
          left: 0.049922,
          freesAt: expect.stringMatching(/Z$/),
        },
      ],
    });
  });

  it('is one user’s own', async () => {
    const { chat, fetch } = await givenTenant({
      limits: [{ id: 'all', of: 'requests', max: 5, per: '1d', then: 'refuse' }],
    });
    await chat({}, { user: 'ann' });
    expect(await (await fetch('/v1/usage', { user: 'bob' })).json()).toMatchObject({
      user: 'bob',
      limits: [{ used: 0, left: 5, freesAt: null }],
    });
  });
});

it('GET /healthz needs no key', async () => {
  const { fetch } = await givenTenant();
  const response = await fetch('/healthz', { headers: { authorization: 'none' } });
  expect(await response.json()).toEqual({ ok: true });
});
