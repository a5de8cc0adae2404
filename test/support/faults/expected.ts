/** What a client is to be told of each fault, streamed and whole: the same for every provider and every wire. */

interface Seen {
  /** Of a stream that had begun, 200: its error is in it. */
  readonly status: 502 | 504 | 200;
  readonly code: 'provider_failed' | 'provider_timeout';
}

const FAILED: Seen = { status: 502, code: 'provider_failed' };
const LATE: Seen = { status: 504, code: 'provider_timeout' };
const BROKEN: Seen = { ...FAILED, status: 200 };
const BROKEN_LATE: Seen = { ...LATE, status: 200 };

export interface Expected {
  readonly streamed: Seen;
  /** Null: it makes no sense for a whole answer. */
  readonly whole: Seen | null;
  /** Its stream may break off as the provider's did: nothing can be said behind half an event that has gone out. */
  readonly maySnap?: true;
  /** Nobody else is tried: what is wrong is for the owner to mend. */
  readonly stands?: true;
  /** What the provider said of it has gone out as it was sent, before ours. */
  readonly asSent?: true;
  /** The provider says why, and the client is told. */
  readonly inItsWords?: true;
  readonly retryAfter?: string;
  /** Times of the model, where it is meant to be too slow. */
  readonly timeouts?: object;
}

const NO_FIRST_BYTE = { firstByteMs: 300 };
const SILENCE = { idleMs: 300 };

export const EXPECTED: Readonly<Record<string, Expected>> = {
  'status-503': { streamed: FAILED, whole: FAILED, inItsWords: true },
  'status-429': { streamed: FAILED, whole: FAILED, inItsWords: true, retryAfter: '7' },
  'refused-connection': { streamed: FAILED, whole: FAILED },
  redirect: { streamed: FAILED, whole: FAILED, stands: true },
  'big-error': { streamed: FAILED, whole: FAILED, inItsWords: true },
  'error-stalls': { streamed: FAILED, whole: FAILED },
  stall: { streamed: LATE, whole: LATE, timeouts: NO_FIRST_BYTE },
  'slow-headers': { streamed: LATE, whole: LATE, timeouts: NO_FIRST_BYTE },
  'stall-after-headers': { streamed: LATE, whole: LATE, timeouts: NO_FIRST_BYTE },
  'stall-mid': { streamed: BROKEN_LATE, whole: LATE, timeouts: SILENCE },
  'cut-mid': { streamed: BROKEN, whole: FAILED },
  'end-mid': { streamed: BROKEN, whole: null },
  'error-first': { streamed: FAILED, whole: FAILED, inItsWords: true },
  'error-after-opening': { streamed: FAILED, whole: null, inItsWords: true },
  'error-mid': { streamed: BROKEN, whole: null, inItsWords: true },
  garbage: { streamed: FAILED, whole: FAILED },
  'garbage-mid': { streamed: BROKEN, whole: null },
  truncated: { streamed: FAILED, whole: FAILED },
  'truncated-mid': { streamed: BROKEN, whole: null },
  html: { streamed: FAILED, whole: FAILED },
  'plain-text': { streamed: FAILED, whole: FAILED },
};

/**
 * For a client whose wire is not the provider's, where the same failure is told in other words: all that happens to a
 * stream past its content, and two that nobody could answer.
 */
export const IN_ANOTHER_WIRE: Readonly<Record<string, Expected>> = Object.fromEntries(
  Object.entries(EXPECTED).filter(
    ([fault, { streamed }]) => streamed.status === 200 || fault === 'status-503' || fault === 'error-first',
  ),
);

/**
 * For a client whose wire is the provider's, and to whom the bytes of a stream that comes fast are handed on as they come:
 * what breaks off within an event has then gone out as half of one. On a machine that stands still no stream is fast.
 */
export const AS_IT_COMES: Readonly<Record<string, Expected>> = {
  ...EXPECTED,
  'stall-fast': { streamed: BROKEN_LATE, whole: null, timeouts: SILENCE, maySnap: true },
  'cut-fast': { streamed: BROKEN, whole: null, maySnap: true },
  'end-fast': { streamed: BROKEN, whole: null },
  'error-fast': { streamed: BROKEN, whole: null, inItsWords: true, asSent: true },
  'garbage-fast': { streamed: BROKEN, whole: null },
};

/** For a provider whose answers are read as those of one that has the whole wall: what has to do with how it is called. */
export const OF_A_CALL: Readonly<Record<string, Expected>> = Object.fromEntries(
  Object.entries(EXPECTED).filter(([fault]) =>
    ['status-503', 'refused-connection', 'redirect', 'stall', 'error-first', 'error-mid'].includes(fault),
  ),
);
