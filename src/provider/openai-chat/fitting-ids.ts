/**
 * Ids of calls that another model made, in a conversation that goes on with a provider which refuses them: OpenAI's are 40
 * characters at most, Mistral's are nine. What the provider itself gave is never another afterwards.
 */

import type { ChatRow } from './row.ts';

type Json = Readonly<Record<string, unknown>>;

/** A body without any such id is the very same object. */
export function withFittingIds(body: Json, { callId }: Pick<ChatRow, 'callId'>): Json {
  const { messages } = body;
  if (!Array.isArray(messages)) return body;
  const fitting = messages.map((message: unknown) => (isJson(message) ? fitted(message, callId) : message));
  return fitting.every((message, at) => message === messages[at]) ? body : { ...body, messages: fitting };
}

function fitted(message: Json, callId: ChatRow['callId']): Json {
  const { tool_calls: calls } = message;
  const answering = renamed(message, 'tool_call_id', callId);
  if (!Array.isArray(calls)) return answering;
  const fitting = calls.map((call: unknown) => (isJson(call) ? renamed(call, 'id', callId) : call));
  return fitting.every((call, at) => call === calls[at]) ? answering : { ...answering, tool_calls: fitting };
}

function renamed(object: Json, field: string, callId: ChatRow['callId']): Json {
  const id = object[field];
  // Who gives no id is not given one: nobody could answer it.
  if (typeof id !== 'string' || id === '' || callId(id) === id) return object;
  return { ...object, [field]: callId(id) };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
