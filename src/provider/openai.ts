/**
 * OpenAI Chat Completions, provider side: the call, and what its events and answers say. Schemas are lenient and hold
 * only what is read here: a provider may add or leave out anything else.
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */

import * as z from 'zod';
import { tokens } from '../unit.ts';
import type { Call, Dialect, Order, ProviderUsage, Reading, Target } from './contract.ts';

export interface OpenAiRow {
  readonly baseUrl: string;
  /** The name of the output cap when the client sent neither: newer OpenAI models refuse `max_tokens`. */
  readonly outputCapField: 'max_completion_tokens' | 'max_tokens';
}

export function openAiDialect(row: OpenAiRow): Dialect {
  return { call: (target, order) => buildCall(row, target, order), readEvent, readWhole };
}

function buildCall(row: OpenAiRow, { model, secret }: Target, { ask, decision, outputCap }: Order): Call {
  const body: Record<string, unknown> = { ...ask.body, model: model.id };
  if (ask.stream) body['stream_options'] = { ...objectOr(ask.body['stream_options']), include_usage: true };
  if (outputCap !== null) {
    // The cap was sized for the first candidate; a fallback with a shorter context would refuse it.
    const room = model.context === null ? outputCap : Math.max(1, model.context - decision.signals.inputTokens);
    Object.assign(body, capped(ask.body, Math.min(outputCap, room), row.outputCapField));
  }
  return {
    url: `${model.provider.baseUrl ?? row.baseUrl}/chat/completions`,
    headers: {
      'content-type': 'application/json',
      accept: ask.stream ? 'text/event-stream' : 'application/json',
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
    },
    body: JSON.stringify(body),
  };
}

/** The cap under the names the client used, else under the provider's own. */
function capped(body: Readonly<Record<string, unknown>>, cap: number, field: OpenAiRow['outputCapField']) {
  const used = ['max_completion_tokens', 'max_tokens'].filter((name) => typeof body[name] === 'number');
  return Object.fromEntries((used.length === 0 ? [field] : used).map((name) => [name, cap]));
}

function objectOr(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** No request has a thousand million tokens: a larger count is a fault of the provider's, and the ledger could not hold it. */
const tokenCount = z.number().nonnegative().max(1e9);
const count = tokenCount.nullish();

const usageSchema = z.object({
  prompt_tokens: tokenCount,
  completion_tokens: tokenCount,
  total_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }).nullish(),
  prompt_cache_hit_tokens: count,
  completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
});

const errorSchema = z.union([z.object({ message: z.string() }), z.string()]);

const messageSchema = z.object({
  content: z.unknown().optional(),
  refusal: z.unknown().optional(),
  reasoning_content: z.unknown().optional(),
  reasoning: z.unknown().optional(),
  tool_calls: z.unknown().optional(),
  function_call: z.unknown().optional(),
  audio: z.unknown().optional(),
});

const answerSchema = z.object({
  error: errorSchema.nullish().catch('an error without a message'),
  choices: z
    .array(
      z.object({
        delta: messageSchema.nullish(),
        message: messageSchema.nullish(),
        index: z.number().nullish().catch(null),
        finish_reason: z.string().nullish().catch(null),
      }),
    )
    .nullish(),
  // A count that makes no sense is as good as none: the answer is then charged by a marked estimate.
  usage: usageSchema.nullish().catch(null),
});
type Answer = z.infer<typeof answerSchema>;

const END_MARK: Reading = {
  content: false,
  text: '',
  finished: [],
  done: true,
  usage: null,
  usageOnly: false,
  error: null,
};

function readEvent(data: string): Reading | null {
  if (data.trim() === '[DONE]') return END_MARK;
  const answer = parse(data);
  return answer === null ? null : readAnswer(answer);
}

function readWhole(body: string): Reading | null {
  const answer = parse(body);
  if (answer === null || (answer.error == null && (answer.choices ?? []).length === 0)) return null;
  return readAnswer(answer);
}

function parse(data: string): Answer | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    // Not JSON: the caller turns null into a failure that names the model.
    return null;
  }
  const read = answerSchema.safeParse(json);
  return read.success ? read.data : null;
}

function readAnswer({ error, choices, usage }: Answer): Reading {
  const messages = (choices ?? []).flatMap((choice) => choice.delta ?? choice.message ?? []);
  const text = messages.map(wordsOf).join('');
  const content = text !== '';
  return {
    content,
    text,
    finished: (choices ?? []).flatMap(({ finish_reason, index }) =>
      typeof finish_reason === 'string' ? [index ?? 0] : [],
    ),
    done: false,
    usage: usage == null ? null : readUsage(usage),
    usageOnly: usage != null && (choices ?? []).length === 0,
    error: error == null ? null : typeof error === 'string' ? error : error.message,
  };
}

/** Everything a model produced in a message, as text: tool calls and content parts in their JSON. */
function wordsOf(message: z.infer<typeof messageSchema>): string {
  return Object.values(message)
    .map((part) => {
      if (typeof part === 'string') return part;
      if (typeof part !== 'object' || part === null) return '';
      return Array.isArray(part) && part.length === 0 ? '' : JSON.stringify(part);
    })
    .join('');
}

/**
 * Most providers count reasoning inside `completion_tokens`; xAI counts it apart, and only `total_tokens` tells. The
 * larger of the two readings is what was processed, and what is charged.
 */
function readUsage(usage: z.infer<typeof usageSchema>): ProviderUsage {
  const input = Math.round(usage.prompt_tokens);
  const output = Math.max(Math.round(usage.completion_tokens), Math.round(usage.total_tokens ?? 0) - input);
  const cached = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens;
  return {
    input: tokens(input),
    cachedInput: cached == null ? undefined : tokens(Math.min(input, Math.round(cached))),
    output: tokens(output),
    reasoning: reasoning == null ? undefined : tokens(Math.round(reasoning)),
  };
}
