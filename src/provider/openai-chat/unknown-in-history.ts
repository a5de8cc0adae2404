/**
 * Fields of answers that come back in a chat's history and that this provider refuses the whole request for: Groq's
 * "property 'reasoning_content' is unsupported", Mistral's "Extra inputs are not permitted".
 */

import type { Written } from './request.ts';
import type { ChatRow } from './row.ts';

/** A body without any is the very same object. What says nothing (`refusal: null`) is left out without a word. */
export function withoutUnknown(body: Written['body'], { unknownInHistory: fields }: ChatRow): Written {
  const { messages } = body;
  if (!Array.isArray(messages) || fields.length === 0) return { body, dropped: [] };
  const dropped: string[] = [];
  const kept = messages.map((message: unknown, at) => {
    if (Reflect.get(Object(message), 'role') !== 'assistant' || !fields.some((name) => name in Object(message))) {
      return message;
    }
    const entries = Object.entries(Object(message) as Written['body']).filter(([name, value]) => {
      if (!fields.includes(name)) return true;
      if (saysSomething(value)) dropped.push(`messages.${at}.${name}`);
      return false;
    });
    return Object.fromEntries(entries);
  });
  return kept.every((message, at) => message === messages[at])
    ? { body, dropped }
    : { body: { ...body, messages: kept }, dropped };
}

const saysSomething = (value: unknown): boolean =>
  value != null && value !== '' && !(Array.isArray(value) && value.length === 0);
