/** Numbers and tables as people read them. Pure. */

const SCALES = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** Three figures: 24.3 M, 0.42, 7. */
export function amount(value: number): string {
  if (value === 0) return '0';
  const [scale, letter] = SCALES.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  const figures = Number((value / scale).toPrecision(3));
  return letter === '' ? String(figures) : `${figures} ${letter}`;
}

/** Dollars: $0, < $0.01, $3.17, $1,234. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.01) return '< $0.01';
  const digits = usd < 100 ? 2 : 0;
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

/** In Markdown; all columns but the first to the right. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map((_, n) => (n === 0 ? '---' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}
