import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

describe('503 unavailable', () => {
  it('when no candidate has its secret, naming the secret', async () => {
    const { chat } = await givenTenant({
      policy: { providers: { mock: { kind: 'openai', key: 'NOBODY_SET_THIS_KEY' } } },
    });
    const response = await chat({});
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBeTruthy();
    expect(await response.json()).toMatchObject({
      error: { type: 'overloaded_error', code: 'unavailable', message: expect.stringContaining('NOBODY_SET_THIS_KEY') },
    });
  });

  it('when the key’s tenant has no policy', async () => {
    const { id, chat } = await givenTenant();
    await env.POLICIES.delete(`tenant:${id}`);
    expect((await chat({})).status).toBe(503);
  });

  it('when the tenant’s only policy cannot be read, and not for anybody else', async () => {
    const [broken, sound] = [await givenTenant(), await givenTenant()];
    await env.POLICIES.put(`tenant:${broken.id}`, '{"tenant": 7}');
    expect((await broken.chat({})).status).toBe(503);
    expect((await sound.chat({})).status).toBe(200);
  });
});
