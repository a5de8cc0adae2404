/**
 * The body of `POST /v1/route`: that of a data-plane path, or `{"input": "text"}` for a question asked in passing.
 * An `input` list of messages is read as one, so that a Responses body gets its decision too.
 */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import type { Ask } from './ask.ts';
import type { Body } from './body.ts';
import { readChat } from './chat/read.ts';
import type { AskHeaders } from './headers.ts';

const itemSchema = z.record(z.string(), z.unknown());
const questionSchema = z.looseObject({ input: z.union([z.string(), z.array(itemSchema)]) });

/**
 * Throws Refusal `invalid_request`, as `readChat` does. A body with `messages` is a chat's, whatever else it holds: an
 * `input` beside them goes on to the provider unread, and the decision shown must be the decision taken.
 */
export function readQuestion(body: Body, headers: AskHeaders): Ask {
  const { json, bytes } = body;
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'messages' in json) {
    return readChat(body, headers);
  }
  const question = questionSchema.safeParse(json);
  if (!question.success) throw unasked();
  const { input, ...rest } = question.data;
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input.flatMap(asMessage);
  if (messages.length === 0) throw unasked();
  const ask = readInput({ json: { ...rest, messages }, bytes }, headers);
  // The turns that it goes on from are with the provider.
  return typeof rest['previous_response_id'] === 'string' && ask.heldBy === null
    ? { ...ask, heldBy: 'provider_state' }
    : ask;
}

function unasked(): Refusal {
  const message =
    'input: There is nothing to route. Send {"input": "text"}, {"input": [messages]} or {"messages": [messages]}, with at least one message, each {"role": "user", "content": "text"}.';
  return new Refusal({ code: 'invalid_request', message, param: 'input' });
}

/** What is wrong with a message is told of `input`, where the client wrote it: it knows of no `messages`. */
function readInput(body: Body, headers: AskHeaders): Ask {
  try {
    return readChat(body, headers);
  } catch (error) {
    if (!(error instanceof Refusal && error.why.code === 'invalid_request')) throw error;
    const { message, param } = error.why;
    if (param === null || !param.startsWith('messages')) throw error;
    const where = (text: string): string => text.replace(/^messages(\.\d+)?/, 'input');
    throw new Refusal({ ...error.why, message: where(message), param: where(param) }, { cause: error });
  }
}

const outputSchema = z.object({ type: z.literal('function_call_output'), output: z.string() });

/** A Responses item as a message. Items that are neither a message nor a tool's result have no words to decide by. */
function asMessage(item: z.infer<typeof itemSchema>): object[] {
  const output = outputSchema.safeParse(item);
  if (output.success) return [{ role: 'tool', content: output.data.output }];
  return 'role' in item ? [item] : [];
}
