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
import { inTurns } from './in-turns.ts';
import { unknownLevel } from './levels.ts';
import { chatReader, readWholeChat } from './reader.ts';
import { chatLacks, chatRequest, type Written } from './request.ts';
import type { ChatRow } from './row.ts';
import { withoutUnknown } from './unknown-in-history.ts';

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
  const written = prompt === null ? passedOn(row, target, order) : chatRequest(prompt, row);
  const thought = thoughtOf(target, order, prompt);
  const refused = row.refuses(model);
  // A model that the caller named is sent what the caller sent: it may know better, and its provider will say.
  const isCallers = decision.reason === 'pinned' && prompt === null;
  const wish = thought ?? (isCallers ? null : unknownLevel(row, model.id, written.body['reasoning_effort']));
  const wished = Object.entries(wish === null ? {} : row.thought(wish, model));
  const said = wished.filter(([name]) => !refused.includes(name));
  const body: Record<string, unknown> = {
    ...written.body,
    model: model.id,
    ...Object.fromEntries(said),
    ...capOf(row, target, order, written.body),
  };
  if (ask.stream) body['stream'] = true;
  if (ask.stream && row.asksForUsage) {
    body['stream_options'] = { ...objectOr(body['stream_options']), include_usage: true };
  }
  const unfit = isCallers ? [] : refused.filter((name) => written.body[name] != null);
  for (const name of unfit) delete body[name];
  const isQuiet = !isCallers && row.quietBesideTools(model.id) && offersTools(body);
  const unheard =
    prompt === null
      ? isQuiet && !['none', undefined, null].includes(Object(written.body)['reasoning_effort'])
        ? ['reasoning_effort']
        : []
      : wishedInVain(target, order, prompt, said.length > 0 && !isQuiet);
  if (isQuiet) body['reasoning_effort'] = 'none';
  return {
    url: `${model.provider.baseUrl ?? row.baseUrl}${row.path(model, 'chat/completions')}`,
    headers: callHeaders(row, secret, ask.stream),
    body: JSON.stringify(body),
    dropped: [...written.dropped, ...unfit, ...unheard],
  };
}

const offersTools = (body: Written['body']): boolean =>
  [body['tools'], body['functions']].some((tools) => Array.isArray(tools) && tools.length > 0);

/** The client's own body, but for what this provider is known to refuse of everybody, and for what others signed or named. */
function passedOn(row: ChatRow, { model }: Target, { ask }: Order): Written {
  const kept = row.takesAnyThought ? { body: ask.body, dropped: [] } : withoutForeignThoughts(ask.body);
  const known = withoutUnknown(kept.body, row);
  const written = {
    body: renamed(ordered(withFittingIds(known.body, row), row), row.renames(model)),
    dropped: [...kept.dropped, ...known.dropped],
  };
  if (row.asksForUsage || ask.body['stream_options'] === undefined) return written;
  const { stream_options: _options, ...body } = written.body;
  return { ...written, body };
}

function ordered(body: Written['body'], { turns }: ChatRow): Written['body'] {
  const { messages } = body;
  if (!Array.isArray(messages)) return body;
  const inOrder = inTurns(messages, turns);
  return inOrder === messages ? body : { ...body, messages: inOrder };
}

/** The same fields in the same order, under the names that the provider has for them. */
function renamed(body: Written['body'], names: Readonly<Record<string, string>>): Written['body'] {
  if (!Object.keys(names).some((name) => body[name] != null)) return body;
  const entries = Object.entries(body).flatMap(([name, value]) => {
    const to = names[name];
    if (to === undefined || value == null) return [[name, value] as const];
    return body[to] == null ? [[to, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The cap under the names the client used, else under the provider's own. */
function capOf(row: ChatRow, { model }: Target, { ask, decision, outputCap }: Order, body: Written['body']): object {
  const cap = outputCap === null ? null : fitting(outputCap, model.context, decision.signals.inputTokens);
  if (ask.wire !== 'chat') {
    const limit = cap ?? ask.outputLimit;
    return limit === null ? {} : { [row.outputCapField]: limit };
  }
  if (cap === null) return {};
  const used = ['max_completion_tokens', 'max_tokens'].filter((name) => typeof body[name] === 'number');
  return Object.fromEntries((used.length === 0 ? [row.outputCapField] : used).map((name) => [name, cap]));
}

/** The cap was sized for the first candidate; a fallback with a shorter context would refuse it. */
function fitting(cap: Tokens, context: Tokens | null, input: number): number {
  return context === null ? cap : Math.min(cap, Math.max(1, context - input));
}

function objectOr(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
