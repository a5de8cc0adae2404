/**
 * Whether a caller is the admin: `Authorization: Bearer <ADMIN_TOKEN>`. Fails closed: a deployment without the secret has
 * no admin, and its admin API answers 503. Asked once for everything under `/admin/`, so that no path can forget it.
 */

import { Refusal } from '../error.ts';

/** Until somebody has set the secret; nothing is gained by asking sooner. */
const RETRY_AFTER_SECONDS = 60;

const HOW = 'Send the admin token as "Authorization: Bearer <ADMIN_TOKEN>".';

/** Throws Refusal: `unavailable` without the secret, `invalid_api_key` without the token or with another. */
export async function requireAdmin(headers: Headers, adminToken: string | undefined): Promise<void> {
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
}

/** In a time that tells nothing of where the two differ, nor of how long the secret is: their hashes are compared. */
async function isSame(given: string, secret: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [given, secret].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  );
  return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b);
}
