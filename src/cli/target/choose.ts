/** Where a command works, by its options. */

import type { Values } from '../arguments.ts';
import { Misused } from '../outcome.ts';
import { AdminApi, DEFAULT_URL } from './admin-api.ts';
import { Kv } from './kv.ts';
import type { Target } from './target.ts';
import { WranglerKv } from './wrangler-kv.ts';

interface Around {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
}

/** Throws Misused where the two speak against each other. */
export function chooseTarget({ url, kv }: Values, { root, env, fetch }: Around): Target {
  if (kv === undefined) {
    const token = env['SIGNALBOX_ADMIN_TOKEN'] || undefined;
    return new AdminApi({ url: url ?? (env['SIGNALBOX_URL'] || DEFAULT_URL), token, fetch });
  }
  if (url !== undefined) throw new Misused('Either --url or --kv: a command works in one place.');
  if (kv !== 'local' && kv !== 'remote') throw new Misused(`--kv is local or remote, and not ${JSON.stringify(kv)}.`);
  return new Kv(new WranglerKv(root, kv));
}
