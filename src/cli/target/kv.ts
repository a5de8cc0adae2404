/**
 * The KV of a Signalbox, without it running or being asked: for the free plan, whose CPU limit no PUT fits into, and for a
 * deployment without an admin token. What the admin API would do is done here: the document is read, tested and looked
 * over, then put under the next number. What it would know better is not: who else writes at the same time.
 */

import * as z from 'zod';
import { judgePolicy, problemOf } from '../../admin/judge-policy.ts';
import { MAX_TEXTS } from '../../classify/lint.ts';
import { readPolicy } from '../../tenant/normalise.ts';
import type { TenantId } from '../../tenant/policy.ts';
import { Declined } from '../outcome.ts';
import { KvKeys } from './kv-keys.ts';
import type { KeyRow, Problem, Published, PutOptions, StoredPolicy, Target, VersionRow } from './target.ts';
import type { KvEntry, WranglerKv } from './wrangler-kv.ts';

/** What a snapshot says of how it was made: all of it where the service made it (`tenant/documents.ts`). */
const madeSchema = z.object({
  createdAt: z.string().nullable().catch(null),
  by: z.string().nullable().catch(null),
  action: z.string().catch('kv'),
  from: z.int().nullable().catch(null),
});

const LEARNED = 'What was learned is kept by the service, and KV has but a copy: ask it, by --url.';

export class Kv implements Target {
  readonly name: string;
  readonly #kv: WranglerKv;
  readonly #keys: KvKeys;

  constructor(kv: WranglerKv) {
    this.#kv = kv;
    this.#keys = new KvKeys(kv);
    this.name = `KV (${kv.place})`;
  }

  async current(tenant: string): Promise<StoredPolicy | null> {
    const entry = (await this.#entries(tenant)).find(({ name }) => name === `tenant:${tenant}`);
    return entry === undefined ? null : this.#stored(entry);
  }

  async put(tenant: string, policy: unknown, { tag, dryRun, force }: PutOptions): Promise<Published> {
    const warnings = await judged(tenant, policy, force, this.#kv.place === 'local');
    const entries = await this.#entries(tenant);
    const before = entries.find(({ name }) => name === `tenant:${tenant}`);
    if (tag !== undefined && tag !== (before === undefined ? null : String(versionOf(before)))) {
      throw new Declined(`The policy of "${tenant}" has changed meanwhile. Pull it, and make the change to that.`, {
        code: 1,
      });
    }
    const version = Math.max(0, ...entries.map(versionOf)) + 1;
    if (!dryRun) {
      const [text, createdAt] = [JSON.stringify(policy), new Date().toISOString()];
      await this.#kv.put(`tenant:${tenant}@${version}`, text, { version, createdAt });
      await this.#kv.put(`tenant:${tenant}`, text, { version });
    }
    return { tenant, version, warnings };
  }

  async versions(tenant: string): Promise<readonly VersionRow[]> {
    const entries = await this.#entries(tenant);
    const now = entries.find(({ name }) => name === `tenant:${tenant}`);
    const rows = entries
      .filter(({ name }) => name !== `tenant:${tenant}`)
      .map((entry): VersionRow => {
        const version = versionOf(entry);
        const inForce = now !== undefined && versionOf(now) === version;
        return { version, ...madeSchema.parse(Object(entry.metadata)), inForce };
      });
    return rows.sort((a, b) => b.version - a.version);
  }

  async version(tenant: string, version: number): Promise<StoredPolicy> {
    const name = `tenant:${tenant}@${version}`;
    const entry = (await this.#entries(tenant)).find((each) => each.name === name);
    if (entry === undefined) throw new Declined(`The tenant "${tenant}" has no version ${version}.`, { code: 1 });
    return this.#stored(entry);
  }

  async rollback(tenant: string, version: number, dryRun: boolean): Promise<Published> {
    const { policy } = await this.version(tenant, version);
    return this.put(tenant, policy, { dryRun, force: false });
  }

  createKey(tenant: string, settings: object): Promise<KeyRow> {
    return this.#keys.create(tenant, settings);
  }

  keys(tenant: string): Promise<readonly KeyRow[]> {
    return this.#keys.list(tenant);
  }

  revokeKey(id: string): Promise<KeyRow> {
    return this.#keys.revoke(id);
  }

  rotateKey(id: string, overlap: string | null): Promise<KeyRow> {
    return this.#keys.rotate(id, overlap);
  }

  usage(): Promise<object> {
    const message = 'What was used is counted by the service, not in KV: ask it, by --url.';
    return Promise.reject(new Declined(message, { code: 1 }));
  }

  beliefs(): Promise<object> {
    return Promise.reject(new Declined(LEARNED, { code: 1 }));
  }

  rollbackBeliefs(): Promise<never> {
    return Promise.reject(new Declined(LEARNED, { code: 1 }));
  }

  forgetUser(): Promise<never> {
    const message = 'What is kept of users is in the service, not in KV: ask it, by --url.';
    return Promise.reject(new Declined(message, { code: 1 }));
  }

  async #stored(entry: KvEntry): Promise<StoredPolicy> {
    const text = (await this.#kv.read([entry.name])).get(entry.name) ?? '';
    const version = versionOf(entry);
    return { version, policy: parsed(text), tag: String(version) };
  }

  /** The document and its snapshots, and no other tenant's whose name begins so. */
  async #entries(tenant: string): Promise<readonly KvEntry[]> {
    const name = `tenant:${tenant}`;
    const all = await this.#kv.list(name);
    return all.filter((entry) => entry.name === name || /^@[1-9]\d*$/.test(entry.name.slice(name.length)));
  }
}

function versionOf({ metadata }: KvEntry): number {
  const version: unknown = Reflect.get(Object(metadata), 'version');
  return typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a PUT would warn of. Throws Declined with every reason why it would refuse. */
async function judged(tenant: string, policy: unknown, force: boolean, isLocal: boolean): Promise<readonly Problem[]> {
  const read = readPolicy(policy, { tenant: tenant as TenantId, version: 0, allowLocalUpstreams: isLocal });
  if (!read.ok) throw refused('The policy is invalid, and nothing was changed.', read.problems);
  const judge = judgePolicy(read.policy, null);
  const failed = (await judge.test()).map(problemOf).filter((problem) => problem !== null);
  if (failed.length > 0 && !force) {
    throw refused('Tests of the policy failed, and nothing was changed (--force puts it all the same).', failed);
  }
  const { findings } = await judge.lint(MAX_TEXTS);
  const found = findings.map(({ path, message }) => ({ path, message }));
  return [...failed, ...found, ...read.warnings, ...judge.warnings()];
}

function refused(message: string, problems: readonly Problem[]): Declined {
  const lines = problems.map((each) => `\n  ${each.path === '' ? '' : `${each.path}: `}${each.message}`);
  return new Declined(`${message}${lines.join('')}`, { code: 1, detail: { code: 'invalid_policy', problems } });
}
