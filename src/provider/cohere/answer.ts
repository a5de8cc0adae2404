/**
 * What Cohere's chat sends back, events and whole answers: only what is read of them, and leniently.
 * https://docs.cohere.com/v2/docs/streaming
 */

import type { TokenUsage } from '../../part.ts';
import { tokens } from '../../unit.ts';
import { parsed } from '../parsed.ts';
import { count, isObject, listOf, number, optional, text } from '../shape.ts';

function countsOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const input_tokens = count(sent['input_tokens']);
  const output_tokens = count(sent['output_tokens']);
  return input_tokens === null || output_tokens === null ? null : { input_tokens, output_tokens };
}

function usageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    billed_units: countsOf(sent['billed_units']),
    tokens: countsOf(sent['tokens']),
    cached_tokens: count(sent['cached_tokens']),
  };
}
export type CohereUsage = NonNullable<ReturnType<typeof usageOf>>;

function callOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const called = sent['function'];
  return {
    id: text(sent['id']),
    name: isObject(called) ? text(called['name']) : null,
    arguments: isObject(called) ? text(called['arguments']) : null,
  };
}
export type CohereCall = NonNullable<ReturnType<typeof callOf>>;

function sourceOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const { document, tool_output: output } = sent;
  return { about: isObject(document) ? document : isObject(output) ? output : null };
}

function citationOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { text: text(sent['text']), sources: listOf(sourceOf, sent['sources']) };
}
export type Citation = NonNullable<ReturnType<typeof citationOf>>;

function blockOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return { text: text(sent['text']), thinking: text(sent['thinking']) };
}

/** A stream has one of each where a whole answer has a list. */
function oneOrMany<Item>(read: (value: unknown) => Item | null, sent: unknown): readonly Item[] | null {
  if (Array.isArray(sent)) return listOf(read, sent);
  const one = read(sent);
  return one === null ? null : [one];
}

/** Servers that follow Cohere may send the words as they are. */
function contentOf(sent: unknown) {
  return typeof sent === 'string' ? [{ text: sent, thinking: null }] : oneOrMany(blockOf, sent);
}

function messageOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    content: contentOf(sent['content']),
    tool_plan: text(sent['tool_plan']),
    tool_calls: oneOrMany(callOf, sent['tool_calls']),
    citations: oneOrMany(citationOf, sent['citations']),
  };
}
export type CohereMessage = NonNullable<ReturnType<typeof messageOf>>;

function deltaOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    message: messageOf(sent['message']),
    finish_reason: text(sent['finish_reason']),
    error: text(sent['error']),
    usage: usageOf(sent['usage']),
  };
}

/** An error's words, or a whole answer's message. */
const saidOf = (sent: unknown): string | CohereMessage | null => text(sent) ?? messageOf(sent);

function answerOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const message = optional(saidOf, sent['message']);
  if (message === null) return null;
  return {
    type: text(sent['type']),
    id: text(sent['id']),
    index: number(sent['index']),
    delta: deltaOf(sent['delta']),
    message,
    finish_reason: text(sent['finish_reason']),
    usage: usageOf(sent['usage']),
  };
}
export type CohereAnswer = NonNullable<ReturnType<typeof answerOf>>;

/** An event's data or a whole answer. Null: not JSON, or JSON of another kind. */
export const parseAnswer = (data: string): CohereAnswer | null => parsed(answerOf, data);

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
