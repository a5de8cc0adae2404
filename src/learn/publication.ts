/**
 * Brings KV to show how a tenant's beliefs stand. The intent is the standing itself: its `revision` is written in the
 * transaction of the change, and `written` follows once KV has taken it. Whatever dies in between, or whatever KV refuses,
 * leaves the two apart, and whoever looks next writes the standing as it then is: forward and never back.
 *
 * First what gains effect, under a name of its own, so that nothing is ever in force that cannot be found again; then the
 * snapshot that isolates read; last what can have no effect any more is deleted. One at a time. Fails open: while KV takes
 * nothing the beliefs of before stay in force.
 */

import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
import type { BeliefBook } from './belief-book.ts';
import { beliefsName, beliefsVersionName, type PackedBeliefs, writeSnapshot } from './snapshot.ts';
import type { Standing } from './standing.ts';

interface Surroundings {
  readonly kv: KVNamespace;
  readonly storage: DurableObjectStorage;
  readonly book: BeliefBook;
  readonly clock: () => UnixMs;
}

export class Publication {
  readonly #around: Surroundings;
  #last: Promise<unknown> = Promise.resolve();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** False while KV is behind: somebody is to look again. */
  settle(): Promise<boolean> {
    const mine = this.#last.then(() => this.#settle());
    this.#last = mine;
    return mine;
  }

  isOwed(): boolean {
    const { book, clock } = this.#around;
    const { revision, written } = book.standing(clock());
    const { wanted, unwanted } = book.owed();
    return revision > written || wanted.length > 0 || unwanted.length > 0;
  }

  async #settle(): Promise<boolean> {
    const { kv, book, clock, storage } = this.#around;
    const standing = book.standing(clock());
    const tenant = standing.curriculum?.tenant;
    if (tenant === undefined || !this.isOwed()) return true;
    try {
      for (const { version, packed } of book.owed().wanted) {
        await kv.put(beliefsVersionName(tenant, version), packed, { metadata: { version } });
        storage.transactionSync(() => book.wrote(version, packed));
      }
      if (standing.revision > standing.written) await this.#show(standing, tenant);
      for (const version of book.owed().unwanted) {
        await kv.delete(beliefsVersionName(tenant, version));
        storage.transactionSync(() => book.lost(version));
      }
      return !this.isOwed();
    } catch (error) {
      console.warn(JSON.stringify({ event: 'beliefs_unwritten', message: String(error) }));
      return false;
    }
  }

  async #show(standing: Standing, tenant: TenantId): Promise<void> {
    const { kv, book, clock, storage } = this.#around;
    const { revision, inForce, canary, newest, why } = standing;
    const beliefs = (version: number): PackedBeliefs => ({ version, packed: book.packed(version) });
    const at = clock();
    const tried = canary === null ? null : { ...beliefs(canary.version), share: canary.share };
    const text = writeSnapshot({
      revision,
      at,
      why,
      inForce: beliefs(inForce),
      canary: tried,
      newest: beliefs(newest),
    });
    await kv.put(beliefsName(tenant), text, { metadata: { revision, inForce, newest } });
    storage.transactionSync(() => book.stand({ ...book.standing(at), written: revision, writtenAt: at }));
  }
}
