/** The section "How fast it is" of the README, which `npm run bench -- --readme` writes. */

import { BARE, type Figures, held, OURS } from './bars.ts';
import { figure, ratio } from './measure.ts';
import { barText, digits, measuredText, metText, withSpread } from './report.ts';
import type { Results } from './results.ts';
import type { Spread } from './statistics.ts';

export const BEGIN = '<!-- how fast it is: written by npm run bench -- --readme -->';
export const END = '<!-- end of how fast it is -->';

/** The README with the tables of a run. Throws where the section has no place. */
export function withFigures(readme: string, results: Results): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The README lacks "${BEGIN}" or "${END}".`);
  return `${before}${BEGIN}\n\n${figuresMarkdown(results)}\n\n${END}${after}`;
}

function figuresMarkdown(results: Results): string {
  const { at, machine, cases } = results;
  return [
    `Measured on ${at.slice(0, 10)} on ${machine.cores} cores, which the load and the mock provider share (load average before: ${digits(machine.loadBefore)}).`,
    barRows(results),
    'Medians of the rounds; × is against the bare Worker of the same round, with the lowest and the highest:',
    [HEAD, ...cases.flatMap(caseRows)].join('\n'),
  ].join('\n\n');
}

const HEAD = `| case | Worker | requests/s | p50 ms | p99 ms | first byte ms | CPU µs | CPU × |
|---|---|--:|--:|--:|--:|--:|--:|`;

function barRows(figures: Figures): string {
  const rows = held(figures).map(
    (each) => `| ${each.bar.measure} | ${barText(each)} | ${measuredText(each)} | ${metText(each)} |`,
  );
  return ['| measure | bar | measured (lowest–highest) | met |', '|---|---|---|---|', ...rows].join('\n');
}

function caseRows(measured: Results['cases'][number]): string[] {
  const say = (spread: Spread | null, how = ({ median }: Spread) => digits(median)) =>
    spread === null ? '–' : how(spread);
  const names = Object.keys(measured.rounds).toSorted((a, b) => Number(b === OURS) - Number(a === OURS));
  return names.map((name, at) => {
    const of = (pick: Parameters<typeof figure>[2]) => say(figure(measured, name, pick));
    const cells = [
      at === 0 ? measured.case.name : '',
      name,
      of(({ perSecond }) => perSecond),
      of(({ p50Ms }) => p50Ms),
      of(({ p99Ms }) => p99Ms),
      of(({ firstByteP50Ms }) => firstByteP50Ms),
      of(({ cpuMicros }) => cpuMicros),
      say(
        ratio(measured, [name, BARE], ({ cpuMicros }) => cpuMicros),
        withSpread,
      ),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}
