/**
 * Days of one user under a cost limit, by the real admission and the real windows: requests of mixed difficulty and size,
 * each settled some seconds later for what it used. The ledger's SQL is left out, and the clock goes from event to event.
 */

import { admit } from '../../src/quota/admit.ts';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import { priceThinking, usualCost } from '../../src/quota/pace.ts';
import { costOf } from '../../src/quota/price.ts';
import { type BucketRow, bucketOf, oldestCounted, standing } from '../../src/quota/window.ts';
import type { Rung } from '../../src/route/decision.ts';
import { EXPECTED_OUTPUT } from '../../src/route/expected-price.ts';
import type { Limit } from '../../src/tenant/policy.ts';
import { type NonEmpty, tokens, type UnixMs } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';
import { seededRandom } from '../support/random.ts';
import { HOUR } from './account-object.ts';
import { Agenda } from './agenda.ts';
import { candidate, price, request, rung } from './request.ts';

const DEEP = price(1.25, 10);
const THINKING: NonEmpty<Rung> = [
  rung('thinking', candidate('deep', DEEP)),
  rung('instant', candidate('fast', price(0.25, 2))),
  rung('mini', candidate('small', price(0.05, 0.4))),
];
const INSTANT: NonEmpty<Rung> = [
  rung('instant', candidate('fast', price(0.25, 2))),
  rung('mini', candidate('small', price(0.05, 0.4))),
];

export interface Habits {
  readonly limit: Limit;
  readonly paced: boolean;
  readonly days: number;
  /** Requests by the hour, from the first hour of a day to the last in which the user is awake. */
  readonly perHour: (hour: number) => number;
  readonly difficult: number;
}

/** What became of a request. */
export interface Lived {
  readonly at: UnixMs;
  readonly wished: Effort;
  readonly got: Effort;
  /** Of thinking, and what it costs beyond an instant answer; whether it was bought or not. */
  readonly gain: number;
  readonly cost: number;
  readonly lambda: number;
}

interface Life {
  readonly lived: readonly Lived[];
  /** The most that was ever used and held. */
  readonly most: number;
  readonly spent: number;
}

export function live({ limit, paced, days, perHour, difficult }: Habits, seed: number): Life {
  const random = seededRandom(seed);
  const agenda = new Agenda();
  const buckets = new Map<number, BucketRow>();
  const lived: Lived[] = [];
  let [most, spent] = [0, 0];
  const add = (at: UnixMs, used: number, held: number) => {
    const bucket = bucketOf(at, limit.perMs);
    const before = buckets.get(bucket) ?? { used: 0, held: 0 };
    buckets.set(bucket, { bucket, used: before.used + used, held: before.held + held });
  };

  const ask = () => {
    const at = agenda.now;
    // Drawn before anything is decided, so that a paced life and another meet the same requests.
    const isDifficult = random.chance(difficult);
    const gain = isDifficult ? 0.1 + 0.9 * random.next() ** 2 : 0;
    const input = Math.round(200 * Math.exp(3 * random.next()));
    const length = 0.3 + 1.4 * random.next();
    const lastsMs = random.whole(4000, 40_000);
    const asked: AdmitRequest = request({
      proposal: { rungs: isDifficult ? THINKING : INSTANT, gain },
      limits: [limit],
      input,
      inputBound: 2 * input,
      ...(paced ? { pace: { usual: usualCost(DEEP, EXPECTED_OUTPUT) } } : {}),
    });
    for (const bucket of buckets.keys()) if (bucket < oldestCounted(at, limit.perMs)) buckets.delete(bucket);
    const rows = [...buckets.values()];
    const priced = priceThinking(asked, [{ limit, rows }], EXPECTED_OUTPUT, at);
    const verdict = admit(asked, [{ limit, standing: standing(rows, at, limit.perMs) }], 0, priced);
    if (verdict.kind === 'refused') throw new Error('mini is below every limit of this world');
    const used = (of: Rung) => useOf(of, input, length, verdict.outputCap);
    const [wish, below] = asked.proposal.rungs;
    lived.push({
      ...{ at, wished: wish.effort, got: verdict.rung.effort, gain, lambda: priced?.pace.lambda ?? 0 },
      cost:
        isDifficult && below !== undefined ? useOf(wish, input, length, null) - useOf(below, input, length, null) : 0,
    });
    for (const { amount } of verdict.holds) {
      const pays = used(verdict.rung);
      add(at, 0, amount);
      agenda.after(lastsMs, () => add(at, pays, -amount));
      spent += pays;
    }
    const now = standing([...buckets.values()], at, limit.perMs);
    most = Math.max(most, now.used + now.held);
  };

  for (let hour = 0; hour < 24 * days; hour++) {
    const count = perHour(hour % 24);
    const whole = Math.floor(count) + (random.chance(count % 1) ? 1 : 0);
    for (let n = 0; n < whole; n++) agenda.after(hour * HOUR + random.whole(0, HOUR - 1), ask);
  }
  agenda.run();
  return { lived, most, spent };
}

function useOf({ effort, candidates: [{ price: paid }] }: Rung, input: number, length: number, cap: number | null) {
  const output = Math.min(Math.round(EXPECTED_OUTPUT[effort] * length), cap ?? Number.POSITIVE_INFINITY);
  const usage = { input: tokens(input), cachedInput: tokens(0), output: tokens(output), estimated: false };
  return paid === null ? 0 : costOf(usage, paid);
}

/** The gain of so many micro-dollars spent on the thinking that gains the most for each: nobody could do better. */
export function bestGain(lived: readonly Lived[], budget: number): number {
  const wished = lived.filter(({ gain }) => gain > 0).sort((a, b) => b.gain / b.cost - a.gain / a.cost);
  let [left, sum] = [budget, 0];
  for (const { gain, cost } of wished) {
    const part = Math.min(1, left / cost);
    if (part <= 0) break;
    sum += part * gain;
    left -= part * cost;
  }
  return sum;
}

export const gainOf = (lived: readonly Lived[]): number =>
  lived.reduce((sum, { got, gain }) => sum + (got === 'thinking' ? gain : 0), 0);

export const shareOf = (lived: readonly Lived[], is: (one: Lived) => boolean): number =>
  lived.length === 0 ? 0 : lived.filter(is).length / lived.length;
