import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { app } from '../../../src/app.ts';

async function ask(bindings: object, authorization: string): Promise<Response> {
  const context = createExecutionContext();
  const request = new Request('https://signalbox.test/admin/tenants/shop/policy', { headers: { authorization } });
  const response = await app.fetch(request, { ...env, ...bindings }, context);
  await waitOnExecutionContext(context);
  return response;
}

describe('503 unavailable', () => {
  it.each([
    ['not set', undefined],
    ['empty', ''],
  ])('where the secret ADMIN_TOKEN is %s, whatever a caller sends', async (_, ADMIN_TOKEN) => {
    for (const authorization of ['', 'Bearer dev-admin', 'Bearer undefined', 'Bearer ']) {
      const response = await ask({ ADMIN_TOKEN }, authorization);
      expect([response.status, await response.json()]).toMatchObject([
        503,
        { error: { type: 'overloaded_error', code: 'unavailable', message: expect.stringContaining('ADMIN_TOKEN') } },
      ]);
      expect(response.headers.get('retry-after')).toBe('60');
    }
  });

  it('and not where a deployment has one of its own', async () => {
    expect((await ask({ ADMIN_TOKEN: 'its own' }, 'Bearer its own')).status).toBe(404);
    expect((await ask({ ADMIN_TOKEN: 'its own' }, 'Bearer dev-admin')).status).toBe(401);
  });
});
