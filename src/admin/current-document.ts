/**
 * A tenant's document as it truly is now, wherever it was written: KV shows it late, and the tenant's object knows. For
 * the admin API alone, since that is a call to the object; requests go by what their isolate sees.
 */

import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import type { Standing } from '../quota/policy-contract.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import { Documents, type StoredDocument } from '../tenant/documents.ts';
import type { TenantId } from '../tenant/policy.ts';

interface Current {
  readonly document: StoredDocument | null;
  /** What KV shows, which may be older. */
  readonly seen: StoredDocument | null;
  readonly standing: Extract<Standing, { readonly kind: 'standing' }>;
}

/** From here on it is the current one in this isolate. Throws Refusal `unavailable`: KV or the object failed. */
export async function currentDocument({ env }: Door, tenant: TenantId): Promise<Current> {
  const documents = new Documents(env.policies, clock);
  const seen = await orUnavailable(documents.shown(tenant));
  const standing = await new TenantClient(env.tenants, tenant).standing(seen === null ? null : markOf(seen));
  const { current, by, listed } = standing;
  if (by === 'kv' || current === null || listed === null) {
    documents.forget(tenant);
    return { document: seen, seen, standing };
  }
  if (current.version === seen?.version && current.sha256 === seen.sha256) return { document: seen, seen, standing };
  const snapshot = await orUnavailable(documents.snapshot(tenant, listed));
  if (snapshot === null) throw unavailable();
  const document = { ...current, text: snapshot.text };
  documents.learn(tenant, document);
  return { document, seen, standing };
}

export const markOf = ({ version, sha256 }: StoredDocument) => ({ version, sha256 });

const unavailable = (options?: ErrorOptions): Refusal =>
  new Refusal(
    {
      code: 'unavailable',
      message: 'The policy could not be read: KV failed, or does not show it yet. Try again in a few seconds.',
      retryAfterSeconds: 2,
    },
    options,
  );

export async function orUnavailable<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read;
  } catch (cause) {
    throw unavailable({ cause });
  }
}
