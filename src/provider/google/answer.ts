/**
 * What Gemini sends back: the minimal schemas of an answer, whole or a piece of one. They are lenient and hold only what
 * is read. https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { TokenUsage } from '../../part.ts';
import { type Tokens, tokens } from '../../unit.ts';

/** No request has a thousand million tokens: a larger count is a fault of the provider's. */
const tokenCount = z.number().nonnegative().max(1e9);
const count = tokenCount.nullish();
const details = z
  .array(z.object({ modality: z.string(), tokenCount: count }))
  .nullish()
  .catch(null);

const usageSchema = once(() =>
  z.object({
    promptTokenCount: tokenCount,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
    toolUsePromptTokenCount: count,
    cachedContentTokenCount: count,
    promptTokensDetails: details,
    toolUsePromptTokensDetails: details,
    candidatesTokensDetails: details,
  }),
);
export type GoogleUsage = z.infer<ReturnType<typeof usageSchema>>;

const partSchema = once(() =>
  z.object({
    text: z.string().nullish().catch(null),
    thought: z.boolean().nullish().catch(null),
    thoughtSignature: z.string().nullish().catch(null),
    functionCall: z
      .object({ id: z.string().nullish().catch(null), name: z.string(), args: z.unknown().optional() })
      .nullish()
      .catch(null),
  }),
);
export type GooglePart = z.infer<ReturnType<typeof partSchema>>;

const placeSchema = once(() =>
  z
    .object({ uri: z.string().nullish(), sourceUri: z.string().nullish(), title: z.string().nullish() })
    .nullish()
    .catch(null),
);

const groundingSchema = once(() =>
  z.object({
    groundingChunks: z
      .array(
        z.object({ web: placeSchema(), maps: placeSchema(), retrievedContext: placeSchema(), image: placeSchema() }),
      )
      .nullish()
      .catch(null),
    groundingSupports: z
      .array(
        z.object({
          segment: z.object({ text: z.string().nullish() }).nullish().catch(null),
          groundingChunkIndices: z.array(z.number()).nullish().catch(null),
        }),
      )
      .nullish()
      .catch(null),
  }),
);
export type Grounding = z.infer<ReturnType<typeof groundingSchema>>;

const candidateSchema = once(() =>
  z.object({
    content: z
      .object({ parts: z.array(partSchema()).nullish() })
      .nullish()
      .catch(null),
    finishReason: z.string().nullish().catch(null),
    finishMessage: z.string().nullish().catch(null),
    index: z.number().nullish().catch(null),
    groundingMetadata: groundingSchema().nullish().catch(null),
    citationMetadata: z
      .object({ citations: z.array(z.object({ uri: z.string().nullish(), title: z.string().nullish() })).nullish() })
      .nullish()
      .catch(null),
  }),
);
export type Candidate = z.infer<ReturnType<typeof candidateSchema>>;

const errorSchema = once(() =>
  z.object({
    message: z.string().catch('an error without a message'),
    code: z.number().nullish().catch(null),
  }),
);

const answerSchema = once(() =>
  z.object({
    error: z.union([errorSchema(), z.string().transform((message) => ({ message, code: null }))]).nullish(),
    candidates: z.array(candidateSchema()).nullish(),
    promptFeedback: z
      .object({ blockReason: z.string().nullish(), blockReasonMessage: z.string().nullish() })
      .nullish()
      .catch(null),
    // A count that makes no sense is as good as none: the answer is then charged by a marked estimate.
    usageMetadata: usageSchema().nullish().catch(null),
    modelVersion: z.string().nullish().catch(null),
    responseId: z.string().nullish().catch(null),
  }),
);
export type GoogleAnswer = z.infer<ReturnType<typeof answerSchema>>;

/** Null: not JSON, or JSON of another kind. An error may come in a list, as answers do without `alt=sse`. */
export function parseAnswer(data: string): GoogleAnswer | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    // Not JSON: the caller turns null into a failure that names the model.
    return null;
  }
  const read = answerSchema().safeParse(Array.isArray(json) ? json[0] : json);
  return read.success ? read.data : null;
}

/**
 * Thoughts and the prompts of Google's own tools are counted apart there, and are part of the whole here. Tokens of audio
 * that came from the cache are priced as cached.
 */
export function readUsage(usage: GoogleUsage): TokenUsage {
  const input = Math.round(usage.promptTokenCount) + Math.round(usage.toolUsePromptTokenCount ?? 0);
  const output = Math.round(usage.candidatesTokenCount ?? 0) + Math.round(usage.thoughtsTokenCount ?? 0);
  const atMost = (value: number | null | undefined, most: number): Tokens | undefined =>
    value == null ? undefined : tokens(Math.min(most, Math.round(value)));
  return {
    input: tokens(input),
    cachedInput: atMost(usage.cachedContentTokenCount, input),
    cacheWrite: undefined,
    audioInput: atMost(audioIn(usage.promptTokensDetails, usage.toolUsePromptTokensDetails), input),
    output: tokens(output),
    reasoning: atMost(usage.thoughtsTokenCount, output),
    audioOutput: atMost(audioIn(usage.candidatesTokensDetails), output),
  };
}

type Details = GoogleUsage['promptTokensDetails'];

/** Undefined where no list names the modality at all: unknown is not 0. */
function audioIn(...lists: readonly Details[]): number | undefined {
  const counts = lists.flatMap((list) => (list ?? []).filter(({ modality }) => modality === 'AUDIO'));
  return counts.length === 0 ? undefined : counts.reduce((sum, { tokenCount: one }) => sum + (one ?? 0), 0);
}
