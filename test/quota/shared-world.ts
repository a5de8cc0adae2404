/**
 * A world in which each request is governed by several shared limits at once, as by a budget, a key's limit and a budget for
 * escalation: one lender with a book for each pool, accounts with a slice of each, and the line of `lending-world.ts` between
 * them. An account that lacks something asks for all that it lacks in one call, and holds of all pools or of none.
 */

import {
  type Answer,
  type Borrower,
  hear,
  isPlenty,
  leftOf,
  lend,
  type PoolStanding,
  type Report,
} from '../../src/quota/lending.ts';
import * as slices from '../../src/quota/slice.ts';
import { type BucketRow, bucketOf, standing } from '../../src/quota/window.ts';
import { type Milliseconds, unixMs } from '../../src/unit.ts';
import type { Random } from '../support/random.ts';
import { Agenda } from './agenda.ts';
import type { Faults } from './lending-world.ts';

const HOLD_MS = 330_000;
const CALL_MS = 2000;
const IDLE_MS = 5000;
const RECALLED = 16;

interface WorldOptions {
  readonly accounts: number;
  /** Of each pool, what all may spend. */
  readonly maxima: readonly number[];
  readonly perMs: Milliseconds;
  readonly random: Random;
  readonly faults: Faults;
}

/** The lender's book of one pool. */
interface Book {
  readonly max: number;
  readonly borrowers: Map<number, Borrower>;
  readonly buckets: Map<number, BucketRow>;
  readonly spendings: { readonly at: number; readonly amount: number }[];
  lent: number;
  recalledAt: number;
}

interface Account {
  readonly own: slices.Slice[];
  readonly seqs: number[];
  /** The reports of the call that is on its way, by pool. */
  sent: ReadonlyMap<number, Report> | null;
  waiting: (() => void)[];
}

export class SharedWorld {
  readonly agenda = new Agenda();
  readonly books: readonly Book[];
  calls = 0;
  admitted = 0;
  refused = 0;
  readonly #accounts: readonly Account[];
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.books = options.maxima.map((max) => ({
      ...{ max, borrowers: new Map(), buckets: new Map(), spendings: [], lent: 0 },
      recalledAt: Number.NEGATIVE_INFINITY,
    }));
    this.#accounts = Array.from({ length: options.accounts }, () => ({
      own: options.maxima.map(() => slices.newSlice(unixMs(0))),
      seqs: options.maxima.map(() => 0),
      ...{ sent: null, waiting: [] },
    }));
  }

  standing({ max, buckets, lent, borrowers }: Book): PoolStanding {
    const { used, freesAt } = standing([...buckets.values()], this.agenda.now, this.#options.perMs);
    const having = [...borrowers.values()].filter(({ granted }) => granted > 0).length;
    return { max, spent: used, lent, borrowers: having, freesAt };
  }

  /** Held of each pool, and spent of each, some time later. */
  request(id: number, holds: readonly number[], costs: readonly number[], tookMs: number, loans = 0): void {
    const account = this.#account(id);
    const { now } = this.agenda;
    const short = new Map(
      holds.flatMap((hold, pool) => {
        const slice = account.own[pool];
        const lacks = slice === undefined ? null : slices.lacking(slice, hold, now);
        return lacks === null ? [] : [[pool, lacks] as const];
      }),
    );
    if (short.size === 0 || loans === 3) this.#decide(account, holds, costs, tookMs);
    else {
      account.waiting.push(() => this.request(id, holds, costs, tookMs, loans + 1));
      this.#ask(id, short);
    }
  }

  #decide(account: Account, holds: readonly number[], costs: readonly number[], tookMs: number): void {
    const { random, faults } = this.#options;
    const { now } = this.agenda;
    const idle = () => this.agenda.after(IDLE_MS, () => this.#giveBack(account));
    if (account.own.some((slice, pool) => slices.roomOf(slice) < (holds[pool] ?? 0))) {
      this.refused++;
      idle();
      return;
    }
    this.admitted++;
    const dies = random.chance(faults.accountDies);
    const used = dies ? holds : costs;
    for (const [pool, slice] of account.own.entries()) account.own[pool] = slices.opened(slice, holds[pool] ?? 0, now);
    this.agenda.after(dies ? HOLD_MS : tookMs, () => {
      for (const [pool, slice] of account.own.entries()) {
        account.own[pool] = slices.settled(slice, holds[pool] ?? 0, used[pool] ?? 0, this.agenda.now);
        this.books[pool]?.spendings.push({ at: now, amount: used[pool] ?? 0 });
      }
      const soon = this.#lacking(account, slices.lackingSoon);
      if (soon.size > 0 && account.sent === null) this.#ask(this.#accounts.indexOf(account), soon);
      idle();
    });
  }

  #lacking(account: Account, rule: typeof slices.lackingSoon): Map<number, Pick<Report, 'need' | 'ahead'>> {
    const found = account.own.map((slice, pool) => [pool, rule(slice, this.agenda.now)] as const);
    return new Map(found.flatMap(([pool, short]) => (short === null ? [] : [[pool, short]])));
  }

  #giveBack(account: Account): void {
    if (account.sent !== null || account.waiting.length > 0) return;
    const due = [...account.own.entries()].filter(([, slice]) => {
      const at = slices.dueAt(slice);
      return at !== null && at <= this.agenda.now;
    });
    const nothing = { need: 0, ahead: 0 };
    if (due.length > 0) this.#ask(this.#accounts.indexOf(account), new Map(due.map(([pool]) => [pool, nothing])));
  }

  #ask(id: number, short: ReadonlyMap<number, Pick<Report, 'need' | 'ahead'>>): void {
    const account = this.#account(id);
    if (account.sent !== null) return;
    const isAsked = [...short.values()].some(({ need, ahead }) => need + ahead > 0);
    const all = new Map([...(isAsked ? this.#lacking(account, slices.lackingAnyway) : []), ...short]);
    const sent = new Map([...all].map(([pool, each]) => [pool, this.#report(account, pool, each)]));
    account.sent = sent;
    this.calls++;
    const over = () => {
      if (account.sent !== sent) return;
      account.sent = null;
      const { waiting } = account;
      account.waiting = [];
      for (const each of waiting) each();
    };
    this.agenda.after(CALL_MS, over);
    // A report that nobody answered is made again.
    this.agenda.after(61_000, () => this.#giveBack(account));
    this.#carry(() => {
      const answers = new Map([...sent].map(([pool, report]) => [pool, this.#hear(id, pool, report)]));
      if (this.#options.random.chance(this.#options.faults.lenderDies)) return;
      this.#carry(() => {
        for (const [pool, report] of sent) {
          const [answer, slice] = [answers.get(pool), account.own[pool]];
          if (answer == null || slice === undefined) continue;
          if (answer.seq !== report.seq || account.seqs[pool] !== report.seq) continue;
          // An answer that comes twice is to a report that was answered.
          if (slice.unheardSince === null) continue;
          account.own[pool] = slices.answered(slice, report, answer, this.agenda.now);
        }
        over();
      });
    });
  }

  #report(account: Account, pool: number, short: Pick<Report, 'need' | 'ahead'>): Report {
    const slice = account.own[pool] ?? slices.newSlice(unixMs(0));
    const kept = short.need + short.ahead === 0 ? slices.lowered(slice) : slice;
    const told = slices.told(kept, this.agenda.now);
    account.own[pool] = told;
    const seq = (account.seqs[pool] ?? 0) + 1;
    account.seqs[pool] = seq;
    return slices.reportOf(told, seq, short, this.agenda.now);
  }

  #hear(id: number, pool: number, report: Report): Answer | null {
    const book = this.books[pool];
    if (book === undefined) return null;
    const before = book.borrowers.get(id) ?? null;
    const heard = hear(report, before);
    const answer = (granted: number, seq: number): Answer => {
      const now = this.standing(book);
      return { life: before?.life ?? report.life, seq, granted, plenty: isPlenty(now), freesAt: now.freesAt };
    };
    if (heard === null) return before === null ? null : answer(before.granted, before.seq);
    const bucket = bucketOf(unixMs(this.agenda.now - report.sinceSpentMs), this.#options.perMs);
    const row = book.buckets.get(bucket) ?? { bucket, used: 0, held: 0 };
    book.buckets.set(bucket, { ...row, used: row.used + heard.spent });
    book.lent += heard.lent;
    book.borrowers.set(id, heard.borrower);
    if (report.need > leftOf(this.standing(book))) this.#recall(book, pool, id);
    const more = lend(report, this.standing(book));
    book.lent += more;
    book.borrowers.set(id, { ...heard.borrower, granted: heard.borrower.granted + more });
    return answer(heard.borrower.granted + more, report.seq);
  }

  #recall(book: Book, pool: number, asking: number): void {
    if (this.agenda.now - book.recalledAt < 1000) return;
    book.recalledAt = this.agenda.now;
    const largest = [...book.borrowers]
      .filter(([id, { granted }]) => id !== asking && granted > 0)
      .toSorted(([, a], [, b]) => b.granted - a.granted);
    for (const [id] of largest.slice(0, RECALLED)) {
      this.calls++;
      this.#carry(() => {
        const report = this.#report(this.#account(id), pool, { need: 0, ahead: 0 });
        this.#carry(() => void this.#hear(id, pool, report));
      });
    }
  }

  #carry(arrive: () => void): void {
    const { random, faults } = this.#options;
    if (random.chance(faults.lost)) return;
    const ms = () => (random.chance(faults.late) ? random.whole(1000, 600_000) : random.whole(1, 50));
    this.agenda.after(ms(), arrive);
    if (random.chance(faults.doubled)) this.agenda.after(ms(), arrive);
  }

  #account(id: number): Account {
    const account = this.#accounts[id];
    if (account === undefined) throw new Error(`There is no account ${id}.`);
    return account;
  }
}
