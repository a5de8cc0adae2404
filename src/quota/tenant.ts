/**
 * A tenant's object: one for each tenant, and the only place that counts what its users share (`lending.ts`). It is asked
 * by account objects, once in a hundred requests or so, and never by the way of a request itself. It is also the one
 * writer of the tenant's policy (`publisher.ts`), and keeps who did what (`audit-trail.ts`): the admin API asks it.
 *
 * Fails closed: a call that throws has lent nothing that anybody knows of. What an answer grants is on disk before the
 * answer leaves (the output gate), so a lender that dies has never lent more than it remembers.
 */

import { DurableObject } from 'cloudflare:workers';
import { Alarm } from '../durable/alarm.ts';
import { migrate } from '../durable/migrate.ts';
import type { Bindings } from '../env.ts';
import type { TenantId } from '../tenant/policy.ts';
import { type Milliseconds, milliseconds, type UnixMs, unixMs } from '../unit.ts';
import { AuditTrail } from './audit-trail.ts';
import type { AccountStub, Asked, TenantMethods } from './contract.ts';
import { type Answer, hear, isPlenty, leftOf, lend, type Pool } from './lending.ts';
import type { AuditEntry, AuditRow, Listed, Mark, Order, Page, Published, Standing } from './policy-contract.ts';
import { type PoolUse, poolUse } from './pool-use.ts';
import { Pools } from './pools.ts';
import { Publisher } from './publisher.ts';
import type { Acknowledged, Batch, ReportedDecision, UsageQuery, UsageReport } from './reporting.ts';
import type { Slice } from './slice.ts';
import { TENANT_MIGRATIONS } from './tenant-schema.ts';
import { SWEEP_MS, UsageBook } from './usage-book.ts';

/** Accounts that are asked to give back what lies idle, when there is not enough for one that needs it. */
const RECALLED = 16;
/** After a recall that brought nothing they are left alone for so long: all that is lent is in use. */
const RECALL_PAUSE_MS: Milliseconds = milliseconds(1000);
/** A request waits for them: what comes later serves the next. */
const RECALL_MS: Milliseconds = milliseconds(250);
/** Rows that have expired wait this long for others. */
const SWEEP_PAUSE_MS = 60_000;
/** A change of the policy that was begun is looked after when it should long be made. */
const HEAL_MS = 30_000;

export class Tenant extends DurableObject<Bindings> implements TenantMethods {
  #pools: Pools | null = null;
  #publisher: Publisher | null = null;
  readonly #usage: UsageBook;
  readonly #alarm: Alarm;
  /** When a recall last brought nothing, by pool. */
  readonly #inVainAt = new Map<string, UnixMs>();
  /** What accounts are being asked, by the pools that they are asked of. */
  readonly #asking = new Map<string, Promise<PoolUse[]>>();

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#usage = new UsageBook(ctx.storage.sql);
    this.#alarm = new Alarm(ctx.storage);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.load();
      this.#books();
    });
  }

  /** Hears what an account says of its slices, and lends it what it needs as far as there is any. In the order asked. */
  async lend(account: string, asked: readonly Asked[]): Promise<Answer[]> {
    const heard = this.ctx.storage.transactionSync(() => asked.map((each) => this.#hear(account, each)));
    await Promise.all(asked.map((each, at) => (heard[at] ? this.#recallFor(account, each) : null)));
    return this.ctx.storage.transactionSync(() => asked.map((each) => this.#answer(account, each)));
  }

  /** Counts what an account used, once however often it says so. What is acknowledged is on disk. */
  report(batch: Batch): Acknowledged {
    const now = clock();
    this.ctx.storage.transactionSync(() => this.#usage.hear(batch, now));
    this.#alarm.by(now + SWEEP_MS);
    return { life: batch.life, seq: batch.seq };
  }

  usage(query: UsageQuery): UsageReport {
    const pools = query.pools.map((pool) => this.#books().standing(pool, clock()));
    return { ...this.#usage.usage(query), pools };
  }

  decisions(count: number): ReportedDecision[] {
    return this.#usage.decisions(count, clock());
  }

  forget(user: string, untold: Pick<Batch, 'life' | 'seq'> | null): number {
    const now = clock();
    if (untold !== null) this.#alarm.by(now + SWEEP_MS);
    return this.ctx.storage.transactionSync(() => this.#usage.forget(user, untold, now));
  }

  standing(tenant: TenantId, seen: Mark | null): Promise<Standing> {
    return this.#publishing().standing(tenant, seen);
  }

  publish(order: Order): Promise<Published> {
    return this.#publishing().publish(order);
  }

  versions(tenant: TenantId, page: Page): Promise<Listed> {
    return this.#publishing().versions(tenant, page);
  }

  record(entry: AuditEntry): number {
    return this.#audit().record(entry, clock());
  }

  conclude(seq: number, outcome: 'done' | 'failed'): void {
    this.#audit().conclude(seq, outcome);
  }

  audit(page: Page): AuditRow[] {
    return this.#audit().list(page);
  }

  /**
   * What these pools stand at. Those who have most of them are asked what they have spent and hold; who asks while they are
   * being asked has the same answer, so that nobody who looks often keeps this object from lending.
   */
  async uses(pools: readonly Pool[]): Promise<PoolUse[]> {
    const name = JSON.stringify(pools);
    const asking = this.#asking.get(name) ?? this.#usesOf(pools).finally(() => this.#asking.delete(name));
    this.#asking.set(name, asking);
    return asking;
  }

  async #usesOf(pools: readonly Pool[]): Promise<PoolUse[]> {
    const keys = pools.map(({ key }) => key);
    const accounts = new Set(pools.flatMap((pool) => this.#books().largest(pool, '', RECALLED)));
    const heard = new Map<string, readonly (Slice | null)[]>();
    const asked = [...accounts].map(async (account) => {
      const slices = await this.#account(account)?.slices(keys);
      if (slices !== undefined) heard.set(account, slices);
    });
    await inTime(Promise.allSettled(asked));
    const now = clock();
    const books = this.#books();
    return pools.map((pool, at) => {
      const borrowers = [...heard].flatMap(([account, slices]) => {
        const known = books.borrower(pool, account);
        return known === null ? [] : [{ known, slice: slices[at] ?? null }];
      });
      return poolUse(books.standing(pool, now), borrowers, pool.perMs);
    });
  }

  override async alarm(): Promise<void> {
    this.#alarm.isOver();
    const now = clock();
    const next = this.ctx.storage.transactionSync(() => this.#books().sweep(now));
    if (next !== null) this.#alarm.by(Math.max(next, now + SWEEP_PAUSE_MS));
    if (this.ctx.storage.transactionSync(() => this.#usage.sweep(now))) this.#alarm.by(now + SWEEP_MS);
    // Last: it writes to KV, which may fail or hang, and the books are not to wait for that.
    if (!(await this.#publishing().settle())) this.#alarm.by(now + SWEEP_PAUSE_MS);
  }

  /** False for what was heard before, or overtaken. */
  #hear(account: string, { pool, report }: Asked): boolean {
    const now = clock();
    const pools = this.#books();
    const known = pools.borrower(pool, account);
    const news = hear(report, known);
    if (news === null) return false;
    pools.spend(pool, news.spent, unixMs(now - report.sinceSpentMs));
    pools.put(pool, account, known, news.borrower, now);
    this.#alarm.by(now + pool.perMs);
    return true;
  }

  #answer(account: string, { pool, report }: Asked): Answer {
    const now = clock();
    const pools = this.#books();
    const known = pools.borrower(pool, account);
    const standing = pools.standing(pool, now);
    const { life, seq } = report;
    const { freesAt } = standing;
    const plenty = isPlenty(standing);
    const stale = { life: known?.life ?? life, seq: known?.seq ?? 0, granted: known?.granted ?? 0, plenty, freesAt };
    // While others were asked to give back, the account may have said something newer: it takes no notice of this then.
    if (known === null || known.life !== life || known.seq !== seq) return stale;
    // The same report again is answered with what it was answered with.
    const more = known.granted > report.granted ? 0 : lend(report, standing);
    if (more === 0) return stale;
    const granted = known.granted + more;
    pools.put(pool, account, known, { ...known, granted }, now);
    return { life, seq, granted, plenty: isPlenty(pools.standing(pool, now)), freesAt };
  }

  /** When there is less than an account needs, those who have most give back what they have no use for. */
  async #recallFor(account: string, { pool, report }: Asked): Promise<void> {
    const now = clock();
    const pools = this.#books();
    const left = leftOf(pools.standing(pool, now));
    const since = now - (this.#inVainAt.get(pool.key) ?? Number.NEGATIVE_INFINITY);
    // Less than nothing: the clock has stepped back.
    if (report.need <= left || (since >= 0 && since < RECALL_PAUSE_MS)) return;
    await inTime(Promise.all(pools.largest(pool, account, RECALLED).map((other) => this.#recall(other, pool))));
    if (leftOf(pools.standing(pool, clock())) <= left) this.#inVainAt.set(pool.key, clock());
  }

  async #recall(account: string, pool: Pool): Promise<void> {
    try {
      const report = await this.#account(account)?.giveBack(pool.key);
      if (report != null) this.ctx.storage.transactionSync(() => this.#hear(account, { pool, report }));
    } catch {
      // It keeps what it has: that is counted as lent until it says otherwise.
    }
  }

  #publishing(): Publisher {
    this.#books();
    const { storage } = this.ctx;
    const { POLICIES: kv } = this.env;
    // The Worker checks its bindings with its first request (env.ts), and these are the same.
    if (kv === undefined) throw new Error('The KV binding POLICIES is missing: add it to wrangler.toml.');
    const onIntent = (): void => this.#alarm.by(clock() + HEAL_MS);
    this.#publisher ??= new Publisher({ kv, storage, clock, sha256, pause, onIntent, audit: this.#audit() });
    return this.#publisher;
  }

  #audit(): AuditTrail {
    this.#books();
    return new AuditTrail(this.ctx.storage.sql);
  }

  #account(id: string): AccountStub | undefined {
    const { ACCOUNT } = this.env;
    return ACCOUNT?.get(ACCOUNT.idFromString(id));
  }

  #books(): Pools {
    if (this.#pools !== null) return this.#pools;
    const { storage } = this.ctx;
    storage.transactionSync(() => migrate(storage.sql, TENANT_MIGRATIONS));
    this.#pools = new Pools(storage.sql);
    return this.#pools;
  }
}

/** Waits for accounts, and not for one that is late. */
async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, RECALL_MS);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** The only clock of this file. */
function clock(): UnixMs {
  return unixMs(Date.now());
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
