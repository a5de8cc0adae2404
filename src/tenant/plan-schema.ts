/** The plans of a policy document, and their limits: what a tenant may write. */

import * as z from 'zod';
import { once } from '../once.ts';
import { DEFAULTS, SIZES } from './defaults.ts';
import { effortSchema, nameSchema, urlSchema } from './field-schemas.ts';

const thenSchema = once(() =>
  z
    .enum(['thinking', 'instant', 'mini', 'refuse'])
    .describe('what a request becomes once the limit is reached: a lower effort, or refuse'),
);

const idSchema = once(() => nameSchema().describe('the id that headers and errors show'));
const ofSchema = once(() => z.enum(['requests', 'tokens', 'cost']).describe('what is counted; cost is in USD'));
const maxSchema = once(() =>
  z.number().min(0).max(SIZES.count).describe('the most that any window of the length `per` admits'),
);
export const periodSchema = once(() =>
  z
    .string()
    .regex(/^\d+[smhd]$/, 'This must be a whole number of s, m, h or d, such as 5h.')
    .describe('the length of the rolling window: a whole number of s, m, h or d, such as 5h'),
);

export const limitSchema = once(() =>
  z.strictObject({
    id: idSchema(),
    of: ofSchema(),
    effort: effortSchema().optional().describe('counts only what this effort uses'),
    max: maxSchema(),
    per: periodSchema(),
    then: thenSchema(),
  }),
);

/** A limit on the thinking that the router itself chose: it counts nothing else, and moves such a request to instant. */
export const escalationSchema = once(() =>
  z.strictObject({
    id: idSchema(),
    of: ofSchema().default(DEFAULTS.escalation.of),
    max: maxSchema(),
    per: periodSchema(),
  }),
);

export const planSchema = once(() =>
  z.strictObject({
    limits: z.array(limitSchema()).describe('the limits of one end user; `limits: []` for a plan without limits'),
    thinkingShare: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("at most this share of a user's last 100 automatic requests may think, 0 to 1"),
    escalation: escalationSchema()
      .optional()
      .describe('a budget of each key for thinking that nobody named: past it the router chooses instant'),
    pace: z
      .boolean()
      .optional()
      .describe('as a cost limit fills faster than time passes, only what gains the most per dollar still thinks'),
    upgradeUrl: urlSchema()
      .optional()
      .describe('where a user finds a larger plan, https: shown when a limit of this plan moved or refused a request'),
  }),
);
