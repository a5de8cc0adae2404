/**
 * Admission: may this request be answered, by which rung, and what is set aside for it? Pure: the account object reads
 * the balances, asks here, and writes down the holds, all in one synchronous step.
 *
 * A limit governs the efforts above its `then` on the ladder thinking > instant > mini (`refuse` governs all), narrowed
 * to its own `effort` if it has one, and to what the router chose itself where it is `automatic`. At each rung every governing limit must afford the worst case: the bound of the
 * input and the whole output that the answer will be allowed. The first limit that does not, decides: it refuses, or
 * moves the request down. What is held covers whatever the answer can become, so `used + held <= max` holds before,
 * during and after it. Fails closed: a candidate without a price does not fit under a cost limit.
 */

import type { Proposal, Rung, Step } from '../route/decision.ts';
import type { Limit, Price } from '../tenant/policy.ts';
import { isNonEmpty, type Tokens, tokens } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import type { AdmitRequest, Scope } from './contract.ts';
import type { Priced } from './pace.ts';
import { affordableOutput, jointPrice, worstCost } from './price.ts';
import type { Standing } from './window.ts';

/**
 * What an answer is assumed to need when the client set no cap. Enough for the longest usual answer with its reasoning;
 * a model's own maximum (up to 128k) would hold so much that a few requests in flight would exhaust a user's limit.
 */
export const DEFAULT_OUTPUT_TOKENS = 16_384;

/** An answer cut shorter than this helps nobody: the limit then counts as reached, and a cheaper rung is tried. */
const USEFUL_OUTPUT_TOKENS = 256;

/** What `degraded` names when the share of thinking answers, not a limit, moved a request down. */
const THINKING_SHARE = 'thinkingShare';

/** Steps of the ladder, higher is dearer. */
const RANK: Readonly<Record<Effort, number>> = { thinking: 2, instant: 1, mini: 0 };

const UNIT: Readonly<Record<Limit['of'], string>> = { requests: 'requests', tokens: 'tokens', cost: 'micro-dollars' };

/** A limit and what its window holds now. */
export interface Balance {
  readonly limit: Limit;
  readonly standing: Standing;
  /** Of a limit that others share, the part that was lent here. */
  readonly shared?: Scope;
}

/** An amount to set aside, in the limit's own unit. */
export interface Hold {
  readonly limit: Limit;
  readonly amount: number;
}

type Verdict =
  | {
      readonly kind: 'admitted';
      readonly rung: Rung;
      /** Tokens for each choice, exactly what was held for it; null when no governing limit depends on the output. */
      readonly outputCap: Tokens | null;
      readonly degraded: string | null;
      readonly byPlan: boolean;
      readonly holds: readonly Hold[];
      readonly why: readonly Step[];
    }
  | {
      readonly kind: 'refused';
      readonly rung: Rung;
      readonly by: Balance;
      readonly byPlan: boolean;
      readonly why: readonly Step[];
    };

type Wish = Pick<AdmitRequest, 'proposal' | 'thinkingPer100' | 'input' | 'output' | 'sharers'>;

/**
 * Walks the proposal's rungs. `balances` are the plan's limits in the policy's order; `thinkingBefore` is how many of
 * the user's last 99 automatic requests thought.
 *
 * The share comes first: it only asks for a cheaper rung, and a limit of the dearer one should not be asked in vain. It
 * cuts nobody off: where there is no cheaper rung, thinking stands. So it is with the pace, whose price is `priced`.
 */
export function admit(
  wish: Wish,
  balances: readonly Balance[],
  thinkingBefore: number,
  priced: Priced | null = null,
): Verdict {
  const { proposal } = wish;
  const why: Step[] = [];
  let rung: Rung = proposal.rungs[0];
  let degraded: string | null = null;
  let byPlan = false;

  const cheaper = exceedsShare(wish, thinkingBefore) ? proposal.rungs.find((other) => isBelow(other, rung)) : undefined;
  if (cheaper !== undefined) {
    const detail = `${thinkingBefore} of the last 99 automatic requests thought, of at most ${wish.thinkingPer100} in 100`;
    why.push({ rule: 'limit', detail: `${THINKING_SHARE}: ${detail}; ${rung.effort} -> ${cheaper.effort}` });
    degraded = THINKING_SHARE;
    byPlan = true;
    rung = cheaper;
  }
  const [first, below] = proposal.rungs;
  if (rung === first && below !== undefined && priced !== null && priced.declined !== null) {
    why.push({ rule: 'pace', detail: `${priced.declined}; ${rung.effort} -> ${below.effort}` });
    degraded = priced.pace.limit;
    byPlan = true;
    rung = below;
  }

  for (;;) {
    const fit = fitRung(wish, rung, balances);
    if (fit.kind === 'fits') {
      if (fit.clamped !== null) why.push({ rule: 'clamp', detail: fit.clamped });
      return { kind: 'admitted', rung, outputCap: fit.outputCap, degraded, byPlan, holds: fit.holds, why };
    }
    const { limit } = fit.blockedBy;
    const next = proposal.pinned ? undefined : rungAtOrBelow(proposal, limit.then);
    why.push({ rule: 'limit', detail: `${reached(fit.blockedBy)}; ${rung.effort} -> ${next?.effort ?? 'refused'}` });
    byPlan ||= fit.blockedBy.shared === undefined;
    if (next === undefined) return { kind: 'refused', rung, by: fit.blockedBy, byPlan, why };
    degraded ??= limit.id;
    rung = next;
  }
}

/** Whether all of a limit would do for a request at this rung, were nothing of it used. */
export function couldFit(wish: Wish, rung: Rung, limit: Limit): boolean {
  return fitRung(wish, rung, [{ limit, standing: { used: 0, held: 0, freesAt: null } }]).kind === 'fits';
}

/** Whether a limit counts, and can stop, what an effort uses; `automatic` where the router chose the effort. */
export function governs(limit: Limit, effort: Effort, automatic: boolean): boolean {
  if (limit.automatic === true && !automatic) return false;
  if (limit.effort !== null && limit.effort !== effort) return false;
  return limit.then === 'refuse' || RANK[effort] > RANK[limit.then];
}

function exceedsShare({ proposal, thinkingPer100 }: Wish, thinkingBefore: number): boolean {
  if (thinkingPer100 === null || !proposal.automatic || proposal.rungs[0].effort !== 'thinking') return false;
  return thinkingBefore + 1 > thinkingPer100;
}

function isBelow(rung: Rung, other: Rung): boolean {
  return RANK[rung.effort] < RANK[other.effort];
}

/** A limit governs only what lies above its `then`, so this always leads down and the walk ends. */
function rungAtOrBelow(proposal: Proposal, then: Limit['then']): Rung | undefined {
  return then === 'refuse' ? undefined : proposal.rungs.find((rung) => RANK[rung.effort] <= RANK[then]);
}

type Fit =
  | {
      readonly kind: 'fits';
      readonly outputCap: Tokens | null;
      readonly clamped: string | null;
      readonly holds: readonly Hold[];
    }
  | { readonly kind: 'blocked'; readonly blockedBy: Balance };

function fitRung(wish: Wish, rung: Rung, balances: readonly Balance[]): Fit {
  const wanted = wantedOutput(wish, rung);
  const governing = balances.filter(({ limit }) => governs(limit, rung.effort, wish.proposal.automatic));
  let output = wanted;
  let clamped: string | null = null;
  let bounded = false;
  for (const balance of governing) {
    const affordable = affordableChoice(wish, rung, balance);
    // What is tried is not to be judged by an answer that was cut off for it.
    const least = balance.limit.explored === true ? wanted : Math.min(USEFUL_OUTPUT_TOKENS, wanted);
    if (affordable < least) return { kind: 'blocked', blockedBy: balance };
    bounded ||= affordable !== Number.POSITIVE_INFINITY;
    if (affordable < output) {
      output = affordable;
      clamped = `${balance.limit.id} affords ${affordable} of ${wanted} output tokens`;
    }
  }
  const holds = governing.map(({ limit }) => ({ limit, amount: worstCase(wish, rung, limit, output) }));
  return { kind: 'fits', outputCap: bounded ? tokens(output) : null, clamped, holds };
}

/**
 * The client's cap, or the default, as far as the context of the model that is asked first has room for it beside the
 * input. The estimate of the input is used: its bound may be four times too high and would cut answers off.
 */
function wantedOutput({ input, output }: Wish, rung: Rung): number {
  const wanted = output.limit ?? DEFAULT_OUTPUT_TOKENS;
  const { context } = rung.candidates[0];
  return context === null ? wanted : Math.min(wanted, Math.max(1, context - input.estimate));
}

/** Output tokens for each choice that one limit affords: negative when not even the input fits, Infinity when output is no matter to it. */
function affordableChoice(wish: Wish, rung: Rung, { limit, standing }: Balance): number {
  const { input, output } = wish;
  const left = limit.max - standing.used - standing.held;
  switch (limit.of) {
    case 'requests':
      return left >= 1 ? Number.POSITIVE_INFINITY : -1;
    case 'tokens':
      return Math.floor((left - input.bound) / output.choices);
    case 'cost': {
      const { prices, spare } = payable(wish, rung);
      const each = prices.map((price) =>
        price === null ? -1 : Math.floor(affordableOutput(price, input.bound, left - spare) / output.choices),
      );
      return Math.min(...each);
    }
  }
}

/** The most that an answer of `perChoice` output tokens can use of a limit, whichever candidate gives it. */
function worstCase(wish: Wish, rung: Rung, limit: Limit, perChoice: number): number {
  const { input, output } = wish;
  const outputTokens = perChoice * output.choices;
  switch (limit.of) {
    case 'requests':
      return 1;
    case 'tokens':
      return input.bound + outputTokens;
    case 'cost': {
      const { prices, spare } = payable(wish, rung);
      const most = Math.max(
        ...prices.map((price) => (price === null ? 0 : worstCost(price, input.bound, outputTokens))),
      );
      return most === 0 ? 0 : most + spare;
    }
  }
}

interface Payable {
  readonly prices: readonly (Price | null)[];
  /** Each bill beyond the first is rounded up once more. */
  readonly spare: 0 | 1 | 2;
}

/** What may have to be paid: the price of whoever answers, or the dearest of each where several may share an answer. */
function payable(wish: Wish, rung: Rung): Payable {
  const { sharers, input, output } = wish;
  const prices = rung.candidates.map(({ price }) => price);
  const known = prices.filter((price) => price !== null);
  if (sharers === undefined || known.length < 2 || !isNonEmpty(known)) return { prices, spare: 0 };
  // Whoever goes on reads what was written before it, which is within what is wanted of the answer.
  const mostInput = input.bound + output.choices * wantedOutput(wish, rung);
  const joint = jointPrice(known, { calls: sharers, mostInput });
  return { prices: [...prices.filter((price) => price === null), joint], spare: sharers === 2 ? 1 : 2 };
}

function reached({ limit, standing, shared }: Balance): string {
  if (shared !== undefined) return `${limit.id}: what is left of this shared limit is not enough`;
  return `${limit.id}: ${standing.used} used and ${standing.held} held of ${limit.max} ${UNIT[limit.of]}`;
}
