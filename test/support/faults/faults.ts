/**
 * What can go wrong with a call, written once for every format: each of these answers one request, streamed or whole.
 * Whatever they say in words of their own repeats the key and the prompt, as some providers do, and every answer has
 * headers that are nobody's business.
 */

import type { Exchange } from '../exchange.ts';
import type { Format, Piece } from './format.ts';

interface Asked {
  readonly to: Exchange;
  readonly format: Format;
  readonly stream: boolean;
  /** The provider's own words, with all that it should not repeat. */
  readonly words: string;
  /** Where a redirect leads. */
  readonly elsewhere: string;
}

type Fault = (asked: Asked) => void | Promise<void>;

const INNER = { 'set-cookie': 'session=inner-cookie', 'x-inner': 'inner-header', server: 'inner-server' };
const BIG_ERROR_BYTES = 10 * 1024 * 1024;
const NOISE_BYTES = 4096;
const FAST_EVENTS = 4;
const FAST_MS = 15;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Bytes of no meaning, the same every time. */
const NOISE = Uint8Array.from({ length: NOISE_BYTES }, (_, at) => (at * 167 + (at >> 3) * 29 + 201) % 256);

const encoder = new TextEncoder();

/** In one write, so that no delay comes between what belongs together. */
const joined = (pieces: readonly Piece[]): Uint8Array =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece)));
const half = (piece: Piece): Piece => piece.slice(0, piece.length / 2);

async function begin({ to, format }: Asked, pieces: readonly Piece[]): Promise<void> {
  to.head(200, format.type, INNER);
  if (pieces.length > 0) await to.write(joined(pieces));
}

/** A whole answer of which the first half comes. */
async function halfOf({ to, format: { whole } }: Asked): Promise<void> {
  to.head(200, 'application/json', { ...INNER, 'content-length': Buffer.byteLength(whole) });
  await to.write(whole.slice(0, whole.length / 2));
}

const upTo = ({ opening, first }: Format): readonly Piece[] => [...opening, ...first];

async function middle(asked: Asked): Promise<void> {
  const { format, stream } = asked;
  if (!stream) return halfOf(asked);
  await begin(asked, [...upTo(format), half(format.rest[0] ?? '')]);
}

/** Event by event, so that it is seen to come fast, and then `last`. */
async function fast(asked: Asked, last: (format: Format) => Piece | null): Promise<void> {
  const { to, format } = asked;
  await begin(asked, upTo(format));
  for (const piece of format.rest.slice(0, FAST_EVENTS)) {
    await pause(FAST_MS);
    await to.write(joined([piece]));
  }
  await pause(FAST_MS);
  const piece = last(format);
  if (piece !== null) await to.write(joined([piece]));
}

const halfAnEvent = ({ rest }: Format): Piece => half(rest[FAST_EVENTS] ?? '');

function refuse(status: number, more: Readonly<Record<string, string>> = {}): Fault {
  return ({ to, format, words }) => {
    const { body, headers } = format.refusal(status, words);
    to.json(status, body, { ...INNER, ...headers, ...more });
  };
}

/** A stream that turns into an error, and is left open where it can be: whoever called must end it. */
function failing(before: (format: Format) => readonly Piece[]): Fault {
  return async (asked) => {
    if (!asked.stream) return refuse(200)(asked);
    await begin(asked, [...before(asked.format), asked.format.failed(asked.words)]);
    if (asked.format.failsAtEnd === true) asked.to.end();
  };
}

/** A stream of these pieces, which then ends as if that were all. */
function ending(pieces: (format: Format) => readonly Piece[]): Fault {
  return async (asked) => {
    await begin(asked, pieces(asked.format));
    asked.to.end();
  };
}

async function ok(asked: Asked): Promise<void> {
  const { to, format, stream } = asked;
  if (!stream) return to.json(200, format.whole, INNER);
  await begin(asked, upTo(format));
  for (const piece of format.rest) await to.write(piece);
  to.end();
}

async function garbage(asked: Asked): Promise<void> {
  if (asked.stream) return ending(() => [NOISE])(asked);
  asked.to.head(200, 'application/json', INNER);
  await asked.to.write(NOISE);
  asked.to.end();
}

async function truncated(asked: Asked): Promise<void> {
  const { to, format, stream } = asked;
  if (!stream) return to.json(200, format.whole.slice(0, -20), INNER);
  return ending(({ unreadable }) => [unreadable])(asked);
}

export const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['ok', ok],

  // Refusals.
  ['status-503', refuse(503)],
  ['status-429', refuse(429, { 'retry-after': '7' })],
  ['redirect', ({ to, elsewhere }) => to.whole(302, 'text/plain', '', { ...INNER, location: elsewhere })],
  [
    'big-error',
    ({ to, format, words }) => {
      const { body, headers } = format.refusal(500, `${words} ${'x'.repeat(BIG_ERROR_BYTES)}`);
      to.json(500, body, { ...INNER, ...headers });
    },
  ],
  ['error-stalls', ({ to }) => to.head(503, 'application/json', { ...INNER, 'content-length': 1000 })],

  // Silence. The connection stays open until the caller leaves.
  ['stall', () => undefined],
  ['slow-headers', ({ to }) => to.dribble()],
  [
    'stall-after-headers',
    ({ to, format, stream }) => to.head(200, stream ? format.type : 'application/json', { ...INNER }),
  ],
  ['stall-mid', middle],

  // A connection that breaks, and a stream that ends without a word.
  ['cut-mid', (asked) => middle(asked).then(() => asked.to.cut())],
  ['end-mid', ending(upTo)],

  // The same in the middle of a stream that comes fast.
  ['stall-fast', (asked) => fast(asked, halfAnEvent)],
  ['cut-fast', (asked) => fast(asked, halfAnEvent).then(() => asked.to.cut())],
  ['end-fast', (asked) => fast(asked, () => null).then(() => asked.to.end())],
  ['error-fast', (asked) => fast(asked, (format) => format.failed(asked.words, FAST_EVENTS))],
  ['garbage-fast', (asked) => fast(asked, () => NOISE).then(() => asked.to.end())],

  // A 200 that is none.
  ['error-first', failing(() => [])],
  ['error-after-opening', failing(({ opening }) => opening)],
  ['error-mid', failing(upTo)],
  ['garbage', garbage],
  ['garbage-mid', ending((format) => [...upTo(format), NOISE])],
  ['truncated', truncated],
  ['truncated-mid', ending((format) => [...upTo(format), format.unreadable, ...format.rest])],
  ['html', ({ to }) => to.whole(200, 'text/html', '<!doctype html><title>Welcome</title><p>Please log in.</p>', INNER)],
  ['plain-text', ({ to }) => to.whole(200, 'text/plain', 'Service temporarily unavailable', INNER)],
]);
