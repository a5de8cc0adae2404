import { exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type * as z from 'zod';
import {
  auditSchema,
  changedSchema,
  policyShownSchema,
  tenantsSchema,
  versionSchema,
  versionsSchema,
} from '../../src/cli/openapi/admin-shapes.ts';
import { beliefsSchema, forgottenSchema } from '../../src/cli/openapi/belief-shapes.ts';
import {
  decisionSchema,
  decisionsSchema,
  healthSchema,
  modelsSchema,
  tenantUsageSchema,
  usageSchema,
  userUsageSchema,
} from '../../src/cli/openapi/data-shapes.ts';
import { errorSchema } from '../../src/cli/openapi/errors.ts';
import { createdKeySchema, keysSchema, revokedSchema } from '../../src/cli/openapi/key-shapes.ts';
import { heardSchema } from '../../src/learn/feedback.ts';
import { givenAdmin } from '../support/admin.ts';
import { givenTenant } from '../support/tenant.ts';

it('GET /openapi.json is for everybody', async () => {
  const response = await exports.default.fetch(new Request('https://signalbox.test/openapi.json'));
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toMatchObject({ openapi: '3.1.0', paths: { '/v1/chat/completions': {} } });
});

/** It has what the schema says, and nothing that the schema does not: what is not known is left out by parsing. */
async function isAsDescribed(schema: z.ZodType, answer: Promise<Response>, status = 200): Promise<void> {
  const response = await answer;
  const body = await response.json();
  expect(response.status).toBe(status);
  expect(schema.parse(body)).toEqual(body);
}

it('what the admin API answers is as the document says', async () => {
  const { document, get, put, rollback, versions, audit } = givenAdmin();
  await isAsDescribed(errorSchema, get(), 404);
  await isAsDescribed(changedSchema, put(document()));
  await isAsDescribed(changedSchema, put(document({ session: { sticky: false } })));
  await isAsDescribed(changedSchema, put(document({ plans: { pro: { limits: [] } } }), { query: 'dry_run=1' }));
  await isAsDescribed(changedSchema, rollback(1));
  await isAsDescribed(policyShownSchema, get());
  await isAsDescribed(versionsSchema, versions());
  await isAsDescribed(versionSchema, get({ under: '/versions/1' }));
  await isAsDescribed(auditSchema, audit());
  await isAsDescribed(errorSchema, put({ tenant: 7 }), 422);
  await isAsDescribed(errorSchema, put(document(), { headers: { 'if-match': '"0-0"' } }), 409);
});

it('what it answers of keys and of their use is as the document says', async () => {
  const { tenant, document, put } = givenAdmin();
  const limit = { id: 'day', of: 'requests', max: 10, per: '1d', then: 'refuse' };
  const budget = { ...limit, id: 'month', per: '30d', max: 1000 };
  await put(document({ budget, plans: { free: { limits: [limit], upgradeUrl: 'https://shop.example/pro' } } }));
  const call = (method: string, path: string, key: string, body?: object) =>
    exports.default.fetch(
      new Request(`https://signalbox.test${path}`, {
        ...{ method, headers: { authorization: `Bearer ${key}` } },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const admin = (method: string, path: string, body?: object) => call(method, `/admin/${path}`, 'dev-admin', body);
  const own = { limits: [{ ...limit, id: 'of-key' }], escalation: { id: 'up', of: 'requests', max: 3, per: '1d' } };
  const made = await admin('POST', `tenants/${tenant}/keys`, { plan: 'free', name: 'web', ...own });
  const { id, key } = createdKeySchema.parse(await made.clone().json());
  await isAsDescribed(createdKeySchema, Promise.resolve(made), 201);
  const messages = [{ role: 'user', content: 'hello' }];
  expect((await call('POST', '/v1/chat/completions', key, { messages, user: 'ann' })).status).toBe(200);
  await isAsDescribed(usageSchema, call('GET', '/v1/usage', key));
  await isAsDescribed(createdKeySchema, admin('POST', `keys/${id}/rotate`, { overlap: '1h' }), 201);
  await isAsDescribed(keysSchema, admin('GET', `tenants/${tenant}/keys`));
  await isAsDescribed(tenantUsageSchema, admin('GET', `tenants/${tenant}/usage`));
  await isAsDescribed(userUsageSchema, admin('GET', `tenants/${tenant}/usage?user=ann`));
  await isAsDescribed(decisionsSchema, admin('GET', `tenants/${tenant}/decisions?user=ann`));
  await isAsDescribed(beliefsSchema, admin('GET', `tenants/${tenant}/beliefs`));
  await isAsDescribed(errorSchema, admin('POST', `tenants/${tenant}/beliefs/rollback`, {}), 409);
  await isAsDescribed(errorSchema, admin('POST', `tenants/${tenant}/beliefs/rollback`, { version: 3 }), 404);
  await isAsDescribed(forgottenSchema, admin('DELETE', `tenants/${tenant}/users/ann`));
  await isAsDescribed(tenantsSchema, admin('GET', 'tenants'));
  await isAsDescribed(revokedSchema, admin('DELETE', `keys/${id}`));
});

it('what the data plane answers of its own is as the document says', async () => {
  const { chat, fetch } = await givenTenant({
    limits: [{ id: 'day', of: 'requests', max: 10, per: '1d', then: 'refuse', effort: 'instant' }],
  });
  await isAsDescribed(healthSchema, fetch('/healthz'));
  await isAsDescribed(modelsSchema, fetch('/v1/models'));
  await isAsDescribed(usageSchema, fetch('/v1/usage'));
  const body = JSON.stringify({ input: 'hello there' });
  await isAsDescribed(decisionSchema, fetch('/v1/route', { method: 'POST', body }));
  await isAsDescribed(errorSchema, fetch('/v1/route', { method: 'POST', body: '{}' }), 400);
  const decision = (await chat({})).headers.get('x-signalbox-decision');
  const said = JSON.stringify({ decision, rating: 1, comment: 'thanks' });
  await isAsDescribed(heardSchema(), fetch('/v1/feedback', { method: 'POST', body: said }), 202);
});
