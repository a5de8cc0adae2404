/**
 * The guard against a lost update: whoever read a document may say which one it was, and is told when another has taken
 * its place since. https://www.rfc-editor.org/rfc/rfc9110#name-if-match
 *
 * With KV alone it holds against writes that this data centre has seen: all of the isolate's own, and those of others
 * once KV shows them (`tenant/documents.ts`). Of two writers far apart in the same half minute the later one wins.
 */

import { Refusal } from '../error.ts';
import type { StoredDocument } from '../tenant/documents.ts';
import type { TenantId } from '../tenant/policy.ts';

/** By version and content: a document that was put by other means may have the version of another. */
export const entityTag = ({ version, sha256 }: StoredDocument): string => `"${version}-${sha256.slice(0, 16)}"`;

/** Throws Refusal `conflict` unless `If-Match`, and `If-None-Match: *` for a document that must be new, hold. */
export function requireMatch(headers: Headers, tenant: TenantId, current: StoredDocument | null): void {
  const tag = current === null ? null : entityTag(current);
  const [wanted, unwanted] = [headers.get('if-match'), headers.get('if-none-match')];
  if ((wanted === null || lists(wanted, tag)) && (unwanted === null || !lists(unwanted, tag))) return;
  const message =
    current === null
      ? `The tenant "${tenant}" has no policy that If-Match could mean. Leave the header out to put its first.`
      : `The policy of "${tenant}" is at version ${current.version}, ETag ${tag}, which is not the one this change was made to. Get it, make the change to that, and put it.`;
  throw new Refusal({ code: 'conflict', message }, tag === null ? {} : { headers: { etag: tag } });
}

/** Weak tags count as strong: Cloudflare makes the tag of an answer weak (`W/`) when it compresses it on the way. */
function lists(header: string, tag: string | null): boolean {
  if (tag === null) return false;
  return header.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));
}
