/**
 * OpenAI Chat Completions, provider side, for OpenAI and all who follow it: a row says in what they differ.
 * https://platform.openai.com/docs/api-reference/chat
 */

import type { Call, Dialect, Order, Target } from '../contract.ts';
import { levelOf, thoughtOf } from '../thought.ts';
import { chatReader, readWholeChat } from './reader.ts';

export interface ChatRow {
  readonly baseUrl: string;
  /** The name of the output cap when the client sent neither: newer OpenAI models refuse `max_tokens`. */
  readonly outputCapField: 'max_completion_tokens' | 'max_tokens';
}

export function chatDialect(row: ChatRow): Dialect {
  return {
    speaks: 'chat',
    verbatim: true,
    framing: 'sse',
    lacks: () => [],
    call: (target, order) => buildCall(row, target, order),
    reader: (_, { ask }) => chatReader(ask.choices),
    readWhole: readWholeChat,
  };
}

function buildCall(row: ChatRow, target: Target, order: Order): Call {
  const { model, secret } = target;
  const { ask, decision, outputCap } = order;
  const body: Record<string, unknown> = { ...ask.body, model: model.id };
  if (ask.stream) body['stream_options'] = { ...objectOr(ask.body['stream_options']), include_usage: true };
  const thought = thoughtOf(target, order, null);
  if (thought !== null) body['reasoning_effort'] = levelOf(thought);
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
    dropped: [],
  };
}

/** The cap under the names the client used, else under the provider's own. */
function capped(body: Readonly<Record<string, unknown>>, cap: number, field: ChatRow['outputCapField']) {
  const used = ['max_completion_tokens', 'max_tokens'].filter((name) => typeof body[name] === 'number');
  return Object.fromEntries((used.length === 0 ? [field] : used).map((name) => [name, cap]));
}

function objectOr(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
