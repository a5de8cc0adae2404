import { exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type * as z from 'zod';
import {
  auditSchema,
  changedSchema,
  policyShownSchema,
  versionSchema,
  versionsSchema,
} from '../../src/cli/openapi/admin-shapes.ts';
import { decisionSchema, healthSchema, modelsSchema, usageSchema } from '../../src/cli/openapi/data-shapes.ts';
import { errorSchema } from '../../src/cli/openapi/errors.ts';
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

it('what the data plane answers of its own is as the document says', async () => {
  const { fetch } = await givenTenant({
    limits: [{ id: 'day', of: 'requests', max: 10, per: '1d', then: 'refuse', effort: 'instant' }],
  });
  await isAsDescribed(healthSchema, fetch('/healthz'));
  await isAsDescribed(modelsSchema, fetch('/v1/models'));
  await isAsDescribed(usageSchema, fetch('/v1/usage'));
  const body = JSON.stringify({ input: 'hello there' });
  await isAsDescribed(decisionSchema, fetch('/v1/route', { method: 'POST', body }));
  await isAsDescribed(errorSchema, fetch('/v1/route', { method: 'POST', body: '{}' }), 400);
});
