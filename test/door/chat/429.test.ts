import { RateLimitError } from 'openai';
import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

const TWO_A_DAY = { id: '1d-all', of: 'requests', max: 2, per: '1d', then: 'refuse' };

describe('429 limit_reached', () => {
  it('names the limit and says when it frees', async () => {
    const { chat } = await givenTenant({ limits: [TWO_A_DAY] });
    expect((await chat({})).status).toBe(200);
    expect((await chat({})).status).toBe(200);
    const response = await chat({});
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({
      error: { type: 'rate_limit_error', code: 'limit_reached', message: expect.stringContaining('1d-all') },
    });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(80_000);
    expect(response.headers.get('ratelimit-policy')).toBe('"1d-all";q=2;w=86400');
    expect(response.headers.get('ratelimit')).toMatch(/^"1d-all";r=0;t=\d+$/);
    expect(response.headers.get('x-signalbox-decision')).toMatch(/^dec_/);
    expect(response.headers.get('x-signalbox-reason')).toBe('limit');
  });

  it('is raised by the official client as RateLimitError', async () => {
    const { client } = await givenTenant({ limits: [{ ...TWO_A_DAY, max: 0 }] });
    const call = client.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    });
    await expect(call).rejects.toBeInstanceOf(RateLimitError);
  });

  it('for a model by name, which no limit may swap', async () => {
    const { chat } = await givenTenant({
      limits: [{ id: 'think', of: 'requests', effort: 'thinking', max: 0, per: '1d', then: 'instant' }],
    });
    const named = await chat({ model: 'ok-thinking' });
    expect(named.status).toBe(429);
    expect(await named.json()).toMatchObject({ error: { message: expect.stringContaining('ok-thinking') } });
    const wished = await chat({ model: 'auto:thinking' });
    expect(wished.status).toBe(200);
    expect(Object.fromEntries(wished.headers)).toMatchObject({
      'x-signalbox-effort': 'instant',
      'x-signalbox-reason': 'limit',
      'x-signalbox-degraded': 'think',
    });
  });

  it('is not given for one user because of another', async () => {
    const { chat } = await givenTenant({ limits: [{ ...TWO_A_DAY, max: 1 }] });
    expect((await chat({}, { user: 'ann' })).status).toBe(200);
    expect((await chat({}, { user: 'ann' })).status).toBe(429);
    expect((await chat({}, { user: 'bob' })).status).toBe(200);
  });
});
