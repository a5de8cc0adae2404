/**
 * What a policy would have made of a tenant's last decisions, for the dry run: those that the tenant's object keeps, with
 * what the learner has of them. Bounded, so that it takes some 25 ms of CPU, three times that in a new isolate. It tells and
 * decides nothing, so that what cannot be read leaves it out, and never fails a dry run.
 */

import type { Door } from '../../approach.ts';
import { whyUnusable } from '../../provider/target.ts';
import type { ReportedDecision } from '../../quota/reporting.ts';
import type { Policy } from '../../tenant/policy.ts';
import type { Logged } from './logged.ts';
import { type Replayed, replay } from './replay.ts';

const MOST_DECISIONS = 300;
const MOST_ROWS = 1000;

/** Null where the tenant's object cannot be reached. */
export async function replayRecent(
  { env }: Pick<Door, 'env'>,
  { inForce, policy }: { readonly inForce: Policy | null; readonly policy: Policy },
): Promise<Replayed | null> {
  const { tenant } = policy;
  const [decisions, rows] = await Promise.all([
    orNull(env.tenants.getByName(tenant).decisions(MOST_DECISIONS)),
    orNull(env.learners.getByName(tenant).rows(MOST_ROWS)),
  ]);
  if (decisions === null) return null;
  const rowOf = new Map((rows ?? []).map(({ decision, row }) => [decision, row]));
  const logged = decisions.map((decision): Logged => ({ ...kept(decision), row: rowOf.get(decision.id) ?? null }));
  const rated = logged.filter(({ row }) => row !== null).length;
  return replay(logged, {
    ...{ policy, inForce, beliefs: null },
    unusable: (model) => whyUnusable(model, env.secret, env.ai !== undefined),
    basis: `the last ${logged.length} decisions that are kept of the tenant, of which ${rated} were rated; neither their tokens nor their features are kept, so costs are of usual answers, and what beliefs settled stands`,
  });
}

/** Nothing is kept of their tokens, nor of their words. */
function kept({ user, ...decision }: ReportedDecision): Omit<Logged, 'row'> {
  const unknown = { usage: null, cost: null, shares: [], firstContentMs: null, features: null, anew: null };
  return { decision, user, ...unknown };
}

async function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (cause) {
    console.error(JSON.stringify({ event: 'replay_unread', message: String(cause) }));
    return null;
  }
}
