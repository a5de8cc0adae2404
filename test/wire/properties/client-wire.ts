/**
 * A Prompt as a client of a wire would write it, and what of it that wire has words for: `meant` is what is left of a
 * prompt, and `body` says all of that.
 */

import type { AssistantContent, Message, Prompt, Source } from '../../../src/wire/prompt.ts';

export interface ClientWire {
  readonly meant: (prompt: Prompt) => Prompt;
  readonly body: (prompt: Prompt) => Record<string, unknown>;
}

export type Result = Extract<Message, { role: 'tool' }>['content'][number];

export const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
export const urlOf = (source: Source): string =>
  source.kind === 'base64' ? `data:${source.mediaType};base64,${source.data}` : source.kind === 'url' ? source.url : '';
export const inMessages = (prompt: Prompt, change: (message: Message) => readonly Message[]): Prompt => ({
  ...prompt,
  messages: prompt.messages.flatMap(change),
});
export const inResults = (message: Message, change: (result: Result) => Result): Message =>
  message.role === 'tool' ? { ...message, content: message.content.map(change) } : message;
export const inAssistant = (
  message: Message,
  change: (part: AssistantContent) => AssistantContent | null,
): readonly Message[] => {
  if (message.role !== 'assistant') return [message];
  const content = message.content.flatMap((part) => change(part) ?? []);
  return content.length === 0 ? [] : [{ ...message, content }];
};
const LEVELS = [0, 1024, 2048, 8192, 16_384, 32_768];
const NAMES = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];
export const asLevel = ({ thought }: Prompt): Prompt['thought'] => {
  if (thought?.budget == null) return thought;
  const { budget } = thought;
  return { level: NAMES[LEVELS.findIndex((least) => least >= budget)] ?? 'xhigh', budget: null };
};
