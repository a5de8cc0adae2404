/**
 * Which keys a tenant has, in pages: first those of its list, then those that were put raw (`wrangler kv key put`), which
 * have no line there and are looked for among the keys of all. What one page may cost is bounded, so a page may hold less
 * than was asked for, even nothing, and still not be the last. KV's lists are eventually consistent, as all of it: a new
 * key is in them at once where it was made, as a rule, and within 60 s elsewhere.
 */

import * as z from 'zod';
import { KV_CACHE_SECONDS } from '../cache.ts';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import { endName, type FoundKey, foundKey, hexOf, KeyRecords, keyName, listPrefix } from './key-records.ts';
import type { TenantId } from './policy.ts';

/** KV reads at most 100 values in a call, and a key has two. */
const READ_AT_ONCE = 50;
/** Calls that one page may take to look for raw keys: 1,000 names each, and values of those that have no line. */
const MAX_LISTS = 5;
const MAX_READS = 20;

/** A place among all keys: behind the name `after`, in the page of KV's that `cursor` begins. */
interface Place {
  readonly cursor: string | null;
  readonly after: string;
}

const BEGINNING: Place = { cursor: null, after: '' };

export interface KeyPage {
  readonly keys: readonly FoundKey[];
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null;
}

const cursorSchema = once(() => z.tuple([z.enum(['list', 'raw']), z.string().nullable(), z.string()]));
type Stage = z.infer<ReturnType<typeof cursorSchema>>[0];

const written = (stage: Stage, { cursor, after }: Place): string => btoa(JSON.stringify([stage, cursor, after]));

function readCursor(cursor: string | null): readonly [Stage, Place] {
  if (cursor === null) return ['list', BEGINNING];
  try {
    const [stage, kvs, after] = cursorSchema().parse(JSON.parse(atob(cursor)));
    return [stage, { cursor: kvs, after }];
  } catch (cause) {
    const message = 'The cursor is not one that a list of keys has answered as "next". Leave it out to begin anew.';
    throw new Refusal({ code: 'invalid_request', message, param: 'cursor' }, { cause });
  }
}

/** Everything here rejects when KV does. */
export class KeyList {
  readonly #kv: KVNamespace;
  readonly #records: KeyRecords;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
    this.#records = new KeyRecords(kv);
  }

  /** At most `limit` keys, of 1 or more. Throws Refusal `invalid_request` for a cursor that is none. */
  async page(tenant: TenantId, limit: number, cursor: string | null): Promise<KeyPage> {
    const [stage, from] = readCursor(cursor);
    const keys: FoundKey[] = [];
    if (stage === 'list') {
      const prefix = listPrefix(tenant);
      const listed = await this.#kv.list({ prefix, limit, cursor: from.cursor });
      const lines = listed.keys.flatMap(({ name, metadata }) => {
        const hex = name.startsWith(prefix) ? hexOf(metadata) : null;
        return hex === null ? [] : [{ hex, id: name.slice(prefix.length) }];
      });
      for (const { id, found } of await this.#read(lines)) {
        if (found?.raw.id === id && found.raw.tenant === tenant) keys.push({ ...found, isListed: true });
      }
      if (!listed.list_complete) return { keys, next: written('list', { cursor: listed.cursor, after: '' }) };
      if (keys.length === limit) return { keys, next: written('raw', BEGINNING) };
    }
    const rest = await this.#raw(stage === 'raw' ? from : BEGINNING, async (found) => {
      if (found.raw.tenant !== tenant || (await this.#isListed(found))) return true;
      keys.push(found);
      return keys.length < limit;
    });
    return { keys, next: rest === null ? null : written('raw', rest) };
  }

  /**
   * The keys that were put raw under an id, of any tenant; `isAll` is false where there were too many to look through. An
   * id is a raw key's own affair: two may have the same.
   */
  async rawNamed(id: string): Promise<{ readonly found: readonly FoundKey[]; readonly isAll: boolean }> {
    const found: FoundKey[] = [];
    const rest = await this.#raw(BEGINNING, async (each) => {
      if (each.raw.id === id) found.push(each);
      return true;
    });
    return { found, isAll: rest === null };
  }

  /** One that was made here and put raw since, which an operator may do to change it, has kept its line. */
  async #isListed({ hex, raw }: FoundKey): Promise<boolean> {
    return (await this.#records.named(raw.tenant, raw.id))?.hex === hex;
  }

  /** Shows every raw key from a place on, until `show` answers false. Null when all were seen, else the place to go on from. */
  async #raw(from: Place, show: (found: FoundKey) => Promise<boolean>): Promise<Place | null> {
    let [{ cursor, after }, reads] = [from, 0];
    for (let lists = 0; lists < MAX_LISTS; lists++) {
      const listed: KVNamespaceListResult<unknown> = await this.#kv.list({ prefix: keyName(''), cursor });
      const hexes = listed.keys
        .filter(({ name, metadata }) => name > after && name.startsWith(keyName('')) && !isMarked(metadata))
        .map(({ name }) => ({ hex: name.slice(keyName('').length) }));
      for (let at = 0; at < hexes.length; at += READ_AT_ONCE) {
        if (reads++ === MAX_READS) return { cursor, after };
        for (const { hex, found } of await this.#read(hexes.slice(at, at + READ_AT_ONCE))) {
          after = keyName(hex);
          if (found !== null && !(await show(found))) return { cursor, after };
        }
      }
      if (listed.list_complete) return null;
      cursor = listed.cursor;
    }
    return { cursor, after };
  }

  /** The records of some hashes. Null for what is gone, and for what is no key. */
  async #read<Sought extends { readonly hex: string }>(
    sought: readonly Sought[],
  ): Promise<readonly (Sought & { readonly found: FoundKey | null })[]> {
    const found: (Sought & { readonly found: FoundKey | null })[] = [];
    for (let at = 0; at < sought.length; at += READ_AT_ONCE) {
      const some = sought.slice(at, at + READ_AT_ONCE);
      const names = some.flatMap(({ hex }) => [keyName(hex), endName(hex)]);
      const texts = await this.#kv.get(names, { type: 'text', cacheTtl: KV_CACHE_SECONDS });
      for (const each of some) {
        const [record, end] = [texts.get(keyName(each.hex)) ?? null, texts.get(endName(each.hex)) ?? null];
        found.push({ ...each, found: foundKey(each.hex, { record, end, line: null }) });
      }
    }
    return found;
  }
}

/** Its line is in the list of its tenant. */
function isMarked(metadata: unknown): boolean {
  return Reflect.get(Object(metadata), 'listed') === true;
}
