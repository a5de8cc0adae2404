/**
 * `GET /admin/tenants/:tenant/usage`: what the tenant's keys used, by key, model and day (`?days=30&key=`), as accounts have
 * reported it; with `?user=` how one user stands at this moment, as the user's own account has it.
 */

import * as z from 'zod';
import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import { AccountClient } from '../quota/client.ts';
import type { PoolStanding } from '../quota/lending.ts';
import { pooledBudget } from '../quota/pooled.ts';
import { BATCH_MS, dayOf, sumOf, USAGE_DAYS, type UsageReport } from '../quota/reporting.ts';
import { shown } from '../self.ts';
import { keyRecordSchema } from '../tenant/key.ts';
import type { Limit } from '../tenant/policy.ts';
import { unixMs } from '../unit.ts';
import { fromTenant } from './from-tenant.ts';
import { type KnownTenant, knownTenant } from './known-tenant.ts';
import { shownUser, userSchema } from './named-user.ts';
import { countUpTo, readQuery } from './read-query.ts';
import { shownUsed } from './shown-used.ts';

const DAYS = 30;

export const usageQuerySchema = once(() =>
  z.strictObject({
    days: countUpTo(USAGE_DAYS, DAYS),
    key: keyRecordSchema().shape.id.optional(),
    user: userSchema().optional(),
  }),
);

/**
 * Answers `{ tenant, from, to, total, byKey, byModel, byDay, budget, reportedUpTo, lagSeconds }`: days in UTC, the last of
 * them today; `budget` as `/v1/usage` shows a limit, what is lent to users as `held`. `reportedUpTo` is when an account last
 * reported, and what was used less than `lagSeconds` ago may be missing. With `user` it answers `{ tenant, user, limits,
 * holds, decisions, unreported }`.
 */
export async function showUsage(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { days, key, user } = readQuery(request, usageQuerySchema());
  const known = await knownTenant(door, params);
  if (user === undefined) return ofTenant(known, door, days, key ?? null);
  const asked = new URL(request.url).searchParams;
  const other = ['days', 'key'].find((name) => asked.has(name));
  if (other === undefined) return ofUser(known, door, user);
  const message = `With user= the standing of one user at this moment is answered, to which ${other}= says nothing. Leave one of them out.`;
  throw new Refusal({ code: 'invalid_request', message, param: other });
}

async function ofTenant({ tenant, policy }: KnownTenant, door: Door, days: number, key: string | null) {
  const budget = policy?.budget ?? null;
  const pools = policy === null ? [] : pooledBudget(policy);
  const to = dayOf(clock());
  const from = to - days + 1;
  const query = { from, to, key, pools: pools.map(({ pool }) => pool) };
  const report: UsageReport = await fromTenant(door.env, tenant, (stub) => stub.usage(query));
  const standing = report.pools[0];
  return answered({
    tenant,
    ...{ from: date(from), to: date(to), total: shownUsed(sumOf(report.byDay)) },
    byKey: report.byKey.map((used) => ({ key: used.key, ...shownUsed(used) })),
    byModel: report.byModel.map((used) => ({ model: used.model, ...shownUsed(used) })),
    byDay: report.byDay.map((used) => ({ day: date(used.day), ...shownUsed(used) })),
    budget: budget === null || standing === undefined ? null : shownBudget(budget, standing),
    reportedUpTo: report.reportedAt === null ? null : new Date(report.reportedAt).toISOString(),
    lagSeconds: BATCH_MS / 1000,
  });
}

/** The limits of every plan under which something of this user counts: which plan it is, the key of each request says. */
async function ofUser({ tenant, policy }: KnownTenant, door: Door, user: string) {
  const plans = [...(policy?.plans.values() ?? [])];
  const limits = plans.flatMap((plan) => plan.limits.map((limit) => ({ plan: plan.name, limit })));
  const account = new AccountClient(door.env.accounts, `${tenant}/${user}`);
  const standing = await account.standing(limits.map(({ limit }) => limit));
  return answered({
    tenant,
    user: shownUser(user),
    limits: standing.limits.flatMap((state, at) => {
      const plan = limits[at]?.plan;
      return state.used + state.held === 0 ? [] : [{ plan, ...shown(state) }];
    }),
    holds: standing.holds,
    decisions: standing.decisions,
    unreported: shownUsed(standing.unreported),
  });
}

function shownBudget({ id, of, effort, perMs, max }: Limit, { spent, lent, freesAt }: PoolStanding) {
  return shown({ id, of, effort, perMs, max, used: spent, held: lent, freesAt });
}

const answered = (body: object): Response => Response.json(body, { headers: { 'cache-control': 'no-store' } });

const date = (day: number): string => new Date(unixMs(day * 86_400_000)).toISOString().slice(0, 10);
