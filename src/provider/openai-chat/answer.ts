/**
 * What OpenAI Chat Completions and those who follow it send back: the minimal schemas of events and whole answers. They
 * are lenient and hold only what is read: a provider may add or leave out anything else.
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { TokenUsage } from '../../part.ts';
import { tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';

/** No request has a thousand million tokens: a larger count is a fault of the provider's, and the ledger could not hold it. */
const tokenCount = z.number().nonnegative().max(1e9);
const count = tokenCount.nullish();

const usageSchema = once(() =>
  z.object({
    prompt_tokens: tokenCount,
    completion_tokens: tokenCount,
    total_tokens: count,
    prompt_tokens_details: z
      .object({ cached_tokens: count, cache_write_tokens: count, cache_creation_tokens: count, audio_tokens: count })
      .nullish(),
    /** DeepSeek's name for what came from the cache, and Mistral's. */
    prompt_cache_hit_tokens: count,
    num_cached_tokens: count,
    completion_tokens_details: z.object({ reasoning_tokens: count, audio_tokens: count }).nullish(),
  }),
);

const errorSchema = once(() =>
  z.union([
    z.object({ message: z.string(), code: z.union([z.string(), z.number()]).nullish().catch(null) }),
    z.string(),
  ]),
);

const callSchema = once(() =>
  z.object({
    index: z.number().nullish().catch(null),
    id: z.string().nullish().catch(null),
    function: z
      .object({ name: z.string().nullish().catch(null), arguments: z.unknown().optional() })
      .nullish()
      .catch(null),
    extra_content: z.unknown().optional(),
  }),
);
export type ChatCall = z.infer<ReturnType<typeof callSchema>>;

const messageSchema = once(() =>
  z.object({
    content: z.unknown().optional(),
    refusal: z.unknown().optional(),
    reasoning_content: z.unknown().optional(),
    reasoning: z.unknown().optional(),
    reasoning_details: z.unknown().optional(),
    tool_calls: z.array(callSchema()).nullish().catch(null),
    function_call: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish().catch(null),
    audio: z.unknown().optional(),
    annotations: z.unknown().optional(),
  }),
);
export type ChatMessage = z.infer<ReturnType<typeof messageSchema>>;

const answerSchema = once(() =>
  z.object({
    id: z.string().nullish().catch(null),
    model: z.string().nullish().catch(null),
    error: errorSchema().nullish().catch('an error without a message'),
    choices: z
      .array(
        z.object({
          delta: messageSchema().nullish(),
          message: messageSchema().nullish(),
          index: z.number().nullish().catch(null),
          finish_reason: z.string().nullish().catch(null),
        }),
      )
      .nullish(),
    // A count that makes no sense is as good as none: the answer is then charged by a marked estimate.
    usage: usageSchema().nullish().catch(null),
    citations: z.unknown().optional(),
    search_results: z.unknown().optional(),
  }),
);
export type ChatAnswer = z.infer<ReturnType<typeof answerSchema>>;

/** Null: not JSON, or JSON of another kind. */
export const parseAnswer = (data: string): ChatAnswer | null => parsed(answerSchema(), data);

/**
 * Most providers count reasoning inside `completion_tokens`; xAI counts it apart, and only `total_tokens` tells. The
 * larger of the two readings is what was processed, and what is charged.
 */
export function readUsage(usage: NonNullable<ChatAnswer['usage']>): TokenUsage {
  const input = Math.round(usage.prompt_tokens);
  const output = Math.max(Math.round(usage.completion_tokens), Math.round(usage.total_tokens ?? 0) - input);
  const { prompt_tokens_details: read, completion_tokens_details: written } = usage;
  const of = (value: number | null | undefined, most: number) =>
    value == null ? undefined : tokens(Math.min(most, Math.round(value)));
  return {
    input: tokens(input),
    cachedInput: of(read?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.num_cached_tokens, input),
    cacheWrite: of(read?.cache_write_tokens ?? read?.cache_creation_tokens, input),
    audioInput: of(read?.audio_tokens, input),
    output: tokens(output),
    reasoning: of(written?.reasoning_tokens, output),
    audioOutput: of(written?.audio_tokens, output),
  };
}
