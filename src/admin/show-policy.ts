/**
 * `GET /admin/tenants/:tenant/policy`: the document as it is stored, its version, and whether it is in force. Where it is
 * invalid, what is wrong with it and which version stays in use instead.
 */

import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { type Inspected, PolicyStore } from '../tenant/store.ts';
import { currentDocument } from './current-document.ts';
import { entityTag } from './entity-tag.ts';
import { namedTenant } from './named-tenant.ts';

/**
 * Answers `{ tenant, version, inForce, policy, problems, message? }`: `inForce` is the version in use, null when there is
 * none; `policy` the document, its text where it is no JSON; `message` says what `problems` lead to, where there are any.
 */
export async function showPolicy(
  _request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const tenant = namedTenant(params);
  // From here on this isolate knows what was written elsewhere. Without the object it is shown as KV shows it.
  await currentDocument(door, tenant).catch(() => null);
  const inspected = await new PolicyStore(door.env, door.waitUntil, clock).inspect(tenant);
  if (inspected === null) {
    const message = `The tenant "${tenant}" has no policy. Put one to this path and it exists.`;
    throw new Refusal({ code: 'not_found', message, param: 'tenant' });
  }
  const { document, inForce, problems } = inspected;
  const shown = {
    tenant,
    version: document.version,
    inForce: inForce?.version ?? null,
    ...(problems.length === 0 ? {} : { message: consequence(inspected) }),
    problems,
    policy: parsed(document.text),
  };
  return Response.json(shown, { headers: { etag: entityTag(document), 'cache-control': 'no-store' } });
}

function consequence({ document, inForce }: Inspected): string {
  const invalid = `The document (version ${document.version}) is invalid and not in force`;
  return inForce === null
    ? `${invalid}, and no earlier one was valid: the tenant's requests are answered with 503 until one is put.`
    : `${invalid}. Version ${inForce.version}, the last one that was valid, stays in use until another is put.`;
}

/** The document; its text where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Put by other means, and one of the problems says so.
    return text;
  }
}
