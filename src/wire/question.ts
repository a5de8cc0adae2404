/**
 * The body of `POST /v1/route`: that of a data-plane path, or `{"input": "text"}` for a question asked in passing.
 * An `input` list of messages is read as one, so that a Responses body gets its decision too.
 */

import * as z from 'zod';
import type { Ask } from './ask.ts';
import type { Body } from './body.ts';
import { readChat } from './chat.ts';
import type { AskHeaders } from './headers.ts';

const questionSchema = z.looseObject({ input: z.union([z.string(), z.array(z.unknown())]) });

/** Throws Refusal `invalid_request` as `readChat` does. */
export function readQuestion(body: Body, headers: AskHeaders): Ask {
  const question = questionSchema.safeParse(body.json);
  if (!question.success) return readChat(body, headers);
  const { input, ...rest } = question.data;
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input.flatMap(asMessage);
  const ask = readChat({ json: { ...rest, messages }, bytes: body.bytes }, headers);
  // The turns that it goes on from are with the provider.
  return typeof rest['previous_response_id'] === 'string' && ask.heldBy === null
    ? { ...ask, heldBy: 'provider_state' }
    : ask;
}

const outputSchema = z.object({ type: z.literal('function_call_output'), output: z.string() });

/** A Responses item as a message. Items that are neither a message nor a tool's result have no words to decide by. */
function asMessage(item: unknown): object[] {
  const output = outputSchema.safeParse(item);
  if (output.success) return [{ role: 'tool', content: output.data.output }];
  const isMessage = typeof item === 'object' && item !== null && 'role' in item;
  return isMessage || typeof item !== 'object' || item === null ? [Object(item)] : [];
}
