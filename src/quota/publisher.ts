/**
 * The one writer of a tenant's policy documents: part of the tenant's object, so that versions are numbered exactly and of
 * two changes made to the same version one wins. What lies in KV says `tenant/documents.ts`.
 *
 * One order at a time, each in this order, every step awaited:
 * 1. the version's row, its text and the entry in the audit trail, in one transaction: the intent. From here on the number
 *    is taken for good, and whatever dies, the change will be made;
 * 2. KV `tenant:<id>@<version>`, so that no version is ever in force that cannot be found again;
 * 3. KV `tenant:<id>`: it is in force;
 * 4. the row says so, the text goes, the entry is done, in one transaction.
 *
 * A crash after 1, 2 or 3 leaves the intent, and the next call of any kind, or the alarm, does 2 to 4 again: each may be
 * done twice. Forward and never back, as nobody can tell whether KV took step 3. KV that says no to 2 leaves nothing in
 * force: the order is withdrawn, its number stays unused, and that is the one way to a gap. KV that says no to 3 leaves
 * the intent. Fails closed: while an intent cannot be carried out nothing else is published.
 */

import { documentName, snapshotName } from '../tenant/document-name.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
import type { AuditTrail } from './audit-trail.ts';
import { earlierVersions } from './earlier-versions.ts';
import { inForce, isSame } from './in-force.ts';
import type { Listed, Mark, Order, Page, Published, Standing } from './policy-contract.ts';
import { type Intent, type Kept, Versions } from './versions.ts';

/** KV takes one write a second for a key. */
const PAUSE_MS = 1100;

interface Surroundings {
  readonly kv: KVNamespace;
  readonly storage: DurableObjectStorage;
  readonly audit: AuditTrail;
  readonly clock: () => UnixMs;
  /** In hex. */
  readonly sha256: (text: string) => Promise<string>;
  readonly pause: (ms: number) => Promise<void>;
  /** An intent is written: somebody is to look whether it was carried out. */
  readonly onIntent: () => void;
}

const unwritten = (kept: number | null) => ({ kind: 'unwritten', kept }) as const;

/** Which document counts, and the row that it is listed as. */
interface True {
  readonly current: Mark | null;
  readonly by: 'object' | 'kv';
  readonly row: Kept | null;
}

export class Publisher {
  readonly #around: Surroundings;
  readonly #versions: Versions;
  /** The last that was begun: the next waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  #imported = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#versions = new Versions(around.storage.sql);
  }

  standing(tenant: TenantId, seen: Mark | null): Promise<Standing> {
    return this.#alone(tenant, async () => {
      const { current, by, row } = await this.#truth(tenant, seen);
      const listed = row?.version ?? null;
      const adopted = current === null || row !== null ? 0 : this.#numberFor(current);
      const next = Math.max(this.#versions.top(), adopted) + 1;
      const untold = by === 'object' && row?.healed === true ? { base: row.base } : null;
      return { kind: 'standing', current, by, listed, next, untold };
    });
  }

  publish(order: Order): Promise<Published> {
    return this.#alone(order.tenant, async () => {
      const before = this.#versions.byAttempt(order.attempt);
      if (before !== null) return { kind: 'published', version: before.version };
      const { current, row } = await this.#truth(order.tenant, order.seen);
      if (!isSame(current, order.expected)) return { kind: 'conflict', current };
      const isNew = current !== null && row === null && order.seen !== null;
      const replaced = isNew ? await this.#adopt(order.tenant, order.seen) : row;
      if (isNew && replaced === null) return unwritten(null);
      return this.#carryOut(await this.#intend(order, replaced), false);
    });
  }

  versions(tenant: TenantId, page: Page): Promise<Listed> {
    return this.#alone(tenant, async () => ({ kind: 'listed', versions: this.#versions.list(page) }));
  }

  /** Carries out what was left behind. False while KV does not take it. */
  settle(): Promise<boolean> {
    return this.#next(() => this.#settle());
  }

  #next<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = this.#last.then(work, work);
    this.#last = mine;
    return mine;
  }

  /** When nobody else is at work, nothing was left behind, and all that KV held before is known. */
  #alone<Value>(tenant: TenantId, work: () => Promise<Value>): Promise<Value | ReturnType<typeof unwritten>> {
    return this.#next(async () => {
      if (!(await this.#settle())) return unwritten(this.#versions.intents()[0]?.version.version ?? null);
      return (await this.#import(tenant)) ? work() : unwritten(null);
    });
  }

  async #settle(): Promise<boolean> {
    for (const intent of this.#versions.intents()) {
      // A document that was put by other means is in force all the same, and the next order gives it another number.
      if (intent.text === null) this.#close(intent, 'withdrawn', true);
      else if ((await this.#carryOut(intent, true)).kind !== 'published') return false;
    }
    return true;
  }

  /** What KV showed may be old news, or news: `in-force.ts`. */
  async #truth(tenant: TenantId, seen: Mark | null): Promise<True> {
    const head = this.#versions.head();
    const known = seen === null ? null : await this.#known(tenant, seen);
    const headMark = head === null ? null : { version: head.shown, sha256: head.sha256 };
    const now = this.#around.clock();
    const by = inForce({ head: headMark, headAt: head?.noted ?? now, knowsSeen: known !== null }, seen, now);
    if (by === 'object') return { current: headMark, by, row: head };
    // The mark alone: what is seen may come with its text.
    return { current: seen === null ? null : { version: seen.version, sha256: seen.sha256 }, by, row: known };
  }

  async #known(tenant: TenantId, seen: Mark): Promise<Kept | null> {
    const row = this.#versions.byMark(seen);
    if (row !== null) return row;
    const imported = this.#versions.find(seen.version);
    if (imported === null || imported.sha256 !== '') return null;
    const text = await this.#around.kv.get(snapshotName(tenant, imported.version));
    if (text === null) return null;
    this.#versions.learn(imported.version, await this.#around.sha256(text));
    return this.#versions.byMark(seen);
  }

  /** Its own number, where that is higher than any that was given; else the next. */
  #numberFor({ version }: Mark): number {
    return Math.max(version, this.#versions.top() + 1);
  }

  /** A document that was put by other means becomes a version before it is replaced. Null when KV does not take it. */
  async #adopt(tenant: TenantId, seen: Mark & { readonly text: string }): Promise<Kept | null> {
    const [version, { storage, kv, clock }] = [this.#numberFor(seen), this.#around];
    storage.transactionSync(() => {
      const { version: shown, sha256 } = seen;
      this.#versions.note({
        ...{ version, shown, sha256, noted: clock(), action: 'kv', state: 'intended' },
        ...{ createdAt: null, by: null, from: null, base: null, attempt: null },
      });
      this.#versions.intend(version, tenant, null, null);
    });
    await storage.sync();
    const isTaken = await isDone(() => kv.put(snapshotName(tenant, version), seen.text, { metadata: { version } }));
    storage.transactionSync(() => this.#versions.close(version, isTaken ? 'made' : 'withdrawn', false));
    return isTaken ? this.#versions.find(version) : null;
  }

  async #intend(order: Order, replaced: Kept | null): Promise<Intent> {
    const { storage, audit, clock, onIntent } = this.#around;
    const { tenant, text, sha256, actor, action, source, attempt } = order;
    storage.transactionSync(() => {
      const [now, version] = [clock(), this.#versions.top() + 1];
      const what = source === null ? 'policy' : `policy, rolled back to version ${source}`;
      const from = replaced === null ? {} : { from: replaced.version };
      const entry = { actor, action: `policy.${action}`, what, ...from, to: version, outcome: 'pending' } as const;
      this.#versions.note({
        ...{ version, shown: version, sha256, createdAt: now, noted: now, by: actor, action, from: source, attempt },
        ...{ base: order.expected, state: 'intended' },
      });
      this.#versions.intend(version, tenant, text, audit.record(entry, now));
    });
    onIntent();
    await storage.sync();
    const [intent] = this.#versions.intents();
    if (intent === undefined) throw new Error('An intent that was just written is not there.');
    return intent;
  }

  /** Steps 2 to 4. `again`: by another call than the one that wrote the intent. */
  async #carryOut(intent: Intent, again: boolean): Promise<Published> {
    const { kv, pause } = this.#around;
    const { tenant, text } = intent;
    const { version, createdAt, by, action, from } = intent.version;
    const createdIso = createdAt === null ? {} : { createdAt: new Date(createdAt).toISOString() };
    const metadata = { version, ...createdIso, by, action, ...(from === null ? {} : { from }) };
    if (!(await isDone(() => kv.put(snapshotName(tenant, version), text ?? '', { metadata })))) {
      // The first time round nothing can be in force of it. Later, nobody knows.
      if (!again) this.#close(intent, 'withdrawn', false);
      return unwritten(again ? version : null);
    }
    const put = () => kv.put(documentName(tenant), text ?? '', { metadata: { version } });
    if (!(await isDone(put))) {
      await pause(PAUSE_MS);
      if (!(await isDone(put))) return unwritten(version);
    }
    this.#close(intent, 'made', again);
    return { kind: 'published', version };
  }

  #close({ version: { version }, entry }: Intent, state: 'made' | 'withdrawn', healed: boolean): void {
    this.#around.storage.transactionSync(() => {
      this.#versions.close(version, state, healed);
      if (entry !== null) this.#around.audit.conclude(entry, state === 'made' ? 'done' : 'failed');
    });
  }

  /** The versions that were there before this object: their numbers are taken. False when KV cannot be read. */
  async #import(tenant: TenantId): Promise<boolean> {
    const { kv, storage, clock } = this.#around;
    if (this.#imported || this.#versions.top() > 0) return true;
    let found: Awaited<ReturnType<typeof earlierVersions>> = [];
    const isListed = await isDone(async () => {
      found = await earlierVersions(kv, tenant);
    });
    if (!isListed) return false;
    storage.transactionSync(() => {
      for (const { version, createdAt } of found) {
        const unknown = { sha256: '', by: null, from: null, base: null, attempt: null };
        const noted = { version, shown: version, createdAt, noted: clock(), action: 'kv', state: 'made' } as const;
        this.#versions.note({ ...unknown, ...noted });
      }
    });
    this.#imported = true;
    return true;
  }
}

/** False when KV said no: why is in the log. */
async function isDone(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    console.warn(JSON.stringify({ event: 'policy_unwritten', message: String(error) }));
    return false;
  }
}
