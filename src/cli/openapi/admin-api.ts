/** The operations of the admin API. */

import * as z from 'zod';
import { pageSchema } from '../../admin/page.ts';
import { rollbackSchema } from '../../admin/rollback-policy.ts';
import { switchesSchema } from '../../admin/switches.ts';
import {
  auditSchema,
  changedSchema,
  createdKeySchema,
  keysSchema,
  newKeySchema,
  policyShownSchema,
  revokedSchema,
  rotationSchema,
  tenantsSchema,
  versionSchema,
  versionsSchema,
} from './admin-shapes.ts';
import { decisionsSchema, tenantUsageSchema } from './data-shapes.ts';
import type { Operation } from './operation.ts';

const OF_TENANT = '/admin/tenants/:tenant';
const ETAG = { ETag: 'ETag' };
const by = 'admin';
const CHANGE = ['invalid_request', 'conflict', 'too_large', 'invalid_policy'];
const keyQuery = { user: z.string().optional(), key: z.string().optional() };

export const ADMIN_API: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/admin/tenants', summary: 'Every tenant', by, codes: [] },
    answers: { description: 'the tenants and their versions', schema: tenantsSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/policy`, summary: 'The policy as it is stored', by },
    codes: ['invalid_request', 'not_found'],
    answers: { description: 'the document, and whether it is in force', schema: policyShownSchema, headers: ETAG },
  },
  {
    ...{ method: 'put', path: `${OF_TENANT}/policy`, summary: 'A new version', by, body: 'Policy', codes: CHANGE },
    ...{ query: switchesSchema, reads: ['ifmatch', 'ifnonematch'] },
    answers: { description: 'it is in force', schema: changedSchema, headers: ETAG },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/policy/versions`, summary: 'Its versions, newest first', by },
    ...{ query: pageSchema, codes: ['invalid_request'] },
    answers: { description: 'a part of them', schema: versionsSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/policy/versions/:version`, summary: 'A version as it was', by },
    codes: ['invalid_request', 'not_found'],
    answers: { description: 'the document', schema: versionSchema },
  },
  {
    ...{ method: 'post', path: `${OF_TENANT}/policy/rollback`, summary: 'An earlier content as a new version', by },
    ...{ body: rollbackSchema, query: switchesSchema, reads: ['ifmatch', 'ifnonematch'] },
    codes: [...CHANGE, 'not_found'],
    answers: { description: 'it is in force', schema: changedSchema, headers: ETAG },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/audit`, summary: 'Who did what, newest first', by, query: pageSchema },
    codes: ['invalid_request'],
    answers: { description: 'a part of the last 10,000 entries', schema: auditSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/keys`, summary: 'Its keys, without the keys themselves', by, codes: [] },
    answers: { description: 'the keys', schema: keysSchema },
  },
  {
    ...{ method: 'post', path: `${OF_TENANT}/keys`, summary: 'A new key', by, body: newKeySchema },
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
      body: rotationSchema,
    },
    codes: ['invalid_request', 'not_found', 'conflict'],
    answers: { status: 201, description: 'the new key, shown once', schema: createdKeySchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/usage`, summary: 'What was used, by day', by, codes: ['invalid_request'] },
    query: z.object({ ...keyQuery, days: z.coerce.number().int().min(1).optional() }),
    answers: { description: 'usage, cost in USD', schema: tenantUsageSchema },
  },
  {
    ...{ method: 'get', path: `${OF_TENANT}/decisions`, summary: 'The last decisions', by, codes: ['invalid_request'] },
    query: z.object({ limit: z.coerce.number().int().min(1).optional(), user: z.string().optional() }),
    answers: { description: 'decisions, newest first', schema: decisionsSchema },
  },
];
