/**
 * What a provider of OpenAI Responses sends, as far as it is read: small and lenient. Whatever is not read here, such as
 * the events of built-in tools at work, goes to the client all the same, since the bytes go out as they come.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { TokenUsage } from '../../part.ts';
import { tokens } from '../../unit.ts';

/** No request has a thousand million tokens: a larger count is a fault of the provider's, and the ledger could not hold it. */
const tokenCount = z.number().nonnegative().max(1e9);
const count = tokenCount.nullish().catch(null);
const text = z.string().nullish().catch(null);
const index = z.number().nullish().catch(null);

const usageSchema = once(() =>
  z.object({
    input_tokens: tokenCount,
    output_tokens: tokenCount,
    total_tokens: count,
    input_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish().catch(null),
    output_tokens_details: z.object({ reasoning_tokens: count }).nullish().catch(null),
  }),
);

const errorSchema = once(() =>
  z.object({
    message: z.string(),
    code: z.union([z.string(), z.number()]).nullish().catch(null),
    type: text,
  }),
);
export type ProviderError = z.infer<ReturnType<typeof errorSchema>>;

const partSchema = once(() =>
  z.object({
    type: text,
    text,
    refusal: text,
    annotations: z.array(z.unknown()).nullish().catch(null),
  }),
);
export type ContentPart = z.infer<ReturnType<typeof partSchema>>;

const itemSchema = once(() =>
  z.object({
    type: z.string(),
    id: text,
    call_id: text,
    name: text,
    arguments: text,
    input: text,
    encrypted_content: text,
    content: z.array(partSchema()).nullish().catch(null),
    summary: z.array(partSchema()).nullish().catch(null),
  }),
);
export type Item = z.infer<ReturnType<typeof itemSchema>>;

const responseSchema = once(() =>
  z.object({
    id: text,
    model: text,
    status: text,
    error: errorSchema().nullish().catch(null),
    incomplete_details: z.object({ reason: text }).nullish().catch(null),
    output: z.array(itemSchema()).nullish().catch(null),
    // A count that makes no sense is as good as none: the answer is then charged by a marked estimate.
    usage: usageSchema().nullish().catch(null),
  }),
);
export type ProviderResponse = z.infer<ReturnType<typeof responseSchema>>;

const eventSchema = once(() =>
  z.object({
    type: z.string(),
    sequence_number: index,
    response: responseSchema().nullish().catch(null),
    item: itemSchema().nullish().catch(null),
    output_index: index,
    summary_index: index,
    delta: text,
    text,
    refusal: text,
    arguments: text,
    input: text,
    part: partSchema().nullish().catch(null),
    annotation: z.unknown().optional(),
    /** Of an `error`: flat as documented, or within `error` as it is sent. */
    message: text,
    code: z.union([z.string(), z.number()]).nullish().catch(null),
    error: errorSchema().nullish().catch(null),
  }),
);
export type ResponsesEvent = z.infer<ReturnType<typeof eventSchema>>;

/** Null: not JSON, or JSON of another kind. */
export function parseEvent(data: string): ResponsesEvent | null {
  const read = eventSchema().safeParse(jsonOf(data));
  return read.success ? read.data : null;
}

const wholeSchema = once(() => responseSchema().extend({ object: z.literal('response').nullish().catch(null) }));

/** Null: not JSON, or neither an answer nor an error. */
export function parseWhole(body: string): ProviderResponse | null {
  const read = wholeSchema().safeParse(jsonOf(body));
  if (!read.success) return null;
  const { output, error, status } = read.data;
  return output == null && error == null && status == null ? null : read.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller turns null into a failure that names the model.
    return undefined;
  }
}

export function usageOf(usage: NonNullable<ProviderResponse['usage']>): TokenUsage {
  const input = Math.round(usage.input_tokens);
  const output = Math.max(Math.round(usage.output_tokens), Math.round(usage.total_tokens ?? 0) - input);
  const of = (value: number | null | undefined, most: number) =>
    value == null ? undefined : tokens(Math.min(most, Math.round(value)));
  const { input_tokens_details: read, output_tokens_details: written } = usage;
  return {
    input: tokens(input),
    cachedInput: of(read?.cached_tokens, input),
    cacheWrite: of(read?.cache_write_tokens, input),
    audioInput: undefined,
    output: tokens(output),
    reasoning: of(written?.reasoning_tokens, output),
    audioOutput: undefined,
  };
}
