/**
 * What an account was asked for, as someone would note it down who kept every request and had all the time in the world:
 * no buckets, no rows, no sums kept beside. Against it the books are held. Amounts are in the limit's own unit.
 *
 * It knows two times. The clock is what the account sees, and may step back; time is what has really passed.
 */

import type { Admission, AdmitRequest, LimitState } from '../../src/quota/contract.ts';
import type { DecisionId } from '../../src/route/decision.ts';
import type { Limit, Price } from '../../src/tenant/policy.ts';
import type { Effort } from '../../src/wire/ask.ts';

type Admitted = Extract<Admission, { kind: 'admitted' }>;
type Allowed = Pick<Admitted, 'rung' | 'outputCap'>;

export interface Entry {
  readonly id: DecisionId;
  readonly asked: AdmitRequest;
  readonly admission: Admitted;
  /** When it was admitted, in truth and by the clock. */
  readonly time: number;
  readonly clock: number;
  /** By limit: what was set aside while it is open, then what was charged. */
  readonly amounts: Map<Limit, number>;
  state: 'open' | 'charged' | 'released' | 'expired';
  /** When it was settled, in truth. */
  settled: number;
  /** Limits of which the books no longer know it: it had left their windows when the alarm rang. */
  readonly swept: Set<Limit>;
}

/** What the ladder says a limit counts, spelt out. */
const COUNTS: Readonly<Record<Limit['then'], readonly Effort[]>> = {
  refuse: ['thinking', 'instant', 'mini'],
  mini: ['thinking', 'instant'],
  instant: ['thinking'],
  thinking: [],
};

function isCounted(limit: Limit, effort: Effort): boolean {
  return COUNTS[limit.then].includes(effort) && (limit.effort === null || limit.effort === effort);
}

const dollars = ({ inputPerMillion, outputPerMillion }: Price, input: number, output: number): number =>
  Math.ceil((input * inputPerMillion + output * outputPerMillion) / 1e6);

/** What may be used at the worst: the whole bound read and the whole cap written, by whoever is dearest at that. */
export function worst(limit: Limit, asked: AdmitRequest, { rung, outputCap }: Allowed): number {
  const { input, sharers } = asked;
  const output = (outputCap ?? 0) * asked.output.choices;
  if (limit.of === 'requests') return 1;
  if (limit.of === 'tokens') return input.bound + output;
  const prices = rung.candidates.flatMap(({ price }) => (price === null ? [] : [price]));
  if (sharers === undefined || prices.length < 2) {
    return Math.max(...prices.map((price) => dollars(price, input.bound, output)));
  }
  // Several may read it, and write of it, each at the dearest price; each bill is rounded up.
  const most = (of: 'inputPerMillion' | 'outputPerMillion') => Math.max(...prices.map((price) => price[of]));
  const read = most('inputPerMillion');
  const all = Math.ceil((input.bound * read + output * Math.max(read, most('outputPerMillion'))) / 1e6);
  return all === 0 ? 0 : all + sharers - 1;
}

export class History {
  readonly entries: Entry[] = [];
  /** What has really passed, and what the clock shows. */
  time: number;
  clock: number;
  /** By how much the clock has stepped back in all. */
  back = 0;

  constructor(start: number) {
    this.time = start;
    this.clock = start;
  }

  get open(): readonly Entry[] {
    return this.entries.filter(({ state }) => state === 'open');
  }

  get over(): readonly Entry[] {
    return this.entries.filter(({ state }) => state !== 'open');
  }

  pass(ms: number): void {
    this.time += ms;
    this.clock += ms;
  }

  stepBack(ms: number): void {
    this.clock -= ms;
    this.back += ms;
  }

  admitted(asked: AdmitRequest, admission: Admitted): void {
    const { id } = asked.proposal;
    const counting = asked.limits.filter((limit) => isCounted(limit, admission.rung.effort));
    const amounts = new Map(counting.map((limit) => [limit, worst(limit, asked, admission)]));
    const { time, clock } = this;
    this.entries.push({ id, asked, admission, time, clock, amounts, state: 'open', settled: time, swept: new Set() });
  }

  charged(entry: Entry, used: Readonly<Record<Limit['of'], number>>): void {
    entry.state = 'charged';
    entry.settled = this.time;
    for (const limit of entry.amounts.keys()) entry.amounts.set(limit, used[limit.of]);
  }

  released(entry: Entry): void {
    entry.state = 'released';
    entry.settled = this.time;
    entry.amounts.clear();
  }

  /** The alarm rings: whoever has been open for too long is charged in full, and what has left its window is forgotten. */
  rang(): void {
    for (const entry of this.open) if (entry.clock + entry.asked.holdMs <= this.clock) entry.state = 'expired';
    for (const limit of new Set(this.entries.flatMap(({ asked }) => asked.limits))) {
      const sixtieth = (at: number) => Math.floor((at * 60) / limit.perMs);
      const isOpen = new Set(this.open.filter(({ amounts }) => amounts.has(limit)).map((each) => sixtieth(each.clock)));
      for (const entry of this.entries) {
        const at = sixtieth(entry.clock);
        if (at < sixtieth(this.clock) - 60 && !isOpen.has(at)) entry.swept.add(limit);
      }
    }
  }

  /** What the account ought to say of a limit: whatever lies in the sixtieth of now, the 60 before it, or ahead of it. */
  standing(limit: Limit): Pick<LimitState, 'used' | 'held'> {
    const sixtieth = (at: number) => Math.floor((at * 60) / limit.perMs);
    const first = sixtieth(this.clock) - 60;
    let [used, held] = [0, 0];
    for (const { state, clock, amounts, swept } of this.entries) {
      if (sixtieth(clock) < first || swept.has(limit)) continue;
      if (state === 'open') held += amounts.get(limit) ?? 0;
      else used += amounts.get(limit) ?? 0;
    }
    return { used, held };
  }

  /** What was admitted of a limit in the last `ms`, by what has really passed. */
  within(limit: Limit, ms: number): number {
    return this.entries.reduce(
      (sum, { time, amounts }) => (time >= this.time - ms ? sum + (amounts.get(limit) ?? 0) : sum),
      0,
    );
  }
}
