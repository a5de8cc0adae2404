/** What a replay found, in words. */

import type { Figure } from '../../admin/replay/figure.ts';
import type { Replayed } from '../../admin/replay/replay.ts';
import type { ReadLog } from './read-log.ts';

export function inWords(found: Replayed & Pick<ReadLog, 'unreadable'>): string {
  const { decisions, changed, moves, refused, cost, latencyMs, quality, unreadable } = found;
  const others = decisions - (cost?.decisions ?? 0);
  const lines = [
    `${found.basis}: ${changed} of ${decisions} change`,
    ...moves.map(
      ({ of, from, to, decisions: count, examples }) =>
        `  ${of.padEnd(6)} ${from} -> ${to}: ${count} (${examples.join(', ')})`,
    ),
    ...said(refused.decisions, `would be refused: ${refused.first}`),
    ...said(found.routeGone, 'were of a route that is gone, and go to the default'),
    ...said(
      found.held,
      'were settled by a session, a limit or beliefs that cannot be asked again, and are left as they were',
    ),
    ...said(found.classifiedAnew, 'were classified anew, by their words'),
    told('cost', cost, (value) => `$${value.toFixed(6)}`),
    ...said(found.costEstimated, 'of these costs rest on an estimate of the tokens'),
    ...said(others, 'have no cost that can be told'),
    told('first content', latencyMs, (value) => `${value.toFixed(0)} ms`),
    told('quality', quality, (value) => value.toFixed(3)),
  ];
  if (unreadable.first !== null) {
    const { line, why } = unreadable.first;
    lines.push(`  ${unreadable.lines} lines could not be read; the first is line ${line}: ${why}`);
  }
  return lines.join('\n');
}

const said = (count: number, what: string): string[] => (count === 0 ? [] : [`  ${count} ${what}`]);

function told(name: string, figure: Figure | null, write: (value: number) => string): string {
  if (figure === null) return `${name}: not known`;
  const { before, after, decisions } = figure;
  return `${name}: ${write(before)} -> ${write(after.value)} (95 %: ${write(after.low)} to ${write(after.high)}; ${decisions} decisions)`;
}
