/**
 * Whether a caller is the admin: `Authorization: Bearer <ADMIN_TOKEN>`. Fails closed: a deployment without the secret has
 * no admin, and its admin API answers 503. Asked once for everything under `/admin/`, so that no path can forget it.
 */

import { Refusal } from '../error.ts';
import type { TenantId } from '../tenant/policy.ts';

/** Until somebody has set the secret; nothing is gained by asking sooner. */
const RETRY_AFTER_SECONDS = 60;

const HOW = 'Send the admin token as "Authorization: Bearer <ADMIN_TOKEN>".';

/** Who administers. */
export interface Admin {
  /** As the audit trail names it: `admin` for ADMIN_TOKEN, `key:<id>` for an admin key of a tenant. */
  readonly actor: string;
  /** The one tenant that it rules; null: all of them. */
  readonly tenant: TenantId | null;
}

/** Throws Refusal: `unavailable` without the secret, `invalid_api_key` without the token or with another. */
export async function requireAdmin(headers: Headers, adminToken: string | undefined): Promise<Admin> {
  if (adminToken === undefined) {
    const message =
      'The secret ADMIN_TOKEN is not set, so nobody may administer here. Set it: wrangler secret put ADMIN_TOKEN';
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  const given = /^bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (given === undefined) {
    throw new Refusal({ code: 'invalid_api_key', message: `An admin token is required. ${HOW}` });
  }
  if (!(await isSame(given, adminToken))) {
    throw new Refusal({ code: 'invalid_api_key', message: `This is not the admin token. ${HOW}` });
  }
  return { actor: 'admin', tenant: null };
}

/** In a time that tells nothing of where the two differ, nor of how long the secret is: their hashes are compared. */
async function isSame(given: string, secret: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [given, secret].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  );
  return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b);
}
