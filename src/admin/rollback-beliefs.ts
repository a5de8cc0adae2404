/**
 * `POST /admin/tenants/:tenant/beliefs/rollback {"version"?}`: beliefs of an earlier version decide again, those that were in
 * force before where none is named; 0 is the shipped prior, under which nothing that was learned decides. What is tried
 * meanwhile is no longer. Nothing that was learned is lost by it, and it goes on being learned from.
 */

import * as z from 'zod';
import type { Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import type { BeliefsReport } from '../learn/contract.ts';
import { once } from '../once.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import type { TenantId } from '../tenant/policy.ts';
import { parseWith } from '../tenant/problem.ts';
import { type Bounds, readBody } from '../wire/body.ts';
import type { Admin } from './admin-token.ts';
import { fromLearner } from './from-learner.ts';
import { knownTenant } from './known-tenant.ts';

export const beliefsRollbackSchema = once(() =>
  z.strictObject({
    version: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('the version that is to decide again, 0 for none; left out, the one before'),
  }),
);

const BODY: Bounds = {
  bytes: 1024,
  tooLarge: 'The body of a rollback is {"version": 3} or {}, and no longer than 1024 bytes.',
  notJson: 'The body of a rollback is JSON: {"version": 3}, or {} for the version before.',
};

const NO_NAMES = { domains: [], routes: [] };

/** Answers `{ tenant, version, of, from }`: the number it got, whose content it is, and what was in force. */
export async function rollbackBeliefs(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  { actor }: Admin,
): Promise<Response> {
  const { tenant } = await knownTenant(door, params);
  const read = parseWith(beliefsRollbackSchema(), (await readBody(request, BODY)).json);
  if (!read.ok) {
    const [first] = read.problems;
    const message = `The body names no version to go back to: ${first?.path ?? ''}: ${first?.message ?? ''}`;
    throw new Refusal({ code: 'invalid_request', message, param: first?.path ?? null });
  }
  const { env } = door;
  const report = await fromLearner(env, tenant, (stub) => stub.report(NO_NAMES));
  const { inForce: from } = report;
  const to = read.value.version ?? before(report, tenant);
  if (to === from && report.canary === null) {
    const message = `Version ${to} of the beliefs is in force, and nothing is tried beside it: there is nothing to go back from.`;
    throw new Refusal({ code: 'conflict', message });
  }
  const entry = { actor, action: 'beliefs.rollback', what: tenant, from, to };
  const version = await new TenantClient(env.tenants, tenant).recorded(entry, async () => {
    const done = await fromLearner(env, tenant, (stub) => stub.rollback(to, actor));
    if (done.kind === 'rolled_back') return done.version;
    const message = `There are no beliefs of version ${to}, or they are no longer kept. See /admin/tenants/${tenant}/beliefs for those that can be gone back to.`;
    throw new Refusal({ code: 'not_found', message, param: 'version' });
  });
  return Response.json({ tenant, version, of: to, from }, { headers: { 'cache-control': 'no-store' } });
}

/**
 * The newest older version that decided, else the shipped prior. What is tried and not yet in force gives way to what is.
 * Throws Refusal `conflict` where nothing that was learned decides.
 */
function before({ inForce, canary, versions }: BeliefsReport, tenant: TenantId): number {
  if (canary !== null) return inForce;
  if (inForce === 0) {
    const message = `Nothing that was learned for "${tenant}" decides anything, so there is nothing to go back from.`;
    throw new Refusal({ code: 'conflict', message });
  }
  return versions.find((each) => each.version < inForce && each.stage === 'past' && each.isKept)?.version ?? 0;
}
