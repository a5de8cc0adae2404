/**
 * `GET /admin/tenants`: the tenants that have a policy, by name, and its version. KV lists them, so that a tenant which was
 * just made may be missing elsewhere for a minute.
 */

import * as z from 'zod';
import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import { Documents } from '../tenant/documents.ts';
import type { Admin } from './admin-token.ts';
import { readQuery } from './read-query.ts';

/** A page ends with the page of KV in which it has so many. KV lists 1,000 names at a time, those of old versions among them. */
const PAGE = 100;
const RETRY_AFTER_SECONDS = 5;

export const tenantsQuerySchema = once(() =>
  z.strictObject({
    cursor: z.string().min(1, 'This must be the `next` of the page before.').max(4096).optional(),
  }),
);

/** Answers `{ tenants: [{ tenant, version }], next }`: `next` is the `cursor` of the next page, null on the last. */
export async function listTenants(
  request: Request,
  { env }: Door,
  _params: Readonly<Record<string, string>>,
  admin: Admin,
): Promise<Response> {
  const { cursor = null } = readQuery(request, tenantsQuerySchema());
  const documents = new Documents(env.policies, clock);
  try {
    return Response.json(
      admin.tenant === null
        ? await documents.tenants(cursor, PAGE)
        : { tenants: await documents.ofTenant(admin.tenant), next: null },
      { headers: { 'cache-control': 'no-store' } },
    );
  } catch (cause) {
    const message =
      cursor === null
        ? 'The list of tenants could not be read. Try again in a few seconds.'
        : 'The list of tenants could not be read on from this cursor. It must be the `next` of the page before; try again, or begin anew without it.';
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
  }
}
