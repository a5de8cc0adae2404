/**
 * The clients' own books, beside which the ledger is laid when all is settled: every user's requests, tokens and cost by what
 * the provider says of each answer and by its price. Pure.
 */

import type { Answered, Asked } from './client.ts';
import type { Kind } from './traffic.ts';

/** Cost in micro-dollars. */
export interface Used {
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
}

/** `left`: of the requests those whose client left, of which only a bound is known. */
export interface Booked extends Used {
  readonly left: number;
}

const NOTHING: Booked = { requests: 0, tokens: 0, cost: 0, left: 0 };

/** What the mock counts (`provider.ts`), at the price of `policy.ts`: 0.5 and 2 USD per million tokens. */
const chat: Used = { requests: 1, tokens: 500, cost: 400 * 0.5 + 100 * 2 };
const EXACT: Readonly<Partial<Record<Kind, Used>>> = {
  ...{ whole: chat, 'stream of 22': chat, 'stream of 100': chat, '64 KB prompt': chat },
  foreign: { requests: 1, tokens: 422, cost: 400 * 0.5 + 22 * 2 },
};

/** Above what an answer that was left can have cost: the estimate of its prompt, and all of its words. */
const MOST_OF_LEFT: Used = { requests: 1, tokens: 1500, cost: 1000 };

export class Books {
  readonly #users = new Map<string, Booked>();

  /** An answer that did not come whole counts for nothing unless its client left: it is an error, and told of elsewhere. */
  add(kind: Kind, { user }: Pick<Asked, 'user'>, { ending }: Pick<Answered, 'ending'>): void {
    const exact = EXACT[kind];
    if (exact === undefined || (ending !== 'whole' && ending !== 'left')) return;
    const { requests, tokens, cost, left } = this.#users.get(user) ?? NOTHING;
    const known = ending === 'whole' ? exact : { tokens: 0, cost: 0 };
    this.#users.set(user, {
      ...{ requests: requests + 1, tokens: tokens + known.tokens, cost: cost + known.cost },
      left: left + Number(ending === 'left'),
    });
  }

  get users(): ReadonlyMap<string, Booked> {
    return this.#users;
  }
}

/** What the service says of a user. */
export interface Standing extends Used {
  /** Of all limits together, each in its own unit: 0 when all is settled. */
  readonly held: number;
  /** What the tenant was not yet told of. */
  readonly unreported: Used;
}

/** In words what differs; null when nothing does. */
export function differs(booked: Booked, { held, ...said }: Standing): string | null {
  const { left } = booked;
  if (held !== 0) return `${held} are still held`;
  if (said.requests !== booked.requests)
    return `${said.requests} requests are charged, and ${booked.requests} were answered`;
  for (const unit of ['tokens', 'cost'] as const) {
    const over = said[unit] - booked[unit];
    const most = left * MOST_OF_LEFT[unit];
    if (over < left || over > most) {
      return `${said[unit]} of ${unit} are charged, and ${booked[unit]} were used beside ${left} answers that were left`;
    }
  }
  return null;
}

export function sumOf(all: Iterable<Used>): Used {
  let [requests, tokens, cost] = [0, 0, 0];
  for (const each of all) {
    requests += each.requests;
    tokens += each.tokens;
    cost += each.cost;
  }
  return { requests, tokens, cost };
}

/** In each of the units; both ends are in it. */
export const isBetween = (least: Used, used: Used, most: Used): boolean =>
  (['requests', 'tokens', 'cost'] as const).every((unit) => least[unit] <= used[unit] && used[unit] <= most[unit]);
