/**
 * Keys straight in KV: the admin API's own handlers, over a namespace that is read and written by wrangler. What they check
 * and write is the same; the tenant's object is not asked, so nothing of it is on the audit trail.
 */

import { createKey } from '../../admin/keys/create-key.ts';
import { listKeys } from '../../admin/keys/list-keys.ts';
import { revokeKey } from '../../admin/keys/revoke-key.ts';
import { rotateKey } from '../../admin/keys/rotate-key.ts';
import type { Door } from '../../approach.ts';
import { Refusal } from '../../error.ts';
import { Declined } from '../outcome.ts';
import type { KeyRow } from './target.ts';
import type { WranglerKv } from './wrangler-kv.ts';

const OPERATOR = { actor: 'admin', tenant: null };

interface PutOptions {
  readonly metadata?: object;
  readonly expirationTtl?: number;
}

/** As much of a KV namespace as the handlers of keys use. */
function namespaceOf(kv: WranglerKv): KVNamespace {
  const readOne = async (name: string) => (await kv.read([name])).get(name) ?? null;
  return Object({
    get: (names: string | readonly string[]) => (typeof names === 'string' ? readOne(names) : kv.read(names)),
    getWithMetadata: async (name: string) => {
      const entry = (await kv.list(name)).find((each) => each.name === name);
      return { value: entry === undefined ? null : await readOne(name), metadata: entry?.metadata ?? null };
    },
    put: (name: string, value: string, { metadata, expirationTtl }: PutOptions = {}) =>
      kv.put(name, value, metadata ?? null, expirationTtl ?? null),
    delete: (name: string) => kv.delete(name),
    list: async ({ prefix }: { prefix: string }) => {
      const keys = await kv.list(prefix);
      return { keys, list_complete: true };
    },
  });
}

export class KvKeys {
  readonly #door: Door;

  constructor(kv: WranglerKv) {
    const trail = { record: async () => 0, conclude: async () => undefined };
    const env = {
      ...{ policies: namespaceOf(kv), tenants: { getByName: () => trail } },
      ...{ allowLocalUpstreams: kv.place === 'local', secret: () => undefined },
    };
    this.#door = { env: Object(env), waitUntil: (work) => void work.catch(() => undefined) };
  }

  create(tenant: string, settings: object): Promise<KeyRow> {
    return asked(() => createKey(withBody(settings), this.#door, { tenant }, OPERATOR));
  }

  async list(tenant: string): Promise<readonly KeyRow[]> {
    const all: KeyRow[] = [];
    for (let next: unknown = ''; next !== null; ) {
      const from = next === '' ? '' : `&cursor=${encodeURIComponent(String(next))}`;
      const page = await asked(() => listKeys(new Request(`${HERE}?limit=100${from}`), this.#door, { tenant }));
      if (Array.isArray(page['keys'])) all.push(...page['keys']);
      next = page['next'] ?? null;
    }
    return all;
  }

  revoke(id: string): Promise<KeyRow> {
    return asked(() => revokeKey(new Request(HERE), this.#door, { id }, OPERATOR));
  }

  rotate(id: string, overlap: string | null): Promise<KeyRow> {
    const body = overlap === null ? {} : { overlap };
    return asked(() => rotateKey(withBody(body), this.#door, { id }, OPERATOR));
  }
}

/** Nobody is called there. */
const HERE = 'https://kv.invalid/';

const withBody = (json: object): Request => new Request(HERE, { method: 'POST', body: JSON.stringify(json) });

async function asked(handle: () => Promise<Response>): Promise<KeyRow> {
  try {
    return await (await handle()).json();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.cause instanceof Declined) throw error.cause;
    throw new Declined(error.message, { code: 1, detail: { code: error.why.code } });
  }
}
