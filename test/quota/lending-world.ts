/**
 * A world for lending: thousands of accounts, one lender, and a line between them that delays, loses, doubles and reorders
 * what is said. Accounts and the lender crash: what they had written down is there again, what was on its way is not. Each has a
 * clock of its own, which may step back. Everything happens at a moment of the agenda's, by a seeded chance.
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
import {
  answered,
  lacking,
  lackingSoon,
  lowered,
  newSlice,
  opened,
  reborn,
  reportOf,
  roomOf,
  type Slice,
  settled,
} from '../../src/quota/slice.ts';
import { type BucketRow, bucketOf, standing } from '../../src/quota/window.ts';
import { type Milliseconds, type UnixMs, unixMs } from '../../src/unit.ts';
import type { Random } from '../support/random.ts';
import { Agenda } from './agenda.ts';

export interface Faults {
  /** Of a message: never arrives, arrives twice, arrives minutes late. */
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  /** Of a message to the lender: it does what is asked, and dies before it answers. */
  readonly lenderDies: number;
  /** Of a request: its account dies before it is settled; the hold is charged in full when its time is over. */
  readonly accountDies: number;
  /** Of an account that has nothing and owes nothing: it deletes its books. */
  readonly accountEnds: number;
  /** Of a request: the clock of its account steps back, or that of the lender. */
  readonly clockBack: number;
}

export const NO_FAULTS: Faults = {
  ...{ lost: 0, doubled: 0, late: 0, lenderDies: 0, accountDies: 0, accountEnds: 0, clockBack: 0 },
};

export interface WorldOptions {
  readonly accounts: number;
  readonly max: number;
  readonly perMs: Milliseconds;
  readonly random: Random;
  readonly faults: Faults;
}

const HOLD_MS = 330_000;
const CALL_MS = 2000;
const IDLE_MS = 5000;
const RECALLED = 16;
const RECALL_PAUSE_MS = 1000;
const MOST_BACK_MS = 7_200_000;

interface Account {
  slice: Slice;
  seq: number;
  /** The report that waits for its answer. */
  sent: Report | null;
  usedAt: UnixMs;
  waiting: (() => void)[];
  /** How far its clock has stepped back. */
  back: number;
}

export class World {
  readonly agenda = new Agenda();
  readonly accounts: Account[];
  calls = 0;
  admitted = 0;
  refused = 0;
  /** What was really spent, and when it was admitted. */
  readonly spendings: { readonly at: UnixMs; readonly amount: number }[] = [];
  readonly #options: WorldOptions;
  readonly #borrowers = new Map<number, Borrower>();
  readonly #buckets = new Map<number, BucketRow>();
  /** What the lender has counted as spent, in all its life. */
  #counted = 0;
  #lent = 0;
  #having = 0;
  #recalledAt = Number.NEGATIVE_INFINITY;
  #back = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.accounts = Array.from({ length: options.accounts }, () => ({
      ...{ slice: newSlice(unixMs(0)), seq: 0, sent: null, usedAt: unixMs(0), waiting: [], back: 0 },
    }));
  }

  get pool(): PoolStanding {
    const { max, perMs } = this.#options;
    const { used, freesAt } = standing([...this.#buckets.values()], this.#now(), perMs);
    return { max, spent: used, lent: this.#lent, borrowers: this.#having, freesAt };
  }

  /** Accounts that may spend what the lender does not know to be lent, or has not heard to be spent. */
  unknownToTheLender(): readonly number[] {
    return [...this.accounts.keys()].filter((id) => {
      const { life, granted, spent, heard } = this.#account(id).slice;
      const known = this.#borrowers.get(id);
      return granted + spent > (known?.life === life ? known.granted + known.spent : heard);
    });
  }

  /** What was spent and neither counted by the lender nor still to be told to it: 0. */
  lostCount(): number {
    const untold = this.accounts.map(({ slice: { life, spent, heard } }, id) => {
      const known = this.#borrowers.get(id);
      return spent - (known?.life === life ? known.spent : heard);
    });
    const spent = this.spendings.reduce((sum, { amount }) => sum + amount, 0);
    return spent - this.#counted - untold.reduce((sum, each) => sum + each, 0);
  }

  /** One request: held at its worst, spent at what it really took, some time later. */
  request(id: number, hold: number, cost: number, tookMs: number): void {
    const account = this.#account(id);
    const { granted, held, spent, heard } = account.slice;
    const { random, faults } = this.#options;
    if (random.chance(faults.clockBack)) account.back += random.whole(0, MOST_BACK_MS);
    if (random.chance(faults.clockBack / 10)) this.#back += random.whole(0, MOST_BACK_MS);
    if (granted + held === 0 && spent === heard && account.sent === null && random.chance(faults.accountEnds)) {
      account.slice = newSlice(this.#now(account));
      account.seq = 0;
    }
    const short = lacking(account.slice, hold, this.#now(account));
    if (short === null) this.#decide(id, hold, cost, tookMs);
    else {
      account.waiting.push(() => this.#decide(id, hold, cost, tookMs));
      this.#ask(id, short);
    }
  }

  #decide(id: number, hold: number, cost: number, tookMs: number): void {
    const account = this.#account(id);
    const { random, faults } = this.#options;
    const { now } = this.agenda;
    account.usedAt = now;
    if (roomOf(account.slice) < hold) {
      this.refused++;
      // What was lent of what was needed helps nobody here.
      this.agenda.after(IDLE_MS, () => this.#giveBack(id));
      return;
    }
    this.admitted++;
    account.slice = opened(account.slice, hold, this.#now(account));
    const dies = random.chance(faults.accountDies);
    const used = dies ? hold : cost;
    // What is charged in full is counted as spent, though nobody knows.
    const spending = { at: now, amount: used };
    this.agenda.after(dies ? HOLD_MS : tookMs, () => {
      account.slice = settled(account.slice, hold, used, this.#now(account));
      this.spendings.push(spending);
      const soon = lackingSoon(account.slice, this.#now(account));
      if (soon !== null && account.sent === null) this.#ask(id, soon);
      this.agenda.after(IDLE_MS, () => this.#giveBack(id));
    });
    if (dies) {
      account.sent = null;
      const { waiting } = account;
      account.waiting = [];
      this.refused += waiting.length;
    }
  }

  #giveBack(id: number, isOwed = false): void {
    const account = this.#account(id);
    const { slice } = account;
    if (this.agenda.now - account.usedAt < IDLE_MS || slice.plenty || account.sent !== null) return;
    if (!isOwed && roomOf(slice) <= 0 && slice.spent === slice.heard) return;
    this.#ask(id, { need: 0, ahead: 0 });
  }

  #ask(id: number, short: Pick<Report, 'need' | 'ahead'>): void {
    const account = this.#account(id);
    if (account.sent !== null) return;
    if (short.need + short.ahead === 0) account.slice = lowered(account.slice);
    const report = reportOf(account.slice, ++account.seq, short, this.#now(account));
    account.sent = report;
    this.calls++;
    const over = () => {
      if (account.sent !== report) return;
      account.sent = null;
      this.#wake(account);
    };
    this.agenda.after(CALL_MS, () => {
      // What the lender may have granted in an answer that was lost is found out by the next report, which then must come.
      if (account.sent === report) this.agenda.after(IDLE_MS, () => this.#giveBack(id, true));
      over();
    });
    this.#carry(() => {
      const answer = this.#hear(id, report);
      if (answer === null || this.#options.random.chance(this.#options.faults.lenderDies)) return;
      this.#carry(() => {
        if (account.sent !== report || account.seq !== report.seq) return;
        if (answer.life > report.life) account.slice = reborn(answer.life);
        else if (answer.life !== report.life || answer.seq !== report.seq) return;
        else account.slice = answered(account.slice, report, answer, this.#now(account));
        over();
      });
    });
  }

  #wake(account: Account): void {
    const { waiting } = account;
    account.waiting = [];
    for (const each of waiting) each();
  }

  #hear(id: number, report: Report): Answer | null {
    const heard = hear(report, this.#borrowers.get(id) ?? null);
    if (heard === null) {
      const known = this.#borrowers.get(id);
      return known === undefined ? null : this.#answer(known);
    }
    const bucket = bucketOf(unixMs(this.#now() - report.sinceSpentMs), this.#options.perMs);
    const row = this.#buckets.get(bucket) ?? { bucket, used: 0, held: 0 };
    this.#buckets.set(bucket, { ...row, used: row.used + heard.spent });
    this.#counted += heard.spent;
    this.#lent += heard.lent;
    this.#put(id, heard.borrower);
    if (report.need > leftOf(this.pool)) this.#recall(id);
    const more = lend(report, this.pool);
    const borrower = { ...heard.borrower, granted: heard.borrower.granted + more };
    this.#lent += more;
    this.#put(id, borrower);
    return this.#answer(borrower);
  }

  #answer({ life, seq, granted }: Borrower): Answer {
    return { life, seq, granted, plenty: isPlenty(this.pool), freesAt: this.pool.freesAt };
  }

  #put(id: number, borrower: Borrower): void {
    const before = this.#borrowers.get(id)?.granted ?? 0;
    this.#having += Number(borrower.granted > 0) - Number(before > 0);
    this.#borrowers.set(id, borrower);
  }

  #recall(asking: number): void {
    if (this.agenda.now - this.#recalledAt < RECALL_PAUSE_MS) return;
    this.#recalledAt = this.agenda.now;
    const largest = [...this.#borrowers]
      .filter(([id, { granted }]) => id !== asking && granted > 0)
      .toSorted(([, a], [, b]) => b.granted - a.granted);
    for (const [id] of largest.slice(0, RECALLED)) {
      this.calls++;
      this.#carry(() => {
        const account = this.#account(id);
        account.slice = lowered(account.slice);
        const report = reportOf(account.slice, ++account.seq, { need: 0, ahead: 0 }, this.#now(account));
        this.#carry(() => {
          this.#hear(id, report);
        });
      });
    }
  }

  /** Brings a message over the line, or not. */
  #carry(arrive: () => void): void {
    const { random, faults } = this.#options;
    if (random.chance(faults.lost)) return;
    const ms = () => (random.chance(faults.late) ? random.whole(1000, 600_000) : random.whole(1, 50));
    this.agenda.after(ms(), arrive);
    if (random.chance(faults.doubled)) this.agenda.after(ms(), arrive);
  }

  /** By the clock of an account, or of the lender. */
  #now({ back }: { readonly back: number } = { back: this.#back }): UnixMs {
    return unixMs(this.agenda.now - back);
  }

  #account(id: number): Account {
    const account = this.accounts[id];
    if (account === undefined) throw new Error(`There is no account ${id}.`);
    return account;
  }
}
