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
  effort: effortSchema(),
  model: z.string(),
  candidates: z.array(z.string()),
  reason: z.enum(REASONS),
  why: z.array(z.object({ rule: z.string(), detail: z.string() })),
  signals: z.looseObject({
    ...{ difficulty: z.number(), asked: z.enum(['think', 'quick', 'none']), inputTokens: z.int() },
    gain: z.number().min(-1).max(1).optional().describe('the expected benefit of thinking over instant'),
    expected: z.record(z.string(), share).optional().describe('the expected reward of each `model@effort`'),
  }),
  classifier: z.object({ source: z.string(), tookMs: z.number(), asked: z.array(z.string()) }),
  alternatives: z.array(routeShare),
  session: z.object({ id: z.string(), sticky: z.boolean(), switched: z.boolean() }),
  policy: z.object({ tenant: z.string(), version: z.int() }),
  plan: z.string(),
  degraded: z.string().nullable().describe('the limit that moved the request down'),
  pace: z
    .object({ limit: z.string(), lambda: z.number(), gain: z.number(), cost: z.number() })
    .optional()
    .describe('what thinking was priced at: it is bought while gain > lambda x cost (USD)'),
  choice: z
    .object({
      propensity: share
        .nullable()
        .describe('how likely this was to be chosen; null where a session, a limit or a failure had a say'),
      explored: z.boolean().describe('another than the best was tried'),
      unpaid: z
        .literal(true)
        .optional()
        .describe('chance took another, which was not tried since the budget of `learning.explore` was spent'),
      arms: z.array(
        z.object({
          arm: z.string().describe('`model@effort`'),
          reward: z.number().describe('expected, 0 to 1'),
          cost: z.number().nullable().describe('expected, in USD'),
          latencyMs: z.number().nullable().describe('expected, until the first content'),
          value: z.number().describe('reward less what money and time are worth'),
          propensity: share,
        }),
      ),
    })
    .optional()
    .describe('what beliefs chose from, the best first'),
  beliefs: z
    .object({ version: z.int(), shadow: z.int().optional().describe('the newest, of which `signals` tell') })
    .optional()
    .describe('the beliefs in force; 0 is the shipped prior, which decides nothing'),
});

const limitStateSchema = z.object({
  id: z.string(),
  of: z.enum(['requests', 'tokens', 'cost']),
  effort: effortSchema().optional(),
  automatic: z.literal(true).optional().describe('counts what the router chose alone'),
  scope: z.literal('key').optional().describe('shared by all whom the key serves'),
  per: z.string(),
  max: z.number(),
  used: z.number(),
  held: z.number(),
  left: z.number(),
  freesAt: z.iso.datetime().nullable(),
});

export const usageSchema = z.object({
  user: z.string(),
  plan: z.string(),
  upgradeUrl: z.string().optional().describe('where a larger plan is'),
  limits: z.array(limitStateSchema).describe('cost in USD'),
});

export const modelsSchema = z.object({
  object: z.literal('list'),
  data: z.array(z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })),
});

export const healthSchema = z.object({ ok: z.literal(true) });

const count = z.int().min(0);
const usedShape = {
  requests: count,
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  cost: z.number(),
  estimated: count.describe('requests whose counts no provider gave'),
  unsettled: count.describe('requests that nobody settled, charged in full'),
  failed: count.describe('requests that nobody answered; they cost nothing'),
};

export const tenantUsageSchema = z.object({
  tenant: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  total: z.object(usedShape),
  byKey: z.array(z.object({ key: z.string(), ...usedShape })),
  byModel: z.array(z.object({ model: z.string(), ...usedShape })),
  byDay: z.array(z.object({ day: z.iso.date(), ...usedShape })),
  budget: limitStateSchema.nullable().describe('what is lent to users as held'),
  reportedUpTo: z.iso.datetime().nullable(),
  lagSeconds: z.number().describe('what was used so long ago or less may be missing'),
});

export const userUsageSchema = z.object({
  tenant: z.string(),
  user: z.string(),
  limits: z.array(limitStateSchema.extend({ plan: z.string() })),
  holds: count,
  decisions: count,
  unreported: z.object(usedShape),
});

export const decisionsSchema = z.object({
  tenant: z.string(),
  decisions: z.array(
    decisionSchema.extend({ at: z.iso.datetime(), user: z.string().nullable(), key: z.string().nullable() }),
  ),
});
