/**
 * What OpenAI Chat Completions and those who follow it send back, events and whole answers: only what is read of them, and
 * leniently, since a provider may add or leave out anything else.
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */

import type { TokenUsage } from '../../part.ts';
import { type Tokens, tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';
import { count, isObject, listOf, number, optional, text } from '../shape.ts';

/** A count that makes no sense is as good as no usage at all: the answer is then charged by a marked estimate. */
function usageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const input = count(sent['prompt_tokens']);
  const output = count(sent['completion_tokens']);
  const total = optional(count, sent['total_tokens']);
  const read = optional(readOf, sent['prompt_tokens_details']);
  // DeepSeek's name for what came from the cache, and Mistral's.
  const hit = optional(count, sent['prompt_cache_hit_tokens']);
  const cached = optional(count, sent['num_cached_tokens']);
  const written = optional(writtenOf, sent['completion_tokens_details']);
  if (input === null || output === null || total === null || read === null || written === null) return null;
  return hit === null || cached === null ? null : { input, output, total, read, hit, cached, written };
}
type ChatUsage = NonNullable<ReturnType<typeof usageOf>>;

function readOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const cached = optional(count, sent['cached_tokens']);
  const put = optional(count, sent['cache_write_tokens']);
  const created = optional(count, sent['cache_creation_tokens']);
  const audio = optional(count, sent['audio_tokens']);
  return cached === null || put === null || created === null || audio === null ? null : { cached, put, created, audio };
}

function writtenOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const reasoning = optional(count, sent['reasoning_tokens']);
  const audio = optional(count, sent['audio_tokens']);
  return reasoning === null || audio === null ? null : { reasoning, audio };
}

function errorOf(sent: unknown) {
  if (typeof sent === 'string') return { message: sent, code: null };
  const message = isObject(sent) ? text(sent['message']) : null;
  if (!isObject(sent) || message === null) return { message: 'an error without a message', code: null };
  const { code } = sent;
  return { message, code: text(code) ?? number(code) };
}

function callOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const called = sent['function'];
  return {
    index: number(sent['index']),
    id: text(sent['id']),
    name: isObject(called) ? text(called['name']) : null,
    arguments: isObject(called) ? called['arguments'] : undefined,
    extra_content: sent['extra_content'],
  };
}
export type ChatCall = NonNullable<ReturnType<typeof callOf>>;

/** The one call of the API's first years. */
function legacyCallOf(sent: unknown): ChatCall | null {
  if (!isObject(sent)) return null;
  const name = optional(text, sent['name']);
  const json = optional(text, sent['arguments']);
  if (name === null || json === null) return null;
  return { index: 0, id: null, name: name ?? null, arguments: json, extra_content: undefined };
}

function messageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    content: sent['content'],
    refusal: sent['refusal'],
    reasoning_content: sent['reasoning_content'],
    reasoning: sent['reasoning'],
    reasoning_details: sent['reasoning_details'],
    calls: listOf(callOf, sent['tool_calls']),
    legacyCall: legacyCallOf(sent['function_call']),
    audio: sent['audio'],
    annotations: sent['annotations'],
  };
}
export type ChatMessage = NonNullable<ReturnType<typeof messageOf>>;

function choiceOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const delta = optional(messageOf, sent['delta']);
  const message = optional(messageOf, sent['message']);
  if (delta === null || message === null) return null;
  return { said: delta ?? message, index: number(sent['index']), finish_reason: text(sent['finish_reason']) };
}

/** Null: of another kind. */
export function answerOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const choices = optional(choicesOf, sent['choices']);
  if (choices === null) return null;
  return {
    id: text(sent['id']),
    model: text(sent['model']),
    error: sent['error'] == null ? null : errorOf(sent['error']),
    choices: choices ?? NONE,
    usage: usageOf(sent['usage']),
    citations: sent['citations'],
    search_results: sent['search_results'],
  };
}
export type ChatAnswer = NonNullable<ReturnType<typeof answerOf>>;

const choicesOf = (sent: unknown) => listOf(choiceOf, sent);
const NONE: NonNullable<ReturnType<typeof choicesOf>> = [];

/** Null: not JSON, or JSON of another kind. */
export const parseAnswer = (data: string): ChatAnswer | null => parsed(answerOf, data);

/**
 * Most providers count reasoning inside `completion_tokens`; xAI counts it apart, and only `total_tokens` tells. The
 * larger of the two readings is what was processed, and what is charged.
 */
export function readUsage({
  input: prompt,
  output: completion,
  total,
  read,
  hit,
  cached,
  written,
}: ChatUsage): TokenUsage {
  const input = Math.round(prompt);
  const output = Math.max(Math.round(completion), Math.round(total ?? 0) - input);
  return {
    input: tokens(input),
    cachedInput: atMost(input, read?.cached ?? hit ?? cached),
    cacheWrite: atMost(input, read?.put ?? read?.created),
    audioInput: atMost(input, read?.audio),
    output: tokens(output),
    reasoning: atMost(output, written?.reasoning),
    audioOutput: atMost(output, written?.audio),
  };
}

const atMost = (most: number, value: number | undefined): Tokens | undefined =>
  value === undefined ? undefined : tokens(Math.min(most, Math.round(value)));
