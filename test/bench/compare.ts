/** Two runs beside each other. Figures are relative to the bare Worker of their own run, as times of two runs do not compare. */

import { BARE, type Bar, type Figures, type Held, held } from './bars.ts';
import { type Measured, type Round, ratio } from './measure.ts';
import type { Spread } from './statistics.ts';

interface Compared {
  readonly name: string;
  readonly then: Spread;
  readonly now: Spread;
  /** Beyond the spread: the worst round of one is better than the best of the other. */
  readonly change: 'better' | 'worse' | 'same';
}

export interface Comparison {
  readonly figures: readonly Compared[];
  /** Met then, and not now. */
  readonly lost: readonly Bar[];
}

interface Figure {
  readonly name: string;
  readonly spread: Spread;
  readonly isBetter: 'less' | 'more';
}

const OF_ROUNDS: readonly (readonly [string, (round: Round) => number | null, Figure['isBetter']])[] = [
  ['CPU', ({ cpuMicros }) => cpuMicros, 'less'],
  ['requests/s', ({ perSecond }) => perSecond, 'more'],
  ['p50', ({ p50Ms }) => p50Ms, 'less'],
  ['p99', ({ p99Ms }) => p99Ms, 'less'],
  ['first byte', ({ firstByteP50Ms }) => firstByteP50Ms, 'less'],
];

function figuresOf(measured: Measured): Figure[] {
  const others = Object.keys(measured.rounds).filter((name) => name !== BARE);
  return others.flatMap((name) =>
    OF_ROUNDS.flatMap(([what, of, isBetter]) => {
      const spread = ratio(measured, [name, BARE], of);
      return spread === null ? [] : [{ name: `${measured.case.name}: ${name}, ${what}`, spread, isBetter }];
    }),
  );
}

const figureOf = ({ bar, measured }: Held): Figure[] =>
  measured === null
    ? []
    : [{ name: `bar: ${bar.measure}`, spread: measured, isBetter: bar.least === undefined ? 'less' : 'more' }];

const allOf = (figures: Figures): Figure[] => [...figures.cases.flatMap(figuresOf), ...held(figures).flatMap(figureOf)];

/** Of what both runs measured. */
export function compare(then: Figures, now: Figures): Comparison {
  const before = new Map(allOf(then).map((figure) => [figure.name, figure]));
  const figures = allOf(now).flatMap(({ name, spread, isBetter }) => {
    const known = before.get(name);
    return known === undefined
      ? []
      : [{ name, then: known.spread, now: spread, change: changeOf(known.spread, spread, isBetter) }];
  });
  const wereMet = new Set(held(then).flatMap(({ bar, isMet }) => (isMet === true ? [bar.id] : [])));
  const lost = held(now).flatMap(({ bar, isMet }) => (isMet === false && wereMet.has(bar.id) ? [bar] : []));
  return { figures, lost };
}

function changeOf(then: Spread, now: Spread, isBetter: Figure['isBetter']): Compared['change'] {
  if (now.low > then.high) return isBetter === 'less' ? 'worse' : 'better';
  if (now.high < then.low) return isBetter === 'less' ? 'better' : 'worse';
  return 'same';
}
