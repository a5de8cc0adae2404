/** What the data plane answers of its own, as schemas. What a provider's wire says is that wire's to describe. */

import * as z from 'zod';
import type { Reason } from '../../route/decision.ts';
import { effortSchema } from '../../tenant/field-schemas.ts';

const share = z.number().min(0).max(1);
const routeShare = z.object({ route: z.string(), confidence: share });

const REASONS = [
  'pinned',
  'effort_header',
  'asked_think',
  'asked_quick',
  'session',
  'requirement',
  'difficulty',
  'commerce',
  'limit',
  'failover',
  'learned',
  'default',
] as const satisfies readonly Reason[];

export const decisionSchema = z.object({
  id: z.string().describe('dec_…'),
  route: z.string(),
  matched: z.boolean(),
  confidence: share,
  effort: effortSchema,
  model: z.string(),
  candidates: z.array(z.string()),
  reason: z.enum(REASONS),
  why: z.array(z.object({ rule: z.string(), detail: z.string() })),
  signals: z.looseObject({ difficulty: z.number(), asked: z.enum(['think', 'quick', 'none']), inputTokens: z.int() }),
  classifier: z.object({ source: z.string(), tookMs: z.number(), asked: z.array(z.string()) }),
  alternatives: z.array(routeShare),
  session: z.object({ id: z.string(), sticky: z.boolean(), switched: z.boolean() }),
  policy: z.object({ tenant: z.string(), version: z.int() }),
  plan: z.string(),
  degraded: z.string().nullable().describe('the limit that moved the request down'),
});

export const usageSchema = z.object({
  user: z.string(),
  plan: z.string(),
  limits: z
    .array(
      z.looseObject({
        id: z.string(),
        of: z.enum(['requests', 'tokens', 'cost']),
        effort: effortSchema.optional(),
        per: z.string(),
        max: z.number(),
        used: z.number(),
        held: z.number(),
        left: z.number(),
        freesAt: z.iso.datetime().nullable(),
      }),
    )
    .describe('cost in USD'),
});

export const modelsSchema = z.object({
  object: z.literal('list'),
  data: z.array(z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })),
});

export const healthSchema = z.object({ ok: z.literal(true) });

export const tenantUsageSchema = z.looseObject({ tenant: z.string() });
export const decisionsSchema = z.looseObject({ decisions: z.array(decisionSchema) });
