/**
 * Puts the policies of `policies/` and the key `sb-demo` into KV, so that a fresh clone answers at once. What was changed
 * in KV since (`wrangler kv key put`, the admin API) is left alone: a policy is written only when its file was edited
 * after the last seeding, or when KV has none.
 *
 * KV keys: `tenant:<id>` the policy, with `{ version }` as metadata · `seed:<id>` SHA-256 of the file last seeded ·
 * `key:<SHA-256 of the key>` who calls.
 */

import { createHash } from 'node:crypto';
import type { PolicyFile } from './policy-files.ts';

/** The key that works under `npm start`, and nowhere else. */
export const DEMO_KEY = 'sb-demo';

/** What seeding needs of a KV namespace. */
export interface Store {
  readonly get: (key: string) => Promise<string | null>;
  readonly getWithMetadata: (key: string) => Promise<{ readonly value: string | null; readonly metadata: unknown }>;
  readonly put: (key: string, value: string, options?: { readonly metadata: unknown }) => Promise<void>;
}

export interface Seeded {
  readonly tenant: string;
  readonly version: number;
  /** False when KV's own was kept. */
  readonly written: boolean;
}

/** Seeds the policies and the demo key. Says for each tenant which version is now in force. */
export async function seed(kv: Store, files: readonly PolicyFile[]): Promise<Seeded[]> {
  const key = `key:${createHash('sha256').update(DEMO_KEY).digest('hex')}`;
  if ((await kv.get(key)) === null) {
    await kv.put(key, JSON.stringify({ id: 'demo', tenant: 'demo', plan: 'free' }));
  }
  const seeded: Seeded[] = [];
  for (const file of files) seeded.push(await seedPolicy(kv, file));
  return seeded;
}

async function seedPolicy(kv: Store, { json, policy: { tenant }, sha256 }: PolicyFile): Promise<Seeded> {
  const stored = await kv.getWithMetadata(`tenant:${tenant}`);
  const version = versionOf(stored.metadata);
  if (stored.value !== null && (await kv.get(`seed:${tenant}`)) === sha256) return { tenant, version, written: false };
  await kv.put(`tenant:${tenant}`, json, { metadata: { version: version + 1 } });
  await kv.put(`seed:${tenant}`, sha256);
  return { tenant, version: version + 1, written: true };
}

/** A document that was put without a version has none: it counts as 0. */
function versionOf(metadata: unknown): number {
  const version: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'version') : undefined;
  return typeof version === 'number' && Number.isSafeInteger(version) ? version : 0;
}
