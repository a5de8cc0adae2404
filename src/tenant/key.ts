/**
 * What KV knows of an API key: `key:<SHA-256 of the key, in hex>` holds this record, and nothing holds the key. It is
 * strict: a misspelt `expiresAt` must not become a key that never expires. Where else KV knows of keys says
 * `key-records.ts`.
 */

import * as z from 'zod';
import { hex } from '../hex.ts';
import { once } from '../once.ts';
import { unixMs } from '../unit.ts';
import { NAME } from './field-schemas.ts';
import { checkKeyIds, keyLimits } from './key-limits.ts';
import { PREFIX_CHARACTERS } from './new-key.ts';
import type { TenantId } from './policy.ts';

/** The last moment that a Date can hold, in Unix milliseconds: what comes after it cannot be shown. */
const LAST_MOMENT = 8_640_000_000_000_000;

/** An ISO 8601 date or time with its offset, or Unix milliseconds. */
export const momentSchema = once(() =>
  z
    .union([z.iso.datetime({ offset: true }), z.iso.date(), z.int().min(0).max(LAST_MOMENT)], {
      error:
        'This must be a moment: a date and time with its offset such as 2027-01-31T09:00:00Z, or Unix milliseconds.',
    })
    .transform((moment) => unixMs(typeof moment === 'number' ? moment : Date.parse(moment))),
);

/** The longest name of an end user, in characters: it becomes part of an account object's name. */
export const MAX_USER_CHARACTERS = 256;

const idSchema = once(() => z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/));

/** What every key has. */
const identity = once(() => ({
  /** Names the key where the key itself must not stand: in logs, in the admin API, in an account's name. */
  id: idSchema(),
  tenant: z
    .string()
    .regex(NAME)
    .transform((name) => name as TenantId),
  /** What people call it. */
  name: z.string().optional(),
  /** The first characters of the key, by which its owner knows it again in a list. */
  prefix: z.string().max(PREFIX_CHARACTERS).optional(),
  createdAt: momentSchema().optional(),
  expiresAt: momentSchema().optional(),
  /** Since then it is good for nothing; the record stays for as long as lists show it. */
  revokedAt: momentSchema().optional(),
  /** The id under which its own limits are counted: that of the key which this one took the place of. Without it, its own. */
  lineage: idSchema().optional(),
  /** The id of the key that it was made to take the place of. */
  replaces: idSchema().optional(),
}));

const fields = once(() =>
  z.strictObject({
    ...identity(),
    plan: z.string().regex(NAME),
    /** Fixes the end user, whatever a request says. */
    user: z.string().min(1).max(MAX_USER_CHARACTERS).optional(),
    scopes: z.tuple([]).optional(),
    /** The names of the models it may use; without it, all of the tenant's. */
    models: z.array(z.string()).optional(),
    /** Its own, shared by all whom it serves, beside those that its plan has for each of them. */
    ...keyLimits(),
  }),
);

/** A key that calls models. */
export const keyRecordSchema = once(() => fields().superRefine(checkKeyIds));
export type KeyRecord = z.infer<ReturnType<typeof keyRecordSchema>>;

/** What a key with a scope is for. One without is for calling models. */
export const SCOPES = ['admin'] as const;

/** A key that administers its tenant and calls no model: of what bounds a caller it has nothing. */
const adminKeySchema = once(() =>
  z.strictObject({
    ...identity(),
    /** Means nothing here. */
    plan: z.string().regex(NAME).optional(),
    scopes: z.tuple([z.enum(SCOPES)]),
  }),
);
type AdminKey = z.infer<ReturnType<typeof adminKeySchema>>;

export type StoredKey = KeyRecord | AdminKey;

export const isAdminKey = (key: StoredKey): key is AdminKey => key.scopes?.length === 1;

/** A key's record, or why it cannot be read. */
export type KnownKey = { readonly record: StoredKey } | { readonly fault: string };

/**
 * Reads what KV holds. A record with any scope is read as an admin key's, so that a misspelt scope makes a key that is
 * good for nothing, and none that is good for everything else. `end` is the moment, as KV holds it, at which the key was
 * to give way to another; null: there is none.
 */
export function readKey(text: string, end: string | null): KnownKey {
  try {
    const json: unknown = JSON.parse(text);
    const scopes: unknown = Reflect.get(Object(json), 'scopes');
    const isScoped = scopes !== undefined && !(Array.isArray(scopes) && scopes.length === 0);
    const read = (isScoped ? adminKeySchema() : keyRecordSchema()).safeParse(json);
    if (!read.success) return { fault: z.prettifyError(read.error) };
    if (end === null) return { record: read.data };
    const ends = momentSchema().parse(end);
    return { record: { ...read.data, expiresAt: unixMs(Math.min(ends, read.data.expiresAt ?? ends)) } };
  } catch (error) {
    return { fault: String(error) };
  }
}

/** The SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return hex(new Uint8Array(digest));
}

/** What a key is stored under: `key:` and this. */
export const hashKey = (key: string): Promise<string> => sha256Hex(key);
