/** The operations of the admin API. */

import * as z from 'zod';
import { keyRequestSchema } from '../../admin/keys/key-request.ts';
import { rotationSchema } from '../../admin/keys/rotate-key.ts';
import { tenantsQuerySchema } from '../../admin/list-tenants.ts';
import { pageSchema } from '../../admin/page.ts';
import { beliefsRollbackSchema } from '../../admin/rollback-beliefs.ts';
import { rollbackSchema } from '../../admin/rollback-policy.ts';
import { beliefsQuerySchema } from '../../admin/show-beliefs.ts';
import { decisionsQuerySchema } from '../../admin/show-decisions.ts';
import { usageQuerySchema } from '../../admin/show-usage.ts';
import { switchesSchema } from '../../admin/switches.ts';
import {
  auditSchema,
  changedSchema,
  policyShownSchema,
  tenantsSchema,
  versionSchema,
  versionsSchema,
} from './admin-shapes.ts';
import { beliefsRolledBackSchema, beliefsSchema, beliefsVersionSchema, forgottenSchema } from './belief-shapes.ts';
import { decisionsSchema, tenantUsageSchema, userUsageSchema } from './data-shapes.ts';
import { createdKeySchema, keysQuerySchema, keysSchema, revokedSchema } from './key-shapes.ts';
import type { Operation } from './operation.ts';

const OF_TENANT = '/admin/tenants/:tenant';
const ETAG = { ETag: 'ETag' };
const by = 'admin';
const CHANGE = ['invalid_request', 'conflict', 'too_large', 'invalid_policy'];

export const ADMIN_API: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/admin/tenants', summary: 'Every tenant', by, codes: ['invalid_request'] },
    query: tenantsQuerySchema(),
    answers: { description: 'the tenants and their versions', schema: tenantsSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/policy`, summary: 'The policy as it is stored', by },
    codes: ['invalid_request', 'not_found'],
    answers: { description: 'the document, and whether it is in force', schema: policyShownSchema, headers: ETAG },
  },
  {
    ...{ method: 'put', path: `${OF_TENANT}/policy`, summary: 'A new version', by, body: 'Policy', codes: CHANGE },
    ...{ query: switchesSchema(), reads: ['ifmatch', 'ifnonematch'] },
    answers: { description: 'it is in force', schema: changedSchema, headers: ETAG },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/policy/versions`, summary: 'Its versions, newest first', by },
    ...{ query: pageSchema(), codes: ['invalid_request'] },
    answers: { description: 'a part of them', schema: versionsSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/policy/versions/:version`, summary: 'A version as it was', by },
    codes: ['invalid_request', 'not_found'],
    answers: { description: 'the document', schema: versionSchema },
  },
  {
    ...{ method: 'post', path: `${OF_TENANT}/policy/rollback`, summary: 'An earlier content as a new version', by },
    ...{ body: rollbackSchema(), query: switchesSchema(), reads: ['ifmatch', 'ifnonematch'] },
    codes: [...CHANGE, 'not_found'],
    answers: { description: 'it is in force', schema: changedSchema, headers: ETAG },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/audit`, summary: 'Who did what, newest first', by, query: pageSchema() },
    codes: ['invalid_request'],
    answers: { description: 'a part of the last 10,000 entries', schema: auditSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/keys`, summary: 'Its keys, without the keys themselves', by },
    ...{ query: keysQuerySchema, codes: ['invalid_request'] },
    answers: { description: 'the keys', schema: keysSchema },
  },
  {
    ...{ method: 'post', path: `${OF_TENANT}/keys`, summary: 'A new key', by, body: keyRequestSchema() },
    codes: ['invalid_request', 'not_found', 'too_large'],
    answers: { status: 201, description: 'the key, shown once', schema: createdKeySchema },
  },
  {
    ...{ method: 'delete', path: '/admin/keys/:id', summary: 'Revokes a key, everywhere within 60 s', by },
    codes: ['invalid_request', 'not_found'],
    answers: { description: 'it is revoked', schema: revokedSchema },
  },
  {
    ...{
      method: 'post',
      path: '/admin/keys/:id/rotate',
      summary: 'A key in place of another',
      by,
      body: rotationSchema(),
    },
    codes: ['invalid_request', 'not_found', 'conflict'],
    answers: { status: 201, description: 'the new key, shown once', schema: createdKeySchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/usage`, summary: 'What was used, by day', by, codes: ['invalid_request'] },
    query: usageQuerySchema(),
    answers: {
      description: 'usage, cost in USD; with user= how that user stands now',
      schema: z.union([tenantUsageSchema, userUsageSchema]),
    },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/decisions`, summary: 'The last decisions', by, codes: ['invalid_request'] },
    query: decisionsQuerySchema(),
    answers: { description: 'decisions, newest first', schema: decisionsSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/beliefs`, summary: 'What was learned', by },
    ...{ query: beliefsQuerySchema(), codes: ['invalid_request', 'not_found'] },
    answers: {
      description: 'beliefs, and the evidence for them; with version= that one',
      schema: z.union([beliefsSchema, beliefsVersionSchema]),
    },
  },
  {
    ...{ method: 'post', path: `${OF_TENANT}/beliefs/rollback`, summary: 'Earlier beliefs decide again', by },
    ...{ body: beliefsRollbackSchema(), codes: ['invalid_request', 'not_found', 'conflict', 'too_large'] },
    answers: { description: 'they decide within 60 s', schema: beliefsRolledBackSchema },
  },
  {
    ...{ method: 'delete', path: `${OF_TENANT}/users/:user`, summary: 'Forgets a user', by },
    codes: ['invalid_request', 'not_found'],
    answers: { description: 'what was forgotten, and what remains', schema: forgottenSchema },
  },
];
