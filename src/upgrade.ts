/**
 * The way from a plan to a larger one: told where the plan's own limits, its share of thinking or its pace moved a request
 * down or refused it, and nowhere else. Where the tenant's budget did, or a limit of the key, no plan would help.
 */

import type { Admission } from './quota/contract.ts';
import type { Plan } from './tenant/policy.ts';

/** The plan's `upgradeUrl`, where it would have helped; else null. */
export function upgradeUrl({ upgradeUrl: url }: Plan, admission: Admission): string | null {
  return admission.kind !== 'lost' && admission.byPlan === true ? url : null;
}

/** `x-signalbox-upgrade`, or nothing. It stands beside `x-signalbox-degraded`, and alone on a 429. */
export function upgradeHeaders(plan: Plan, admission: Admission): Readonly<Record<string, string>> {
  const url = upgradeUrl(plan, admission);
  return url === null ? {} : { 'x-signalbox-upgrade': url };
}
