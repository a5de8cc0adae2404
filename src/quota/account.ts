/**
 * The account of one end user of one tenant: a Durable Object, so that everything one user does is decided in one place,
 * one call at a time. It holds the books (`ledger.ts`) and the clock; what is right to do is decided by the pure files.
 *
 * Fails closed: a call that throws has admitted nobody. Every call is one synchronous transaction: it happens whole or not
 * at all, and no other call sees the middle of it. The output gate holds an answer back until its writes are on disk. What
 * each guarantees, and what a crash before or after it leaves, is told in `ledger.ts`.
 *
 * A hold that nobody settles is charged by the alarm in full, because nothing else is known: the provider may have done
 * the work, and a limit must never be exceeded for want of news.
 */

import { DurableObject } from 'cloudflare:workers';
import { Alarm } from '../durable/alarm.ts';
import { migrate } from '../durable/migrate.ts';
import type { Bindings } from '../env.ts';
import type { DecisionId } from '../route/decision.ts';
import type { Limit } from '../tenant/policy.ts';
import { milliseconds, type UnixMs, unixMs } from '../unit.ts';
import { Borrower } from './borrower.ts';
import type {
  AccountMethods,
  AccountStanding,
  Admission,
  AdmitRequest,
  LimitState,
  PooledLimit,
  Settlement,
  SettleResult,
} from './contract.ts';
import { type ForgottenHere, forgetUser } from './forgetting.ts';
import { type Judgement, judge, limitState, wanted } from './judge.ts';
import { Ledger } from './ledger.ts';
import type { Report } from './lending.ts';
import type { Curriculum, Heard, Said } from './lesson.ts';
import { Outages } from './outages.ts';
import { Over } from './over.ts';
import { Reporter } from './reporter.ts';
import type { ToldDecision } from './reporting.ts';
import { ACCOUNT_MIGRATIONS } from './schema.ts';
import { opening, settle, settleExpired } from './settling.ts';
import type { Slice } from './slice.ts';
import { Teacher } from './teacher.ts';
import { mayComeToBeKnown, Waiting } from './waiting.ts';

/** Rows that have expired wait this long for others: nobody is woken for each sixtieth of a window. */
const SWEEP_PAUSE_MS = 600_000;
const ASKED_ONLY_MS = 60_000;

/**
 * An answer is settled behind its last byte, so that a client may go on from it before its name is known here. A request
 * that names an unknown one waits this long at most, and only while others are on their way.
 */
const UNSETTLED_MS = milliseconds(1000);

/** One is in answer to this request, one more where it must not try what it would; another may have been on its way for others. */
const MAX_LOANS = 4;

export class Account extends DurableObject<Bindings> implements AccountMethods {
  /** Null when the tables do not exist: before the first call and after everything was deleted. */
  #ledger: Ledger | null = null;
  /** While a hold lives it stands no later than the hold's end. */
  readonly #alarm: Alarm;
  readonly #outages = new Outages();
  readonly #borrower: Borrower;
  readonly #reporter: Reporter;
  readonly #teacher: Teacher;
  readonly #waiting = new Waiting();
  readonly #over = new Over();

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#alarm = new Alarm(ctx.storage);
    const behind = {
      tenants: env.TENANT,
      transaction: <T>(work: () => T) => this.#transaction(work),
      wakeBy: (at: UnixMs) => this.#alarm.by(at),
      waitUntil: (work: Promise<unknown>) => ctx.waitUntil(work),
      clock,
    };
    this.#borrower = new Borrower({
      ...{ ...behind, account: ctx.id.toString(), slices: () => this.#books().slices },
      transaction: (work) => this.#transaction(() => this.#folded(work)),
    });
    this.#reporter = new Reporter({ ...behind, books: () => this.#books() });
    this.#teacher = new Teacher({ ...behind, learners: env.LEARNER, books: () => this.#books() });
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.load();
      this.#books();
    });
  }

  /** Admits a request and holds its worst case, or refuses it. Asked again about one in flight, it answers the same. */
  admit(request: AdmitRequest): Admission {
    return this.#admit(request, clock(), null);
  }

  /** `judged` of this moment, by slices that cover what is to be held, or cannot; null: it is still to be judged. */
  #admit(request: AdmitRequest, now: UnixMs, judged: Judgement | null): Admission {
    const { proposal } = request;
    const ledger = this.#books();
    const admission = this.#transaction(() => {
      const before = ledger.admission(proposal.id);
      if (before !== null) return before;
      if (this.#over.has(proposal.id) || ledger.settled.knows(proposal.id)) {
        throw new Error(`The request ${proposal.id} is over: it was settled or withdrawn.`);
      }
      const { admission, holds } = judged ?? judge(ledger, request, now);
      if (admission.kind !== 'admitted') return admission;
      ledger.open(opening(request, admission, holds, now), now);
      return admission;
    });
    if (admission.kind !== 'admitted') {
      // What was lent for it and was not enough is of use to others.
      if (request.pooled.length > 0) this.#borrower.look();
      return admission;
    }
    this.#alarm.by(now + request.holdMs);
    const outages = this.#outages.now(now);
    return outages.length === 0 ? admission : { ...admission, outages };
  }

  /**
   * As `admitNext`, once the account has borrowed what the request lacks of limits that are shared, as far as there is any.
   * Throws when nobody could be asked, and the request would be refused for that: it is then not known that it must be.
   */
  async admitPooled(request: AdmitRequest): Promise<Admission> {
    await this.#untilKnown(request);
    let isReached = true;
    // What it holds already it need not borrow.
    const isNew = () => this.#books().admission(request.proposal.id) === null;
    for (let asked = 0; asked < MAX_LOANS && isReached && isNew(); asked++) {
      const now = clock();
      const judged = judge(this.#books(), request, now, true);
      const toBorrow = wanted(judged, request);
      if (this.#borrower.isCovered(toBorrow)) return this.#admit(request, now, judged);
      isReached = await this.#borrower.borrow(toBorrow);
    }
    const admission = this.admit(request);
    if (!isReached && admission.kind === 'refused' && admission.limit.scope !== undefined) {
      throw new Error(`The limit "${admission.limit.id}" is shared, and its lender cannot be reached.`);
    }
    return admission;
  }

  /** As `admit`, once the answer that the request goes on from is known, or has no more time to become so. */
  async admitNext(request: AdmitRequest): Promise<Admission> {
    await this.#untilKnown(request);
    return this.admit(request);
  }

  /** Gives back what lies idle of a slice; the tenant's object asks for it when others have too little. */
  giveBack(pool: string): Report | null {
    return this.#borrower.giveBack(pool);
  }

  #untilKnown(request: AdmitRequest): Promise<void> {
    return this.#waiting.while(() => mayComeToBeKnown(this.#books(), request, clock()), UNSETTLED_MS);
  }

  /** What `admit` would answer now. Changes nothing. */
  peek(request: AdmitRequest): Admission {
    return judge(this.#books(), request, clock(), true).admission;
  }

  /** Settles a hold, by the first call alone. A charge counts at the moment of the admission, not of the settlement. */
  settle(id: DecisionId, settlement: Settlement): SettleResult {
    const now = clock();
    const ledger = this.#books();
    this.#waiting.wake();
    this.#outages.hear(settlement.outages ?? [], now);
    let hasSlices = false;
    const result = this.#transaction((): SettleResult => {
      const hold = ledger.take(id);
      if (hold === null) return { kind: 'already' };
      hasSlices = hold.amounts.some(({ bucket }) => bucket === null);
      if (settlement.kind === 'withdraw') ledger.withdraw(hold);
      else if (!settle(ledger, hold, settlement, now)) return { kind: 'already' };
      return { kind: 'settled' };
    });
    // Also where nothing was held: the call that would hold it may come yet.
    this.#over.add(id);
    if (hasSlices) this.#borrower.look();
    if (result.kind === 'settled') {
      this.#reporter.look();
      this.#teacher.look();
    }
    return result;
  }

  feedback(id: DecisionId, said: Said, curriculum: Curriculum): Heard {
    const heard = this.#transaction(() => this.#books().lessons.hear(id, said, curriculum, clock()));
    this.#teacher.look();
    return heard;
  }

  /** What each of these limits stands at. */
  usage(limits: readonly Limit[]): LimitState[] {
    return this.#books().balances(limits, clock()).map(limitState);
  }

  /** And those that are shared, of all who share them. */
  usageShared(pooled: readonly PooledLimit[]): Promise<LimitState[]> {
    return this.#borrower.uses(pooled);
  }

  slices(pools: readonly string[]): (Slice | null)[] {
    return pools.map((pool) => this.#books().slices.find(pool)?.slice ?? null);
  }

  /** The last decisions that were settled, newest first: at most 50, none older than 24 hours. */
  decisions(count: number): ToldDecision[] {
    return [...this.#books().settled.decisions(count, clock())];
  }

  /** How the account stands, for whoever administers its tenant. */
  standing(limits: readonly Limit[]): AccountStanding {
    const ledger = this.#books();
    const [holds, decisions] = [ledger.countHolds(), this.decisions(-1).length];
    return { limits: this.usage(limits), holds, decisions, unreported: ledger.unreported.sum() };
  }

  /** Forgets the user (`forgetting.ts`), once the learner has heard what it is being told: it is asked to forget next. */
  async forget(): Promise<ForgottenHere> {
    const forgotten = this.#transaction(() => this.#folded(() => forgetUser(this.ctx.storage.sql)));
    this.#ledger = null;
    await this.#teacher.tidy(false);
    return forgotten;
  }

  /** Charges forgotten holds, deletes what has expired, and the whole account when nothing is left of it. */
  override async alarm(): Promise<void> {
    this.#alarm.isOver();
    const now = clock();
    const ledger = this.#books();
    const { expired, next } = this.#transaction(() => {
      const expired = ledger.takeExpired(now);
      for (const hold of expired) settleExpired(ledger, hold, now);
      ledger.sweep(now);
      return { expired, next: ledger.nextUntil() };
    });
    for (const { decision } of expired) this.#over.add(decision);
    if (next.hold !== null) this.#alarm.by(next.hold);
    if (next.other !== null) this.#alarm.by(Math.max(next.other, now + SWEEP_PAUSE_MS));
    const isOver = next.hold === null && next.other === null;
    const tidied = await Promise.all([this.#borrower, this.#reporter, this.#teacher].map((each) => each.tidy(isOver)));
    if (!isOver || tidied.includes(false)) return;
    // Whoever came while the tenant's object was told has begun the books anew.
    const since = this.#books().nextUntil();
    const told = [this.#borrower, this.#reporter, this.#teacher].every((each) => each.isClear());
    if (since.hold !== null || since.other !== null || !told) return this.#alarm.by(clock() + ASKED_ONLY_MS);
    this.#ledger = null;
    this.#over.clear();
    // Before the wait: an alarm that is set in the meantime stands.
    this.#alarm.isOver();
    await this.ctx.storage.deleteAll();
  }

  /** All of it happens or nothing, in the rows and in what memory has of them. */
  #transaction<T>(work: () => T): T {
    try {
      return this.ctx.storage.transactionSync(work);
    } catch (fault) {
      // What memory has of the rows is not so: it is made anew of them.
      this.#ledger = null;
      throw fault;
    }
  }

  /** What is done to rows that a settlement changes later, when it is folded. Inside of a transaction. */
  #folded<T>(work: () => T): T {
    this.#books().checkpoint();
    return work();
  }

  /** The books, their tables made or brought up to date. An account that is only asked is deleted by its first alarm. */
  #books(): Ledger {
    if (this.#ledger !== null) return this.#ledger;
    const { storage } = this.ctx;
    const isNew = storage.transactionSync(() => migrate(storage.sql, ACCOUNT_MIGRATIONS));
    if (isNew) this.#alarm.by(clock() + ASKED_ONLY_MS);
    this.#ledger = new Ledger(storage.sql);
    return this.#ledger;
  }
}

/** The only clock of this room. It stands still while a call computes, so that one call has one `now`. */
function clock(): UnixMs {
  return unixMs(Date.now());
}
