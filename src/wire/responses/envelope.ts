/** The Response object around an answer: what OpenAI would say of it, with the request's own settings repeated. */

import type { FinishReason, TokenUsage } from '../../part.ts';
import type { AnswerHead } from '../wire.ts';
import type { OutputItem } from './output-item.ts';
import { responsesUsage } from './usage.ts';

export interface Standing {
  readonly id: string;
  readonly model: string;
  readonly output: readonly OutputItem[];
  readonly usage: TokenUsage | undefined;
  /** Null while it is being written. */
  readonly ended: { readonly reason: FinishReason } | { readonly failure: string } | null;
}

/** `response.<status>` is the event that tells of it. */
export function statusOf(ended: Standing['ended']): 'in_progress' | 'completed' | 'incomplete' | 'failed' {
  if (ended === null) return 'in_progress';
  if ('failure' in ended) return 'failed';
  return ended.reason === 'length' || ended.reason === 'content_filter' ? 'incomplete' : 'completed';
}

export function envelope({ ask, createdSeconds }: AnswerHead, { id, model, output, usage, ended }: Standing): object {
  const status = statusOf(ended);
  const { body } = ask;
  const cut = ended !== null && 'reason' in ended && ended.reason === 'length' ? 'max_output_tokens' : 'content_filter';
  return {
    id,
    object: 'response',
    created_at: createdSeconds,
    status,
    background: false,
    error: ended !== null && 'failure' in ended ? { code: 'server_error', message: ended.failure } : null,
    incomplete_details: status === 'incomplete' ? { reason: cut } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: body['max_tool_calls'] ?? null,
    model,
    output,
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null, ...Object(body['reasoning']) },
    // Nobody keeps it: a later request has to bring the conversation along.
    store: false,
    temperature: body['temperature'] ?? null,
    text: { format: { type: 'text' }, ...Object(body['text']) },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: body['top_p'] ?? null,
    truncation: 'disabled',
    usage: usage === undefined ? null : responsesUsage(usage),
    ...(body['user'] == null ? {} : { user: body['user'] }),
    metadata: body['metadata'] ?? {},
  };
}
