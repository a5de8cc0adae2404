/** The plans of a policy document, and their limits: what a tenant may write. */

import * as z from 'zod';
import { SIZES } from './defaults.ts';
import { effortSchema, nameSchema } from './field-schemas.ts';

const then = z
  .enum(['thinking', 'instant', 'mini', 'refuse'])
  .describe('what a request becomes once the limit is reached: a lower effort, or refuse');

export const limitSchema = z.strictObject({
  id: nameSchema.describe('the id that headers and errors show'),
  of: z.enum(['requests', 'tokens', 'cost']).describe('what is counted; cost is in USD'),
  effort: effortSchema.optional().describe('counts only what this effort uses'),
  max: z.number().min(0).max(SIZES.count).describe('the most that any window of the length `per` admits'),
  per: z
    .string()
    .regex(/^\d+[smhd]$/, 'This must be a whole number of s, m, h or d, such as 5h.')
    .describe('the length of the rolling window: a whole number of s, m, h or d, such as 5h'),
  then,
});

export const planSchema = z.strictObject({
  limits: z.array(limitSchema).describe('the limits of one end user; `limits: []` for a plan without limits'),
  thinkingShare: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("at most this share of a user's last 100 automatic requests may think, 0 to 1"),
});
