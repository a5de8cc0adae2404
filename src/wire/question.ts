/**
 * The body of `POST /v1/route`: that of a data-plane path, or `{"input": "text"}` for a question asked in passing, which
 * is a Responses body as it stands.
 */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import type { Ask } from './ask.ts';
import type { Body } from './body.ts';
import { readChat } from './chat/read.ts';
import type { AskHeaders } from './headers.ts';
import { readResponses } from './responses/read.ts';

const itemsSchema = z.array(z.record(z.string(), z.unknown()));
const responsesSchema = z.union([
  z.looseObject({ input: z.union([z.string(), itemsSchema.min(1)]) }),
  z.looseObject({ input: itemsSchema.optional(), previous_response_id: z.string() }),
  z.looseObject({ input: itemsSchema.optional(), conversation: z.union([z.string(), z.object({})]) }),
]);

/**
 * Throws Refusal `invalid_request` as the reader of that path does. A body with `messages` is a chat's, whatever else it
 * holds: an `input` beside them goes on to the provider unread, and the decision shown must be the decision taken.
 */
export function readQuestion(body: Body, headers: AskHeaders): Ask {
  const { json } = body;
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'messages' in json) {
    return readChat(body, headers);
  }
  if (!responsesSchema.safeParse(json).success) throw unasked();
  return readResponses(body, headers);
}

function unasked(): Refusal {
  const message =
    'input: There is nothing to route. Send {"input": "text"}, {"input": [messages]} or {"messages": [messages]}, with at least one message, each {"role": "user", "content": "text"}.';
  return new Refusal({ code: 'invalid_request', message, param: 'input' });
}
