/**
 * What a provider of OpenAI Responses sends, as far as it is read, and leniently. Whatever is not read here, such as the
 * events of built-in tools at work, goes to the client all the same, since the bytes go out as they come.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

import type { TokenUsage } from '../../part.ts';
import { type Tokens, tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';
import { count, isObject, listOf, number, text } from '../shape.ts';

/** A count that makes no sense is as good as no usage at all: the answer is then charged by a marked estimate. */
function sentUsageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const input = count(sent['input_tokens']);
  const output = count(sent['output_tokens']);
  if (input === null || output === null) return null;
  const read = sent['input_tokens_details'];
  const written = sent['output_tokens_details'];
  return {
    input,
    output,
    total: count(sent['total_tokens']),
    cached: isObject(read) ? count(read['cached_tokens']) : null,
    put: isObject(read) ? count(read['cache_write_tokens']) : null,
    reasoning: isObject(written) ? count(written['reasoning_tokens']) : null,
  };
}

function errorOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const message = text(sent['message']);
  return message === null ? null : { message, code: codeOf(sent['code']) };
}
export type ProviderError = NonNullable<ReturnType<typeof errorOf>>;

const codeOf = (sent: unknown): string | number | null => text(sent) ?? number(sent);

function partOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { annotations } = sent;
  return {
    type: text(sent['type']),
    text: text(sent['text']),
    refusal: text(sent['refusal']),
    annotations: Array.isArray(annotations) ? (annotations as readonly unknown[]) : null,
  };
}
export type ContentPart = NonNullable<ReturnType<typeof partOf>>;

function itemOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const type = text(sent['type']);
  if (type === null) return null;
  return {
    type,
    id: text(sent['id']),
    call_id: text(sent['call_id']),
    name: text(sent['name']),
    arguments: text(sent['arguments']),
    input: text(sent['input']),
    encrypted_content: text(sent['encrypted_content']),
    content: listOf(partOf, sent['content']),
    summary: listOf(partOf, sent['summary']),
  };
}
export type Item = NonNullable<ReturnType<typeof itemOf>>;

function responseOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const cut = sent['incomplete_details'];
  return {
    id: text(sent['id']),
    model: text(sent['model']),
    status: text(sent['status']),
    error: errorOf(sent['error']),
    /** Why it is incomplete. */
    cut: isObject(cut) ? text(cut['reason']) : null,
    output: listOf(itemOf, sent['output']),
    usage: sentUsageOf(sent['usage']),
  };
}
export type ProviderResponse = NonNullable<ReturnType<typeof responseOf>>;

function eventOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const type = text(sent['type']);
  if (type === null) return null;
  return {
    type,
    sequence_number: number(sent['sequence_number']),
    response: responseOf(sent['response']),
    item: itemOf(sent['item']),
    output_index: number(sent['output_index']),
    summary_index: number(sent['summary_index']),
    delta: text(sent['delta']),
    text: text(sent['text']),
    refusal: text(sent['refusal']),
    arguments: text(sent['arguments']),
    input: text(sent['input']),
    part: partOf(sent['part']),
    annotation: sent['annotation'],
    /** Of an `error`: flat as documented, or within `error` as it is sent. */
    message: text(sent['message']),
    code: codeOf(sent['code']),
    error: errorOf(sent['error']),
  };
}
export type ResponsesEvent = NonNullable<ReturnType<typeof eventOf>>;

/** Null: not JSON, or JSON of another kind. */
export const parseEvent = (data: string): ResponsesEvent | null => parsed(eventOf, data);

/** Null: not JSON, or neither an answer nor an error. */
export function parseWhole(body: string): ProviderResponse | null {
  const response = parsed(responseOf, body);
  if (response === null) return null;
  const { output, error, status } = response;
  return output === null && error === null && status === null ? null : response;
}

export function usageOf(usage: NonNullable<ProviderResponse['usage']>): TokenUsage {
  const input = Math.round(usage.input);
  const output = Math.max(Math.round(usage.output), Math.round(usage.total ?? 0) - input);
  return {
    input: tokens(input),
    cachedInput: atMost(input, usage.cached),
    cacheWrite: atMost(input, usage.put),
    audioInput: undefined,
    output: tokens(output),
    reasoning: atMost(output, usage.reasoning),
    audioOutput: undefined,
  };
}

const atMost = (most: number, value: number | null): Tokens | undefined =>
  value === null ? undefined : tokens(Math.min(most, Math.round(value)));
