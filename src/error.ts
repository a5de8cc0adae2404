/**
 * Every way Signalbox says no. A refusal is a value with its evidence, thrown once as `Refusal` and caught once, in
 * `app.ts`; what a client reads is made here, by one exhaustive switch per wire shape, so that a new way to say no
 * does not compile until every wire can say it.
 */

import type { Problem } from './tenant/problem.ts';

/** Why a request was refused, with the evidence a caller needs to mend it. `message` never holds a secret. */
export type Why =
  | { readonly code: 'invalid_request'; readonly message: string; readonly param: string | null }
  | { readonly code: 'invalid_api_key'; readonly message: string }
  | { readonly code: 'not_allowed'; readonly message: string; readonly param: string | null }
  | { readonly code: 'not_found'; readonly message: string; readonly param: string | null }
  | { readonly code: 'conflict'; readonly message: string }
  | { readonly code: 'too_large'; readonly message: string }
  | { readonly code: 'invalid_policy'; readonly message: string; readonly problems: readonly Problem[] }
  | { readonly code: 'no_model_fits'; readonly message: string; readonly param: string | null }
  | {
      readonly code: 'limit_reached';
      readonly message: string;
      readonly limit: string;
      readonly retryAfterSeconds: number;
    }
  | {
      readonly code: 'provider_failed';
      readonly message: string;
      readonly retryAfterSeconds: number | null;
      /** Nobody did anything wrong but to be too busy: clients that know it by its type try again. */
      readonly busy?: boolean;
    }
  | { readonly code: 'provider_timeout'; readonly message: string }
  | { readonly code: 'unavailable'; readonly message: string; readonly retryAfterSeconds: number };

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly why: Why;
  /** Response headers to go with it: the decision's, once there is one, and those of the nearest limit. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(why: Why, options: ErrorOptions & { headers?: Readonly<Record<string, string>> } = {}) {
    super(why.message, options);
    this.why = why;
    this.headers = options.headers ?? {};
  }
}

type WireErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'request_too_large'
  | 'api_error'
  | 'overloaded_error';

interface WireError {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 502 | 503 | 504;
  readonly type: WireErrorType;
}

function wireError(why: Why): WireError {
  switch (why.code) {
    case 'invalid_request':
      return { status: 400, type: 'invalid_request_error' };
    case 'invalid_api_key':
      return { status: 401, type: 'authentication_error' };
    case 'not_allowed':
      return { status: 403, type: 'permission_error' };
    case 'not_found':
      return { status: 404, type: 'not_found_error' };
    case 'conflict':
      return { status: 409, type: 'invalid_request_error' };
    case 'too_large':
      return { status: 413, type: 'request_too_large' };
    case 'invalid_policy':
    case 'no_model_fits':
      return { status: 422, type: 'invalid_request_error' };
    case 'limit_reached':
      return { status: 429, type: 'rate_limit_error' };
    case 'provider_failed':
      return { status: 502, type: why.busy === true ? 'overloaded_error' : 'api_error' };
    case 'unavailable':
      return { status: 503, type: 'overloaded_error' };
    case 'provider_timeout':
      return { status: 504, type: 'api_error' };
  }
}

interface OpenAiError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string | null;
  /** Ours, of an invalid policy alone: everything that is wrong with it. */
  readonly problems?: readonly Problem[];
}

/** OpenAI's error object: `{"error":{"message","type","code","param"}}`. https://platform.openai.com/docs/guides/error-codes */
export function openAiError(why: Why): { error: OpenAiError } {
  const param = 'param' in why ? why.param : null;
  const problems = 'problems' in why ? { problems: why.problems } : {};
  return { error: { message: why.message, type: wireError(why).type, code: why.code, param, ...problems } };
}

/** Anthropic's error object: `{"type":"error","error":{"type","message"}}`. https://platform.claude.com/docs/en/api/errors */
export function anthropicError(why: Why): { type: 'error'; error: { type: string; message: string } } {
  return { type: 'error', error: { type: wireError(why).type, message: why.message } };
}

/** The refusal as the OpenAI-shaped response, with `Retry-After` (seconds) where waiting helps. */
export const openAiRefusal = (refusal: Refusal): Response => refusalResponse(refusal, openAiError(refusal.why));

/** The refusal as the Anthropic-shaped response. */
export const anthropicRefusal = (refusal: Refusal): Response => refusalResponse(refusal, anthropicError(refusal.why));

function refusalResponse({ why, headers: extra }: Refusal, error: object): Response {
  const headers = new Headers({ ...extra, 'content-type': 'application/json' });
  const retryAfterSeconds = 'retryAfterSeconds' in why ? why.retryAfterSeconds : null;
  if (retryAfterSeconds !== null) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  return new Response(JSON.stringify(error), { status: wireError(why).status, headers });
}
