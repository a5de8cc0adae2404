/**
 * What Cohere's chat sends back: the minimal schemas of its events and whole answers. They are lenient and hold only what
 * is read. https://docs.cohere.com/v2/docs/streaming
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { TokenUsage } from '../../part.ts';
import { tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';

/** No request has a thousand million tokens: a larger count is a fault of the provider's. */
const count = z.number().nonnegative().max(1e9);
const countsSchema = once(() => z.object({ input_tokens: count, output_tokens: count }).nullish().catch(null));

const usageSchema = once(() =>
  z.object({
    billed_units: countsSchema(),
    tokens: countsSchema(),
    cached_tokens: count.nullish().catch(null),
  }),
);
export type CohereUsage = z.infer<ReturnType<typeof usageSchema>>;

const text = z.string().nullish().catch(null);

const callSchema = once(() =>
  z.object({
    id: text,
    function: z.object({ name: text, arguments: text }).nullish().catch(null),
  }),
);
export type CohereCall = z.infer<ReturnType<typeof callSchema>>;

const citationSchema = once(() =>
  z.object({
    text,
    sources: z
      .array(
        z.object({
          document: z.record(z.string(), z.unknown()).nullish().catch(null),
          tool_output: z.record(z.string(), z.unknown()).nullish().catch(null),
        }),
      )
      .nullish()
      .catch(null),
  }),
);
export type Citation = z.infer<ReturnType<typeof citationSchema>>;

const blockSchema = once(() => z.object({ text, thinking: text }));

/** A stream has one of each where a whole answer has a list. */
const oneOrMany = <Schema extends z.ZodType>(one: Schema) =>
  z
    .union([z.array(one), one.transform((value) => [value])])
    .nullish()
    .catch(null);

const messageSchema = once(() =>
  z.object({
    content: z.union([oneOrMany(blockSchema()), z.string().transform((said) => [{ text: said, thinking: null }])]),
    tool_plan: text,
    tool_calls: oneOrMany(callSchema()),
    citations: oneOrMany(citationSchema()),
  }),
);
export type CohereMessage = z.infer<ReturnType<typeof messageSchema>>;

const answerSchema = once(() =>
  z.object({
    type: text,
    id: text,
    index: z.number().nullish().catch(null),
    delta: z
      .object({
        message: messageSchema().nullish().catch(null),
        finish_reason: text,
        error: text,
        usage: usageSchema().nullish().catch(null),
      })
      .nullish()
      .catch(null),
    // An error's words, or a whole answer's message.
    message: z.union([z.string(), messageSchema()]).nullish(),
    finish_reason: text,
    usage: usageSchema().nullish().catch(null),
  }),
);
export type CohereAnswer = z.infer<ReturnType<typeof answerSchema>>;

/** An event's data or a whole answer. Null: not JSON, or JSON of another kind. */
export const parseAnswer = (data: string): CohereAnswer | null => parsed(answerSchema(), data);

/**
 * What is billed, where Cohere says so: it puts words of its own before and after the client's, counts them under
 * `tokens`, and does not charge for them (https://docs.cohere.com/docs/how-does-cohere-pricing-work). Nobody could have
 * held money for them beforehand either. What came from the cache is told of `tokens` alone.
 */
export function readUsage({ billed_units: billed, tokens: counted, cached_tokens: cached }: CohereUsage) {
  const told = billed ?? counted;
  if (told == null) return undefined;
  const input = Math.round(told.input_tokens);
  const usage: TokenUsage = {
    input: tokens(input),
    cachedInput: billed == null && cached != null ? tokens(Math.min(input, Math.round(cached))) : undefined,
    cacheWrite: undefined,
    audioInput: undefined,
    output: tokens(Math.round(told.output_tokens)),
    reasoning: undefined,
    audioOutput: undefined,
  };
  return usage;
}
