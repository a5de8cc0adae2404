/**
 * One tenant under traffic, to see what its object is asked: users of Zipf's sizes, requests at Poisson's moments, by a
 * seed. What accounts ask the lender, when, and what they are given is decided by the very files that decide it in the
 * objects (`quota/slice.ts`, `quota/lending.ts`), batches of reports by the constants of theirs. Nothing fails, answers of
 * the lender come at once, and accounts are not asked to give back for others. Pure.
 */

import { type Borrower, hear, isPlenty, lend, type Pool } from '../../quota/lending.ts';
import { BATCH_MS, BATCH_REQUESTS } from '../../quota/reporting.ts';
import {
  answered,
  dueAt,
  lacking,
  lackingSoon,
  lowered,
  newSlice,
  opened,
  reportOf,
  type Slice,
  settled,
} from '../../quota/slice.ts';
import { milliseconds, type UnixMs, unixMs } from '../../unit.ts';
import { seededChance } from '../evaluation/chance.ts';
import { zipfShares } from './zipf.ts';

/** After its admission. */
const ANSWERED_MS = 5000;
/** Micro-dollars: what a request spends on average, and what is held for it, its worst case. */
const [MEAN_COST, HELD] = [1000, 10_000];
/** The largest of 10,000 users then makes one request in fifty. */
const USER_EXPONENT = 0.7;
/** The share of a scarce budget that is spent when it begins: less than a quarter is left, so that idle slices are given back. */
const SPENT = 0.8;

export interface Traffic {
  readonly seed: number;
  readonly requestsPerSecond: number;
  readonly users: number;
  /** Counted, after half as long that is not, in which everybody borrows for the first time. */
  readonly seconds: number;
  readonly budget: 'plenty' | 'scarce';
}

/** Calls of the tenant's object, but `requests`, in the time that is counted. */
export interface TenantLoad {
  readonly requests: number;
  /** For more of the budget. */
  readonly loans: number;
  /** Loans that a request waited for. */
  readonly waits: number;
  readonly givenBack: number;
  readonly reports: number;
  /** Requests of the user who made most of them. */
  readonly ofLargestUser: number;
}

interface Account {
  slice: Slice;
  seq: number;
  unreported: number;
  /** When the first of those was settled. */
  since: number;
  requests: number;
}

type Event = readonly [at: number, account: Account, spent: number];

export function tenantLoad({ seed, requestsPerSecond, users, seconds, budget }: Traffic): TenantLoad {
  const random = seededChance(seed);
  const [begins, ends] = [(seconds * 1000) / 2, seconds * 1500];
  const lender = new Lender(requestsPerSecond * (ends / 1000) * MEAN_COST * (budget === 'plenty' ? 1000 : 15), budget);
  const pick = picker(zipfShares(users, USER_EXPONENT));
  const accounts = Array.from({ length: users }, (): Account => {
    return { slice: newSlice(unixMs(0)), seq: 0, unreported: 0, since: 0, requests: 0 };
  });
  // Each waits equally long, so that each queue is in order.
  const [settlements, idle, batches] = [new Queue(), new Queue(), new Queue()];
  const load = { requests: 0, loans: 0, waits: 0, givenBack: 0, reports: 0 };
  const count = (what: keyof typeof load, at: number) => {
    if (at >= begins) load[what]++;
  };
  const ask = (account: Account, short: { need: number; ahead: number }, at: number) => {
    account.seq++;
    account.slice = lender.ask(account, short, unixMs(at));
  };
  const settle = (at: number, account: Account, spent: number) => {
    account.slice = settled(account.slice, HELD, spent, unixMs(at));
    const soon = lackingSoon(account.slice, unixMs(at));
    if (soon !== null) {
      count('loans', at);
      ask(account, soon, at);
    }
    const due = dueAt(account.slice);
    if (due !== null) idle.push([Math.max(at, due), account, 0]);
    account.unreported++;
    if (account.unreported === 1) {
      account.since = at;
      batches.push([at + BATCH_MS, account, 0]);
    }
    if (account.unreported >= BATCH_REQUESTS) {
      count('reports', at);
      account.unreported = 0;
    }
  };
  const until = (now: number) => {
    for (const [at, account, spent] of settlements.until(now)) settle(at, account, spent);
    for (const [at, account] of idle.until(now)) {
      if ((dueAt(account.slice) ?? Number.POSITIVE_INFINITY) > at) continue;
      account.slice = lowered(account.slice);
      count('givenBack', at);
      ask(account, { need: 0, ahead: 0 }, at);
    }
    for (const [at, account] of batches.until(now)) {
      if (account.unreported === 0 || account.since + BATCH_MS > at) continue;
      count('reports', at);
      account.unreported = 0;
    }
  };
  for (let at = 0; ; ) {
    at += (-Math.log(1 - random()) / requestsPerSecond) * 1000;
    if (at >= ends) break;
    until(at);
    const account = accounts[pick(random())];
    if (account === undefined) continue;
    count('requests', at);
    if (at >= begins) account.requests++;
    const short = lacking(account.slice, HELD, unixMs(at));
    if (short !== null) {
      count('loans', at);
      count('waits', at);
      ask(account, short, at);
    }
    account.slice = opened(account.slice, HELD, unixMs(at));
    settlements.push([at + ANSWERED_MS, account, -Math.log(1 - random()) * MEAN_COST]);
  }
  return { ...load, ofLargestUser: accounts.reduce((most, { requests }) => Math.max(most, requests), 0) };
}

/** What the tenant's object keeps of one pool, in memory. */
class Lender {
  readonly #pool: Pool;
  readonly #known = new Map<Account, Borrower>();
  #spent: number;
  #lent = 0;
  #borrowers = 0;

  constructor(max: number, budget: Traffic['budget']) {
    this.#pool = { tenant: 'simulated', key: 'budget', max, perMs: milliseconds(30 * 24 * 60 * 60 * 1000) };
    this.#spent = budget === 'plenty' ? 0 : max * SPENT;
  }

  /** What the account has when it was answered. */
  ask(account: Account, short: { readonly need: number; readonly ahead: number }, now: UnixMs): Slice {
    const report = reportOf(account.slice, account.seq, short, now);
    const news = hear(report, this.#known.get(account) ?? null);
    if (news === null) throw new Error('A report that came in its order was taken for old.');
    this.#spent += news.spent;
    const more = lend(report, this.#standing(news.lent));
    this.#put(account, { ...news.borrower, granted: news.borrower.granted + more }, news.lent + more);
    const { life, seq, granted } = report;
    const plenty = isPlenty({ ...this.#standing(0), freesAt: null });
    return answered(account.slice, report, { life, seq, granted: granted + more, plenty, freesAt: null }, now);
  }

  #standing(lent: number) {
    return { max: this.#pool.max, spent: this.#spent, lent: this.#lent + lent, borrowers: this.#borrowers };
  }

  #put(account: Account, after: Borrower, lent: number): void {
    this.#lent += lent;
    this.#borrowers += Number(after.granted > 0) - Number((this.#known.get(account)?.granted ?? 0) > 0);
    this.#known.set(account, after);
  }
}

/** What comes in the order in which it is put in. */
class Queue {
  #events: Event[] = [];
  #next = 0;

  push(event: Event): void {
    this.#events.push(event);
  }

  *until(now: number): Generator<Event> {
    for (let event = this.#events[this.#next]; event !== undefined && event[0] <= now; ) {
      this.#next++;
      yield event;
      event = this.#events[this.#next];
    }
    if (this.#next < 10_000) return;
    this.#events = this.#events.slice(this.#next);
    this.#next = 0;
  }
}

/** The place that a number from 0 to 1 falls on, by the shares of the places. */
function picker(shares: readonly number[]): (at: number) => number {
  let sum = 0;
  const ends = shares.map((share) => {
    sum += share;
    return sum;
  });
  return (at) => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 1) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
