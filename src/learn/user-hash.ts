/**
 * A user as the learner knows one: the same for the same account of a tenant, and no name. It keeps names out of the tables;
 * it is no secret from whoever knows the name. Whether a key or an end user spoke is told.
 */

import { hex } from '../hex.ts';
import type { TenantId } from '../tenant/policy.ts';

const BYTES = 16;
const KEY = 'key:';

/** `key:<hex>` or `user:<hex>`. `user` is the account's name within the tenant. */
export async function userHash(tenant: TenantId, user: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([tenant, user])));
  const short = hex(new Uint8Array(digest, 0, BYTES));
  return `${user.startsWith(KEY) ? KEY : 'user:'}${short}`;
}

/** The whole account is the tenant's own server. */
export const isKeyHash = (hash: string): boolean => hash.startsWith(KEY);
