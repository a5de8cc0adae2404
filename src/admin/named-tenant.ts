/** The tenant that a path of the admin API names. It may not exist yet: the first policy put for it makes it. */

import { Refusal } from '../error.ts';
import { NAME } from '../tenant/field-schemas.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { Admin } from './admin-token.ts';

/** `params` are those of the path, decoded. Throws Refusal `invalid_request` for what can be no tenant's name. */
export function namedTenant({ tenant = '' }: Readonly<Record<string, string>>): TenantId {
  if (NAME.test(tenant)) return tenant as TenantId;
  const message =
    'The path names no tenant: its name is 1 to 64 characters of a-z, 0-9, _ and -, and starts with a letter or a digit.';
  throw new Refusal({ code: 'invalid_request', message, param: 'tenant' });
}

/** An admin of one tenant is not told whether there is another. Throws Refusal `not_allowed`. */
export function requireRule(admin: Admin, { tenant }: Readonly<Record<string, string>>): void {
  if (tenant === undefined || admin.tenant === null || admin.tenant === tenant) return;
  const message = `This admin key rules the tenant "${admin.tenant}" and no other.`;
  throw new Refusal({ code: 'not_allowed', message, param: 'tenant' });
}
