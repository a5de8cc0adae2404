/**
 * The same Server-Sent Events in other dress, as servers and what stands between them and us are free to send them.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

import type { Sender } from './table.ts';

export interface Variant {
  readonly title: string;
  /** `stream` is framed as its provider frames it. */
  readonly of: (stream: string, sender: Sender) => string;
}

/** Each event, its lines without their ends. */
const eventsIn = (stream: string): readonly (readonly string[])[] =>
  stream
    .replaceAll('\r\n', '\n')
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.split('\n'));

const written = (events: readonly (readonly string[])[], lineEnd = '\n'): string =>
  events
    .map((lines) =>
      [...lines, '', '']
        .slice(0, -1)
        .map((line) => line + lineEnd)
        .join(''),
    )
    .join('');

const eachLed = (by: readonly (readonly string[])[]) => (stream: string) =>
  written(eventsIn(stream).flatMap((lines) => [...by, lines]));

const eachWith = (change: (lines: readonly string[]) => readonly string[]) => (stream: string) =>
  written(eventsIn(stream).map(change));

/** No line that ends in CR is followed by an empty one that ends in LF: the two would be one end. */
const MIXED = ['\r\n', '\n', '\r'] as const;

export const AS_SENT: Variant = { title: 'as its provider sends it', of: (stream) => stream };

export const VARIANTS: readonly Variant[] = [
  { title: 'in LF', of: (stream) => written(eventsIn(stream)) },
  { title: 'in CRLF', of: (stream) => written(eventsIn(stream), '\r\n') },
  { title: 'in CR', of: (stream) => written(eventsIn(stream), '\r') },
  {
    title: 'in LF, CR and CRLF by turns',
    of: (stream) => {
      let at = 0;
      return written(eventsIn(stream)).replaceAll('\n', () => MIXED[at++ % MIXED.length] ?? '');
    },
  },
  { title: 'with comments between the events', of: eachLed([[': ping'], [':']]) },
  { title: 'with comments within them', of: eachWith((lines) => [': keep-alive', ...lines, ':']) },
  {
    title: 'with pings',
    of: (stream, { kind }) =>
      eachLed([kind === 'anthropic' ? ['event: ping', 'data: {"type": "ping"}'] : ['event: ping']])(stream),
  },
  { title: 'with empty data', of: eachLed([['data'], ['data:'], ['data: ', 'id: 1']]) },
  { title: 'with ids and times to retry', of: eachWith((lines) => ['id: 7', 'retry: 3000', ...lines, 'unknown: 1']) },
  { title: 'without a space behind the colon', of: eachWith((lines) => lines.map((line) => line.replace(': ', ':'))) },
  { title: 'with data of several lines', of: eachWith((lines) => lines.flatMap(ofSeveralLines)) },
  {
    title: 'with blank lines before and between',
    of: (stream) => `\n\n${written(eventsIn(stream)).replaceAll('\n\n', '\n\n\n').slice(0, -1)}`,
  },
  { title: 'with a byte order mark', of: (stream) => `\uFEFF${stream}` },
  { title: 'without the last blank line', of: (stream) => stream.replace(/[\r\n]+$/, '') },
];

/** JSON may be broken between its tokens. */
function ofSeveralLines(line: string): string[] {
  if (!line.startsWith('data: {')) return [line];
  const lines = JSON.stringify(JSON.parse(line.slice('data: '.length)), null, 1).split('\n');
  return lines.map((one) => `data: ${one}`);
}
