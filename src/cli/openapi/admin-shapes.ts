/** What the admin API answers, as schemas: a test holds real answers against them. */

import * as z from 'zod';
import { nameSchema } from '../../tenant/field-schemas.ts';

const momentSchema = z.iso.datetime();
const problemSchema = z.object({ path: z.string(), message: z.string() });
const tenant = nameSchema();
const version = z.int().min(0);

const changeSchema = z.object({
  kind: z.enum(['tightened', 'loosened', 'removed', 'added', 'changed']),
  path: z.string().describe('where in the new document; in the old one for what is removed'),
  message: z.string(),
});

const figureSchema = (of: string) =>
  z
    .object({
      before: z.number(),
      after: z.object({ value: z.number(), low: z.number(), high: z.number() }).describe('95 %'),
      decisions: z.int(),
    })
    .nullable()
    .describe(of);

const replaySchema = z.object({
  decisions: z.int(),
  changed: z.int(),
  moves: z.array(
    z.object({
      of: z.enum(['route', 'effort', 'model']),
      ...{ from: z.string(), to: z.string(), decisions: z.int(), examples: z.array(z.string()) },
    }),
  ),
  refused: z.object({ decisions: z.int(), first: z.string().nullable() }),
  held: z.int().describe('settled by a session, a limit or beliefs that cannot be asked again: left as they were'),
  routeGone: z.int(),
  classifiedAnew: z.int(),
  withoutFeatures: z.int(),
  cost: figureSchema('of all of them together, in USD; null: not known'),
  costEstimated: z.int().describe('of these costs, those that rest on an estimate of the tokens'),
  latencyMs: figureSchema('the mean, until the first content; null: not known'),
  quality: figureSchema('the mean expected reward of those that were rated, 0 to 1; null: not known'),
  basis: z.string(),
});

export const changedSchema = z.object({
  tenant,
  version: version.describe('of a dry run: the one that it would have got'),
  from: version.optional().describe('of a rollback: the version whose content it is'),
  warnings: z.array(problemSchema),
  dryRun: z.literal(true).optional(),
  changes: z.array(changeSchema).optional().describe('of a dry run'),
  keys: z
    .object({
      affected: z.array(z.object({ id: z.string(), loses: z.array(z.string()) })),
      read: z.int(),
      more: z.boolean().describe('there are keys that were not looked at'),
    })
    .optional()
    .describe('of a dry run: what keys lose'),
  replay: replaySchema
    .nullable()
    .optional()
    .describe('of a dry run: what it would have made of the last decisions; null: they cannot be read'),
});

export const policyShownSchema = z.object({
  tenant,
  version,
  inForce: version.nullable().describe('the version in use; null when none ever was valid'),
  message: z.string().optional(),
  problems: z.array(problemSchema),
  policy: z.unknown().describe('the document; its text where it is no JSON'),
});

export const versionsSchema = z.object({
  tenant,
  versions: z.array(
    z.object({
      version,
      createdAt: momentSchema.nullable(),
      by: z.string().nullable().describe('`admin`, or `key:<id>` of an admin key'),
      action: z.enum(['put', 'rollback', 'kv']).describe('kv: put by other means'),
      from: version.nullable(),
      inForce: z.boolean(),
    }),
  ),
  next: version.nullable(),
});

export const versionSchema = z.object({ tenant, version, createdAt: momentSchema.nullable(), policy: z.unknown() });

export const auditSchema = z.object({
  tenant,
  entries: z.array(
    z.object({
      seq: z.int(),
      at: momentSchema,
      actor: z.string(),
      action: z
        .string()
        .describe('policy.put, policy.rollback, key.create, key.revoke, key.rotate, beliefs.rollback, user.forget'),
      what: z.string(),
      from: z.union([z.int(), z.string()]).optional(),
      to: z.union([z.int(), z.string()]).optional(),
      outcome: z.enum(['done', 'failed', 'pending']),
    }),
  ),
  next: z.int().nullable(),
});

export const tenantsSchema = z.object({
  tenants: z.array(z.object({ tenant, version })),
  next: z.string().nullable().describe('the cursor of the next page'),
});
