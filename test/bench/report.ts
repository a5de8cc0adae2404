/** What a run came to, as tables of text. */

import { BARE, type Held } from './bars.ts';
import type { Comparison } from './compare.ts';
import { COMPILED_AFTER, figure, type Measured, type Round, ratio, wasWarm } from './measure.ts';
import type { Profiled } from './profile.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** A table: the first row is its head. Cells of numbers stand to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((cells) => `  ${cells.join('  ')}`.trimEnd())
    .join('\n');
}

/** Three digits that count, and no more. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

export const withSpread = ({ median, low, high }: Spread): string =>
  `${digits(median)} (${digits(low)}–${digits(high)})`;

const NONE = '–';
const orNone = (spread: Spread | null, say: (spread: Spread) => string = withSpread): string =>
  spread === null ? NONE : say(spread);
const medianOf = (spread: Spread): string => digits(spread.median);

type Of = (round: Round) => number | null;
const COLUMNS: readonly (readonly [string, Of])[] = [
  ['requests/s', ({ perSecond }) => perSecond],
  ['p50 ms', ({ p50Ms }) => p50Ms],
  ['p99 ms', ({ p99Ms }) => p99Ms],
  ['first byte ms', ({ firstByteP50Ms }) => firstByteP50Ms],
  ['CPU µs', ({ cpuMicros }) => cpuMicros],
];
const cpu: Of = ({ cpuMicros }) => cpuMicros;
const rate: Of = ({ perSecond }) => perSecond;

/** One case: a row for each Worker, then what the load and the mock took, and who was not warm. */
export function caseTable(measured: Measured): string {
  const names = Object.keys(measured.rounds);
  const rows = names.map((name) => [
    name,
    ...COLUMNS.map(([, of]) => orNone(figure(measured, name, of), medianOf)),
    orNone(ratio(measured, [name, BARE], cpu)),
    orNone(ratio(measured, [name, BARE], rate)),
  ]);
  const cold = names.filter((name) => !wasWarm(measured, name));
  return [
    measured.case.name,
    table([['', ...COLUMNS.map(([title]) => title), 'CPU ×', 'requests/s ×'], ...rows]),
    `  beside them, CPU µs a request: the load ${beside(measured, ({ loaderMicros }) => loaderMicros)}, the mock ${beside(measured, ({ mockMicros }) => mockMicros)}`,
    ...Object.entries(measured.servedBefore)
      .filter(([, requests]) => requests < COMPILED_AFTER)
      .map(
        ([name, requests]) =>
          `  ${name} had answered ${requests} requests before: too few for its code to be compiled.`,
      ),
    ...cold.map(
      (name) => `  The first round of ${name} was slower than the rest: it was not warm, or the machine not quiet.`,
    ),
  ].join('\n');
}

function beside(measured: Measured, of: Of): string {
  const values = Object.values(measured.rounds).flat().map(of);
  return values.includes(null) ? NONE : digits(spreadOf(values.map(Number)).median);
}

export const barText = ({ bar: { unit, most, least } }: Held): string =>
  most === null ? (least === undefined ? NONE : `≥ ${least} ${unit}`) : `≤ ${most} ${unit}`;

export const metText = ({ isMet }: Held): string => (isMet === null ? NONE : isMet ? 'yes' : 'no');

export const measuredText = ({ bar, measured }: Held): string =>
  measured === null ? NONE : `${withSpread(measured)} ${bar.unit}`;

export function barTable(all: readonly Held[]): string {
  const rows = all.map((held) => [held.bar.measure, barText(held), measuredText(held), metText(held)]);
  return table([['measure', 'bar', 'measured (lowest–highest)', 'met'], ...rows]);
}

export function coldTable(cold: Readonly<Record<string, readonly number[]>>): string {
  const rows = Object.entries(cold).map(([name, ms]) => [name, withSpread(spreadOf(ms)), String(ms.length)]);
  return table([['start to first answer', 'ms', 'starts'], ...rows]);
}

export function comparisonTable({ figures, lost }: Comparison): string {
  const rows = figures.map(({ name, then, now, change }) => [
    name,
    ...[withSpread(then), withSpread(now), digits(now.median / then.median)],
    change === 'same' ? '' : change,
  ]);
  return [
    table([['against the bare Worker', 'then', 'now', 'now/then', ''], ...rows]),
    ...lost.map(({ measure }) => `The bar "${measure}" was met, and is not any more.`),
  ].join('\n');
}

/** The windows of one case: steps are medians over them. What the isolate does not show is what the process took beyond it. */
export function profileTable(name: string, profiles: readonly Profiled[]): string {
  const of = (pick: (profiled: Profiled) => number) => spreadOf(profiles.map(pick)).median;
  const [first] = profiles;
  if (first === undefined) return name;
  const javascript = of(({ account }) => account.micros);
  const cpus = profiles.map(({ cpuMicros }) => cpuMicros);
  const process = cpus.includes(null) ? null : spreadOf(cpus.map(Number)).median;
  const steps = first.account.steps.map(({ step }, at) => [
    step,
    digits(of(({ account }) => account.steps[at]?.micros ?? 0)),
  ]);
  const most = (pick: (profiled: Profiled) => readonly { readonly name: string; readonly micros: number }[]) =>
    pick(first).map(({ name, micros }) => [name, digits(micros)]);
  return [
    `${name}: µs a request`,
    table([
      ['step', 'µs'],
      ...steps,
      ['JavaScript in all', digits(javascript)],
      ['runtime (C++), not JavaScript', process === null ? NONE : digits(process - javascript)],
      ['CPU of the process', process === null ? NONE : digits(process)],
    ]),
    ...(process !== null && javascript > process
      ? [
          '  The samples say more than the process used: the isolate was kept waiting for a core, and they count that too.',
        ]
      : []),
    table([['room, its own time (first window)', 'µs'], ...most(({ account }) => account.rooms)]),
    table([['function, its own time (first window)', 'µs'], ...most(({ account }) => account.functions)]),
  ].join('\n\n');
}
