/**
 * What KV knows of an API key: `key:<SHA-256 of the key, in hex>` holds this record, and nothing holds the key. It is
 * strict: a misspelt `expiresAt` must not become a key that never expires.
 */

import * as z from 'zod';
import { unixMs } from '../unit.ts';
import { NAME } from './field-schemas.ts';
import { checkKeyIds, keyLimits } from './key-limits.ts';
import type { TenantId } from './policy.ts';

/** An ISO 8601 date or time with its offset, or Unix milliseconds. */
const momentSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date(), z.int()])
  .transform((moment) => unixMs(typeof moment === 'number' ? moment : Date.parse(moment)));

/** The longest name of an end user, in characters: it becomes part of an account object's name. */
export const MAX_USER_CHARACTERS = 256;

const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/);

const fields = z.strictObject({
  /** Names the key where the key itself must not stand: in logs, in the admin API, in an account's name. */
  id: idSchema,
  tenant: z
    .string()
    .regex(NAME)
    .transform((name) => name as TenantId),
  plan: z.string().regex(NAME),
  /** Fixes the end user, whatever a request says. */
  user: z.string().min(1).max(MAX_USER_CHARACTERS).optional(),
  scopes: z.array(z.string()).optional(),
  createdAt: momentSchema.optional(),
  expiresAt: momentSchema.optional(),
  /** The names of the models it may use; without it, all of the tenant's. */
  models: z.array(z.string()).optional(),
  /** Its own, shared by all whom it serves, beside those that its plan has for each of them. */
  ...keyLimits,
  /** The id under which its own limits are counted: that of the key which this one took the place of. Without it, its own. */
  lineage: idSchema.optional(),
});

export const keyRecordSchema = fields.superRefine(checkKeyIds);
export type KeyRecord = z.infer<typeof keyRecordSchema>;

/** The SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a key is stored under: `key:` and this. */
export const hashKey = (key: string): Promise<string> => sha256Hex(key);
