/**
 * The tenant's audit trail, as far as keys are concerned: an entry before a change, `pending`, and what became of it
 * after. So a crash between the two leaves an entry whose outcome is not known, and never a change without an entry.
 */

import type { Env } from '../../env.ts';
import { Refusal } from '../../error.ts';
import type { TenantId } from '../../tenant/policy.ts';

/** What somebody did to a key. Holds no secret: a key is named by its id. */
export interface Entry {
  /** As `Admin` has it. */
  readonly actor: string;
  readonly action: 'key.create' | 'key.revoke' | 'key.rotate';
  /** The key's id. */
  readonly what: string;
  /** Of a rotation: the key that gives way, and the one that takes its place. */
  readonly from?: string;
  readonly to?: string;
}

/** What keeps a trail: the tenant's object. */
export interface Trail {
  /** Answers the entry's number. */
  record(entry: Entry & { readonly outcome: 'pending' }): Promise<number>;
  conclude(entry: number, outcome: 'done' | 'failed'): Promise<unknown>;
}

export const trailOf = ({ tenants }: Env, tenant: TenantId): Trail => tenants.getByName(tenant);

const RETRY_AFTER_SECONDS = 5;

/** Makes a change that is on the trail. Throws what the change throws, and Refusal `unavailable`, with nothing changed. */
export async function audited<Value>(trail: Trail, entry: Entry, change: () => Promise<Value>): Promise<Value> {
  let number: number;
  try {
    number = await trail.record({ ...entry, outcome: 'pending' });
  } catch (cause) {
    const message = 'The audit trail cannot be written, and without it nothing is changed. Try again in a moment.';
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
  }
  try {
    const value = await change();
    await concluded(trail, number, 'done');
    return value;
  } catch (error) {
    await concluded(trail, number, 'failed');
    throw error;
  }
}

/** As `audited`, for a change that nothing may keep back: a trail that cannot be written is told of in the log. */
export async function auditedAtAnyRate<Value>(
  trail: Trail,
  entry: Entry,
  change: () => Promise<Value>,
): Promise<Value> {
  const recorded = trail.record({ ...entry, outcome: 'pending' }).catch((error: unknown) => {
    console.error(JSON.stringify({ event: 'audit_failed', ...entry, message: String(error) }));
    return null;
  });
  const conclude = async (outcome: 'done' | 'failed'): Promise<void> => {
    const number = await recorded;
    if (number !== null) await concluded(trail, number, outcome);
  };
  try {
    const value = await change();
    await conclude('done');
    return value;
  } catch (error) {
    await conclude('failed');
    throw error;
  }
}

/** The change has been made, or has not: it stays pending on the trail where this fails. */
async function concluded(trail: Trail, entry: number, outcome: 'done' | 'failed'): Promise<void> {
  try {
    await trail.conclude(entry, outcome);
  } catch (error) {
    console.error(JSON.stringify({ event: 'audit_failed', entry, outcome, message: String(error) }));
  }
}
