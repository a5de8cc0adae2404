/** What a measure yields and how it is printed: one table for each group, a line for each figure. */

import type { Estimate } from './statistics.ts';

/** What the same rows give without any classifier. */
export interface Baselines {
  readonly random?: number | undefined;
  /** Always the label that most rows have. */
  readonly frequent?: number | undefined;
  /** Ranking by the number of characters. */
  readonly length?: number | undefined;
  /** The description with the nearest words (TF-IDF, cosine). */
  readonly lexical?: number | undefined;
  /** Who knows every outcome. */
  readonly oracle?: number | undefined;
}

export interface Figure {
  /** Says what is measured on what; no two figures share it. */
  readonly measure: string;
  readonly value: number;
  /** The 95 % interval; null where the figure is one of this machine or this build. */
  readonly interval: readonly [low: number, high: number] | null;
  /** How many rows it was measured on; null where it was none. */
  readonly rows: number | null;
  readonly unit: 'ms' | 'KB' | null;
  readonly baselines: Baselines;
}

export interface Group {
  readonly title: string;
  readonly figures: readonly Figure[];
}

export const figure = (measure: string, { value, low, high, count }: Estimate, baselines: Baselines = {}): Figure => ({
  measure,
  value,
  interval: [low, high],
  rows: count,
  unit: null,
  baselines,
});

const HEADER = ['measure', 'value', '95 % interval', 'random', 'frequent', 'length', 'lexical', 'oracle', 'rows'];
const DIGITS = 3;

export function inTable({ title, figures }: Group): string {
  const lines = [HEADER, ...figures.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [header = '', ...body] = [HEADER, rule, ...figures.map(cells)].map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [title, '', header, ...body, ''].join('\n');
}

function cells({ measure, value, interval, rows, unit, baselines }: Figure): string[] {
  const { random, frequent, length, lexical, oracle } = baselines;
  return [
    measure,
    unit === null ? number(value) : `${number(value)} ${unit}`,
    interval === null ? '' : interval.map(number).join('–'),
    ...[random, frequent, length, lexical, oracle].map((baseline) => (baseline === undefined ? '' : number(baseline))),
    rows === null ? '' : String(rows),
  ];
}

const number = (value: number): string => (Number.isNaN(value) ? 'none' : value.toFixed(DIGITS));
