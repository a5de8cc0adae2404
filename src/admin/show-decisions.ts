/**
 * `GET /admin/tenants/:tenant/decisions`: the last decisions of a tenant, as accounts have reported them: of a busy user the
 * newest of each report; with `?user=` those of one user, from the user's own account. No prompt text is in any of them.
 */

import * as z from 'zod';
import type { Door } from '../approach.ts';
import { once } from '../once.ts';
import { AccountClient } from '../quota/client.ts';
import type { ReportedDecision } from '../quota/reporting.ts';
import { fromTenant } from './from-tenant.ts';
import { knownTenant } from './known-tenant.ts';
import { shownUser, userSchema } from './named-user.ts';
import { countUpTo, readQuery } from './read-query.ts';

const LIMIT = 50;
const MAX_LIMIT = 1000;

export const decisionsQuerySchema = once(() =>
  z.strictObject({ limit: countUpTo(MAX_LIMIT, LIMIT), user: userSchema().optional() }),
);

/** Answers `{ tenant, decisions: [{ at, user, key, ...Decision }] }`, newest first; `key` is null where it is not known. */
export async function showDecisions(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { limit, user } = readQuery(request, decisionsQuerySchema());
  const { tenant } = await knownTenant(door, params);
  const decisions: readonly ReportedDecision[] =
    user === undefined
      ? await fromTenant(door.env, tenant, (stub) => stub.decisions(limit))
      : (await new AccountClient(door.env.accounts, `${tenant}/${user}`).decisions(limit)).map((one) => ({
          ...one,
          user,
        }));
  return Response.json(
    { tenant, decisions: decisions.map(shownDecision) },
    { headers: { 'cache-control': 'no-store' } },
  );
}

function shownDecision({ at, user, key, ...decision }: ReportedDecision) {
  return { at: new Date(at).toISOString(), user: shownUser(user), key, ...decision };
}
