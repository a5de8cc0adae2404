import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { givenAdmin } from '../../support/admin.ts';

describe('400 invalid_request', () => {
  it.each([
    ['a misspelt switch, which must not write', 'dryrun=1', 'dryrun', 'Did you mean "dry_run"?'],
    ['a switch that is neither on nor off', 'dry_run=maybe', 'dry_run', 'This must be 1 or 0.'],
  ])('for %s', async (_, query, param, message) => {
    const { tenant, document, put } = givenAdmin();
    const response = await put(document(), { query });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      {
        error: {
          type: 'invalid_request_error',
          code: 'invalid_request',
          param,
          message: expect.stringContaining(message),
        },
      },
    ]);
    expect(await env.POLICIES.get(`tenant:${tenant}`)).toBeNull();
  });

  it('for a document in YAML, with the way to make JSON of it', async () => {
    const response = await givenAdmin().put('tenant: shop\ndefault: general\n');
    expect([response.status, await response.json()]).toMatchObject([
      400,
      {
        error: { code: 'invalid_request', message: expect.stringContaining('npx yaml --json --single < policy.yaml') },
      },
    ]);
  });

  it('for a path that can name no tenant', async () => {
    const headers = { authorization: 'Bearer dev-admin' };
    for (const name of ['No', 'a%20b', '%zz', 'x'.repeat(65), 'shop%40good']) {
      const url = `https://signalbox.test/admin/tenants/${name}/policy`;
      const response = await exports.default.fetch(new Request(url, { headers }));
      expect([name, response.status, await response.json()]).toMatchObject([name, 400, { error: { param: 'tenant' } }]);
    }
  });
});
