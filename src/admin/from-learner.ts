/** Asks a tenant's learner on behalf of an admin. Whatever is asked may be asked again. */

import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import type { LearnerNamespace } from '../learn/contract.ts';
import type { TenantId } from '../tenant/policy.ts';

const RETRY_AFTER_SECONDS = 2;

/** Throws Refusal `unavailable`. */
export async function fromLearner<Answer>(
  { learners }: Pick<Env, 'learners'>,
  tenant: TenantId,
  ask: (stub: ReturnType<LearnerNamespace['getByName']>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask(learners.getByName(tenant));
  } catch (cause) {
    console.error(JSON.stringify({ event: 'learner_unreachable', message: String(cause) }));
    const message = `What was learned for the tenant "${tenant}" cannot be reached. Try again in a moment.`;
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
  }
}
