/**
 * OpenAI Chat Completions, provider side, for OpenAI and all who follow it: a row says in what they differ.
 * https://platform.openai.com/docs/api-reference/chat
 */

import type { Tokens } from '../../unit.ts';
import type { Call, Dialect, Order, Target } from '../contract.ts';
import { thoughtOf, wishedInVain } from '../thought.ts';
import { withFittingIds } from './fitting-ids.ts';
import { withoutForeignThoughts } from './foreign-thoughts.ts';
import { callHeaders } from './headers.ts';
import { chatReader, readWholeChat } from './reader.ts';
import { chatLacks, chatRequest, type Written } from './request.ts';
import type { ChatRow } from './row.ts';

export function chatDialect(row: ChatRow): Dialect {
  return {
    speaks: 'chat',
    verbatim: row.verbatim,
    framing: 'sse',
    lacks: (prompt) => chatLacks(prompt, row),
    call: (target, order) => buildCall(row, target, order),
    reader,
    readWhole: readWholeChat,
  };
}

/** The same for every row: in what the providers answer they do not differ. */
const reader: Dialect['reader'] = (_, { ask }) => chatReader(ask.choices);

function buildCall(row: ChatRow, target: Target, order: Order): Call {
  const { model, secret } = target;
  const { ask, decision } = order;
  const prompt = ask.wire === 'chat' ? null : ask.prompt();
  const written = prompt === null ? passedOn(row, order) : chatRequest(prompt, row);
  const thought = thoughtOf(target, order, prompt);
  const refused = row.refuses(model);
  const wished = Object.entries(thought === null ? {} : row.thought(thought));
  const said = wished.filter(([name]) => !refused.includes(name));
  const body: Record<string, unknown> = {
    ...written.body,
    model: model.id,
    ...Object.fromEntries(said),
    ...capOf(row, target, order),
  };
  if (ask.stream) body['stream'] = true;
  if (ask.stream && row.asksForUsage) {
    body['stream_options'] = { ...objectOr(body['stream_options']), include_usage: true };
  }
  // A model that the caller named is sent what the caller sent: it may know better, and its provider will say.
  const unfit = decision.reason === 'pinned' ? [] : refused.filter((name) => written.body[name] != null);
  for (const name of unfit) delete body[name];
  const unheard = prompt === null ? [] : wishedInVain(target, order, prompt, said.length > 0);
  return {
    url: `${model.provider.baseUrl ?? row.baseUrl}${row.path(model, 'chat/completions')}`,
    headers: callHeaders(row, secret, ask.stream),
    body: JSON.stringify(body),
    dropped: [...written.dropped, ...unfit, ...unheard],
  };
}

/** The client's own body, but for what this provider is known to refuse of everybody, and for what others signed or named. */
function passedOn(row: ChatRow, { ask }: Order): Written {
  const kept = row.takesAnyThought ? { body: ask.body, dropped: [] } : withoutForeignThoughts(ask.body);
  const written = { ...kept, body: withFittingIds(kept.body, row) };
  if (row.asksForUsage || ask.body['stream_options'] === undefined) return written;
  const { stream_options: _options, ...body } = written.body;
  return { ...written, body };
}

/** The cap under the names the client used, else under the provider's own. */
function capOf(row: ChatRow, { model }: Target, { ask, decision, outputCap }: Order): object {
  const cap = outputCap === null ? null : fitting(outputCap, model.context, decision.signals.inputTokens);
  if (ask.wire !== 'chat') {
    const limit = cap ?? ask.outputLimit;
    return limit === null ? {} : { [row.outputCapField]: limit };
  }
  if (cap === null) return {};
  const used = ['max_completion_tokens', 'max_tokens'].filter((name) => typeof ask.body[name] === 'number');
  return Object.fromEntries((used.length === 0 ? [row.outputCapField] : used).map((name) => [name, cap]));
}

/** The cap was sized for the first candidate; a fallback with a shorter context would refuse it. */
function fitting(cap: Tokens, context: Tokens | null, input: number): number {
  return context === null ? cap : Math.min(cap, Math.max(1, context - input));
}

function objectOr(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
