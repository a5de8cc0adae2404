/**
 * What Anthropic sends back: the minimal schemas of events and whole messages, lenient, and of nothing but what is read.
 * https://platform.claude.com/docs/en/build-with-claude/streaming#event-types
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { FinishReason, TokenUsage } from '../../part.ts';
import { tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';

const text = z.string().nullish().catch(null);
/** No request has a thousand million tokens: a larger count is a fault of the provider's, and the ledger could not hold it. */
const count = z.number().nonnegative().max(1e9).nullish().catch(null);

/** A router's mark, this one's among them: nobody has counted. */
const mark = z.boolean().nullish().catch(null);

const usageSchema = once(() =>
  z.object({
    input_tokens: count,
    cache_creation_input_tokens: count,
    cache_creation: z.object({ ephemeral_1h_input_tokens: count }).nullish().catch(null),
    cache_read_input_tokens: count,
    output_tokens: count,
    output_tokens_details: z.object({ thinking_tokens: count }).nullish().catch(null),
    estimated: mark,
  }),
);
export type SentUsage = z.infer<ReturnType<typeof usageSchema>>;

const citationSchema = once(() => z.object({ url: text, title: text, cited_text: text }));

const blockSchema = once(() =>
  z.object({
    type: z.string(),
    text,
    thinking: text,
    signature: text,
    data: text,
    id: text,
    name: text,
    input: z.unknown().optional(),
    citations: z.array(citationSchema()).nullish().catch(null),
  }),
);
export type SentBlock = z.infer<ReturnType<typeof blockSchema>>;

const deltaSchema = once(() =>
  z.object({
    type: text,
    text,
    thinking: text,
    signature: text,
    partial_json: text,
    citation: citationSchema().nullish().catch(null),
    stop_reason: text,
    stop_sequence: text,
  }),
);
export type SentDelta = z.infer<ReturnType<typeof deltaSchema>>;

const errorSchema = once(() => z.object({ type: text, message: z.string().catch('an error without a message') }));

const messageSchema = once(() =>
  z.object({
    id: text,
    model: text,
    content: z.array(blockSchema()).nullish().catch(null),
    stop_reason: text,
    stop_sequence: text,
    usage: usageSchema().nullish().catch(null),
  }),
);

const eventSchema = once(() =>
  z.object({
    type: z.string(),
    index: z.number().nullish().catch(null),
    message: messageSchema().nullish().catch(null),
    content_block: blockSchema().nullish().catch(null),
    delta: deltaSchema().nullish().catch(null),
    usage: usageSchema().nullish().catch(null),
    /** The same mark, of the counts in `message`. */
    estimated: mark,
    error: errorSchema().nullish().catch(null),
  }),
);
export type SentEvent = z.infer<ReturnType<typeof eventSchema>>;
const wholeSchema = once(() =>
  messageSchema().extend({ type: z.string(), error: errorSchema().nullish().catch(null) }),
);
export type SentWhole = z.infer<ReturnType<typeof wholeSchema>>;

/** Null: not JSON, or JSON of another kind. */
export const parseEvent = (data: string): SentEvent | null => parsed(eventSchema(), data);
export const parseWhole = (data: string): SentWhole | null => parsed(wholeSchema(), data);

/** An estimate of somebody else's is as good as none: the answer is then charged by one of our own, marked as such. */
export const counted = (usage: SentUsage | null | undefined): SentUsage =>
  usage == null || usage.estimated === true ? {} : usage;

/** `input_tokens` leaves out what the cache gave and took: all that was read is the sum. Null: the counts are not there. */
export function readUsage(usage: SentUsage): TokenUsage | null {
  const { input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  if (fresh == null || usage.output_tokens == null) return null;
  const of = (value: number | null | undefined) => (value == null ? undefined : tokens(Math.round(value)));
  return {
    input: tokens(Math.round(fresh + (read ?? 0) + (written ?? 0))),
    cachedInput: of(read),
    cacheWrite: of(written),
    cacheWrite1h: of(usage.cache_creation?.ephemeral_1h_input_tokens),
    audioInput: undefined,
    output: tokens(Math.round(usage.output_tokens)),
    reasoning: of(usage.output_tokens_details?.thinking_tokens),
    audioOutput: undefined,
  };
}

export function finishReason(reason: string): FinishReason {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'tool_use':
      return 'tool_calls';
    case 'refusal':
      return 'content_filter';
    default:
      // `pause_turn` among them: a server tool took long, and the turn can be gone on with.
      return 'other';
  }
}

/** https://platform.claude.com/docs/en/api/errors : an error within a stream has a type and no status. */
export function statusOf(type: string | null | undefined): number | undefined {
  return STATUS.get(type ?? '');
}

const STATUS: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);
