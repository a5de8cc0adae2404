import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

describe('403 not_allowed', () => {
  it('for a model by name that this key may not use', async () => {
    const { chat } = await givenTenant({ key: { models: ['ok-mini'] } });
    const response = await chat({ model: 'ok' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: { type: 'permission_error', code: 'not_allowed', param: 'model' },
    });
  });

  it('for a route of whose models this key may use none', async () => {
    const { chat } = await givenTenant({ key: { models: [] } });
    expect((await chat({ model: 'auto' })).status).toBe(403);
  });

  it('for a plan that the policy does not have: quota never fails open', async () => {
    const { chat } = await givenTenant({ key: { plan: 'platinum' } });
    const response = await chat({});
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('platinum') } });
  });

  it('and a key with models of its own is routed among them', async () => {
    const { chat } = await givenTenant({ instant: ['status-503', 'ok'], key: { models: ['ok'] } });
    const response = await chat({});
    expect(response.status).toBe(200);
    expect(response.headers.get('x-signalbox-reason')).not.toBe('failover');
  });
});
