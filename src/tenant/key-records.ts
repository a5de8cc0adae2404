/**
 * Keys as KV holds them, for whoever administers them: read afresh, without what the isolate remembers (that is
 * `store.ts`). Which of them a tenant has says `key-list.ts`.
 *
 * | KV key | value | metadata | written by | lives |
 * |---|---|---|---|---|
 * | `key:<SHA-256 hex>` | the key's record (`key.ts`), JSON | `{ listed: true }` if the next line has it, else none | admin API, `npm start`, `wrangler kv key put` | until revoked, and 30 days more |
 * | `tenantkey:<tenant>:<id>` | the record as it was made | `{ hex }`, where it is | admin API | as the record |
 * | `keyend:<SHA-256 hex>` | the moment at which a key that was rotated gives way, ISO 8601 | none | admin API | as the record |
 *
 * No write undoes another. KV is eventually consistent and has no compare-and-set: whoever reads a record, changes it and
 * writes it back may write back what somebody else has revoked since. So a record is written when its key is made, before
 * anybody can know of it, and once more when it is revoked, for good; a rotation writes beside it.
 *
 * What a crash leaves behind. Making: the list's line comes before the record, so that no key is good that is not listed;
 * a line without a record is not shown. Revoking is one write; only what is left over then waits for its end in vain.
 */

import * as z from 'zod';
import { KV_CACHE_SECONDS } from '../cache.ts';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import type { UnixMs } from '../unit.ts';
import { NAME } from './field-schemas.ts';
import { type KnownKey, readKey } from './key.ts';
import type { TenantId } from './policy.ts';

export const keyName = (hex: string): string => `key:${hex}`;
export const endName = (hex: string): string => `keyend:${hex}`;
export const listPrefix = (tenant: TenantId): string => `tenantkey:${tenant}:`;

/** Of a key that was put raw, and may be faulty, at least this can be read. */
const rawSchema = once(() =>
  z.looseObject({
    id: z.string(),
    tenant: z
      .string()
      .regex(NAME)
      .transform((name) => name as TenantId),
    expiresAt: z.unknown().optional(),
    revokedAt: z.unknown().optional(),
  }),
);

/** A key that is in KV. */
export interface FoundKey {
  readonly hex: string;
  /** As it stands there, so that nothing of it is lost when it is written again. */
  readonly raw: z.infer<ReturnType<typeof rawSchema>>;
  readonly known: KnownKey;
  /** It is in the tenant's list; else it was put by other means. */
  readonly isListed: boolean;
  /** There is a record, as far as this place knows; else only the line of the list is left of it, or has come so far. */
  readonly stands: boolean;
  /** When it gives way to another, ISO 8601; null when it was not rotated. */
  readonly end: string | null;
}

interface Texts {
  /** Null where there is none. */
  readonly record: string | null;
  readonly end: string | null;
  /** The key's line of the list; null: it has none. */
  readonly line: string | null;
}

/** What is found under a hash. Null for what is no key of anybody. */
export function foundKey(hex: string, { record, end, line }: Texts): FoundKey | null {
  const text = record ?? line;
  if (text === null) return null;
  try {
    const raw = rawSchema().safeParse(JSON.parse(text));
    if (!raw.success) return null;
    const [isListed, stands] = [line !== null, record !== null];
    return { hex, raw: raw.data, known: readKey(text, end), isListed, stands, end };
  } catch {
    return null;
  }
}

/** What a new key's record holds, before it has an end. */
export type Settings = Readonly<Record<string, unknown>> & { readonly id: string; readonly tenant: TenantId };

const LISTED_DAYS = 30;
const GONE_SECONDS = LISTED_DAYS * 86_400;
/** KV takes one write a second for a name, and says no to more. */
const RETRY_AFTER_SECONDS = 2;

const unavailable = (message: string, cause: unknown): Refusal =>
  new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });

const lineMetadata = once(() => z.object({ hex: z.string().regex(/^[0-9a-f]{64}$/) }));
/** Where a line of a tenant's list says that its key is; null for a line that says nothing. */
export const hexOf = (metadata: unknown): string | null => lineMetadata().safeParse(metadata).data?.hex ?? null;

export class KeyRecords {
  readonly #kv: KVNamespace;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
  }

  /** Answers the record as it was written. Throws Refusal `unavailable`, and then there is no such key. */
  async make(hex: string, settings: Settings): Promise<string> {
    const text = JSON.stringify(settings);
    const known = readKey(text, null);
    if ('fault' in known) throw new Error(`The record of a new key could not be read: ${known.fault}`);
    const line = listPrefix(settings.tenant) + settings.id;
    try {
      await this.#kv.put(line, text, { metadata: { hex } });
      await this.#kv.put(keyName(hex), text, { metadata: { listed: true } });
    } catch (cause) {
      await this.unmake(hex, settings);
      throw unavailable('The key could not be written, and none was made: KV failed. Try again.', cause);
    }
    return text;
  }

  /** Takes back a key that nobody was told of. What stays is good for nobody. */
  async unmake(hex: string, { tenant, id }: Settings): Promise<void> {
    try {
      await this.#kv.delete(keyName(hex));
      await this.#kv.delete(listPrefix(tenant) + id);
    } catch (error) {
      console.warn(JSON.stringify({ event: 'key_not_taken_back', tenant, id, message: String(error) }));
    }
  }

  /** Under an id of the tenant's list; null: there is no such line. */
  async named(tenant: TenantId, id: string): Promise<FoundKey | null> {
    const line = listPrefix(tenant) + id;
    const { value, metadata } = await this.#kv.getWithMetadata(line, { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    const hex = hexOf(metadata);
    if (value === null || hex === null) return null;
    const texts = await this.#kv.get([keyName(hex), endName(hex)], { type: 'text', cacheTtl: KV_CACHE_SECONDS });
    const [record, end] = [texts.get(keyName(hex)) ?? null, texts.get(endName(hex)) ?? null];
    // A record that this place has not come by yet must be revocable all the same.
    const found = foundKey(hex, { record, end, line: value });
    // Another may have been put raw in its place, and is not this tenant's to change.
    return found?.raw.id === id && found.raw.tenant === tenant ? found : null;
  }

  /** From then on the key gives way, unless it ends sooner. Throws Refusal `unavailable`. */
  async end({ hex }: FoundKey, at: UnixMs): Promise<string> {
    const end = new Date(at).toISOString();
    try {
      await this.#kv.put(endName(hex), end);
    } catch (cause) {
      throw unavailable('KV failed, and the key stays as it is. Try again.', cause);
    }
    return end;
  }

  /** For good: a second revocation keeps the moment of the first. Throws Refusal `unavailable`: it may not be revoked. */
  async revoke(found: FoundKey, now: UnixMs): Promise<{ revokedAt: string; record: string }> {
    const { hex, raw, isListed, end } = found;
    const revokedAt = typeof raw.revokedAt === 'string' ? raw.revokedAt : new Date(now).toISOString();
    const text = JSON.stringify({ ...raw, revokedAt });
    const gone = { expirationTtl: GONE_SECONDS };
    try {
      await this.#kv.put(keyName(hex), text, isListed ? { ...gone, metadata: { listed: true } } : gone);
    } catch (cause) {
      const message = `KV failed, and the key "${raw.id}" may not be revoked. Try again until this answers 200.`;
      throw unavailable(message, cause);
    }
    try {
      if (isListed) await this.#kv.put(listPrefix(raw.tenant) + raw.id, text, { ...gone, metadata: { hex } });
      if (end !== null) await this.#kv.put(endName(hex), end, gone);
    } catch (error) {
      // What tells of the key outlives it: a line that is not shown, an end that nothing has.
      console.warn(JSON.stringify({ event: 'key_not_tidied', id: raw.id, message: String(error) }));
    }
    return { revokedAt, record: text };
  }
}
