/** What a run of the world came to. Regret is of what was to be expected, not of what chance then gave: it has no noise. */

import type { Arm } from '../../../src/route/believed.ts';
import { type GroupName, type Phase, worth } from './catalogue.ts';

/** One automatic request. */
export interface Row {
  readonly group: GroupName;
  readonly phase: Phase;
  readonly arm: Arm;
  /** The best fixed choice of the group at that time. */
  readonly best: Arm;
  /** Chance took another than the best by the beliefs. */
  readonly explored: boolean;
  /** What the answer cost, in USD. */
  readonly cost: number;
  /** How much less than the best it was expected to be worth, by the beliefs that chose it; null where beliefs had no say. */
  readonly shortfall: number | null;
  /** The version that chose; 0: the rules of old. */
  readonly version: number;
}

/** What a request lost against the best fixed choice of its group. */
export const regretOf = ({ group, phase, arm, best }: Row): number =>
  worth(group, best, phase) - worth(group, arm, phase);

/** What it would have lost with one choice for all. */
export const regretWith = (arm: Arm) => (row: Row) => regretOf({ ...row, arm });

export function mean(rows: readonly Row[], measure: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + measure(row), 0) / rows.length;
}

/** Means over windows of `size` rows that follow each other. */
export function windows(rows: readonly Row[], size: number, measure: (row: Row) => number): number[] {
  return Array.from({ length: Math.floor(rows.length / size) }, (_, at) =>
    mean(rows.slice(at * size, (at + 1) * size), measure),
  );
}

export const shareExplored = (rows: readonly Row[]): number => mean(rows, ({ explored }) => Number(explored));

export const spentExploring = (rows: readonly Row[]): number =>
  rows.reduce((sum, { explored, cost }) => sum + (explored ? cost : 0), 0);

/** The most that anything tried was expected to be worse than the best, by the beliefs that chose it. */
export const worstTried = (rows: readonly Row[]): number =>
  rows.reduce((worst, { explored, shortfall }) => (explored ? Math.max(worst, shortfall ?? 0) : worst), 0);

export interface Recovery {
  /** Regret a request just before, and with the same choices just after. */
  readonly before: number;
  readonly struck: number;
  /** Automatic requests until four fifths of what was lost had been won back; null: not within the phase. */
  readonly requests: number | null;
}

/** How many rows tell a level of regret. */
const LEVEL = 1000;
const RECOVERED = 0.8;
const STEP = 100;

/** How the run came over the change at the phase `changed`. */
export function recovery(rows: readonly Row[], changed: Phase): Recovery {
  const at = rows.findIndex(({ phase }) => phase === changed);
  const last = rows.slice(Math.max(0, at - LEVEL), at);
  const since = rows.slice(at).filter(({ phase }) => phase === changed);
  const bests = new Map(since.map(({ group, best }) => [group, best]));
  const before = mean(last, regretOf);
  const struck = mean(last, (row) => regretOf({ ...row, phase: changed, best: bests.get(row.group) ?? row.best }));
  const level = before + (1 - RECOVERED) * (struck - before);
  for (let from = 0; from + LEVEL <= since.length; from += STEP) {
    if (mean(since.slice(from, from + LEVEL), regretOf) <= level) return { before, struck, requests: from };
  }
  return { before, struck, requests: null };
}
