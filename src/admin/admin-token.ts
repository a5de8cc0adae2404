/**
 * Whether a caller is an admin, and of what: `Authorization: Bearer`, and ADMIN_TOKEN, which rules all, or a key of a
 * tenant that was made with the scope `admin`, which rules that tenant. Fails closed: a deployment without the secret has
 * no admin, and its admin API answers 503 to everybody. Asked once for everything under `/admin/`, so that no path can
 * forget it.
 *
 * Against timing. The token is compared by hash, in constant time. A key is looked up by its SHA-256: what takes longer or
 * shorter tells of a hash at most, whose bytes nobody can choose without knowing the 256 bits that it was made of.
 */

import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import { findBearer, whyEnded } from '../tenant/caller.ts';
import { isAdminKey } from '../tenant/key.ts';
import type { TenantId } from '../tenant/policy.ts';
import { KeyStore } from '../tenant/store.ts';
import type { UnixMs } from '../unit.ts';

/** Until somebody has set the secret; nothing is gained by asking sooner. */
const RETRY_AFTER_SECONDS = 60;

const HOW =
  'Send the admin token, or a key of the tenant that was made with the scope "admin", as "Authorization: Bearer <token>".';

/** Who administers. */
export interface Admin {
  /** As the audit trail names it: `admin` for ADMIN_TOKEN, `key:<id>` for an admin key of a tenant. */
  readonly actor: string;
  /** The one tenant that it rules; null: all of them. */
  readonly tenant: TenantId | null;
}

/** What is needed of a request's Door, and its clock. */
interface Gate {
  readonly env: Pick<Env, 'adminToken' | 'policies'>;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly clock: () => UnixMs;
}

const refused = (message: string): Refusal => new Refusal({ code: 'invalid_api_key', message });

/**
 * Throws Refusal: `unavailable` without the secret or where KV cannot be read, `invalid_api_key` for who is no admin, a
 * key for calling models included.
 */
export async function requireAdmin(headers: Headers, { env, waitUntil, clock }: Gate): Promise<Admin> {
  const { adminToken, policies } = env;
  if (adminToken === undefined) {
    const message =
      'The secret ADMIN_TOKEN is not set, so nobody may administer here. Set it: wrangler secret put ADMIN_TOKEN';
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  const given = /^bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (given === undefined) throw refused(`An admin token is required. ${HOW}`);
  if (await isSame(given, adminToken)) return { actor: 'admin', tenant: null };
  const key = await findBearer(given, new KeyStore(policies, waitUntil, clock));
  if (key === null) throw refused(`This is no admin token. ${HOW}`);
  if (!isAdminKey(key)) throw refused(`This is a key for calling models, and administers nothing. ${HOW}`);
  const ended = whyEnded(key, clock());
  if (ended !== null) throw refused(`This admin key ${ended}. ${HOW}`);
  return { actor: `key:${key.id}`, tenant: key.tenant };
}

/** In a time that tells nothing of where the two differ, nor of how long the secret is: their hashes are compared. */
async function isSame(given: string, secret: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [given, secret].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  );
  return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b);
}
