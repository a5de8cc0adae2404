/** What a scenario found, line by line, as a table and as JSON. Pure. */

/** One figure. `verdict` is null where there is no bar, and the figure is there to be known. */
export interface Line {
  readonly measure: string;
  /** With its unit. */
  readonly found: string;
  readonly bar: string | null;
  readonly verdict: 'held' | 'broken' | null;
}

export interface Finding {
  readonly scenario: string;
  readonly lines: readonly Line[];
}

export const told = (measure: string, found: string): Line => ({ measure, found, bar: null, verdict: null });

export const judged = (measure: string, found: string, bar: string, holds: boolean): Line => ({
  ...{ measure, found, bar },
  verdict: holds ? 'held' : 'broken',
});

export const isBroken = (findings: readonly Finding[]): boolean =>
  findings.some(({ lines }) => lines.some(({ verdict }) => verdict === 'broken'));

export function markdown(findings: readonly Finding[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = findings.flatMap(({ scenario, lines }) =>
    lines.map(({ measure, found, bar, verdict }) => row([scenario, measure, found, bar ?? '', verdict ?? ''])),
  );
  return [row(['scenario', 'measure', 'found', 'bar', 'verdict']), row(Array(5).fill('---')), ...rows].join('\n');
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
export const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
