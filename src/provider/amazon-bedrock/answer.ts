/**
 * What Converse and ConverseStream send back, events and whole answers: only what is read of them, and leniently.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */

import type { FinishReason, TokenUsage } from '../../part.ts';
import { type Tokens, tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';
import { count, isObject, listOf, number, text } from '../shape.ts';

function keptOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { ttl: text(sent['ttl']), inputTokens: count(sent['inputTokens']) };
}

function usageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const inputTokens = count(sent['inputTokens']);
  const outputTokens = count(sent['outputTokens']);
  if (inputTokens === null || outputTokens === null) return null;
  return {
    inputTokens,
    outputTokens,
    cacheReadInputTokens: count(sent['cacheReadInputTokens']),
    cacheWriteInputTokens: count(sent['cacheWriteInputTokens']),
    cacheDetails: listOf(keptOf, sent['cacheDetails']),
  };
}
export type SentUsage = ReturnType<typeof usageOf>;

/** Of an object that has nothing else; an empty text is none. */
const textIn = (sent: unknown): string | null => (isObject(sent) ? (text(sent['text']) ?? '') : null);
const textsOf = (sent: unknown): readonly string[] | null => listOf(textIn, sent);

function citationOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { location } = sent;
  const web = isObject(location) ? location['web'] : null;
  return {
    title: text(sent['title']),
    sourceContent: textsOf(sent['sourceContent']),
    url: isObject(web) ? text(web['url']) : null,
  };
}
export type SentCitation = NonNullable<ReturnType<typeof citationOf>>;

function toolUseOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { input } = sent;
  return { toolUseId: text(sent['toolUseId']), name: text(sent['name']), type: text(sent['type']), input };
}

/** A piece of a stream has the fields of a thought one by one, a whole block has them together. */
function reasoningOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const together = isObject(sent['reasoningText']) ? sent['reasoningText'] : null;
  return {
    text: text(sent['text']) ?? text(together?.['text']),
    signature: text(sent['signature']) ?? text(together?.['signature']),
    redactedContent: text(sent['redactedContent']),
  };
}

function citedOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { content: textsOf(sent['content']), citations: listOf(citationOf, sent['citations']) };
}

function blockOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    text: text(sent['text']),
    toolUse: toolUseOf(sent['toolUse']),
    reasoningContent: reasoningOf(sent['reasoningContent']),
    citation: citationOf(sent['citation']),
    citationsContent: citedOf(sent['citationsContent']),
  };
}
export type SentBlock = NonNullable<ReturnType<typeof blockOf>>;

function stopSequenceOf(sent: unknown): string | null {
  if (!isObject(sent)) return null;
  const { delta } = sent;
  return text(sent['stop_sequence']) ?? (isObject(delta) ? text(delta['stop_sequence']) : null);
}

/** Why a model stopped. */
export interface SentEnd {
  readonly stopReason: string | null;
  readonly stopSequence: string | null;
}

function eventOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    stopReason: text(sent['stopReason']),
    stopSequence: stopSequenceOf(sent['additionalModelResponseFields']),
    contentBlockIndex: number(sent['contentBlockIndex']),
    start: blockOf(sent['start']),
    delta: blockOf(sent['delta']),
    usage: usageOf(sent['usage']),
    // An exception of Bedrock's says `message`, one of AWS's own front `Message`.
    message: text(sent['message']) ?? text(sent['Message']) ?? text(sent['originalMessage']),
    originalStatusCode: count(sent['originalStatusCode']),
  };
}
export type SentEvent = NonNullable<ReturnType<typeof eventOf>>;

function answerOf(sent: unknown) {
  const output = isObject(sent) ? sent['output'] : null;
  const message = isObject(output) ? output['message'] : null;
  const content = isObject(message) ? listOf(blockOf, message['content']) : null;
  if (!isObject(sent) || content === null) return null;
  const stopSequence = stopSequenceOf(sent['additionalModelResponseFields']);
  return { content, end: { stopReason: text(sent['stopReason']), stopSequence }, usage: usageOf(sent['usage']) };
}

const faultOf = (sent: unknown): string | null =>
  isObject(sent) ? (text(sent['message']) ?? text(sent['Message'])) : null;

/** Null: not JSON, or JSON of another kind. */
export const parseEvent = (data: string): SentEvent | null => parsed(eventOf, data);

export const parseWhole = (data: string) => parsed(answerOf, data);

/** What an error says of itself. */
export const parseFault = (data: string): string | null => parsed(faultOf, data);

/** `inputTokens` leaves out what came from the cache and what was written to it. */
export function readUsage(usage: NonNullable<SentUsage>): TokenUsage {
  const { inputTokens, outputTokens, cacheReadInputTokens: read, cacheWriteInputTokens: written } = usage;
  return {
    input: tokens(Math.round(inputTokens + (read ?? 0) + (written ?? 0))),
    cachedInput: rounded(read),
    cacheWrite: rounded(written),
    cacheWrite1h: rounded(usage.cacheDetails?.find(({ ttl }) => ttl === '1h')?.inputTokens),
    audioInput: undefined,
    output: tokens(Math.round(outputTokens)),
    reasoning: undefined,
    audioOutput: undefined,
  };
}

const rounded = (value: number | null | undefined): Tokens | undefined =>
  value == null ? undefined : tokens(Math.round(value));

/** Null: the model wrote what Bedrock itself could not read; another may do better. */
export function finishReason(reason: string): FinishReason | null {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'tool_use':
      return 'tool_calls';
    case 'content_filtered':
    case 'guardrail_intervened':
      return 'content_filter';
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return null;
    default:
      return 'other';
  }
}

/** The status that an exception has where it answers a request. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors */
const STATUSES: ReadonlyMap<string, number> = new Map([
  ['validationexception', 400],
  ['accessdeniedexception', 403],
  ['resourcenotfoundexception', 404],
  ['modeltimeoutexception', 408],
  ['modelerrorexception', 424],
  ['modelstreamerrorexception', 424],
  ['modelnotreadyexception', 429],
  ['throttlingexception', 429],
  ['internalserverexception', 500],
  ['serviceunavailableexception', 503],
]);

export const statusOf = (exception: string): number | undefined => STATUSES.get(exception.toLowerCase());
