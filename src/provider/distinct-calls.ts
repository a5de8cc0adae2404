/**
 * A history in which no two calls have the same id. Some servers number the calls of each answer from 0, and some clients
 * keep that: Anthropic and Bedrock refuse such a history, and nobody could tell which call a result answers.
 */

import type { AssistantContent, Message } from '../wire/prompt.ts';

type Results = Extract<Message, { role: 'tool' }>['content'];

/** The very same list where the ids are distinct already. A result answers the first call of its id that has none yet. */
export function distinctCalls(messages: readonly Message[]): readonly Message[] {
  const ids = messages.flatMap(idsOf);
  if (new Set(ids).size === ids.length) return messages;
  const taken = new Set<string>(ids);
  const seen = new Set<string>();
  /** By the id as it was: the ids of the calls that nobody has answered, and of the last that was made. */
  const waiting = new Map<string, string[]>();
  const latest = new Map<string, string>();
  const made = (call: AssistantContent): AssistantContent => {
    if (call.kind !== 'call') return call;
    const id = seen.has(call.id) ? freeId(call.id, taken) : call.id;
    seen.add(call.id);
    taken.add(id);
    waiting.set(call.id, [...(waiting.get(call.id) ?? []), id]);
    latest.set(call.id, id);
    return { ...call, id };
  };
  const answered = (result: Results[number]): Results[number] => {
    const callId = waiting.get(result.callId)?.shift() ?? latest.get(result.callId) ?? result.callId;
    return { ...result, callId };
  };
  return messages.map((message): Message => {
    // What an answer left unanswered is not answered after the next one.
    if (message.role === 'assistant' && message.content.some(({ kind }) => kind === 'call')) waiting.clear();
    if (message.role === 'assistant') return { ...message, content: message.content.map(made) };
    return message.role === 'tool' ? { ...message, content: message.content.map(answered) } : message;
  });
}

export const idsOf = (message: Message): readonly string[] =>
  message.role === 'assistant' ? message.content.flatMap((part) => (part.kind === 'call' ? [part.id] : [])) : [];

/** `id` with a number behind it that makes it one of its own. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${id}_${number}`)) number++;
  return `${id}_${number}`;
}
