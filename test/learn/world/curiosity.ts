/**
 * The account's part of exploration, as far as money goes: what is tried is held at what it may cost and settled at what it
 * did, within the policy's limit for trials; where that is full, what would have been chosen is taken.
 */

import { armOf } from '../../../src/route/believed.ts';
import type { Proposal, Rung } from '../../../src/route/decision.ts';
import type { Policy } from '../../../src/tenant/policy.ts';
import type { UnixMs } from '../../../src/unit.ts';
import { costOf } from './catalogue.ts';

export interface Curious {
  readonly admit: (proposal: Proposal, now: UnixMs) => { readonly rung: Rung; readonly explored: boolean };
  readonly spend: (cost: number, now: UnixMs) => void;
  /** The most that was spent within one window, in USD. */
  readonly dearest: () => number;
}

/** An answer costs at most so many times what is usual. */
const MOST = 1.5;

export function curiosity({ learning: { explore } }: Policy): Curious {
  const spent: { readonly at: UnixMs; readonly cost: number }[] = [];
  let sum = 0;
  let dearest = 0;
  return {
    admit: ({ rungs: [wished], unexplored }, now) => {
      if (unexplored === undefined || explore === null) return { rung: wished, explored: false };
      while (spent[0] !== undefined && spent[0].at <= now - explore.limit.perMs) sum -= spent.shift()?.cost ?? 0;
      const most = MOST * costOf(armOf(wished.candidates[0].model, wished.effort));
      const isWithin = (sum + most) * 1_000_000 <= explore.limit.max;
      return isWithin ? { rung: wished, explored: true } : { rung: unexplored.rungs[0], explored: false };
    },
    spend: (cost, now) => {
      spent.push({ at: now, cost });
      sum += cost;
      dearest = Math.max(dearest, sum);
    },
    dearest: () => dearest,
  };
}
