/**
 * What Converse and ConverseStream send back: the minimal schemas of events and whole answers. They are lenient and hold
 * only what is read. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { FinishReason, TokenUsage } from '../../part.ts';
import { tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';

/** No request has a thousand million tokens: a larger count is a fault of the provider's. */
const tokenCount = z.number().nonnegative().max(1e9);
const count = tokenCount.nullish().catch(null);
const text = z.string().nullish().catch(null);

const usageSchema = once(() =>
  z
    .object({
      inputTokens: tokenCount,
      outputTokens: tokenCount,
      cacheReadInputTokens: count,
      cacheWriteInputTokens: count,
      cacheDetails: z
        .array(z.object({ ttl: text, inputTokens: count }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
);
export type SentUsage = z.infer<ReturnType<typeof usageSchema>>;

const citationSchema = once(() =>
  z.object({
    title: text,
    sourceContent: z.array(z.object({ text })).nullish().catch(null),
    location: z
      .object({ web: z.object({ url: text }).nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
);
export type SentCitation = z.infer<ReturnType<typeof citationSchema>>;

const toolUseSchema = once(() => z.object({ toolUseId: text, name: text, type: text, input: z.unknown().optional() }));

/** A piece of a stream has the fields of a thought one by one, a whole block has them together. */
const reasoningSchema = once(() =>
  z.object({
    text,
    signature: text,
    redactedContent: text,
    reasoningText: z.object({ text, signature: text }).nullish().catch(null),
  }),
);

const blockSchema = once(() =>
  z.object({
    text,
    toolUse: toolUseSchema().nullish().catch(null),
    reasoningContent: reasoningSchema().nullish().catch(null),
    citation: citationSchema().nullish().catch(null),
    citationsContent: z
      .object({
        content: z.array(z.object({ text })).nullish().catch(null),
        citations: z.array(citationSchema()).nullish().catch(null),
      })
      .nullish()
      .catch(null),
  }),
);
export type SentBlock = z.infer<ReturnType<typeof blockSchema>>;

const endSchema = once(() =>
  z.object({
    stopReason: text,
    additionalModelResponseFields: z
      .object({ stop_sequence: text, delta: z.object({ stop_sequence: text }).nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
);
export type SentEnd = z.infer<ReturnType<typeof endSchema>>;

const eventSchema = once(() =>
  endSchema().extend({
    contentBlockIndex: z.number().nullish().catch(null),
    start: blockSchema().nullish().catch(null),
    delta: blockSchema().nullish().catch(null),
    usage: usageSchema(),
    // An exception of Bedrock's says `message`, one of AWS's own front `Message`.
    message: text,
    Message: text,
    originalMessage: text,
    originalStatusCode: count,
  }),
);
export type SentEvent = z.infer<ReturnType<typeof eventSchema>>;

const answerSchema = once(() =>
  endSchema().extend({
    output: z.object({ message: z.object({ content: z.array(blockSchema()) }) }),
    usage: usageSchema(),
  }),
);
const faultSchema = once(() =>
  z.union([
    z.object({ message: z.string() }).transform(({ message }) => message),
    z.object({ Message: z.string() }).transform(({ Message }) => Message),
  ]),
);

/** Null: not JSON, or JSON of another kind. */
export const parseEvent = (data: string): SentEvent | null => parsed(eventSchema(), data);

export const parseWhole = (data: string): z.infer<ReturnType<typeof answerSchema>> | null =>
  parsed(answerSchema(), data);

/** What an error says of itself. */
export const parseFault = (data: string): string | null => parsed(faultSchema(), data);

/** `inputTokens` leaves out what came from the cache and what was written to it. */
export function readUsage(usage: NonNullable<SentUsage>): TokenUsage {
  const { inputTokens, outputTokens, cacheReadInputTokens: read, cacheWriteInputTokens: written } = usage;
  const of = (value: number | null | undefined) => (value == null ? undefined : tokens(Math.round(value)));
  return {
    input: tokens(Math.round(inputTokens + (read ?? 0) + (written ?? 0))),
    cachedInput: of(read),
    cacheWrite: of(written),
    cacheWrite1h: of(usage.cacheDetails?.find(({ ttl }) => ttl === '1h')?.inputTokens),
    audioInput: undefined,
    output: tokens(Math.round(outputTokens)),
    reasoning: undefined,
    audioOutput: undefined,
  };
}

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
