/** The query of an admin call: what is not asked for by its name must not be ignored, since it was meant to change the answer. */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import { parseWith } from '../tenant/problem.ts';

/** Throws Refusal `invalid_request` that names the parameter. Of one that is given twice the last counts. */
export function readQuery<Query>(request: Request, schema: z.ZodType<Query>): Query {
  const read = parseWith(schema, Object.fromEntries(new URL(request.url).searchParams));
  if (read.ok) return read.value;
  const [first] = read.problems;
  const message = `The query parameter ${first?.path} cannot be meant: ${first?.message}`;
  throw new Refusal({ code: 'invalid_request', message, param: first?.path ?? null });
}

/** A whole number from 1 to `most`, `otherwise` where the parameter is left out. */
export const countUpTo = (most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `This must be a whole number from 1 to ${most}.`)
    .transform(Number)
    .refine((count) => count >= 1 && count <= most, `This must be a whole number from 1 to ${most}.`)
    .default(otherwise);
