/** The bars that Signalbox is held to, against the bare pass-through Worker of the same run, and what was measured. */

import type { Case } from './cases.ts';
import { aboveIn, type ColdStarts } from './cold.ts';
import { difference, figure, type Measured, type Round, ratio } from './measure.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Everything that a run came to. */
export interface Figures {
  readonly cases: readonly Measured[];
  /** Null where it was not measured. */
  readonly cold: ColdStarts | null;
  /** Microseconds of the isolate a request, window by window; null where it was not measured. */
  readonly classificationMicros: readonly number[] | null;
}

export interface Bar {
  readonly id: string;
  readonly measure: string;
  readonly unit: '×' | 'ms' | 'µs';
  /** Null for what is told beside the bars. */
  readonly most: number | null;
  readonly least?: number;
  readonly of: (figures: Figures) => Spread | null;
}

export interface Held {
  readonly bar: Bar;
  /** Null where it was not measured. */
  readonly measured: Spread | null;
  /** By the median; null where it was not measured or there is no bar. */
  readonly isMet: boolean | null;
}

export const OURS = 'signalbox';
export const BARE = 'bare';
export const HONO = 'hono';
const PAIR = [OURS, BARE] as const;

/** The cases that bars are of, by name. */
const WHOLE = 'whole, 32 connections';
const ALONE = 'whole, 1 connection';
const LARGE = '64 KB prompt, 32 connections';
const STREAM = 'stream of 100, 32 connections';
const STREAM_ALONE = 'stream of 100, 1 connection';
const FOREIGN = 'stream of 100 from Anthropic, 32 connections';
export const CASES_OF_BARS: readonly string[] = [WHOLE, ALONE, LARGE, STREAM, STREAM_ALONE, FOREIGN];

const named = ({ cases }: Figures, name: string): Measured | null =>
  cases.find((each) => each.case.name === name) ?? null;
const cpu = ({ cpuMicros }: Round) => cpuMicros;
const firstByte = ({ firstByteP50Ms }: Round) => firstByteP50Ms;

const cpuOf = (name: string) => (figures: Figures) => {
  const measured = named(figures, name);
  return measured === null ? null : ratio(measured, PAIR, cpu);
};

const addedOf = (name: string) => (figures: Figures) => {
  const measured = named(figures, name);
  return measured === null ? null : difference(measured, PAIR, firstByte);
};

const eventsOf = ({ events }: Case): number => events ?? 1;

const times = ({ median, low, high }: Spread, factor: number): Spread => ({
  median: median * factor,
  low: low * factor,
  high: high * factor,
});

/** All that the request takes, over its events. */
function perEvent(figures: Figures): Spread | null {
  const measured = named(figures, FOREIGN);
  const spread = measured === null ? null : figure(measured, OURS, cpu);
  return measured === null || spread === null ? null : times(spread, 1 / eventsOf(measured.case));
}

/** What an event takes more than one that is handed on as it is. The two are of different rounds. */
function perEventAbove(figures: Figures): Spread | null {
  const [foreign, same] = [named(figures, FOREIGN), named(figures, STREAM)];
  if (foreign === null || same === null) return null;
  const above = (foreign.rounds[OURS] ?? []).flatMap(({ cpuMicros }, at) => {
    const below = same.rounds[OURS]?.[at]?.cpuMicros ?? null;
    return cpuMicros === null || below === null ? [] : [(cpuMicros - below) / eventsOf(foreign.case)];
  });
  return above.length === 0 ? null : spreadOf(above);
}

function throughput(figures: Figures): Spread | null {
  const measured = named(figures, WHOLE);
  return measured === null ? null : ratio(measured, PAIR, ({ perSecond }) => perSecond);
}

export const BARS: readonly Bar[] = [
  { id: 'cpu-whole', measure: 'CPU of a whole answer, 32 connections', unit: '×', most: 2.5, of: cpuOf(WHOLE) },
  {
    id: 'cpu-stream',
    measure: 'CPU of a stream of 100 events, 32 connections',
    unit: '×',
    most: 2.5,
    of: cpuOf(STREAM),
  },
  {
    id: 'added-whole',
    measure: 'added p50 to first byte, whole, 1 connection',
    unit: 'ms',
    most: 1,
    of: addedOf(ALONE),
  },
  {
    ...{ id: 'added-stream', measure: 'added p50 to first byte, stream of 100, 1 connection', unit: 'ms' },
    ...{ most: 1, of: addedOf(STREAM_ALONE) },
  },
  {
    ...{ id: 'classification', measure: 'of which classification', unit: 'ms', most: 0.1 },
    of: ({ classificationMicros: micros }) =>
      micros === null || micros.length === 0 ? null : times(spreadOf(micros), 1 / 1000),
  },
  {
    id: 'throughput',
    measure: 'whole answers a second, 32 connections',
    unit: '×',
    most: null,
    least: 0.45,
    of: throughput,
  },
  { id: 'cpu-large', measure: 'CPU of a 64 KB prompt, 32 connections', unit: '×', most: 2, of: cpuOf(LARGE) },
  {
    id: 'event',
    measure: 'CPU per event, stream from Anthropic to an OpenAI client',
    unit: 'µs',
    most: 100,
    of: perEvent,
  },
  {
    ...{ id: 'event-above', measure: 'of which beyond an event of the same format', unit: 'µs', most: null },
    of: perEventAbove,
  },
  {
    ...{ id: 'cold', measure: 'cold start to first answer, above bare Hono', unit: 'ms', most: 60 },
    of: ({ cold }) => (cold === null ? null : aboveIn(cold, [OURS, HONO])),
  },
];

export function held(figures: Figures): Held[] {
  return BARS.map((bar) => {
    const measured = bar.of(figures);
    return { bar, measured, isMet: measured === null ? null : isMet(bar, measured.median) };
  });
}

function isMet({ most, least }: Bar, value: number): boolean | null {
  if (most === null && least === undefined) return null;
  return (most === null || value <= most) && (least === undefined || value >= least);
}
