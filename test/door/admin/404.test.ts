import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { givenAdmin } from '../../support/admin.ts';

describe('404 not_found', () => {
  it('for the policy of a tenant that has none', async () => {
    const { tenant, get } = givenAdmin();
    const response = await get();
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { type: 'not_found_error', code: 'not_found', message: expect.stringContaining(tenant) } },
    ]);
  });

  it('for a path of the admin API that is not served', async () => {
    const headers = { authorization: 'Bearer dev-admin' };
    const request = new Request('https://signalbox.test/admin/nothing', { headers });
    expect((await exports.default.fetch(request)).status).toBe(404);
  });
});
