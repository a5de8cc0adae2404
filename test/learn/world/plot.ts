/** Lines over the requests of a run, as an SVG that reads on light and on dark pages. */

interface Line {
  readonly name: string;
  readonly colour: string;
  /** One value for each step of the run. */
  readonly values: readonly number[];
  readonly dashed?: boolean;
}

export interface Plot {
  readonly title: string;
  /** What the values are, in words. */
  readonly unit: string;
  /** Requests between two values. */
  readonly step: number;
  readonly lines: readonly Line[];
  /** Something that happened at a request. */
  readonly events: readonly { readonly at: number; readonly name: string }[];
  /** A tick for each, at a request: when beliefs took effect. */
  readonly ticks: readonly number[];
}

const SIZE = { width: 860, height: 420 };
const FRAME = { left: 60, right: 190, top: 48, bottom: 46 };
const ROWS = 5;

export function plotted({ title, unit, step, lines, events, ticks }: Plot): string {
  const count = Math.max(...lines.map(({ values }) => values.length));
  const top = Math.ceil(Math.max(...lines.flatMap(({ values }) => values)) * 20) / 20;
  const [width, height] = [SIZE.width - FRAME.left - FRAME.right, SIZE.height - FRAME.top - FRAME.bottom];
  const x = (request: number) => round(FRAME.left + (width * request) / (count * step));
  const y = (value: number) => round(FRAME.top + height - (height * value) / top);
  const bottom = FRAME.top + height;
  const grid = Array.from({ length: ROWS + 1 }, (_, at) => (top * at) / ROWS).flatMap((value) => [
    `<line class="grid" x1="${FRAME.left}" x2="${FRAME.left + width}" y1="${y(value)}" y2="${y(value)}"/>`,
    `<text x="${FRAME.left - 8}" y="${y(value) + 4}" text-anchor="end">${value.toFixed(2)}</text>`,
  ]);
  const requests = Array.from({ length: ROWS + 1 }, (_, at) => (count * step * at) / ROWS).map(
    (request) => `<text x="${x(request)}" y="${bottom + 18}" text-anchor="middle">${Math.round(request)}</text>`,
  );
  const drawn = lines.map(({ values, colour, dashed = false }) => {
    const points = values.map((value, at) => `${x((at + 0.5) * step)},${y(value)}`).join(' ');
    return `<polyline points="${points}" stroke="${colour}"${dashed ? ' stroke-dasharray="5 4"' : ''}/>`;
  });
  const names = lines.flatMap(({ name, colour, dashed = false }, at) => {
    const [left, level] = [SIZE.width - FRAME.right + 14, FRAME.top + 10 + at * 20];
    const dash = dashed ? ' stroke-dasharray="5 4"' : '';
    return [
      `<line x1="${left}" x2="${left + 22}" y1="${level}" y2="${level}" stroke="${colour}" stroke-width="2"${dash}/>`,
      `<text x="${left + 28}" y="${level + 4}">${name}</text>`,
    ];
  });
  const happened = events.flatMap(({ at, name }) => [
    `<line class="event" x1="${x(at)}" x2="${x(at)}" y1="${FRAME.top}" y2="${bottom}"/>`,
    `<text x="${x(at) + 4}" y="${FRAME.top - 6}" text-anchor="middle">${name}</text>`,
  ]);
  const ticked = ticks.map(
    (at) => `<line class="tick" x1="${x(at)}" x2="${x(at)}" y1="${bottom}" y2="${bottom - 7}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img">`,
    `<title>${title}</title>`,
    '<style>text{font:12px sans-serif;fill:#59636e}polyline{fill:none;stroke-width:1.8}.grid{stroke:#8884}',
    '.event{stroke:#888;stroke-dasharray:2 3}.tick{stroke:#0969da;stroke-width:1.5}</style>',
    `<text x="${FRAME.left}" y="20" style="font-weight:600;font-size:14px">${title}</text>`,
    ...grid,
    ...requests,
    `<text x="${FRAME.left + width / 2}" y="${SIZE.height - 8}" text-anchor="middle">automatic requests</text>`,
    `<text transform="rotate(-90 16 ${FRAME.top + height / 2})" x="16" y="${FRAME.top + height / 2}" text-anchor="middle">${unit}</text>`,
    ...happened,
    ...ticked,
    ...drawn,
    ...names,
    '</svg>',
    '',
  ].join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;
