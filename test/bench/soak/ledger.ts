/** What the service says was used, asked of its own API when nothing is under way any more. */

import { setTimeout as wait } from 'node:timers/promises';
import { BENCH_KEY, TENANT } from '../policy.ts';
import { type Booked, differs, isBetween, type Standing, sumOf, type Used } from './books.ts';
import { ADMIN_TOKEN } from './service.ts';

interface Limit {
  readonly of: 'requests' | 'tokens' | 'cost';
  readonly used: number;
  readonly held: number;
}

interface Counted {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
}

interface TenantUsage {
  readonly total: Counted & { readonly unsettled: number; readonly failed: number };
  readonly budget: { readonly used: number; readonly held: number };
}

export interface Audit {
  readonly users: number;
  /** In words, each with its user; all that is wrong with the ledger. */
  readonly differences: readonly string[];
  readonly used: Used;
}

const micro = (usd: number): number => Math.round(usd * 1e6);

async function read<Said>(url: string, path: string, token: string, user?: string): Promise<Said> {
  const headers = { authorization: `Bearer ${token}`, ...(user === undefined ? {} : { 'x-signalbox-user': user }) };
  const response = await fetch(url + path, { headers });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Said;
}

const usedOf = ({ requests, inputTokens, outputTokens, cost }: Counted): Used => ({
  ...{ requests, tokens: inputTokens + outputTokens, cost: micro(cost) },
});

/** By the user's own `/v1/usage`, and what of it waits to be reported. */
async function standingOf(url: string, user: string): Promise<Standing> {
  const { limits } = await read<{ limits: readonly Limit[] }>(url, '/v1/usage', BENCH_KEY, user);
  const admin = `/admin/tenants/${TENANT}/usage?user=${encodeURIComponent(user)}`;
  const { unreported } = await read<{ unreported: Counted }>(url, admin, ADMIN_TOKEN);
  const usedBy = (of: Limit['of']) => limits.find((limit) => limit.of === of)?.used ?? Number.NaN;
  return {
    ...{ requests: usedBy('requests'), tokens: usedBy('tokens'), cost: micro(usedBy('cost')) },
    held: limits.reduce((sum, limit) => sum + limit.held, 0),
    unreported: usedOf(unreported),
  };
}

const tenantUsage = (url: string): Promise<TenantUsage> => read(url, `/admin/tenants/${TENANT}/usage`, ADMIN_TOKEN);

const AT_ONCE = 16;
const PATIENCE_MS = 40_000;

/**
 * Lays the ledger beside `booked`. What is settled behind its answer is waited for, as long as a drained answer may take.
 *
 * Of many users some tell the tenant of theirs while they are looked at, from ten minutes after their first request on: the
 * tenant is asked before and after, and what users have used lies between the two. Where nothing was told in between that
 * is one number.
 */
export async function audit(url: string, booked: ReadonlyMap<string, Booked>): Promise<Audit> {
  const ends = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await auditOnce(url, booked);
    if (found.differences.length === 0 || performance.now() > ends) return found;
    await wait(1000);
  }
}

async function auditOnce(url: string, booked: ReadonlyMap<string, Booked>): Promise<Audit> {
  const before = await tenantUsage(url);
  const standings: Standing[] = [];
  const differences: string[] = [];
  const waiting = [...booked];
  const one = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [user, own] = next;
      const standing = await standingOf(url, user);
      standings.push(standing);
      const different = differs(own, standing);
      if (different !== null) differences.push(`${user}: ${different}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const used = sumOf(standings);
  const tenant = await tenantUsage(url);
  const unreported = standings.map((standing) => standing.unreported);
  const [least, most] = [before, tenant].map(({ total }) => sumOf([usedOf(total), ...unreported]));
  if (least === undefined || most === undefined || !isBetween(least, used, most)) {
    const counts = `${JSON.stringify(least)} to ${JSON.stringify(most)}`;
    differences.push(`the tenant counts ${counts}, and its users ${JSON.stringify(used)}`);
  }
  const { unsettled, failed } = tenant.total;
  if (unsettled + failed > 0) differences.push(`the tenant counts ${unsettled} unsettled and ${failed} failed`);
  // What users have spent of what they were lent the tenant learns when they next borrow.
  const [spent, lent] = [micro(tenant.budget.used), micro(tenant.budget.held)];
  if (spent > used.cost || spent + lent < used.cost) {
    differences.push(`the budget stands at ${spent} spent and ${lent} lent, and users have spent ${used.cost}`);
  }
  return { users: booked.size, differences, used };
}
