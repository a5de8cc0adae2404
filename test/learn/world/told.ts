/** A run in figures: one row of the report's table each. */

import {
  mean,
  type Row,
  recovery,
  regretOf,
  regretWith,
  shareExplored,
  spentExploring,
  worstTried,
} from './measures.ts';
import { EXPLORE } from './policy.ts';
import type { Run } from './run.ts';

const QUARTERS = ['first', 'second', 'third', 'fourth'] as const;

/** What a figure is, and its value as it is printed. */
export type Told = readonly (readonly [figure: string, value: string])[];

const three = (value: number): string => value.toFixed(3);

export function told({ rows, tried, dearestWindow }: Run): Told {
  const quarter = Math.floor(rows.length / QUARTERS.length);
  const of = (at: number): readonly Row[] => rows.slice(at * quarter, (at + 1) * quarter);
  const drift = recovery(rows, 'drifted');
  const against = (arm: Row['arm']) => three(mean(rows, regretWith(arm)));
  return [
    ['automatic requests', String(rows.length)],
    ['regret a request', three(mean(rows, regretOf))],
    ...QUARTERS.map((name, at) => [`regret a request, ${name} quarter`, three(mean(of(at), regretOf))] as const),
    ['regret a request, always the first model, instant', against('atlas@instant')],
    ['regret a request, always the first model, thinking', against('atlas@thinking')],
    [`share tried (at most ${EXPLORE.share})`, three(shareExplored(rows))],
    ['spent on trials, USD', spentExploring(rows).toFixed(2)],
    [`spent on trials in the dearest day, USD (at most ${EXPLORE.max})`, three(dearestWindow)],
    [`worst that was tried, below the best by its beliefs (at most ${EXPLORE.bound})`, three(worstTried(rows))],
    ['regret before the drift, and just after it', `${three(drift.before)}, ${three(drift.struck)}`],
    [
      'requests until 80 % of the loss was won back',
      drift.requests === null ? 'not within the run' : String(drift.requests),
    ],
    ['first request that learned beliefs decided', firstDecided(rows)],
    ['versions that took effect', String(new Set(rows.map(({ version }) => version)).size - 1)],
    ...[...tried]
      .filter(([arm]) => /^(fresh|stale)@/.test(arm))
      .map(([arm, times]) => [`trials of ${arm}`, String(times)] as const),
  ];
}

function firstDecided(rows: readonly Row[]): string {
  const at = rows.findIndex(({ version }) => version > 0);
  return at === -1 ? 'none' : String(at);
}
