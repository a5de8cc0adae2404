/**
 * OpenAI Responses, request side: body -> Ask. Strict where the router reads a field, silent about the rest: what it does
 * not know stays in `body` and goes on to a provider of the same wire.
 * https://platform.openai.com/docs/api-reference/responses/create
 */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import { tokens } from '../../unit.ts';
import type { Ask, Beside, KeptState, Need, Turn } from '../ask.ts';
import type { Body } from '../body.ts';
import { readEffort, readModelWish } from '../chat/read.ts';
import type { AskHeaders } from '../headers.ts';
import { heldBy, isReference } from './held-by.ts';
import { type Item, isCall, isMessage, isResult, itemSchema, partsOf, textOf } from './items.ts';
import { mediaOf } from './media.ts';
import { isOwnResponse } from './own-ids.ts';
import { promptOfResponses } from './prompt.ts';

export const responsesSchema = once(() =>
  z.looseObject({
    model: z.string().nullish(),
    input: z.array(itemSchema()),
    instructions: z.string().nullish(),
    stream: z.boolean().nullish(),
    max_output_tokens: z.int().positive().nullish(),
    reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
    tools: z.array(z.looseObject({ type: z.string() })).nullish(),
    text: z.looseObject({ format: z.looseObject({ type: z.string() }).nullish() }).nullish(),
    store: z.boolean().nullish(),
    background: z.boolean().nullish(),
    previous_response_id: z.string().nullish(),
    conversation: z.union([z.string(), z.looseObject({ id: z.string() })]).nullish(),
    prompt: z.looseObject({ id: z.string() }).nullish(),
    user: z.string().nullish(),
    safety_identifier: z.string().nullish(),
    metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  }),
);
type Request = z.infer<ReturnType<typeof responsesSchema>>;

const bodySchema = once(() => z.looseObject({ input: z.unknown().optional() }));

/** Throws Refusal `invalid_request` with the first field that cannot be meant, as `param`. */
export function readResponses(body: Body, headers: AskHeaders): Ask {
  const sent = bodySchema().safeParse(body.json);
  if (!sent.success) throw invalid('', 'expected a JSON object', sent.error);
  const { input } = sent.data;
  const listed = typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : (input ?? []);
  const read = responsesSchema().safeParse({ ...sent.data, input: listed });
  if (!read.success) {
    const issue = read.error.issues[0];
    throw invalid(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'cannot be read', read.error);
  }
  const request = read.data;
  const items = request.input;
  const state = stateOf(request);
  if (items.length === 0 && state.from === null && request.prompt == null) {
    throw invalid('input', 'expected a text or a list of items');
  }
  if (request.background === true) {
    const why = 'an answer in the background is fetched and counted later, which is not possible here. Leave it out';
    throw invalid('background', `${why}, and set stream for an answer that takes long`);
  }
  const media = mediaOf(items);
  return {
    wire: 'responses',
    model: readModelWish(request.model ?? null),
    effort: readEffort(headers.effort, request.reasoning?.effort ?? null),
    stream: request.stream === true,
    wantsUsage: true,
    turns: turnsOf(request),
    needs: needsOf(request, media.modality),
    modality: media.modality,
    images: media.images,
    beside: besideOf(items),
    inputBytes: Math.max(0, body.bytes - media.bytes),
    outputLimit: request.max_output_tokens == null ? null : tokens(request.max_output_tokens),
    choices: 1,
    heldBy: heldBy(items, state.from !== null),
    state,
    // An empty name names nobody.
    user: request.user || request.safety_identifier || request.metadata?.user_id || null,
    // As it came, not as it was read: reading puts the fields in another order.
    body: body.json as Readonly<Record<string, unknown>>,
    prompt: once(() => promptOfResponses(request)),
    forwarded: {},
  };
}

function stateOf({ previous_response_id: previous, conversation, store, input }: Request): KeptState {
  if (previous != null && isOwnResponse(previous)) {
    const why = `"${previous}" was given by a model that speaks another format, and nobody keeps such an answer`;
    throw invalid('previous_response_id', `${why}. Send the items of the conversation in input instead`);
  }
  const conversationId = typeof conversation === 'string' ? conversation : (conversation?.id ?? null);
  const from =
    previous != null && previous !== ''
      ? { id: previous, field: 'previous_response_id' }
      : conversationId === null
        ? null
        : { id: conversationId, field: 'conversation' };
  return { from, refers: input.some(isReference), keeps: store !== false };
}

function turnsOf({ instructions, input }: Request): readonly Turn[] {
  const turns: Turn[] = instructions == null || instructions === '' ? [] : [{ role: 'system', text: instructions }];
  for (const item of input) {
    if (isMessage(item)) turns.push({ role: roleOf(item), text: textOf(item) });
    else if (isResult(item)) turns.push({ role: 'tool', text: textOf(item) });
    // An answer may be several calls and no words: that is one turn.
    else if (isCall(item) && turns.at(-1)?.role !== 'assistant') turns.push({ role: 'assistant', text: '' });
  }
  return turns;
}

/** A call is written into the prompt with its arguments; a file's text is not at hand. */
function besideOf(items: readonly Item[]): Beside {
  return {
    texts: items
      .filter(isCall)
      .map((call) => JSON.stringify([call['name'], call['arguments'] ?? call['input'] ?? call['action']])),
    documents: items.flatMap(partsOf).flatMap((part) => {
      if (part.type !== 'input_file') return [];
      const { file_data: data } = part;
      return [typeof data === 'string' ? Math.floor((data.length * 3) / 4) : 0];
    }),
  };
}

function roleOf({ role }: Item): Turn['role'] {
  return role === 'developer' ? 'system' : (role ?? 'user');
}

function needsOf({ tools, text }: Request, modality: Ask['modality']): readonly Need[] {
  const needs: Need[] = [];
  if ((tools ?? []).length > 0) needs.push('tools');
  if (modality.includes('image')) needs.push('vision');
  if (modality.includes('audio')) needs.push('audio');
  if (text?.format != null && text.format.type !== 'text') needs.push('json');
  return needs;
}

function invalid(param: string, what: string, cause?: unknown): Refusal {
  const message = param === '' ? `The request body is not one of Responses: ${what}.` : `${param}: ${what}.`;
  return new Refusal({ code: 'invalid_request', message, param: param === '' ? null : param }, { cause });
}
