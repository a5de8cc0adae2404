import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { givenAdmin } from '../../support/admin.ts';
import { givenTenant } from '../../support/tenant.ts';

describe('401 invalid_api_key', () => {
  const tokens: [string, Record<string, string>][] = [
    ['no token', { authorization: '' }],
    ['another token', { authorization: 'Bearer dev-admin2' }],
    ['the beginning of the token', { authorization: 'Bearer dev-admi' }],
    ['another scheme', { authorization: 'Basic dev-admin' }],
    ['the token in x-api-key', { authorization: '', 'x-api-key': 'dev-admin' }],
  ];
  for (const [name, headers] of tokens) {
    it(`for ${name}, which is not repeated, and nothing is written`, async () => {
      const { tenant, document, get, put } = givenAdmin();
      for (const response of [await get({ headers }), await put(document(), { headers })]) {
        expect(response.status).toBe(401);
        const text = await response.text();
        expect(JSON.parse(text)).toMatchObject({ error: { type: 'authentication_error', code: 'invalid_api_key' } });
        expect(text).not.toContain('dev-admi');
      }
      expect(await env.POLICIES.get(`tenant:${tenant}`)).toBeNull();
    });
  }

  it('for the key of a user, also of that very tenant', async () => {
    const { id, key } = await givenTenant();
    const headers = { authorization: `Bearer ${key}` };
    const url = `https://signalbox.test/admin/tenants/${id}/policy`;
    expect((await exports.default.fetch(new Request(url, { headers }))).status).toBe(401);
  });

  it('for every path under /admin, however it is written, whether there is something there or not', async () => {
    for (const path of [
      '/admin',
      '/admin/',
      '/admin/tenants',
      '/admin/tenants/shop/keys',
      '/%61dmin/tenants/shop/policy',
    ]) {
      const response = await exports.default.fetch(new Request(`https://signalbox.test${path}`));
      expect([path, response.status]).toEqual([path, 401]);
    }
  });
});
