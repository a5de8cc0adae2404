/** The key that a path of the admin API names by its id, if it is one that the admin rules. */

import type { Door } from '../../approach.ts';
import { Refusal } from '../../error.ts';
import { NAME } from '../../tenant/field-schemas.ts';
import { KeyList } from '../../tenant/key-list.ts';
import { type FoundKey, KeyRecords } from '../../tenant/key-records.ts';
import { isKey } from '../../tenant/new-key.ts';
import type { TenantId } from '../../tenant/policy.ts';
import type { Admin } from '../admin-token.ts';
import { orUnavailable } from './or-unavailable.ts';

/** An id of this API's own making: its tenant, and 26 characters of time and chance. */
const OWN_ID = /^([a-z0-9][a-z0-9_-]{0,63})\.[0-9a-z]{26}$/;

/**
 * Throws Refusal `not_found`, also for another tenant's key, of which an admin of one tenant is not told whether there is
 * one; `conflict` for an id that several keys have, `unavailable` when KV cannot be read.
 */
export async function namedKey(
  { id = '' }: Readonly<Record<string, string>>,
  { env }: Door,
  admin: Admin,
): Promise<FoundKey> {
  if (isKey(id)) {
    throw notFound('The path holds a key, and not the id of one. Revoke that key by its id: it has been in a URL now.');
  }
  const tenant = OWN_ID.exec(id)?.[1];
  const rules = (other: string): boolean => admin.tenant === null || admin.tenant === other;
  if (tenant !== undefined && NAME.test(tenant)) {
    const found = rules(tenant)
      ? await orUnavailable(new KeyRecords(env.policies).named(tenant as TenantId, id))
      : null;
    if (found !== null) return found;
    throw notFound(`There is no key "${id}". One that was just made elsewhere is found after 60 s.`);
  }
  const { found, isAll } = await orUnavailable(new KeyList(env.policies).rawNamed(id));
  const [key, another] = found.filter(({ raw }) => rules(raw.tenant));
  if (another !== undefined) {
    const message = `Several keys have the id "${id}", so it names none of them. Delete the one that is meant by its hash: wrangler kv key delete "key:<SHA-256 of the key>".`;
    throw new Refusal({ code: 'conflict', message });
  }
  if (key !== undefined) return key;
  const where = isAll ? '' : ' There are too many keys that were put raw to look through; delete it by wrangler.';
  throw notFound(`There is no key "${id}".${where}`);
}

export const notFound = (message: string): Refusal => new Refusal({ code: 'not_found', message, param: 'id' });
