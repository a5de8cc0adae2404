/**
 * What Anthropic sends back, events and whole messages: only what is read of them, and leniently.
 * https://platform.claude.com/docs/en/build-with-claude/streaming#event-types
 */

import type { FinishReason, TokenUsage } from '../../part.ts';
import { type Tokens, tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';
import { count, flag, isObject, listOf, number, text } from '../shape.ts';

function byAgeOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { ephemeral_1h_input_tokens: count(sent['ephemeral_1h_input_tokens']) };
}

function writtenOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { thinking_tokens: count(sent['thinking_tokens']) };
}

function usageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    input_tokens: count(sent['input_tokens']),
    cache_creation_input_tokens: count(sent['cache_creation_input_tokens']),
    cache_creation: byAgeOf(sent['cache_creation']),
    cache_read_input_tokens: count(sent['cache_read_input_tokens']),
    output_tokens: count(sent['output_tokens']),
    output_tokens_details: writtenOf(sent['output_tokens_details']),
    /** A router's mark, this one's among them: nobody has counted. */
    estimated: flag(sent['estimated']),
  };
}
export type SentUsage = NonNullable<ReturnType<typeof usageOf>>;

function citationOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { url: text(sent['url']), title: text(sent['title']), cited_text: text(sent['cited_text']) };
}

function blockOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const type = text(sent['type']);
  if (type === null) return null;
  return {
    type,
    text: text(sent['text']),
    thinking: text(sent['thinking']),
    signature: text(sent['signature']),
    data: text(sent['data']),
    id: text(sent['id']),
    name: text(sent['name']),
    input: sent['input'],
    citations: listOf(citationOf, sent['citations']),
  };
}
export type SentBlock = NonNullable<ReturnType<typeof blockOf>>;

function deltaOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    type: text(sent['type']),
    text: text(sent['text']),
    thinking: text(sent['thinking']),
    signature: text(sent['signature']),
    partial_json: text(sent['partial_json']),
    citation: citationOf(sent['citation']),
    stop_reason: text(sent['stop_reason']),
    stop_sequence: text(sent['stop_sequence']),
  };
}
export type SentDelta = NonNullable<ReturnType<typeof deltaOf>>;

function errorOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { type: text(sent['type']), message: text(sent['message']) ?? 'an error without a message' };
}

function messageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    id: text(sent['id']),
    model: text(sent['model']),
    content: listOf(blockOf, sent['content']),
    stop_reason: text(sent['stop_reason']),
    stop_sequence: text(sent['stop_sequence']),
    usage: usageOf(sent['usage']),
  };
}

function eventOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const type = text(sent['type']);
  if (type === null) return null;
  return {
    type,
    index: number(sent['index']),
    message: messageOf(sent['message']),
    content_block: blockOf(sent['content_block']),
    delta: deltaOf(sent['delta']),
    usage: usageOf(sent['usage']),
    /** The same mark, of the counts in `message`. */
    estimated: flag(sent['estimated']),
    error: errorOf(sent['error']),
  };
}
export type SentEvent = NonNullable<ReturnType<typeof eventOf>>;

function wholeOf(sent: unknown) {
  const message = messageOf(sent);
  if (!isObject(sent) || message === null) return null;
  const type = text(sent['type']);
  return type === null ? null : { ...message, type, error: errorOf(sent['error']) };
}
export type SentWhole = NonNullable<ReturnType<typeof wholeOf>>;

/** Null: not JSON, or JSON of another kind. */
export const parseEvent = (data: string): SentEvent | null => parsed(eventOf, data);
export const parseWhole = (data: string): SentWhole | null => parsed(wholeOf, data);

/** Nothing has been counted. */
export const UNCOUNTED: SentUsage = Object.freeze({
  input_tokens: null,
  cache_creation_input_tokens: null,
  cache_creation: null,
  cache_read_input_tokens: null,
  output_tokens: null,
  output_tokens_details: null,
  estimated: null,
});

/** An estimate of somebody else's is as good as none: the answer is then charged by one of our own, marked as such. */
export const counted = (usage: SentUsage | null): SentUsage =>
  usage === null || usage.estimated === true ? UNCOUNTED : usage;

/** What the later count does not repeat stands as the earlier had it. */
export const countedOn = (earlier: SentUsage, later: SentUsage): SentUsage => ({
  input_tokens: later.input_tokens ?? earlier.input_tokens,
  cache_creation_input_tokens: later.cache_creation_input_tokens ?? earlier.cache_creation_input_tokens,
  cache_creation: later.cache_creation ?? earlier.cache_creation,
  cache_read_input_tokens: later.cache_read_input_tokens ?? earlier.cache_read_input_tokens,
  output_tokens: later.output_tokens ?? earlier.output_tokens,
  output_tokens_details: later.output_tokens_details ?? earlier.output_tokens_details,
  estimated: null,
});

/** `input_tokens` leaves out what the cache gave and took: all that was read is the sum. Null: the counts are not there. */
export function readUsage(usage: SentUsage): TokenUsage | null {
  const { input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  if (fresh === null || usage.output_tokens === null) return null;
  return {
    input: tokens(Math.round(fresh + (read ?? 0) + (written ?? 0))),
    cachedInput: rounded(read),
    cacheWrite: rounded(written),
    cacheWrite1h: rounded(usage.cache_creation?.ephemeral_1h_input_tokens),
    audioInput: undefined,
    output: tokens(Math.round(usage.output_tokens)),
    reasoning: rounded(usage.output_tokens_details?.thinking_tokens),
    audioOutput: undefined,
  };
}

const rounded = (value: number | null | undefined): Tokens | undefined =>
  value == null ? undefined : tokens(Math.round(value));

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
export function statusOf(type: string | null): number | undefined {
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
