/**
 * Who is calling: the key of a request, looked up by its hash, and the end user whose account the request counts under.
 * No message holds any part of a key. Fails closed: a key that cannot be looked up or read is not let through.
 */

import { Refusal } from '../error.ts';
import type { UnixMs } from '../unit.ts';
import { hashKey, isAdminKey, type KeyRecord, MAX_USER_CHARACTERS, type StoredKey } from './key.ts';
import type { KeyStore } from './store.ts';

/** Visible ASCII, and no longer than any key is: nothing else is worth a hash. */
const KEY = /^[\x21-\x7e]{1,512}$/;

const HOW = 'Send it as "Authorization: Bearer <key>" or as "x-api-key: <key>".';

const invalidKey = (message: string): Refusal => new Refusal({ code: 'invalid_api_key', message });

/**
 * The record of the key that a request carries. Throws Refusal: `invalid_api_key`, `not_allowed` for a key that is not for
 * calling models, or `unavailable` when KV cannot be read.
 */
export async function authenticate(headers: Headers, keys: KeyStore, now: UnixMs): Promise<KeyRecord> {
  const record = await keys.find(await hashKey(keyOf(headers)));
  if (record === null) {
    throw invalidKey(
      'This API key is not known: it was mistyped or deleted. A new key is known everywhere after 60 s.',
    );
  }
  const ended = whyEnded(record, now);
  if (ended !== null) throw invalidKey(`This API key ${ended}. Ask for a new one.`);
  if (!isAdminKey(record)) return record;
  const message = 'This key administers its tenant and calls no model. Send one that was made without scopes.';
  throw new Refusal({ code: 'not_allowed', message, param: null });
}

/** The key that an admin sends in place of a token, whatever it is for; null where there is none. Throws Refusal `unavailable`. */
export async function findBearer(bearer: string, keys: KeyStore): Promise<StoredKey | null> {
  return KEY.test(bearer) ? keys.find(await hashKey(bearer)) : null;
}

/**
 * How a key came to its end, to the millisecond; null while it is good. Only who holds the key is told, and the moment
 * tells them nothing that they could use.
 */
export function whyEnded({ revokedAt, expiresAt }: StoredKey, now: UnixMs): string | null {
  if (revokedAt !== undefined) return `was revoked at ${new Date(revokedAt).toISOString()}`;
  if (expiresAt === undefined || now < expiresAt) return null;
  return `expired at ${new Date(expiresAt).toISOString()}`;
}

function keyOf(headers: Headers): string {
  const authorization = headers.get('authorization');
  const bearer = /^bearer +(.*)$/i.exec(authorization ?? '')?.[1];
  const key = bearer ?? headers.get('x-api-key');
  if (key === null && authorization === null) throw invalidKey(`An API key is required. ${HOW}`);
  if (key === null || !KEY.test(key)) throw invalidKey(`The API key could not be read from the headers. ${HOW}`);
  return key;
}

export interface UserSources {
  readonly key: KeyRecord;
  /** The header `x-signalbox-user`. */
  readonly headerUser: string | null;
  /** The user that the body names. */
  readonly bodyUser: string | null;
}

/**
 * The name of the account that a request counts under: `<tenant>/user:<name>`, or `<tenant>/key:<id>` when nothing names
 * an end user. A tenant's name has neither `/` nor `:`, so no user can be named into another's account or a key's.
 * Throws Refusal `invalid_request` for a name that is too long.
 */
export function endUser({ key, headerUser, bodyUser }: UserSources): string {
  if (key.user !== undefined) return `${key.tenant}/user:${key.user}`;
  const [name, param] = headerUser ? [headerUser, 'x-signalbox-user'] : [bodyUser, 'user'];
  // What was counted for a key goes on counting for the one that takes its place.
  if (!name) return `${key.tenant}/key:${key.lineage ?? key.id}`;
  if (name.length > MAX_USER_CHARACTERS) {
    const message = `The end user named by ${param} has ${name.length} characters; at most ${MAX_USER_CHARACTERS} are allowed.`;
    throw new Refusal({ code: 'invalid_request', message, param });
  }
  return `${key.tenant}/user:${name}`;
}
