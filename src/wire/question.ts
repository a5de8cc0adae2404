/**
 * The body of `POST /v1/route`: that of a data-plane path, or `{"input": "text"}` for a question asked in passing, which
 * is a Responses body as it stands. One with `messages` is one of Anthropic's when it says anything that a chat has no
 * word for.
 */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import type { Ask } from './ask.ts';
import type { Body } from './body.ts';
import { readChat } from './chat/read.ts';
import type { AskHeaders } from './headers.ts';
import { readUnlimited } from './messages/read.ts';
import { readResponses } from './responses/read.ts';

const itemsSchema = once(() => z.array(z.record(z.string(), z.unknown())));
const responsesSchema = once(() =>
  z.union([
    z.looseObject({ input: z.union([z.string(), itemsSchema().min(1)]) }),
    z.looseObject({ input: itemsSchema().optional(), previous_response_id: z.string() }),
    z.looseObject({ input: itemsSchema().optional(), conversation: z.union([z.string(), z.object({})]) }),
  ]),
);

/**
 * Throws Refusal `invalid_request` as the reader of that path does. A body with `messages` is a chat's, whatever else it
 * holds: an `input` beside them goes on to the provider unread, and the decision shown must be the decision taken.
 */
export function readQuestion(body: Body, headers: AskHeaders): Ask {
  const { json } = body;
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'messages' in json) {
    return (isMessages(json) ? readUnlimited : readChat)(body, headers);
  }
  if (!responsesSchema().safeParse(json).success) throw unasked();
  const ask = readResponses(body, headers);
  // Items without a word in them are nothing to decide by, unless the words are with the provider.
  if (ask.turns.length === 0 && ask.state?.from == null) throw unasked();
  return ask;
}

function unasked(): Refusal {
  const message =
    'input: There is nothing to route. Send {"input": "text"}, {"input": [messages]} or {"messages": [messages]}, with at least one message, each {"role": "user", "content": "text"}.';
  return new Refusal({ code: 'invalid_request', message, param: 'input' });
}

const MESSAGES_FIELDS = ['system', 'thinking', 'output_config', 'stop_sequences', 'anthropic_version'] as const;
const MESSAGES_BLOCKS: ReadonlySet<unknown> = new Set([
  ...['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'server_tool_use', 'document', 'search_result'],
]);

const messagesSchema = once(() =>
  z.looseObject({
    messages: z.array(z.looseObject({ content: z.unknown().optional() })),
    tools: z.array(z.looseObject({})).nullish(),
  }),
);

/** Without thoughts, tools and instructions both wires say the same, and a chat is what it is read as. */
function isMessages(json: unknown): boolean {
  const read = messagesSchema().safeParse(json);
  if (!read.success) return false;
  const { messages, tools } = read.data;
  if (MESSAGES_FIELDS.some((field) => read.data[field] != null)) return true;
  if ((tools ?? []).some((tool) => 'input_schema' in tool)) return true;
  const blocks = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  return blocks.some((block) => {
    const type: unknown = Reflect.get(Object(block), 'type');
    return MESSAGES_BLOCKS.has(type) || (type === 'image' && 'source' in Object(block));
  });
}
