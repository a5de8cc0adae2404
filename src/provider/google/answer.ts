/**
 * What Gemini sends back, an answer or a piece of one: only what is read of it, and leniently.
 * https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */

import type { TokenUsage } from '../../part.ts';
import { type Tokens, tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';
import { count, flag, isObject, listOf, number, optional, text } from '../shape.ts';

function modalityOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const modality = text(sent['modality']);
  const tokenCount = optional(count, sent['tokenCount']);
  return modality === null || tokenCount === null ? null : { modality, tokenCount };
}

/** A count that makes no sense is as good as no usage at all: the answer is then charged by a marked estimate. */
function usageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const promptTokenCount = count(sent['promptTokenCount']);
  const candidatesTokenCount = optional(count, sent['candidatesTokenCount']);
  const thoughtsTokenCount = optional(count, sent['thoughtsTokenCount']);
  const toolUsePromptTokenCount = optional(count, sent['toolUsePromptTokenCount']);
  const cachedContentTokenCount = optional(count, sent['cachedContentTokenCount']);
  if (promptTokenCount === null || candidatesTokenCount === null || thoughtsTokenCount === null) return null;
  if (toolUsePromptTokenCount === null || cachedContentTokenCount === null) return null;
  return {
    promptTokenCount,
    candidatesTokenCount,
    thoughtsTokenCount,
    toolUsePromptTokenCount,
    cachedContentTokenCount,
    promptTokensDetails: listOf(modalityOf, sent['promptTokensDetails']),
    toolUsePromptTokensDetails: listOf(modalityOf, sent['toolUsePromptTokensDetails']),
    candidatesTokensDetails: listOf(modalityOf, sent['candidatesTokensDetails']),
  };
}
export type GoogleUsage = NonNullable<ReturnType<typeof usageOf>>;

function callOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const name = text(sent['name']);
  return name === null ? null : { id: text(sent['id']), name, args: sent['args'] };
}

function partOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    text: text(sent['text']),
    thought: flag(sent['thought']),
    thoughtSignature: text(sent['thoughtSignature']),
    functionCall: callOf(sent['functionCall']),
  };
}
export type GooglePart = NonNullable<ReturnType<typeof partOf>>;

function placeOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const uri = optional(text, sent['uri']);
  const sourceUri = optional(text, sent['sourceUri']);
  const title = optional(text, sent['title']);
  return uri === null || sourceUri === null || title === null ? null : { uri, sourceUri, title };
}

function chunkOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { web, maps, retrievedContext: context, image } = sent;
  return { place: placeOf(web) ?? placeOf(maps) ?? placeOf(context) ?? placeOf(image) };
}

function supportOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { segment, groundingChunkIndices: indices } = sent;
  return { text: isObject(segment) ? text(segment['text']) : null, on: listOf(number, indices) };
}

function groundingOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { chunks: listOf(chunkOf, sent['groundingChunks']), supports: listOf(supportOf, sent['groundingSupports']) };
}
export type Grounding = NonNullable<ReturnType<typeof groundingOf>>;

function workOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const uri = optional(text, sent['uri']);
  const title = optional(text, sent['title']);
  return uri === null || title === null ? null : { uri, title };
}

function candidateOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { content, citationMetadata: quoted } = sent;
  return {
    parts: isObject(content) ? listOf(partOf, content['parts']) : null,
    finishReason: text(sent['finishReason']),
    finishMessage: text(sent['finishMessage']),
    index: number(sent['index']),
    grounding: groundingOf(sent['groundingMetadata']),
    works: isObject(quoted) ? listOf(workOf, quoted['citations']) : null,
  };
}
export type Candidate = NonNullable<ReturnType<typeof candidateOf>>;

function errorOf(sent: unknown) {
  if (typeof sent === 'string') return { message: sent, code: null };
  if (!isObject(sent)) return null;
  return { message: text(sent['message']) ?? 'an error without a message', code: number(sent['code']) };
}

const candidatesOf = (sent: unknown) => listOf(candidateOf, sent);

function answerOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const error = optional(errorOf, sent['error']);
  const candidates = optional(candidatesOf, sent['candidates']);
  if (error === null || candidates === null) return null;
  const feedback = sent['promptFeedback'];
  return {
    error,
    candidates,
    blockReason: isObject(feedback) ? text(feedback['blockReason']) : null,
    usageMetadata: usageOf(sent['usageMetadata']),
    modelVersion: text(sent['modelVersion']),
    responseId: text(sent['responseId']),
  };
}
export type GoogleAnswer = NonNullable<ReturnType<typeof answerOf>>;

/** Null: not JSON, or JSON of another kind. An error may come in a list, as answers do without `alt=sse`. */
export const parseAnswer = (data: string): GoogleAnswer | null =>
  parsed((json) => answerOf(Array.isArray(json) ? json[0] : json), data);

/**
 * Thoughts and the prompts of Google's own tools are counted apart there, and are part of the whole here. Tokens of audio
 * that came from the cache are priced as cached.
 */
export function readUsage(usage: GoogleUsage): TokenUsage {
  const input = Math.round(usage.promptTokenCount) + Math.round(usage.toolUsePromptTokenCount ?? 0);
  const output = Math.round(usage.candidatesTokenCount ?? 0) + Math.round(usage.thoughtsTokenCount ?? 0);
  return {
    input: tokens(input),
    cachedInput: atMost(input, usage.cachedContentTokenCount),
    cacheWrite: undefined,
    audioInput: atMost(input, audioIn(usage.promptTokensDetails, usage.toolUsePromptTokensDetails)),
    output: tokens(output),
    reasoning: atMost(output, usage.thoughtsTokenCount),
    audioOutput: atMost(output, audioIn(usage.candidatesTokensDetails, null)),
  };
}

const atMost = (most: number, value: number | undefined): Tokens | undefined =>
  value === undefined ? undefined : tokens(Math.min(most, Math.round(value)));

type Details = GoogleUsage['promptTokensDetails'];

/** Undefined where neither list names the modality at all: unknown is not 0. */
function audioIn(one: Details, other: Details): number | undefined {
  let sum: number | undefined;
  for (const list of [one, other]) {
    for (const { modality, tokenCount } of list ?? []) {
      if (modality === 'AUDIO') sum = (sum ?? 0) + (tokenCount ?? 0);
    }
  }
  return sum;
}
