/** `GET /admin/tenants/:tenant/policy/versions/:version`: the document as it was, `{ tenant, version, createdAt, policy }`. */

import type { Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { madeVersion } from './made-version.ts';
import { namedTenant } from './named-tenant.ts';
import { parsed } from './show-policy.ts';

export async function showVersion(
  _request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const tenant = namedTenant(params);
  const { version, text } = await madeVersion(door, tenant, named(params['version'] ?? ''));
  const createdAt = version.createdAt === null ? null : new Date(version.createdAt).toISOString();
  return Response.json({ tenant, version: version.version, createdAt, policy: parsed(text) });
}

function named(version: string): number {
  if (/^[1-9]\d{0,14}$/.test(version)) return Number(version);
  const message = 'The path names no version: it is a whole number from 1.';
  throw new Refusal({ code: 'invalid_request', message, param: 'version' });
}
