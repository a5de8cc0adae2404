/**
 * Pacing: what thinking costs in gain, so that a window of money lasts. Pure, and one more look at the at most 61 rows that
 * admission has read anyhow.
 *
 * A limit on cost is a budget, and to think is a purchase from it: among all the requests of a window, those should think
 * that gain the most per dollar. The answer to "which?" is the dual of that problem, a price λ of the budget: buy while
 * gain > λ · cost. With the right λ nobody need know the other requests. What follows estimates it from the window alone,
 * by this reading of a price: that at which the demand to come would just use up what is left.
 *
 *  - How fast the window fills. An amount weighs twice as much when it is new as on the average, and nothing when it leaves:
 *    the sum is what a window would hold if the user went on as of late. No memory is needed but the buckets.
 *  - Where that leads. As time goes on what lies in the window leaves and what comes at that rate is added. The highest point
 *    of their sum, over one window ahead, is the `peak`: the crest that must be borne before old spending comes free.
 *  - The excess is the peak less the even pace, which is nine tenths of the limit: the rest is for explicit choices, for
 *    instant answers, and for holds, which are many times what an answer uses.
 *  - If demand falls with the price as D / (1 + λ/λ₀), then excess + left is what is wanted, `left` is what there is, and
 *    the price at which the two agree is λ = λ₀ · excess / left. λ₀, at which half of the demand is gone, is a usual gain for
 *    the cost of a usual thinking answer on the tenant's default route: one scale for all its routes, so that a route with
 *    a dear model pays more than one with a cheap model, and a long request more than a short one.
 *
 * What it does:
 *  - An empty window, one request a day, a few at once: nothing is in excess, the price is 0, and whatever the router chose
 *    stands. Whoever spends evenly, at nine tenths of what the limit admits, never meets a price.
 *  - A burst pays as soon as it is on its way to the limit, from three tenths of it on; and when the burst ends the
 *    price falls by itself, as the burst grows old.
 *  - Towards the end `left` goes to nothing and the price beyond every gain: the least gainful thinking stops first, the
 *    most gainful last, and what is left goes to instant answers, where the limit alone would have made them all mini.
 *  - It is 0 up to the even pace, continuous and never falling in what is used, never rising as time passes, and finite.
 * Several windows are not added up: a 5 h window and a 7 d window price the same dollars. The dearest decides.
 *
 * Thinking that is fixed by the caller is not for sale, nor is a step of a tool loop: it was bought with the turn.
 */

import type { Pace, Proposal, Rung } from '../route/decision.ts';
import type { Limit, Price } from '../tenant/policy.ts';
import { type MicroDollars, tokens, type UnixMs } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import { governs } from './admit.ts';
import type { AdmitRequest } from './contract.ts';
import { costOf } from './price.ts';
import { type BucketRow, leavesAt, oldestCounted } from './window.ts';

/** Of the limit: what is used in a window at the even pace. */
const EVEN = 0.9;

/** The gain at which half of the usual thinking stops: little above what the least difficult of it brings. */
const USUAL_GAIN = 0.25;

/** Tokens of a usual prompt. Only the scale of the price depends on it, and the output is most of what thinking costs. */
const USUAL_INPUT = tokens(1000);

const MICRO_DOLLARS_PER_DOLLAR = 1_000_000;

/** A cost limit and what lies in its window, bucket by bucket. */
export interface Filled {
  readonly limit: Limit;
  readonly rows: readonly BucketRow[];
}

/** Tokens of an answer that is usual for an effort, its reasoning included. */
export type UsualOutput = Readonly<Record<Effort, number>>;

export interface Priced {
  readonly pace: Pace;
  /** Why it is not bought; null when it is. */
  readonly declined: string | null;
}

type Wish = Pick<AdmitRequest, 'input' | 'output' | 'pace'> & { readonly proposal: Proposal };

/**
 * Prices the thinking of an automatic request in each window that pays for it. Null where there is nothing to price: it does
 * not think, nothing cheaper could take its place, or nobody knows what it costs.
 */
export function priceThinking(
  wish: Wish,
  windows: readonly Filled[],
  usualOutput: UsualOutput,
  now: UnixMs,
): Priced | null {
  const { proposal, pace } = wish;
  const [rung, below] = proposal.rungs;
  if (pace === undefined || !proposal.automatic || rung.effort !== 'thinking' || below === undefined) return null;
  const thinks = costAt(rung, wish, usualOutput);
  const instead = costAt(below, wish, usualOutput);
  if (thinks === null || instead === null) return null;
  const usual = pace.usual > 0 ? pace.usual : usualOf(rung, usualOutput);
  const { gain } = proposal;
  let dearest: Pace | null = null;
  for (const { limit, rows } of windows) {
    if (limit.of !== 'cost' || !governs(limit, 'thinking', true)) continue;
    const extra = Math.max(0, thinks - (governs(limit, below.effort, true) ? instead : 0));
    const lambda = shadowPrice(limit, rows, usual, now);
    const cost = extra / MICRO_DOLLARS_PER_DOLLAR;
    if (dearest === null || lambda * cost > dearest.lambda * dearest.cost)
      dearest = { limit: limit.id, lambda, gain, cost };
  }
  return dearest === null ? null : { pace: dearest, declined: whyDeclined(dearest) };
}

/** What a usual thinking answer costs, which scales the price. */
export function usualCost(price: Price, usualOutput: UsualOutput): MicroDollars {
  return costOf(expected(USUAL_INPUT, usualOutput.thinking), price);
}

function usualOf({ candidates: [{ price }] }: Rung, usualOutput: UsualOutput): number {
  return price === null ? 0 : usualCost(price, usualOutput);
}

/** λ of one window, in expected gain per USD. `usual` is what a usual thinking answer costs, in micro-dollars. */
export function shadowPrice(limit: Limit, rows: readonly BucketRow[], usual: number, now: UnixMs): number {
  if (usual <= 0) return 0;
  const { peak, left } = outlook(limit, rows, now);
  const excess = Math.max(0, peak - EVEN * limit.max);
  const perUsual = (USUAL_GAIN * excess) / Math.max(1, left);
  // So that whoever multiplies what the record shows comes to the same end.
  return Number(((perUsual * MICRO_DOLLARS_PER_DOLLAR) / usual).toPrecision(6));
}

/**
 * The most that the window would hold within its own length ahead if spending went on as of late, and what is left now. The
 * sum of what stays and what comes rises until some of the old leaves, so it is highest just before a bucket does, or at
 * the end.
 */
function outlook({ max, perMs }: Limit, rows: readonly BucketRow[], now: UnixMs): { peak: number; left: number } {
  // A window is 61 buckets long, a sixtieth more than `per`; this is the time that an amount has left in it, as a part of that.
  const lengthMs = (perMs * 61) / 60;
  const lying = rows
    .filter(({ bucket }) => bucket >= oldestCounted(now, perMs))
    .map(({ bucket, used, held }) => ({
      amount: used + held,
      stays: Math.min(1, Math.max(0, (leavesAt(bucket, perMs) - now) / lengthMs)),
    }))
    .sort((one, other) => other.stays - one.stays);
  const pace = lying.reduce((sum, { amount, stays }) => sum + 2 * amount * stays, 0);
  let held = 0;
  let peak = pace;
  for (const { amount, stays } of lying) {
    held += amount;
    peak = Math.max(peak, held + pace * stays);
  }
  return { peak, left: max - held };
}

function costAt(rung: Rung, { input, output }: Wish, usualOutput: UsualOutput): number | null {
  const [{ price }] = rung.candidates;
  if (price === null) return null;
  const written = Math.min(usualOutput[rung.effort], output.limit ?? Number.POSITIVE_INFINITY);
  return costOf(expected(input.estimate, written * output.choices), price);
}

const expected = (input: AdmitRequest['input']['estimate'], output: number) => ({
  ...{ input, cachedInput: tokens(0), output: tokens(output), estimated: true },
});

/** What costs nothing, or has no price, is bought whatever it gains: the router chose it. */
function whyDeclined({ limit, lambda, gain, cost }: Pace): string | null {
  const due = lambda * cost;
  if (due === 0 || gain > due) return null;
  const price = `${limit} fills faster than time passes: a dollar of it must gain ${figure(lambda)}`;
  return `${price}; thinking costs ${figure(cost)} more, so it must gain ${figure(due)}, and is expected to gain ${figure(gain)}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(2)));
