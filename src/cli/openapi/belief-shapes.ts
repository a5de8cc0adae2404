/** What the admin API answers of beliefs, and of users who are forgotten: a test holds real answers against them. */

import * as z from 'zod';
import { nameSchema } from '../../tenant/field-schemas.ts';

const moment = z.iso.datetime();
const tenant = nameSchema();
const version = z.int().min(0);
const count = z.int().min(0);

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const estimate = z.object({
  ips: interval,
  snips: interval,
  dr: interval,
  effective: z.number().describe('rows whose arm it would have taken, by their weights'),
  support: z.number().describe('of all rows, those on which its arm could have been chosen'),
});

const versionSchema = z.object({
  version,
  at: moment,
  stage: z.enum(['shadow', 'canary', 'in_force', 'past', 'withdrawn']).describe('shadow: it only tells'),
  why: z.string(),
  lessons: count,
  canRollBack: z.boolean().describe('it is still kept'),
  from: version.optional().describe('after a rollback: the version whose content it is'),
  by: z.string().optional().describe('who put it in force again'),
});

const armSchema = z.object({
  arm: z.string().describe('model@effort'),
  model: z.string(),
  effort: z.string(),
  usualCost: z.number().nullable().describe('of a usual answer, in USD'),
  reward: interval.describe('what always asking it would have been rewarded with'),
  effective: z.number(),
  evidence: z.number().describe('rewards that are not forgotten; 0: it is believed to be as its class is'),
  lessons: count,
  latencyMs: z.number().nullable(),
  failure: z.number().nullable(),
  probes: z.object({ done: count, wanted: count }),
  dominatedBy: z.string().nullable().describe('an arm of the same effort, beyond doubt as good for no more money'),
  why: z.string().nullable(),
});

export const beliefsSchema = z.object({
  tenant,
  enabled: z.boolean(),
  inForce: z.object({
    version: version.describe('0: the shipped prior, and the rules'),
    at: moment.nullable(),
    why: z.string(),
  }),
  canary: z.object({ version, share: z.number(), since: moment.nullable() }).nullable(),
  newest: z.object({ version, at: moment.nullable() }),
  pausedUntil: moment.nullable().describe('nothing gains effect by itself before then'),
  published: z.boolean().describe('requests see what is said here, within 60 s'),
  verdict: z.object({
    verdict: z.enum(['wait', 'effect']),
    why: z.string(),
    difference: interval.describe('the newest less what is in force; bounds at every look'),
    rows: count,
    unsupported: count,
    same: count,
    effective: z.number(),
    basis: z.object({ draw: count, share: count, 'all rated': count }),
  }),
  versions: z.array(versionSchema),
  estimates: z
    .object({ candidate: estimate, inForce: estimate, instant: estimate, thinking: estimate, random: estimate })
    .describe('reward less what money and time are worth, off-policy, on decisions that were held back'),
  calibration: z.object({
    tenths: z.array(z.object({ from: z.number(), to: z.number(), expected: z.number(), rewarded: z.number(), count })),
    error: z.number(),
  }),
  arms: z.array(armSchema),
  reroutes: z
    .array(
      z.object({
        ...{ from: z.string(), to: z.string(), lessons: count, users: count, of: count.describe('lessons of `from`') },
        share: z.number().describe('of these; few say little, and one user alone no more than a few do'),
      }),
    )
    .describe('routes that users switched to: it tells which routes are confused, and moves no choice'),
  moved: z.array(z.object({ feature: z.string(), of: z.string(), by: z.number() })),
  counts: z.object({ lessons: count, heldBack: count, raters: count, merged: count }),
  explore: z.object({ share: z.number(), max: z.number().describe('USD') }).nullable(),
});

export const beliefsVersionSchema = z.object({ tenant, version: versionSchema });

export const beliefsRolledBackSchema = z.object({
  tenant,
  version: version.describe('that it got'),
  of: version.describe('the version whose content it is'),
  from: version.describe('what was in force'),
});

export const forgottenSchema = z.object({
  tenant,
  user: z.string(),
  forgotten: z.object({
    decisions: count.describe('of the user’s account'),
    sessions: count,
    issued: count.describe('answers that providers keep, and could have been gone on from'),
    onTheirWay: count.describe('requests of which nothing will be kept'),
    reported: count.describe('decisions in the tenant’s reports'),
    unheard: count.describe('lessons that the learner was still to be told'),
    lessons: count.describe('of the learner’s log'),
    unlearned: count.describe('of those, whose part in the beliefs was taken out'),
    merged: count.describe('lessons that are in the beliefs for good'),
    versions: count.describe('versions of the beliefs that were made anew'),
  }),
  remains: z.array(z.string()).describe('what is not forgotten, and why'),
});
