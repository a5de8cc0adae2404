/**
 * What is asked of a new key: `POST /admin/tenants/:tenant/keys`. Strict, so that a misspelt `expiresAt` is an error and no
 * key that never expires, and held to the policy that is in force: a plan or a model that it does not have would make a
 * key that is refused by every request.
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import { checkId, checkLimit } from '../../tenant/check-limits.ts';
import { SIZES } from '../../tenant/defaults.ts';
import { nameSchema } from '../../tenant/field-schemas.ts';
import { MAX_USER_CHARACTERS, momentSchema, SCOPES } from '../../tenant/key.ts';
import { didYouMean } from '../../tenant/nearest.ts';
import { escalationSchema, limitSchema } from '../../tenant/plan-schema.ts';
import type { Policy } from '../../tenant/policy.ts';
import { type Problem, parseWith, pathOf } from '../../tenant/problem.ts';
import type { UnixMs } from '../../unit.ts';

const MAX_NAME_CHARACTERS = 128;
/** Each is a row to admit under. */
const MAX_LIMITS = 20;

export const keyRequestSchema = once(() =>
  z.strictObject({
    plan: nameSchema().optional(),
    name: z
      .string()
      .max(MAX_NAME_CHARACTERS)
      .regex(/^[^\p{C}]*\S[^\p{C}]*$/u, 'This must be a line of text.')
      .optional(),
    user: z
      .string()
      .min(1)
      .max(MAX_USER_CHARACTERS)
      // Half of one would be written as a mark that stands for any, and two users would share an account.
      .refine((user) => user.isWellFormed(), 'This holds half of a character.')
      .optional(),
    expiresAt: momentSchema().optional(),
    models: z.array(nameSchema()).min(1).max(SIZES.models).optional(),
    limits: z.array(limitSchema()).max(MAX_LIMITS).optional(),
    escalation: escalationSchema().optional(),
    scopes: z.array(z.enum(SCOPES)).max(SCOPES.length).optional(),
  }),
);
export type KeyRequest = z.infer<ReturnType<typeof keyRequestSchema>>;

type Read =
  | { readonly ok: true; readonly value: KeyRequest }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `policy`: the one in force, null when the tenant has none. */
export function readKeyRequest(json: unknown, policy: Policy | null, now: UnixMs): Read {
  const parsed = parseWith(keyRequestSchema(), json);
  if (!parsed.ok) return parsed;
  const problems = [...check(parsed.value, policy, now)];
  return problems.length === 0 ? parsed : { ok: false, problems };
}

type Found = Generator<Problem, void>;

function* check(asked: KeyRequest, policy: Policy | null, now: UnixMs): Found {
  if (asked.expiresAt !== undefined && asked.expiresAt <= now) {
    const message = `This is over: it is ${new Date(now).toISOString()} now. A number counts milliseconds, not seconds.`;
    yield { path: 'expiresAt', message };
  }
  if ((asked.scopes ?? []).length > 0) yield* checkAdmin(asked, policy);
  else yield* checkCaller(asked, policy);
}

/** What bounds a caller would be read as a bound on what the admin may do, and is none. */
function* checkAdmin(asked: KeyRequest, policy: Policy | null): Found {
  for (const field of ['user', 'models', 'limits', 'escalation'] as const) {
    if (asked[field] === undefined) continue;
    yield { path: field, message: 'An admin key calls no model, so this would bound nothing. Leave it out.' };
  }
  if (asked.plan !== undefined) yield* checkPlan(asked.plan, policy);
}

function* checkCaller(asked: KeyRequest, policy: Policy | null): Found {
  if (asked.plan === undefined) {
    const message = `This is required: the plan that the key is on.${hint('', policy?.plans)}`;
    yield { path: 'plan', message };
  } else {
    yield* checkPlan(asked.plan, policy);
  }
  if (policy === null) return;
  for (const [index, model] of (asked.models ?? []).entries()) {
    const path = pathOf('models', index);
    if (!policy.models.has(model)) {
      yield { path, message: `No model of the policy is named "${model}".${hint(model, policy.models)}` };
    } else if (asked.models?.indexOf(model) !== index) {
      yield { path, message: `The model "${model}" is in this list twice. Remove one.` };
    }
  }
  yield* checkLimits(asked, policy);
}

function* checkPlan(plan: string, policy: Policy | null): Found {
  if (policy === null) {
    yield { path: 'plan', message: 'The tenant has no policy, and so no plans. Put a policy first.' };
  } else if (!policy.plans.has(plan)) {
    yield { path: 'plan', message: `No plan of the policy is named "${plan}".${hint(plan, policy.plans)}` };
  }
}

/** A request of the key meets its own limits, those of the plan and the budget, each told of by its id alone. */
function* checkLimits({ plan = '', models, limits = [], escalation }: KeyRequest, policy: Policy): Found {
  const taken = new Map<string, string>();
  const onPlan = policy.plans.get(plan);
  for (const { id } of onPlan?.limits ?? []) taken.set(id, `the plan "${plan}"`);
  if (policy.budget !== null) taken.set(policy.budget.id, 'the budget of the tenant');
  const inherited = escalation === undefined ? onPlan?.escalation : null;
  if (inherited) taken.set(inherited.id, `the plan "${plan}"`);
  const own = [
    ...limits.map((limit, index) => ({ path: pathOf('limits', index), limit })),
    ...(escalation === undefined ? [] : [{ path: 'escalation', limit: escalation }]),
  ];
  for (const { path, limit } of own) {
    yield* checkLimit(path, limit);
    yield* checkId(path, limit.id, taken);
    if (limit.of === 'cost') yield* checkPrices(path, models, policy);
  }
}

/** A limit on cost that meets a model without a price could not tell what it admits. */
function* checkPrices(path: string, models: readonly string[] | undefined, policy: Policy): Found {
  for (const { name, price } of policy.models.values()) {
    if (price !== null || (models !== undefined && !models.includes(name))) continue;
    const message = `This limits cost, and the model "${name}" has no price. Give it one in the policy, or name under models those that the key may use.`;
    yield { path: `${path}.of`, message };
    return;
  }
}

function hint(name: string, known: ReadonlyMap<string, unknown> | undefined): string {
  if (known === undefined) return '';
  const meant = didYouMean(name, known.keys());
  return meant === '' ? ` There are: ${[...known.keys()].slice(0, 10).join(', ')}.` : meant;
}
