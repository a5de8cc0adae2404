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
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  return readChat({ json: { ...rest, messages }, bytes: body.bytes }, headers);
}
