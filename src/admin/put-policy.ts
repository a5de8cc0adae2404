/**
 * `PUT /admin/tenants/:tenant/policy`: a new version of a tenant's policy. It is read whole or not at all, held to its own
 * tests, looked over (`accept-policy.ts`), numbered and put in force (`change-policy.ts`): here before this answers,
 * elsewhere within 60 s.
 */

import type { Door } from '../approach.ts';
import { SIZES } from '../tenant/defaults.ts';
import { type Bounds, readBody } from '../wire/body.ts';
import type { Admin } from './admin-token.ts';
import { changePolicy } from './change-policy.ts';
import { namedTenant } from './named-tenant.ts';
import { readSwitches } from './switches.ts';

const DOCUMENT: Bounds = {
  bytes: SIZES.documentBytes,
  tooLarge: `A policy document has at most ${SIZES.documentBytes} bytes (1 MB). Shorten its examples or split the tenant.`,
  notJson:
    'The policy is not valid JSON in UTF-8. Send the document itself as JSON; one in YAML becomes JSON by: npx yaml --json --single < policy.yaml',
};

/** Answers `{ tenant, version, warnings: [{ path, message }] }`; a dry run what `change-policy.ts` says. */
export async function putPolicy(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  admin: Admin,
): Promise<Response> {
  const tenant = namedTenant(params);
  const switches = readSwitches(new URL(request.url).searchParams);
  const { json } = await readBody(request, DOCUMENT);
  const wanted = { json, text: JSON.stringify(json), action: 'put', source: null } as const;
  return changePolicy({ tenant, admin, headers: request.headers, switches, wanted }, door);
}
