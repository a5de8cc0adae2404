/**
 * An account's dealings with the lender: what it lacks it asks for, what lies idle it gives back. One report is on its way
 * at a time, so that a crowd of requests makes one call. Each step is written down before the next is taken, and an answer
 * counts only if nothing was said since.
 */

import { isNonEmpty, type NonEmpty, type UnixMs } from '../unit.ts';
import type { Asked, LimitState, PooledLimit, TenantNamespace } from './contract.ts';
import { limitState } from './judge.ts';
import type { Pool, Report } from './lending.ts';
import {
  answered,
  dueAt,
  isOwed,
  lacking,
  lackingAnyway,
  lackingSoon,
  lowered,
  reborn,
  reportOf,
  roomOf,
  told,
} from './slice.ts';
import type { Owned, Slices } from './slices.ts';

/** What a request is to hold of a pool. */
export interface Wanted {
  readonly pool: Pool;
  readonly amount: number;
}

/** A pool, and what is to be asked of it. */
interface Asking {
  readonly pool: Pool;
  readonly need: number;
  readonly ahead: number;
}

interface BorrowerOptions {
  /** The account's own id, under which the lender knows it. */
  readonly account: string;
  readonly tenants: TenantNamespace | undefined;
  readonly slices: () => Slices;
  readonly transaction: <T>(work: () => T) => T;
  /** The account's alarm is to ring by then. */
  readonly wakeBy: (at: UnixMs) => void;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly clock: () => UnixMs;
}

export class Borrower {
  readonly #options: BorrowerOptions;
  #call: Promise<boolean> | null = null;
  /** What those lack together who have come since that call left, and the call that will ask for it. */
  #queue: Wanted[] = [];
  #next: Promise<boolean> | null = null;
  /** What the requests are to hold that wait for a call. */
  readonly #waiting = new Set<readonly Wanted[]>();

  constructor(options: BorrowerOptions) {
    this.#options = options;
  }

  /** Whether the slices cover these amounts, or it is in vain to ask for more. */
  isCovered(wanted: readonly Wanted[]): boolean {
    return this.#lacking(wanted).length === 0;
  }

  /** Asks for what the slices do not cover, at once or together with all who come meanwhile; false when nobody answered. */
  async borrow(wanted: readonly Wanted[]): Promise<boolean> {
    this.#waiting.add(wanted);
    try {
      return await this.#inTurn(wanted);
    } finally {
      this.#waiting.delete(wanted);
    }
  }

  #inTurn(wanted: readonly Wanted[]): Promise<boolean> {
    this.#queue.push(...wanted);
    if (this.#call === null) return this.#askQueued();
    this.#next ??= this.#call.then(() => {
      this.#next = null;
      return this.#askQueued();
    });
    return this.#next;
  }

  /**
   * What of a slice is kept for requests that lack something of other pools. Two accounts, each with what the other lacks, would
   * else change places for ever, and were both to keep what they have, neither would go on: so it is kept by whoever lacks
   * only what comes later in the order of the pools' names, and let go of by the other.
   */
  #awaited(key: string): number {
    const { slices, clock } = this.#options;
    const now = clock();
    let sum = 0;
    for (const wanted of this.#waiting) {
      const lacks = wanted.some(({ pool, amount }) => pool.key <= key && amount > roomOf(slices().of(pool, now)));
      if (!lacks) for (const { pool, amount } of wanted) if (pool.key === key) sum += amount;
    }
    return sum;
  }

  #askQueued(): Promise<boolean> {
    const asking = this.#lacking(this.#queue.splice(0));
    return isNonEmpty(asking) ? this.#ask(asking) : Promise.resolve(true);
  }

  #lacking(wanted: readonly Wanted[]): readonly Asking[] {
    const { slices, clock } = this.#options;
    const now = clock();
    const sums = new Map<string, Wanted>();
    for (const { pool, amount } of wanted) {
      sums.set(pool.key, { pool, amount: amount + (sums.get(pool.key)?.amount ?? 0) });
    }
    return [...sums.values()].flatMap(({ pool, amount }) => {
      const short = lacking(slices().of(pool, now), amount, now);
      return short === null ? [] : [{ pool, ...short }];
    });
  }

  /** After something was spent or refused: what runs low is asked for before somebody must wait, what lies idle is noted. */
  look(): void {
    const { slices, clock, wakeBy, waitUntil } = this.#options;
    const all = slices().all();
    for (const { slice } of all) {
      const at = dueAt(slice);
      if (at !== null) wakeBy(at);
    }
    const wanted = all.flatMap(({ pool, slice }) => {
      const short = lackingSoon(slice, clock());
      return short === null ? [] : [{ pool, ...short }];
    });
    if (isNonEmpty(wanted) && this.#call === null) waitUntil(this.#ask(wanted));
  }

  /** Tells the lender what is due, or all that is owed where the account `isOver`. True when nothing is owed any more. */
  async tidy(isOver: boolean): Promise<boolean> {
    const { slices, clock } = this.#options;
    await this.#call;
    const now = clock();
    const isDue = ({ slice }: Owned): boolean =>
      isOver ? isOwed(slice) : (dueAt(slice) ?? Number.POSITIVE_INFINITY) <= now;
    const due = slices().all().filter(isDue);
    const asking = due.map(({ pool }): Asking => ({ pool, need: 0, ahead: 0 }));
    if (isNonEmpty(asking)) await this.#ask(asking);
    // Not where it ends: what was given back would be asked for anew.
    if (!isOver) this.look();
    return this.isClear();
  }

  /** Nothing is owed, and nobody is about to borrow. */
  isClear(): boolean {
    const owed = this.#options
      .slices()
      .all()
      .some(({ slice }) => isOwed(slice));
    return !owed && this.#call === null && this.#waiting.size === 0;
  }

  #ask(asking: NonEmpty<Asking>): Promise<boolean> {
    const call = this.#report([...asking, ...this.#askedAnyway(asking)]).finally(() => {
      if (this.#call === call) this.#call = null;
    });
    this.#call = call;
    return call;
  }

  #askedAnyway(asking: readonly Asking[]): readonly Asking[] {
    // What is told alone, as something is given back, asks for nothing.
    if (asking.every(({ need, ahead }) => need + ahead === 0)) return [];
    const { slices, clock } = this.#options;
    const others = slices()
      .all()
      .filter(({ pool }) => asking.every((each) => each.pool.key !== pool.key));
    return others.flatMap(({ pool, slice }) => {
      const short = lackingAnyway(slice, clock());
      return short === null ? [] : [{ pool, ...short }];
    });
  }

  /** Lets go of what lies idle of one slice, and says what stands; null where there is none. */
  giveBack(key: string): Report | null {
    const { transaction, slices } = this.#options;
    return transaction(() => {
      const owned = slices().find(key);
      return owned === null ? null : this.#lower(owned);
    });
  }

  /** Nothing is asked for: what lies idle is let go of. */
  #lower({ pool, slice }: Owned): Report {
    return this.#put({ pool, slice: lowered(slice, this.#awaited(pool.key)) }, { need: 0, ahead: 0 });
  }

  #put({ pool, slice }: Owned, short: Pick<Report, 'need' | 'ahead'>): Report {
    const { slices, clock, wakeBy } = this.#options;
    const written = told(slice, clock());
    slices().put(pool, written);
    // Also when the object is gone before the answer comes.
    const at = dueAt(written);
    if (at !== null) wakeBy(at);
    return reportOf(written, slices().nextSeq(pool.key), short, clock());
  }

  /** What these limits stand at, of all who share them. Throws when the lender cannot be reached. */
  async uses(pooled: readonly PooledLimit[]): Promise<LimitState[]> {
    const [first] = pooled;
    if (first === undefined) return [];
    const { tenants } = this.#options;
    if (tenants === undefined) throw new Error('The binding TENANT is missing.');
    const uses = await tenants.getByName(first.pool.tenant).uses(pooled.map(({ pool }) => pool));
    return pooled.flatMap(({ limit, scope }, at) => {
      const standing = uses[at];
      return standing === undefined ? [] : [limitState({ limit, standing, shared: scope })];
    });
  }

  async #report(wanted: NonEmpty<Asking>): Promise<boolean> {
    const { account, tenants, transaction, slices, clock } = this.#options;
    const asked = transaction(() => wanted.map((each): Asked => ({ pool: each.pool, report: this.#write(each) })));
    try {
      if (tenants === undefined) throw new Error('The binding TENANT is missing.');
      const answers = await tenants.getByName(wanted[0].pool.tenant).lend(account, asked);
      transaction(() => {
        for (const [at, { pool, report }] of asked.entries()) {
          const answer = answers[at];
          const owned = slices().find(pool.key);
          if (answer === undefined || owned === null || !slices().isLatest(pool.key, report.seq)) continue;
          if (answer.life > report.life) slices().put(pool, reborn(answer.life));
          if (answer.life !== report.life || answer.seq !== report.seq) continue;
          slices().put(pool, answered(owned.slice, report, answer, clock()));
        }
      });
      return true;
    } catch (error) {
      console.error(JSON.stringify({ event: 'tenant_unreachable', message: String(error) }));
      return false;
    }
  }

  #write({ pool, need, ahead }: Asking): Report {
    const { slices, clock } = this.#options;
    const slice = slices().of(pool, clock());
    return need + ahead === 0 ? this.#lower({ pool, slice }) : this.#put({ pool, slice }, { need, ahead });
  }
}
