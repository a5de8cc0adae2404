/** Answers of those who follow Chat Completions, each in its own manner. */

import type { AnswerName } from './answer-cells.ts';
import { bytesOf, dataOf, type Given, REFUSAL, SIGNATURE, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import type { Row } from './rows.ts';
import { OSLO, ROME } from './said.ts';

interface Said {
  readonly message: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly usage?: object;
  /** Beside the choices. */
  readonly beside?: object;
}

const USAGE = { prompt_tokens: USED.input, completion_tokens: USED.output, total_tokens: USED.input + USED.output };
const HEAD = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'the-model' };

export function chatGiven(feature: AnswerName, row: Row): Given {
  const { message, reason = 'stop', usage = USAGE, beside = {} } = saidOf(feature, row);
  const head = { ...HEAD, ...beside };
  const chunk = (delta: object, finish: string | null, rest: object = {}) =>
    dataOf({
      ...{ ...head, object: 'chat.completion.chunk' },
      ...{ choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }], ...rest },
    });
  const events = [
    chunk({ role: 'assistant', content: '' }, null),
    chunk(inPieces(message), null),
    chunk({}, reason),
    dataOf({ ...head, object: 'chat.completion.chunk', choices: [], usage }),
    'data: [DONE]\n\n',
  ];
  const whole = {
    ...{ ...head, object: 'chat.completion', usage },
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: reason, logprobs: null }],
  };
  return { stream: bytesOf(events.join('')), whole: JSON.stringify(whole) };
}

/** In a stream the calls are numbered. */
function inPieces(message: Said['message']): object {
  const { tool_calls: calls } = message;
  return Array.isArray(calls)
    ? { ...message, tool_calls: calls.map((call: object, index) => ({ index, ...call })) }
    : message;
}

const call = ({ id, json }: typeof OSLO) => ({ id, type: 'function', function: { name: 'look', arguments: json } });

function saidOf(feature: AnswerName, { kind }: Row): Said {
  switch (feature) {
    case 'text, streamed':
    case 'text, whole':
      return { message: { content: TEXT } };
    case 'tool calls':
      return { message: { content: null, tool_calls: [call(OSLO), call(ROME)] }, reason: 'tool_calls' };
    case 'reasoning':
      return { message: thoughtOf(kind) };
    case 'signed thoughts, and back': {
      // https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
      const detail = {
        type: 'reasoning.text',
        text: THOUGHT,
        signature: SIGNATURE,
        format: 'anthropic-claude-v1',
        index: 0,
      };
      const message = { content: TEXT, reasoning: THOUGHT, reasoning_details: [detail] };
      return { message };
    }
    case 'cached tokens':
      return { message: { content: TEXT }, usage: { ...USAGE, ...cachedOf(kind) } };
    case 'reasoning tokens': {
      const details = { completion_tokens_details: { reasoning_tokens: USED.reasoning } };
      // xAI leaves its thoughts out of the completion: only the total tells.
      const apart = kind === 'xai' ? { completion_tokens: USED.output - USED.reasoning } : {};
      return { message: { content: TEXT }, usage: { ...USAGE, ...apart, ...details } };
    }
    case 'sources':
      return sourced(kind);
    case 'refusal':
      return kind === 'openai' || kind === 'azure-openai'
        ? { message: { content: null, refusal: REFUSAL } }
        : { message: { content: '' }, reason: 'content_filter' };
  }
}

const SHORT: ReadonlySet<string> = new Set(['groq', 'together', 'cerebras', 'openrouter']);

function thoughtOf(kind: Row['kind']): Said['message'] {
  if (kind === 'mistral') {
    // https://docs.mistral.ai/capabilities/reasoning/
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: THOUGHT }] };
    return { content: [thinking, { type: 'text', text: TEXT }] };
  }
  return { content: TEXT, [SHORT.has(kind) ? 'reasoning' : 'reasoning_content']: THOUGHT };
}

function cachedOf(kind: Row['kind']): object {
  if (kind === 'deepseek') {
    return { prompt_cache_hit_tokens: USED.cached, prompt_cache_miss_tokens: USED.input - USED.cached };
  }
  if (kind === 'mistral') return { num_cached_tokens: USED.cached };
  return { prompt_tokens_details: { cached_tokens: USED.cached } };
}

function sourced(kind: Row['kind']): Said {
  const message = { content: TEXT };
  if (kind === 'xai') return { message, beside: { citations: [SOURCE.url] } };
  if (kind === 'perplexity') return { message, beside: { citations: [SOURCE.url], search_results: [SOURCE] } };
  const url_citation = { ...SOURCE, start_index: 0, end_index: 5 };
  return { message: { ...message, annotations: [{ type: 'url_citation', url_citation }] } };
}
