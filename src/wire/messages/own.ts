/**
 * A body without what this router itself put into its history: thoughts and citations of other issuers (`carried.ts`),
 * thoughts that nobody signed, and words of nothing but white space, as other models write before their calls. Anthropic
 * would refuse each of them; everything else stays as it came, and a body without any is the very same object.
 */

import { isCarried } from './carried.ts';

interface Sent extends Readonly<Record<string, unknown>> {
  readonly messages: readonly unknown[];
}

export function withoutCarried(body: Sent): Readonly<Record<string, unknown>> {
  const messages = body.messages.map(cleaned);
  const touched = messages.some((message, at) => message !== body.messages[at]);
  // A turn that held nothing else is no turn: Anthropic refuses one without content, and joins those around it.
  return touched ? { ...body, messages: messages.filter((message) => message !== null) } : body;
}

function cleaned(message: unknown): unknown {
  if (!isObject(message) || message['role'] !== 'assistant' || !Array.isArray(message['content'])) return message;
  const { content } = message;
  const kept = content.filter((block) => !isForeign(block)).map(withoutForeignCitations);
  if (kept.length === content.length && kept.every((block, at) => block === content[at])) return message;
  return kept.length === 0 ? null : { ...message, content: kept };
}

function isForeign(block: unknown): boolean {
  if (!isObject(block)) return false;
  if (block['type'] === 'text') return typeof block['text'] === 'string' && block['text'].trim() === '';
  if (block['type'] === 'redacted_thinking') return isCarried(block['data']);
  return block['type'] === 'thinking' && (block['signature'] === '' || isCarried(block['signature']));
}

function withoutForeignCitations(block: unknown): unknown {
  if (!isObject(block) || !Array.isArray(block['citations'])) return block;
  const kept = block['citations'].filter((one) => !(isObject(one) && isCarried(one['encrypted_index'])));
  if (kept.length === block['citations'].length) return block;
  const { citations: _citations, ...rest } = block;
  return kept.length === 0 ? rest : { ...rest, citations: kept };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
