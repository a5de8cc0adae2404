/** The cells as the README shows them: for each wire what becomes of requests and of answers, equal rows in one. */

import { ANSWER, answerMark } from './answer-cells.ts';
import { ENDPOINTS } from './endpoint-cells.ts';
import { MARKS, type Mark } from './mark.ts';
import { REQUEST, requestMark } from './request-cells.ts';
import { ROWS, type Row, WIRES, type Wire } from './rows.ts';

export const BEGIN = '<!-- what goes where: written by npm run matrix -->';
export const END = '<!-- end of what goes where -->';

const TITLES: Readonly<Record<Wire, string>> = {
  chat: 'Chat Completions',
  responses: 'Responses',
  messages: 'Messages',
};

interface Column {
  readonly name: string;
  readonly mark: (row: Row) => Mark | null;
}

/** All that stands between `BEGIN` and `END`. */
export function matrixMarkdown(): string {
  const parts = [
    'A cell is what a test of that name asserts (`messages over cohere: image by data`, in [`test/matrix/`](test/matrix)),',
    'and `npm run matrix` writes this section of the same data.',
    '',
    ...Object.values(MARKS).map(({ sign, meaning }) => `* ${sign} ${meaning}`),
    '',
    'They are of a model whose policy says that it can do the thing (`can: [tools, vision, audio, json, reasoning]`); where the',
    'models of a kind differ its row names the sort. An empty cell: the wire, or the provider, has no word for it. What a',
    'reasoning model of OpenAI or xAI refuses (○ where the format is the same) is left out unless that model was asked for by',
    'name.',
    ...WIRES.flatMap(tablesOf),
    '',
    ...ENDPOINTS.flatMap(({ path, marks, else: other }) => [
      `\`${path}\`: ${[...over(marks), `${MARKS[other].sign} over the rest`].join('; ')}.`,
      '',
    ]),
  ];
  return parts.join('\n').trimEnd();
}

const over = (marks: (typeof ENDPOINTS)[number]['marks']): readonly string[] =>
  (['same', 'carried'] as const).flatMap((mark) => {
    const kinds = (marks[mark] ?? []).map((kind) => `\`${kind}\``);
    return kinds.length === 0 ? [] : [`${MARKS[mark].sign} over ${kinds.join(', ')}`];
  });

function tablesOf(wire: Wire): readonly string[] {
  const asked = REQUEST.map((feature) => ({ name: feature.name, mark: (row: Row) => requestMark(feature, wire, row) }));
  const told = ANSWER.map((feature) => ({ name: feature.name, mark: (row: Row) => answerMark(feature, wire, row) }));
  return [
    ...['', `**A client of ${TITLES[wire]}: its request**`, '', ...tableOf(asked)],
    ...['', `**A client of ${TITLES[wire]}: its answer**`, '', ...tableOf(told)],
  ];
}

function tableOf(columns: readonly Column[]): readonly string[] {
  const used = columns.filter(({ mark }) => ROWS.some((row) => mark(row) !== null));
  const rows = new Map<string, string[]>();
  for (const row of ROWS) {
    const marks = used.map(({ mark }) => mark(row));
    if (marks.every((mark) => mark === null)) continue;
    const cells = marks.map((mark) => (mark === null ? '' : MARKS[mark].sign)).join(' | ');
    rows.set(cells, [...(rows.get(cells) ?? []), row.name]);
  }
  return [
    `| | ${used.map(({ name }) => name).join(' | ')} |`,
    `|---|${used.map(() => ':-:').join('|')}|`,
    ...[...rows].map(([cells, names]) => `| ${names.join(', ')} | ${cells} |`),
  ];
}
