/**
 * The guard against a lost update: whoever read a document may say which one it was, and is told when another has taken
 * its place since. https://www.rfc-editor.org/rfc/rfc9110#name-if-match
 *
 * Here it is held against what the tenant's object knows to be true, and the object holds it again when it writes
 * (`quota/publisher.ts`): of two writers anywhere, however close, one wins and the other is told. A document that was put
 * past the object counts from when KV shows it here, which may take a minute; one that comes and goes unseen within that
 * is lost, as nobody asked the object.
 */

import { Refusal } from '../error.ts';
import type { Mark } from '../quota/policy-contract.ts';
import type { TenantId } from '../tenant/policy.ts';

/** By version and content: a document that was put by other means may have the version of another. */
export const entityTag = ({ version, sha256 }: Mark): string => `"${version}-${sha256.slice(0, 16)}"`;

/** Whether `If-Match`, and `If-None-Match: *` for a document that must be new, hold. */
export function isMatch(headers: Headers, current: Mark | null): boolean {
  const tag = current === null ? null : entityTag(current);
  const [wanted, unwanted] = [headers.get('if-match'), headers.get('if-none-match')];
  return (wanted === null || lists(wanted, tag)) && (unwanted === null || !lists(unwanted, tag));
}

/** Throws Refusal `conflict` unless they do. */
export function requireMatch(headers: Headers, tenant: TenantId, current: Mark | null): void {
  if (isMatch(headers, current)) return;
  const tag = current === null ? null : entityTag(current);
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
