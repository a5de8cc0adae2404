/**
 * The Worker as `npm start` serves it, over HTTP on this machine, with a state of its own that is gone afterwards: what is
 * measured here went through everything that a caller goes through.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRuntime } from '../../runtime.ts';
import type { Store } from '../../seed.ts';

const ROOT = join(import.meta.dirname, '../../../..');

export interface OwnService {
  /** Without a slash at its end. */
  readonly url: string;
  readonly kv: Store;
  readonly adminToken: string;
  /** What it complained of, as it came: nothing, while all is well. */
  readonly complaints: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startOwnService(): Promise<OwnService> {
  const state = await mkdtemp(join(tmpdir(), 'signalbox-measured-'));
  const complaints: string[] = [];
  const hear = (level: string, message: string) => {
    if (level === 'error' || level === 'warn') complaints.push(message);
  };
  const runtime = await startRuntime(ROOT, {}, { state, hear });
  const { origin } = await runtime.url();
  return {
    url: origin,
    kv: runtime.policies,
    adminToken: runtime.adminToken,
    complaints,
    stop: async () => {
      await runtime.close();
      await rm(state, { recursive: true, force: true });
    },
  };
}
