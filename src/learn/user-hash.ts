/**
 * A user as the learner knows one: the same for the same account of a tenant, and no name. It keeps names out of the tables;
 * it is no secret from whoever knows the name.
 */

import type { TenantId } from '../tenant/policy.ts';

const BYTES = 16;

/** In hex. `user` is the account's name within the tenant. */
export async function userHash(tenant: TenantId, user: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([tenant, user])));
  return Array.from(new Uint8Array(digest, 0, BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
