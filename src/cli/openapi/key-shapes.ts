/** What the admin API answers of keys, as schemas: a test holds real answers against them. */

import * as z from 'zod';
import { nameSchema } from '../../tenant/field-schemas.ts';
import { escalationSchema, limitSchema } from '../../tenant/plan-schema.ts';

const momentSchema = z.iso.datetime();

const keySchema = z.object({
  id: z.string(),
  tenant: nameSchema(),
  name: z.string().optional(),
  prefix: z.string().optional().describe('how the key begins'),
  plan: nameSchema().optional().describe('absent of an admin key'),
  user: z.string().optional(),
  scopes: z.array(z.literal('admin')).optional(),
  models: z.array(z.string()).optional(),
  limits: z.array(limitSchema()).optional(),
  escalation: escalationSchema().optional(),
  createdAt: momentSchema.optional(),
  expiresAt: momentSchema.optional(),
  revokedAt: momentSchema.optional(),
  replaces: z.string().optional().describe('of a rotation: the key that gives way to it'),
  lineage: z.string().optional().describe('the id under which its own limits are counted'),
});

export const createdKeySchema = keySchema.extend({
  key: z.string().describe('shown this once'),
  overlapEndsAt: momentSchema.optional().describe('of a rotation: when the old key ends'),
});

export const keysSchema = z.object({
  tenant: nameSchema(),
  keys: z.array(
    keySchema.partial({ tenant: true }).extend({
      status: z.enum(['active', 'expired', 'revoked', 'faulty']),
      fault: z.string().optional(),
    }),
  ),
  next: z.string().nullable().describe('the cursor of the next page; a page may hold few keys and not be the last'),
});

export const keysQuerySchema = z.object({ limit: z.int().min(1).max(100).optional(), cursor: z.string().optional() });

export const revokedSchema = z.object({ id: z.string(), tenant: nameSchema(), revokedAt: momentSchema });
