/**
 * How a call to a provider fails, and whether another candidate may be tried: that is decided here, where the failure
 * is born, and by nobody later. Messages carry the provider's own words, and never its key.
 */

import type { Why } from '../error.ts';
import type { NonEmpty } from '../unit.ts';

export interface Failure {
  /** The policy's name of the model. */
  readonly model: string;
  readonly kind: 'connection' | 'status' | Timeout | 'error_event' | 'malformed' | 'cut' | Uncalled;
  /** The provider's status where it gave one. */
  readonly status: number | null;
  /** A sentence without its full stop: what happened, in our own words. Fit for logs. */
  readonly message: string;
  /** The provider's own words, cleaned; often they quote the request, so they go to the client and nowhere else. */
  readonly said: string;
  /** The next candidate may be tried, as long as no content has reached the client. */
  readonly retryable: boolean;
  /** It speaks against the provider and not against the request: a breaker counts it. */
  readonly blames: boolean;
  readonly retryAfterSeconds: number | null;
}

/** Nobody was called: it may not be, or the request could not be put into the provider's words. */
type Uncalled = 'forbidden' | 'unwritable';

/** Which of the three times ran out. */
export type Timeout = 'first_byte_timeout' | 'idle_timeout' | 'total_timeout';

const isTimeout = ({ kind }: Failure): boolean => kind.endsWith('_timeout');

/** The provider takes issue with the operator: a key that is not accepted, money that is spent, a model that is not there. */
const OWNER_STATUS: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/**
 * Busy, down, too slow, or (424, in Bedrock's words) a model that failed by itself, or one that its owner cannot use: others
 * may do better. Every other status is the request's fault, and stands.
 */
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([...OWNER_STATUS, 408, 409, 424, 425, 429]);

/** Too busy for now, as they say themselves. */
const BUSY_STATUS: ReadonlySet<number> = new Set([429, 503, 529]);

export const isBusy = ({ status }: Failure): boolean => BUSY_STATUS.has(status ?? 0);

/**
 * A conflict and a replay are the request's own, and what is forbidden (403) or not there (404) may be one request's too;
 * what is left of those above, and every 5xx, is the provider's.
 */
const BLAMED_STATUS: ReadonlySet<number> = new Set([401, 402, 408, 424, 429]);

const isBlamed = (status: number): boolean => status >= 500 || BLAMED_STATUS.has(status);

const KEY_STATUS: ReadonlySet<number> = new Set([401, 403]);

/** The provider understood the call and finds fault with what the client sent. */
const CLIENT_STATUS: ReadonlySet<number> = new Set([400, 413, 422]);

export function statusFailure(model: string, status: number, said: string, retryAfterSeconds: number | null): Failure {
  const redirect = status >= 300 && status < 400;
  const message = redirect
    ? `answered with a redirect (${status}), which is never followed; set the provider's baseUrl to where it leads`
    : `answered ${status}`;
  const retryable = status >= 500 || RETRYABLE_STATUS.has(status);
  // What a provider says of the operator's key is no business of whoever calls with a key of ours.
  const heard = KEY_STATUS.has(status) ? 'its key was not accepted' : said;
  return {
    model,
    kind: 'status',
    status,
    message,
    said: heard,
    retryable,
    blames: isBlamed(status),
    retryAfterSeconds,
  };
}

/** `status` is what an error within a stream says of itself. */
export function failure(
  model: string,
  kind: Exclude<Failure['kind'], 'status'>,
  message: string,
  said = '',
  status: number | null = null,
): Failure {
  const blames = kind !== 'forbidden' && kind !== 'unwritable' && (status === null || isBlamed(status));
  return { model, kind, status, message, said, retryable: true, blames, retryAfterSeconds: null };
}

/** What the client is told when nobody answered. The last failure gives the status; the message tells of each. */
export function whyAllFailed(failures: NonEmpty<Failure>): Why {
  const last = failures.at(-1) ?? failures[0];
  if (last.kind === 'status' && CLIENT_STATUS.has(last.status ?? 0)) {
    return { code: 'invalid_request', message: tell(last), param: null };
  }
  const told = failures.map(tell).join(' ');
  if (isTimeout(last)) return { code: 'provider_timeout', message: told };
  // Whoever is free again first may answer.
  const rests = failures.flatMap(({ retryAfterSeconds: rest }) => (rest === null ? [] : [rest]));
  const retryAfterSeconds = rests.length === 0 ? null : Math.min(...rests);
  return { code: 'provider_failed', message: told, retryAfterSeconds, busy: failures.every(isBusy) };
}

/** What the client is told when its answer broke off after it had begun. */
export function whyBroken(failed: Failure): Why {
  const told = `${tell(failed)} The answer is incomplete.`;
  return isTimeout(failed)
    ? { code: 'provider_timeout', message: told }
    : { code: 'provider_failed', message: told, retryAfterSeconds: null, busy: isBusy(failed) };
}

function tell({ model, message, said }: Failure): string {
  return `The model "${model}" ${message}${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}.`;
}
