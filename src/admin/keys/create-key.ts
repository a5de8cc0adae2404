/**
 * `POST /admin/tenants/:tenant/keys`: a key, shown in this answer and never again, since nothing that is kept can bring it
 * back. Good here before this answers, elsewhere within 60 s.
 *
 * An admin key of the tenant may make keys as ADMIN_TOKEN may, admin keys included: for its own tenant, which the path
 * names and `requireRule` has held it to. They outlive it: whoever revokes an admin key looks at what it made.
 */

import { ulid } from 'ulid';
import { clock, type Door } from '../../approach.ts';
import { Refusal } from '../../error.ts';
import { hashKey } from '../../tenant/key.ts';
import { KeyRecords, type Settings } from '../../tenant/key-records.ts';
import { newKey, prefixOf } from '../../tenant/new-key.ts';
import type { Policy, TenantId } from '../../tenant/policy.ts';
import { KeyStore, PolicyStore } from '../../tenant/store.ts';
import type { UnixMs } from '../../unit.ts';
import { type Bounds, readBody } from '../../wire/body.ts';
import type { Admin } from '../admin-token.ts';
import { namedTenant } from '../named-tenant.ts';
import { type KeyRequest, readKeyRequest } from './key-request.ts';
import { shownRecord } from './shown-key.ts';
import { audited, trailOf } from './trail.ts';

/** 200 models and 20 limits are a tenth of it. */
const KEY_REQUEST: Bounds = {
  bytes: 262_144,
  tooLarge: 'What is asked of a key has at most 262144 bytes.',
  notJson: 'What is asked of a key must be one JSON object in UTF-8, such as {"plan":"free"}.',
};

/** Answers 201 `{ id, key, tenant, plan, …, createdAt }`, with what was asked for. */
export async function createKey(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  admin: Admin,
): Promise<Response> {
  const tenant = namedTenant(params);
  const { json } = await readBody(request, KEY_REQUEST);
  const now = clock();
  const read = readKeyRequest(json, await policyOf(tenant, door), now);
  if (!read.ok) {
    const [first] = read.problems;
    const told = read.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ');
    const message = `No key was made. ${told}`;
    throw new Refusal({ code: 'invalid_request', message, param: first?.path || null });
  }
  const key = newKey();
  const settings = settingsOf(tenant, key, read.value, now);
  const trail = trailOf(door.env, tenant);
  await audited(trail, { actor: admin.actor, action: 'key.create', what: settings.id }, () =>
    make(key, settings, door),
  );
  return shownOnce({ key, settings });
}

/** The policy in force, as KV holds it now: a plan that was just put is known. */
async function policyOf(tenant: TenantId, { env, waitUntil }: Door): Promise<Policy | null> {
  const inspected = await new PolicyStore(env, waitUntil, clock).inspect(tenant);
  return inspected?.inForce ?? null;
}

/** The tenant and the time stand in the id: KV lists by them, and no id need be looked for among all tenants' keys. */
export const newKeyId = (tenant: TenantId, now: UnixMs): string => `${tenant}.${ulid(now).toLowerCase()}`;

function settingsOf(tenant: TenantId, key: string, asked: KeyRequest, now: UnixMs): Settings {
  const { expiresAt, scopes = [], ...rest } = asked;
  return {
    ...{ id: newKeyId(tenant, now), tenant, prefix: prefixOf(key) },
    ...rest,
    ...(scopes.length === 0 ? {} : { scopes }),
    createdAt: new Date(now).toISOString(),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  };
}

/** Throws Refusal `unavailable`, and then there is no such key. */
export async function make(key: string, settings: Settings, { env, waitUntil }: Door): Promise<void> {
  const hex = await hashKey(key);
  const record = await new KeyRecords(env.policies).make(hex, settings);
  await new KeyStore(env.policies, waitUntil, clock).hold(hex, { record });
}

/** The one answer that holds a key. */
export function shownOnce({ key, settings }: { key: string; settings: Settings }, more: object = {}): Response {
  const { id, ...rest } = shownRecord(settings);
  return Response.json({ id, key, ...rest, ...more }, { status: 201, headers: { 'cache-control': 'no-store' } });
}
