/**
 * A new version of a tenant's policy, whether somebody sent it or an earlier one is to stand again: judged, numbered and
 * put in force, or, as a dry run, told of. The tenant's object does the writing (`quota/publisher.ts`), and tells those
 * apart who change the same version at once.
 */

import { clock, type Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import { Documents } from '../tenant/documents.ts';
import { sha256Hex } from '../tenant/key.ts';
import type { TenantId } from '../tenant/policy.ts';
import { PolicyStore } from '../tenant/store.ts';
import { acceptPolicy } from './accept-policy.ts';
import type { Admin } from './admin-token.ts';
import { currentDocument, markOf, orUnavailable } from './current-document.ts';
import { entityTag, isMatch, requireMatch } from './entity-tag.ts';
import { keyChanges } from './key-changes.ts';
import { policyChanges } from './policy-changes.ts';
import { replayRecent } from './replay/recent.ts';
import type { Switches } from './switches.ts';
import { tenantKeys } from './tenant-keys.ts';

interface Change {
  readonly tenant: TenantId;
  readonly admin: Admin;
  readonly headers: Headers;
  readonly switches: Switches;
  readonly wanted: {
    readonly json: unknown;
    readonly text: string;
    readonly action: 'put' | 'rollback';
    /** The version whose content it is; null for what was sent. */
    readonly source: number | null;
  };
}

/**
 * Answers `{ tenant, version, from?, warnings }` with the version's ETag; `from` is the version that a rollback goes back
 * to. A dry run answers the version that it would have got, `dryRun: true`, what would `changes`, which `keys` that
 * touches, and what it would have made of the last decisions, `replay`. Throws Refusal `conflict` where the policy is another than the change was made to.
 */
export async function changePolicy(change: Change, door: Door): Promise<Response> {
  const { tenant, admin, headers, switches, wanted } = change;
  const { env, waitUntil } = door;
  const { policy, warnings } = await acceptPolicy(wanted.json, tenant, env, switches.force);
  // The judgement takes its time; the rest is quick, so that hardly anybody comes between what is read and what is written.
  const { document, seen, standing } = await currentDocument(door, tenant);
  const { text, action, source } = wanted;
  const sha256 = await sha256Hex(text);
  // The same request again, of somebody who was told that KV did not take it: by now it has.
  const { untold } = standing;
  const isMade = untold !== null && document?.sha256 === sha256 && isMatch(headers, untold.base);
  if (!isMade) requireMatch(headers, tenant, document);
  const from = wanted.source === null ? {} : { from: wanted.source };
  const store = new PolicyStore(env, waitUntil, clock);
  if (switches.dryRun) {
    const inForce = (await store.inspect(tenant))?.inForce ?? null;
    const held = await orUnavailable(tenantKeys(env.policies, tenant, clock()));
    const { changes: losses, keys } = keyChanges(inForce, policy, held);
    const changes = [...policyChanges(inForce, policy), ...losses];
    const replay = await replayRecent(door, { inForce, policy });
    return Response.json({ tenant, version: standing.next, ...from, warnings, dryRun: true, changes, keys, replay });
  }
  const answer = (version: number): Response =>
    Response.json({ tenant, version, ...from, warnings }, { headers: { etag: entityTag({ version, sha256 }) } });
  if (isMade && document !== null) return answer(document.version);
  const expected = document === null ? null : markOf(document);
  const order = { text, sha256, expected, seen, actor: admin.actor, action, source };
  const published = await new TenantClient(env.tenants, tenant).publish(order);
  if (published.kind === 'conflict') {
    const message = `Another change to the policy of "${tenant}" was made at the same time. Get the policy again, make the change to that, and try again.`;
    const tag = published.current === null ? {} : { headers: { etag: entityTag(published.current) } };
    throw new Refusal({ code: 'conflict', message }, tag);
  }
  const { version } = published;
  new Documents(env.policies, clock).learn(tenant, { text, version, sha256 });
  // Written it is. Should KV not be readable now, this isolate comes by it as all the others do.
  await store.inspect(tenant).catch(() => null);
  return answer(version);
}
