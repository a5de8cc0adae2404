/**
 * `DELETE /admin/keys/:id`: a key that is good for nothing from then on: here before this answers, elsewhere within 60 s.
 * It stays listed as revoked for 30 days. Sent again, it answers the same; so does it for a key that has expired.
 */

import { clock, type Door } from '../../approach.ts';
import { KeyRecords } from '../../tenant/key-records.ts';
import { KeyStore } from '../../tenant/store.ts';
import type { Admin } from '../admin-token.ts';
import { namedKey } from './named-key.ts';
import { auditedAtAnyRate, trailOf } from './trail.ts';

/** Answers `{ id, tenant, revokedAt }`. */
export async function revokeKey(
  _request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  admin: Admin,
): Promise<Response> {
  const { env, waitUntil } = door;
  const found = await namedKey(params, door, admin);
  const { id, tenant } = found.raw;
  const revokedAt = await auditedAtAnyRate(
    trailOf(env, tenant),
    { actor: admin.actor, action: 'key.revoke', what: id },
    async () => {
      const revoked = await new KeyRecords(env.policies).revoke(found, clock());
      await new KeyStore(env.policies, waitUntil, clock).hold(found.hex, { record: revoked.record });
      return revoked.revokedAt;
    },
  );
  return Response.json({ id, tenant, revokedAt }, { headers: { 'cache-control': 'no-store' } });
}
