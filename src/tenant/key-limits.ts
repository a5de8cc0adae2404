/**
 * The limits of a single key, in its record: written as those of a plan are, held to the same rules, and read once into
 * what everything behind the border counts by.
 */

import * as z from 'zod';
import { once } from '../once.ts';
import { checkLimit } from './check-limits.ts';
import type { LegibleLimit } from './legible.ts';
import { normaliseEscalation, normaliseLimit } from './normalise-plan.ts';
import { escalationSchema, limitSchema } from './plan-schema.ts';
import type { Limit } from './policy.ts';

/** The paths of a single limit's problems are `.max`, `.per` and `.then`. */
function check(limit: LegibleLimit, context: z.RefinementCtx): void {
  for (const { path, message } of checkLimit('', limit)) {
    context.addIssue({ code: 'custom', path: [path.slice(1)], message });
  }
}

const LIMITS = once(() => z.array(limitSchema().superRefine(check).transform(normaliseLimit)));
const ESCALATION = once(() => escalationSchema().superRefine(check).transform(normaliseEscalation));

/** The fields of a key's record. Cost is in USD there, and in micro-dollars from here on. */
export const keyLimits = once(() => ({ limits: LIMITS().optional(), escalation: ESCALATION().optional() }));

interface Limited {
  readonly limits?: readonly Limit[] | undefined;
  readonly escalation?: Limit | undefined;
}

/** An id names one limit of a key: its counts are kept by it. */
export function checkKeyIds({ limits = [], escalation }: Limited, context: z.RefinementCtx): void {
  const places = [
    ...limits.map(({ id }, index) => ({ id, path: ['limits', index, 'id'] })),
    ...(escalation === undefined ? [] : [{ id: escalation.id, path: ['escalation', 'id'] }]),
  ];
  for (const [index, { id, path }] of places.entries()) {
    if (places.findIndex((other) => other.id === id) === index) continue;
    const message = `The id "${id}" is taken by another limit of this key. Choose another.`;
    context.addIssue({ code: 'custom', path, message });
  }
}
